/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing a whole file so that at every moment either the old or the new one is
 * there: a temporary file beside it, fsync, rename, fsync of the folder.
 */
#ifndef AE_CONTROL_DURABLE_H
#define AE_CONTROL_DURABLE_H

#include <stddef.h>

/* May take long (a slow disk): Context: any thread but audio and control.  mode as of open.
 * Return: 0 or -errno; then the old file is as it was and no temporary one is left. */
int durable_write(const char *path, const void *data, size_t len, unsigned mode);

/* The folder and its parents, 0700, where missing.  Return: 0 or -errno. */
int durable_make_folder(const char *path);

#endif
