/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One line that fits anywhere. */
#include "control/status_line.h"

#include <stdio.h>

#include "dsp/meter.h"

void
status_line_text(const struct snapshot *s, char *out, size_t bytes)
{
	float peak = 0;

	if (s->state != STATE_RUNNING && s->state != STATE_FREEWHEEL) {
		snprintf(out, bytes, "DSP %s x%u -", state_name(s->state), s->profile.nincidents);
		return;
	}
	for (uint32_t i = 0; i < s->info.nchannels && i < METER_CHANNELS_MAX; i++)
		peak = s->out[i].peak > peak ? s->out[i].peak : peak;
	snprintf(out, bytes, "DSP %.0f%% x%u %.1fdB", s->profile.load[WINDOW_1S].mean * 100,
		s->profile.nincidents, (double)meter_db(peak));
}
