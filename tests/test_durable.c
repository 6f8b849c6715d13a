/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that are there whole or not at all, on the real file system. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "control/settings/durable.h"

static int
enter_folder(void **state)
{
	static char path[64];

	snprintf(path, sizeof path, "/tmp/ae-durable.XXXXXX");
	*state = mkdtemp(path);
	umask(022);
	return *state != NULL ? chdir(path) : -1;
}

static int
remove_folder(void **state)
{
	char command[128];

	snprintf(command, sizeof command, "rm -rf '%s'", (const char *)*state);
	return chdir("/") != 0 || system(command) != 0;
}

static void
write_plainly(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void
assert_holds(const char *path, const char *text)
{
	char there[256];
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	there[fread(there, 1, sizeof there - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(there, text);
}

/* Entries of the folder but "." and "..". */
static int
count_entries(const char *path)
{
	DIR *dir = opendir(path);
	int n = 0;

	assert_non_null(dir);
	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n - 2;
}

static unsigned
mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void
test_durable_makes_a_new_file_and_replaces_an_old_one(void **state)
{
	(void)state;
	assert_int_equal(durable_write("a", "one", 3, 0666), 0);
	assert_holds("a", "one");
	assert_int_equal(mode_of("a"), 0644);
	assert_int_equal(durable_write("a", "2", 1, 0666), 0);
	assert_holds("a", "2");
	assert_int_equal(durable_write("a", "", 0, 0666), 0);
	assert_holds("a", "");
	assert_int_equal(count_entries("."), 1);
}

static void
test_durable_keeps_the_mode_of_a_file(void **state)
{
	(void)state;
	write_plainly("a", "one");
	assert_int_equal(chmod("a", 0640), 0);
	assert_int_equal(durable_write("a", "two", 3, 0666), 0);
	assert_int_equal(mode_of("a"), 0640);
	assert_int_equal(durable_write("b", "two", 3, 0600), 0);
	assert_int_equal(mode_of("b"), 0600);
}

static void
test_durable_writes_through_links_which_stay_links(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(mkdir("dotfiles", 0700), 0);
	write_plainly("dotfiles/target", "old");
	assert_int_equal(symlink("dotfiles/middle", "link"), 0);
	assert_int_equal(symlink("target", "dotfiles/middle"), 0);
	assert_int_equal(durable_write("link", "new", 3, 0666), 0);
	assert_holds("dotfiles/target", "new");
	assert_int_equal(lstat("link", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(count_entries("dotfiles"), 2);

	assert_int_equal(symlink("dotfiles/later", "dangling"), 0);
	assert_int_equal(durable_write("dangling", "x", 1, 0666), 0);
	assert_holds("dotfiles/later", "x");

	assert_int_equal(symlink("circle", "circle"), 0);
	assert_int_equal(durable_write("circle", "x", 1, 0666), -ELOOP);
}

static void
test_durable_removes_what_a_killed_program_left_and_nothing_else(void **state)
{
	const char *stays[] = { ".a.12.new", ".a.12-1.new~", ".ab.12-0.new", "a.12-0.new",
		".a.x-0.new", ".a.12-.new", ".a.77-0.new" };
	int fd;

	(void)state;
	for (size_t i = 0; i < sizeof stays / sizeof *stays; i++)
		write_plainly(stays[i], "");
	write_plainly(".a.12-0.new", "half of it");
	write_plainly(".a.13-4.new", "half of it");
	fd = open(".a.77-0.new", O_RDONLY); /* somebody who is at it right now */
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(durable_write("a", "x", 1, 0666), 0);
	for (size_t i = 0; i < sizeof stays / sizeof *stays; i++)
		assert_int_equal(access(stays[i], F_OK), 0);
	assert_int_equal(count_entries("."), sizeof stays / sizeof *stays + 1);
	close(fd);
	assert_int_equal(durable_write("a", "x", 1, 0666), 0);
	assert_int_not_equal(access(".a.77-0.new", F_OK), 0);
}

/* The disk ends in the middle: a limit on the size of files does the same to write(). */
static void
test_durable_leaves_the_old_file_where_writing_fails(void **state)
{
	struct rlimit before, tight;
	char big[4096];
	int r;

	(void)state;
	memset(big, 'x', sizeof big);
	write_plainly("a", "old");
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	tight = (struct rlimit){ .rlim_cur = 1000, .rlim_max = before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
	r = durable_write("a", big, sizeof big, 0666);
	setrlimit(RLIMIT_FSIZE, &before);
	assert_int_equal(r, -EFBIG);
	assert_holds("a", "old");
	assert_int_equal(count_entries("."), 1);
}

static void
test_durable_tells_what_is_wrong_with_a_place(void **state)
{
	static const struct {
		const char *path;
		int error;
		const char *words;
	} rows[] = {
		{ "none/a", -ENOENT, "mkdir -p" },
		{ "file/a", -ENOTDIR, "no folder" },
		{ "folder", -EISDIR, "is a folder" },
		{ "folder/", -EISDIR, "is a folder" },
		{ "folder/..", -EISDIR, "is a folder" },
		{ "/dev/full", -ENOSPC, "disk is full" },
	};
	char text[160];

	(void)state;
	write_plainly("file", "");
	assert_int_equal(mkdir("folder", 0700), 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(durable_write(rows[i].path, "x", 1, 0666), rows[i].error);
		durable_explain(rows[i].path, rows[i].error, text, sizeof text);
		assert_non_null(strstr(text, rows[i].words));
		assert_non_null(strstr(text, rows[i].path));
	}
	assert_int_equal(count_entries("folder"), 0);
}

static void
test_durable_explains_long_paths_by_their_end(void **state)
{
	char path[1000], text[160];

	(void)state;
	memset(path, 'p', sizeof path);
	strcpy(path + 980, "/the-end");
	durable_explain(path, -EROFS, text, sizeof text);
	assert_non_null(strstr(text, "/the-end: that place is read-only"));
	durable_explain("x", -EMLINK, text, sizeof text);
	assert_non_null(strstr(text, strerror(EMLINK)));
}

static void
test_durable_writes_to_what_is_no_file_as_it_is(void **state)
{
	struct stat st;
	char got[8] = "";
	int fd;

	(void)state;
	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_int_equal(durable_write("fifo", "text", 4, 0666), -ENXIO); /* and does not wait */
	fd = open("fifo", O_RDONLY | O_NONBLOCK);
	assert_int_equal(durable_write("fifo", "text", 4, 0666), 0);
	assert_int_equal(read(fd, got, sizeof got), 4);
	assert_string_equal(got, "text");
	close(fd);
	assert_int_equal(stat("fifo", &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
}

static void
test_durable_makes_folders_for_their_owner_alone(void **state)
{
	char whole[128];

	snprintf(whole, sizeof whole, "%s/x//y/z/", (const char *)*state);
	assert_int_equal(durable_make_folder(whole), 0);
	assert_int_equal(mode_of("x"), 0700);
	assert_int_equal(mode_of("x/y/z"), 0700);
	assert_int_equal(durable_make_folder(whole), 0);
	assert_int_equal(durable_make_folder("p/q"), 0);
	write_plainly("file", "");
	assert_int_equal(durable_make_folder("file"), -ENOTDIR);
	assert_int_equal(durable_make_folder("file/x"), -ENOTDIR);
	assert_int_equal(durable_make_folder(""), -ENOENT);
}

#define IN_FOLDER(f) cmocka_unit_test_setup_teardown(f, enter_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(test_durable_makes_a_new_file_and_replaces_an_old_one),
		IN_FOLDER(test_durable_keeps_the_mode_of_a_file),
		IN_FOLDER(test_durable_writes_through_links_which_stay_links),
		IN_FOLDER(test_durable_removes_what_a_killed_program_left_and_nothing_else),
		IN_FOLDER(test_durable_leaves_the_old_file_where_writing_fails),
		IN_FOLDER(test_durable_tells_what_is_wrong_with_a_place),
		IN_FOLDER(test_durable_explains_long_paths_by_their_end),
		IN_FOLDER(test_durable_writes_to_what_is_no_file_as_it_is),
		IN_FOLDER(test_durable_makes_folders_for_their_owner_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
