/* SPDX-License-Identifier: ISC */
/* How the processor treats denormals: the part of thread.h that runs in every period. */
#include "rt/thread.h"

#if defined(__x86_64__) || defined(__SSE2__)
#include <xmmintrin.h>
#endif

#if defined(__x86_64__) || defined(__SSE2__)
enum { MXCSR_FTZ_DAZ = 0x8040 }; /* flush to zero, denormals are zero */

void
thread_flush_denormals(void) RT_SAFE
{
	unsigned int csr = _mm_getcsr();

	if ((csr & MXCSR_FTZ_DAZ) != MXCSR_FTZ_DAZ)
		_mm_setcsr(csr | MXCSR_FTZ_DAZ);
}

bool
thread_flushes_denormals(void) RT_SAFE
{
	return (_mm_getcsr() & MXCSR_FTZ_DAZ) == MXCSR_FTZ_DAZ;
}
#elif defined(__aarch64__)
enum { FPCR_FZ = 1 << 24 };

static uint64_t
fpcr_read(void) RT_SAFE
{
	uint64_t fpcr;

	__asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
	return fpcr;
}

void
thread_flush_denormals(void) RT_SAFE
{
	uint64_t fpcr = fpcr_read();

	if (!(fpcr & FPCR_FZ))
		__asm__ volatile("msr fpcr, %0" : : "r"(fpcr | FPCR_FZ));
}

bool
thread_flushes_denormals(void) RT_SAFE
{
	return fpcr_read() & FPCR_FZ;
}
#else
void
thread_flush_denormals(void) RT_SAFE
{
}

bool
thread_flushes_denormals(void) RT_SAFE
{
	return false;
}
#endif
