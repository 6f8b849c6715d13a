/* SPDX-License-Identifier: ISC */
/*
 * Level meters as the standards have them move, for a worker thread: one channel, all kinds
 * at once.
 *
 *  PPM type I (IEC 60268-10; DIN 45406): quasi-peak, a tone burst of 5 ms at 5 kHz reads -2 dB;
 *    falls 20 dB in 1.7 s.
 *  PPM type II (IEC 60268-10; BBC, EBU): a burst of 10 ms reads -2 dB; falls 24 dB in 2.8 s.
 *  VU (IEC 60268-17): full-wave rectified mean, a sine of constant level reads 99 % after
 *    300 ms and overshoots by 1 to 1.5 %; the same time to fall.
 *  K-system (B. Katz, "Integrated Approach to Metering", JAES 48/9, 2000): RMS over 600 ms,
 *    +3.01 dB so that a sine reads its peak; and a peak that falls 15 dB/s after 0.5 s.
 *
 * All read a steady sine at its peak level: full scale is 0 dBFS.  Scales (0 VU = -18 dBFS, K-20:
 * 0 = -20 dBFS) are the display's.
 */
#ifndef AE_DSP_BALLISTICS_H
#define AE_DSP_BALLISTICS_H

#include <stdint.h>

/* dBFS, floor -120. */
struct ballistic_reading {
	float ppm1_db, ppm2_db, vu_db, k_rms_db, k_peak_db;
};

#endif
