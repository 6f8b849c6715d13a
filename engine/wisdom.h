/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where FFTW's wisdom is kept from one start to the next, so that only the
 * first one measures: $XDG_CACHE_HOME/audioengine/fftw-wisdom, else below
 * ~/.cache.  It is a cache: what cannot be read or written is done without.
 */
#ifndef AE_ENGINE_WISDOM_H
#define AE_ENGINE_WISDOM_H

#include <stdbool.h>
#include <stdint.h>

/* Both while nobody else plans.  Context: opener, worker. */

/* Tell the planner what the file knows; *state is for wisdom_save.  No file, and one that is not
 * FFTW's, of another version or cut off: nothing is learnt. */
void wisdom_load(uint64_t *state);

/* Replace the file, as a whole, when the planner has learnt something since wisdom_load or the
 * file was of no use. */
void wisdom_save(uint64_t state);

#endif
