/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * OSCQuery (Vidvox's proposal): the address space as JSON, from the very rows
 * and parameters that answer OSC; values are what those rows answer.  Here is
 * what is asked for and what is said; http.h carries it.
 */
#ifndef AE_UI_OSC_QUERY_H
#define AE_UI_OSC_QUERY_H

#include "ui-osc/server.h"

enum { QUERY_PATH_BYTES = OSC_PREFIX_BYTES + PATH_BYTES, QUERY_NAME_BYTES = 64 };

/* What is asked of an address: everything, one attribute, one that no address here has, or
 * what answers for the whole host. */
enum query_attribute {
	QUERY_EVERYTHING,
	QUERY_FULL_PATH,
	QUERY_CONTENTS,
	QUERY_TYPE,
	QUERY_ACCESS,
	QUERY_VALUE,
	QUERY_RANGE,
	QUERY_DESCRIPTION,
	QUERY_UNIT,
	QUERY_CLIPMODE,
	QUERY_NOT_SERVED,
	QUERY_HOST_INFO
};

struct query {
	char path[QUERY_PATH_BYTES]; /* "/", "/eq": begins with one, ends with none */
	enum query_attribute attribute;
};

/* For HOST_INFO. */
struct query_host {
	const char *name;
	char osc_ip[HOST_BYTES]; /* as the asker reaches it */
	uint16_t osc_port;
};

/* The target of a request, as it came: "/eq/band/1?VALUE", also with "http://host" before it.
 * Return: 0; a status of HTTP: 400 (not understood, or no attribute of OSCQuery), 404 (longer than
 * any address).  Context: any. */
int query_parse(const char *target, struct query *out);

/* The answer, after server_consult for the same asker.  *json: to be freed; NULL where the status
 * is not 200.  Return: 200; 204: the address has no such attribute; 404: there is no such address;
 * 500: no memory.  Context: control. */
int query_answer(struct server *s, const struct origin *from, const struct query *q,
	const struct query_host *host, char **json);

#endif
