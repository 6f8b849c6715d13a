/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every kernel of dsp/ in every table that this processor has, beside what one
 * would write in plain C, or beside what cannot be avoided (FFTW's transform).
 */
#include "bench/kernels.h"

static void (*const sections[])(
	struct bench *) = { bench_eq, bench_levels, bench_spectrum, bench_formats };

int
main(int argc, char **argv)
{
	struct bench b;
	int status = bench_open(&b, "The kernels of audioengine", argc, argv);

	if (status)
		return status - 1;
	printf("- tables:");
	EACH_TABLE(k, isa)
	printf(" %s", k->name);
	printf("; in use: %s\n", kernels_best()->name);
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		sections[i](&b);
	return bench_close(&b) == 0 ? 0 : 1;
}
