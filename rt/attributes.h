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

/*
 * Round a call that is safe although its declaration does not say so (a vDSO
 * call, a callback whose type comes from a library).  Between the two the
 * compiler does not check the mark; -fsanitize=realtime still does at run time.
 * One statement at a time, with the reason beside it.
 */
#if defined(__clang__) && __clang_major__ >= 20
#define RT_PRAGMA(text) _Pragma(#text)
#define RT_UNCHECKED_BEGIN                                                                         \
	RT_PRAGMA(clang diagnostic push)                                                           \
	RT_PRAGMA(clang diagnostic ignored "-Wfunction-effects")
#define RT_UNCHECKED_END RT_PRAGMA(clang diagnostic pop)
#else
#define RT_UNCHECKED_BEGIN
#define RT_UNCHECKED_END
#endif

#endif
