/* SPDX-License-Identifier: ISC */
/*
 * Comparing the speed of things on a machine that has other things to do.  All
 * candidates of a comparison take turns within each round, beginning with
 * another one each time, so that a change of clock speed or a busy neighbour
 * hits all of them; a turn lasts some milliseconds; least and median over the
 * rounds are shown, and ratios to one of them, the reference.  Only ratios carry
 * over to other machines.  The program sits on one processor, and denormals are
 * flushed, as in an audio thread.
 */
#ifndef AE_BENCH_HARNESS_H
#define AE_BENCH_HARNESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "control/cli/progress.h"
#include "rt/clock.h"

enum {
	BENCH_ROWS_MAX = 40,
	BENCH_COLUMNS_MAX = 32,
	BENCH_NAME_BYTES = 64,
	BENCH_ROUNDS_MAX = 1000
};

/* What one call does; without run the candidate is not there, and nothing is shown. */
struct bench_cell {
	void (*run)(void *arg);
	void *arg;
};

/* A table: candidates by, mostly, block sizes.  Candidates of one column are compared. */
struct bench_table {
	const char *id, *title; /* "eq"; for people */
	const char *unit;       /* what a call does units[column] of: "frame" */
	uint32_t nrows, ncolumns, reference;
	bool dearer; /* ratios say how much more than the reference, not how much faster */
	char row[BENCH_ROWS_MAX][BENCH_NAME_BYTES], column[BENCH_COLUMNS_MAX][BENCH_NAME_BYTES];
	double units[BENCH_COLUMNS_MAX];
	struct bench_cell cell[BENCH_ROWS_MAX][BENCH_COLUMNS_MAX];
};

struct bench {
	struct clock clock;
	uint32_t nrounds;
	double turn_ns;
	const char *only; /* id of the one table that is wanted; NULL: all */
	FILE *json;       /* NULL: none */
	uint32_t ntables; /* in json */
	struct progress progress;
};

/* Options, the processor, and a few lines about the machine:
 *	--rounds=N (40)  --cpu=N (the last)  --only=ID  --json=FILE  --quick
 * Return: 0, or the status to leave with plus one (--help: 1). */
int bench_open(struct bench *b, const char *about, int argc, char **argv);

/* Return: 0, or -errno of writing the JSON. */
int bench_close(struct bench *b);

/* Whether the table is wanted: worth preparing. */
bool bench_wants(const struct bench *b, const char *id);

/* One row, one column more, with a name as printf makes it; units: that one call of the column
 * does.  Return: its number. */
uint32_t bench_row(struct bench_table *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
uint32_t bench_column(struct bench_table *t, double units, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Measure all of it and print it as markdown. */
void bench_run(struct bench *b, const struct bench_table *t);

/* calloc; without memory the program ends, here and below. */
void *bench_new(size_t n, size_t size);

/* The compiler must believe that the memory at p is read and written here. */
static inline void
bench_keep(const void *p)
{
	__asm__ volatile("" : : "r"(p) : "memory");
}

/* White noise of -20 dBFS rms, the same each time for the same seed. */
void bench_noise(float *x, uint32_t n, uint32_t seed);

/* nchannels blocks of nframes floats in one piece of zeroed memory, aligned and with a stride as
 * the engine's pool has them, offset floats off.  The caller frees memory.  Ends the program when
 * there is none. */
struct bench_blocks {
	void *memory;
	float *block[64];
};
void bench_blocks(struct bench_blocks *b, uint32_t nchannels, uint32_t nframes, uint32_t offset);

#endif
