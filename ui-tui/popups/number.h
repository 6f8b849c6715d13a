/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers as people type them for a band of the EQ: "1k", "1.5 kHz", "2,5",
 * "-3 dB", "A4", "0.5 oct"; and in words what is wrong with those that are none.
 */
#ifndef AE_UI_TUI_NUMBER_H
#define AE_UI_TUI_NUMBER_H

enum number_kind { NUMBER_HZ, NUMBER_DB, NUMBER_Q };

enum { NUMBER_ERROR_BYTES = 80 };

/* A frequency: with k, Hz or kHz, or a note with its octave and maybe cents ("C#5", "Bb3", "A4+10";
 * A4 is 440 Hz).  A gain: with dB.  Q: alone, or a bandwidth with oct.  One comma is a decimal
 * point, unless it might part thousands.  No limits are looked at but those of a number.
 * Context: any.  Return: 0; -EINVAL with err. */
int number_parse(
	const char *text, enum number_kind kind, double *out, char err[NUMBER_ERROR_BYTES]);

/* A peak's bandwidth in octaves between the points of half its gain, and back: Audio EQ Cookbook,
 * 1/Q = 2 sinh(ln 2 / 2 * BW), the analogue prototype's.  Context: any. */
double bandwidth_of_q(double q);
double q_of_bandwidth(double octaves);

#endif
