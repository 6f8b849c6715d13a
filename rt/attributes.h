/* SPDX-License-Identifier: ISC */
/*
 * The mark of the real-time contract.  A function declared RT_SAFE may run in
 * the audio thread: it does not allocate, lock, call the kernel, log, or loop
 * without a bound that was known when it was prepared.  clang (20 and later)
 * checks the mark with -Wfunction-effects and with -fsanitize=realtime.
 */
#ifndef AE_RT_ATTRIBUTES_H
#define AE_RT_ATTRIBUTES_H

#if defined(__clang__) && __clang_major__ >= 20
#define RT_SAFE __attribute__((nonblocking))
#else
#define RT_SAFE
#endif

#endif
