/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing a whole file so that at every moment either the old or the new one is
 * there: a temporary file beside it, fsync, rename, fsync of the folder.
 * Symbolic links are followed, so that a link among somebody's dotfiles stays
 * one.  What is no regular file (a FIFO, /dev/stdout) is written to as it is.
 */
#ifndef AE_CONTROL_DURABLE_H
#define AE_CONTROL_DURABLE_H

#include <stddef.h>

enum { DURABLE_PATH_BYTES = 4096 };

/* May take long (a slow disk): Context: any thread but audio and control.  mode: as of open, for a
 * new file; an existing one keeps its own.  Temporary files that a killed program left are removed.
 * Return: 0 or -errno; then the old file is as it was and no temporary one is left (-EIO of a
 * folder that cannot be synced: one of both is there). */
int durable_write(const char *path, const void *data, size_t len, unsigned mode);

/* The folder and its parents, 0700, where missing.  Return: 0 or -errno. */
int durable_make_folder(const char *path);

/* One line on an error of the two: what, why, what to do.  Context: any. */
void durable_explain(const char *path, int error, char *out, size_t size);

#endif
