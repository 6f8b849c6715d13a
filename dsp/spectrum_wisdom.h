/*
 * What FFTW's planner has learnt, as text that can be kept (fftw3.h: "wisdom").
 * All of it belongs to the whole process and is not thread-safe against
 * planning; the caller reads and writes, as nothing in dsp/ does.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef AE_DSP_SPECTRUM_WISDOM_H
#define AE_DSP_SPECTRUM_WISDOM_H

#include <stdbool.h>

/* Add what get returns, character by character until EOF, to what the planner knows.
 * Context: opener, worker.  Return: false for text that is not this FFTW's; it changes nothing. */
bool spectrum_wisdom_import(int (*get)(void *arg), void *arg);

/* All that the planner knows, to put.  Context: opener, worker. */
void spectrum_wisdom_export(void (*put)(char c, void *arg), void *arg);

#endif
