/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Written through the log's descriptor, which never blocks. */
#include "control/status_line.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "control/control_private.h"
#include "dsp/meter.h"

struct status {
	struct control *control;
	double next_s;
};

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

static int
status_open(void **self, struct control *c)
{
	struct status *status = calloc(1, sizeof *status);

	if (status == NULL)
		return -ENOMEM;
	status->control = c;
	*self = status;
	return 0;
}

static void
status_update(void *self, const struct snapshot *s)
{
	struct status *status = self;
	char text[80];

	if (s->uptime_s < status->next_s)
		return;
	status->next_s = s->uptime_s + 1;
	status_line_text(s, text, sizeof text);
	log_print(status->control->log, text);
}

const struct frontend_ops frontend_status = {
	.name = "status",
	.open = status_open,
	.update = status_update,
	.close = free,
};
