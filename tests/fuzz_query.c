/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer: the target of an HTTP request, and the headers Host and Origin, of
 * OSCQuery, through the parsers and the answer, on a control that is a stub.
 * Build: make fuzz.  Each input is a target, up to the first newline, and then
 * a header.
 */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/osc_wire.h"
#include "ui-osc/query/http_guard.h"
#include "ui-osc/query/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
ask(struct rig *r, const char *target)
{
	struct query_host host = { .name = "fuzz", .osc_ip = "127.0.0.1", .osc_port = 7723 };
	struct query q;
	char *text = NULL;
	int status = query_parse(target, &q);

	if (status != 0) {
		if (status != 400 && status != 404)
			abort();
		return;
	}
	if (q.path[0] != '/' || strlen(q.path) >= sizeof q.path)
		abort();
	if (server_consult(r->server, &r->client, &r->now) != 0)
		abort();
	status = query_answer(r->server, &r->client, &q, &host, &text);
	if ((status == 200) != (text != NULL) || status == 500)
		abort();
	if (text != NULL) {
		json_t *json = json_loads(text, 0, NULL);

		if (json == NULL)
			abort(); /* what we say is JSON */
		json_decref(json);
	}
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct rig r;
	static const struct host_address at = { .byte = { 127, [15] = 1 } };
	char *text = malloc(len + 1), *header;

	if (text == NULL)
		return 0;
	if (r.server == NULL)
		rig_init(&r);
	memcpy(text, data, len);
	text[len] = '\0';
	header = text + strcspn(text, "\n");
	if (*header != '\0')
		*header++ = '\0';
	(void)http_host_is_ours(header, "studio");
	(void)http_origin_is_ours(header, "studio", &at);
	ask(&r, text);
	if (r.nanswers > 0)
		abort(); /* nothing is sent by OSC */
	free(text);
	return 0;
}
