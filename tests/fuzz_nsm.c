/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer: any bytes as a packet of the session manager, to a client whose
 * control is a stub.  Build: make fuzz.  The last byte says how the stub's
 * answers turn out and what the next snapshot shows.
 */
#include <errno.h>
#include <stdlib.h>

#include "tests/nsm_rig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct nsm_rig r;
	uint8_t last = len > 0 ? data[len - 1] : 0;
	char host[NSM_HOST_BYTES], *url = malloc(len + 1);
	uint16_t port;

	if (r.nsm == NULL && nsm_rig_open(&r) < 0)
		abort();
	r.control.open_result = (last & 1) != 0 ? -EAGAIN : 0;
	r.control.state_result = (last & 2) != 0 ? -EINVAL : 0;
	r.control.rename_result = (last & 4) != 0 ? -ESHUTDOWN : 0;
	r.control.snap.unsaved = (last & 8) != 0;
	r.control.snap.state = (last & 16) != 0 ? STATE_RUNNING : STATE_LOST;
	r.control.snap.uptime_s += 1;
	nsm_packet(r.nsm, &r.nsm->server, data, len);
	nsm_rig_update(&r);
	frontend_nsm.done(r.nsm, r.control.ticket, (last & 32) != 0 ? -EIO : 0, "done");
	if (r.nsm->now.folder[0] != '/' || r.nsm->now.id[0] == '\0')
		abort();
	while (recv(r.server_fd, r.packet, sizeof r.packet, MSG_DONTWAIT) > 0)
		continue;
	if (url == NULL)
		return 0;
	for (size_t i = 0; i < len; i++)
		url[i] = (char)data[i];
	url[len] = '\0';
	if (nsm_url_parse(url, host, &port) && (port == 0 || host[0] == '\0'))
		abort();
	free(url);
	return 0;
}
