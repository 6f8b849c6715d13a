/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What this machine denied us, said once in the log: real-time scheduling and
 * locked memory.  The program runs on without them.
 */
#include "control/denied.h"

#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

static const char FIX[] =
	"sudo usermod -aG pipewire $USER (where that group is missing: audio), and log in again";

static bool
is_real_time(const struct thread_status *t)
{
	return t->policy == SCHED_FIFO || t->policy == SCHED_RR;
}

bool
denied_priority(const struct snapshot *s, char *out, size_t size)
{
	struct rlimit limit = { 0, 0 };

	if (s->info.audio.tid == 0 || is_real_time(&s->info.audio) || s->unpaced)
		return false;
	if (s->info.has_server && strcmp(s->info.server, "PipeWire") != 0) {
		snprintf(out, size,
			"not real-time: the JACK server runs its clients without it; expect xruns. "
			"Start it with  jackd -R  as a user who may; for that: %s",
			FIX);
		return true;
	}
	getrlimit(RLIMIT_RTPRIO, &limit);
	snprintf(out, size, "not real-time (RLIMIT_RTPRIO %" PRIu64 "): expect xruns. Fix: %s",
		(uint64_t)limit.rlim_cur, FIX);
	return true;
}

bool
denied_memory(const struct memory_lock *m, char *out, size_t size)
{
	if (m->all)
		return false;
	snprintf(out, size,
		"could not lock memory (%.4g MiB limit): page faults may come in the audio thread. "
		"Fix: %s",
		(double)m->limit_bytes / 1048576, FIX);
	return true;
}
