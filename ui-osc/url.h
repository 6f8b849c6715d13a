/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file that tells other programs where we listen:
 * $XDG_RUNTIME_DIR/audioengine/NAME.url holds one line, the URL, so that
 * oscsend "$(cat ...)" works.  For as long as we run it is locked (fcntl), and
 * the lock tells the next instance who has a name or a port: a file without a
 * lock was left behind by a program that is gone.
 */
#ifndef AE_UI_OSC_URL_H
#define AE_UI_OSC_URL_H

#include <stdint.h>
#include <sys/types.h>

enum { URL_PATH_BYTES = 256, URL_BYTES = 128, URL_NAME_BYTES = 64 };

struct url_file {
	int fd; /* -1: none */
	char path[URL_PATH_BYTES];
};

struct url_owner {
	pid_t pid; /* 0: nobody, or nobody knows */
	char name[URL_NAME_BYTES];
};

/* The folder of URL files, made (0700) when it is not there: below $XDG_RUNTIME_DIR, else below
 * /run/user/UID when that is ours.  Return: 0; -ENOENT: no such place; -EACCES: not ours; -errno.
 */
int url_folder(char out[URL_PATH_BYTES]);

/* Write url for name (no '/', no leading dot) and lock it.  *owner: who has the name on -EBUSY.
 * Return: 0; -EINVAL for the name; -EBUSY; -errno.  Context: control. */
int url_publish(struct url_file *f, const char *folder, const char *name, const char *url,
	struct url_owner *owner);

/* The same with another ending than "url", so that it is no address of OSC to url_find: "http". */
int url_publish_as(struct url_file *f, const char *folder, const char *name, const char *ending,
	const char *url, struct url_owner *owner);

/* Remove it, if it is still ours. */
void url_withdraw(struct url_file *f);

/* The living instance whose URL is url; pid 0: none. */
void url_find(const char *folder, const char *url, struct url_owner *out);

/* What a file of that folder says, and who has it; pid 0: it was left behind. */
struct url_entry {
	char name[URL_NAME_BYTES], url[URL_BYTES];
	pid_t pid;
};

/* The file of a name.  Return: 0; -ENOENT: there is none; -EINVAL for the name. */
int url_read(const char *folder, const char *name, struct url_entry *out);

/* All files, up to max, sorted by name.  Return: how many. */
uint32_t url_list(const char *folder, struct url_entry *out, uint32_t max);

#endif
