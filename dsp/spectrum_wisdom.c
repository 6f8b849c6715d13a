/*
 * FFTW checks what it reads: its own version and code as the first word, then
 * every entry; on any doubt it keeps what it had.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dsp/spectrum_wisdom.h"

#include <fftw3.h>

bool
spectrum_wisdom_import(int (*get)(void *arg), void *arg)
{
	return fftwf_import_wisdom(get, arg) != 0;
}

void
spectrum_wisdom_export(void (*put)(char c, void *arg), void *arg)
{
	fftwf_export_wisdom(put, arg);
}
