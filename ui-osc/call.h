/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One message on its way through the address space: what it says, whom it came
 * from, and the answer being put together.  Every address has a row; a row's
 * run is handed a call and either answers, acts, or refuses with a code.
 */
#ifndef AE_UI_OSC_CALL_H
#define AE_UI_OSC_CALL_H

#include <lo/lo.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "control/control.h"
#include "control/network.h"

/* Codes of /error; those above -20 are NSM's. */
enum osc_error {
	OSC_FINE = 0,
	OSC_UNSENT = 1, /* of pushes: in order, but nothing could be sent */
	OSC_NO_FILE = -5,
	OSC_NOT_NOW = -8,
	OSC_BAD_FILE = -9,
	OSC_CREATE_FAILED = -10,
	OSC_UNKNOWN = -20,
	OSC_TYPE = -21,
	OSC_RANGE = -22,
	OSC_READ_ONLY = -23,
	OSC_NOT_ALLOWED = -24,
	OSC_FULL = -25,
	OSC_TOO_FAR = -26
};

enum { ERROR_TEXT_BYTES = 160, WILD_ANSWERS_MAX = 64 };

/* What somebody may do, or what it takes to be allowed something; each includes those before. */
enum tier {
	TIER_NONE,
	TIER_READ,    /* ask, subscribe */
	TIER_CONTROL, /* change the sound, act */
	TIER_ADMIN    /* files, the program itself */
};

/* Where a packet came from, and answers go. */
struct origin {
	struct sockaddr_storage addr;
	socklen_t len;
	/* Which of our addresses it was sent to and answers leave by, and the interface; all zero:
	 * there is but one, that of the socket. */
	struct host_address at;
	uint32_t interface;
};

struct address;
struct call;
struct server;

/* PARAMETER: of a node, from its param_info; VALUE: answered on its own address, read or set;
 * QUERY: answered on ADDRESS.reply; ACTION: done and acknowledged, out of reach of patterns. */
enum row_kind { ROW_PARAMETER, ROW_VALUE, ROW_QUERY, ROW_ACTION };

struct row {
	const char *
		path; /* address; with one % where a node or a band stands; NULL: from param_info */
	enum row_kind kind;
	int (*run)(struct call *); /* Return: OSC_FINE or a code, with call->text filled */
	enum tier tier;   /* VALUE: may be set, and by whom (TIER_NONE: not); others: it takes
			   * that, TIER_NONE: by kind, see access_needed */
	const char *tags; /* of the answer; of an ACTION: of its arguments */
	float min, max, def;
	const char *unit; /* of all values, or of each, with blanks between them */
	const char *text;
};

struct call {
	struct server *server;
	struct control *control;
	const struct snapshot *snap;
	const struct address *at;
	const struct origin *from;
	const char *types; /* tags of the arguments */
	lo_arg **argv;
	uint32_t argc;
	const uint8_t *raw; /* tags and arguments as they came */
	size_t raw_bytes;
	bool wild;        /* came by a pattern: no errors, a limited number of answers */
	uint32_t answers; /* left */
	lo_message reply; /* being put together; NULL: nothing yet */
	bool spoiled;     /* memory ran out in the middle of it: not sent */
	char text[ERROR_TEXT_BYTES];
};

/* ---- Arguments ---- */

/* Argument i as a number: i f d h T F; not NaN, Inf.  Return: OSC_FINE, OSC_TYPE, OSC_RANGE. */
int call_number(struct call *c, uint32_t i, double *out);

/* Argument i as text, s or S.  Return: NULL: something else. */
const char *call_string(const struct call *c, uint32_t i);

/* At most one argument: a whole number of min .. max, or def without one. */
int call_optional_index(struct call *c, int32_t min, int32_t max, int32_t def, int32_t *out);

/* Argument i, where there is one: the same. */
int call_index(struct call *c, uint32_t i, int32_t min, int32_t max, int32_t def, int32_t *out);

/* Keep the text for /error and return the code. */
int call_refuse(struct call *c, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* For rows that take no arguments: OSC_FINE, or why not (a value that cannot be set:
 * OSC_READ_ONLY).  N or I alone, as buttons send it, is none to an action. */
int call_no_arguments(struct call *c);

/* ---- The answer: values in order, then one send ---- */

void answer_int(struct call *c, int64_t v);   /* ,i: held to what 32 bits can say */
void answer_float(struct call *c, double v);  /* ,f */
void answer_long(struct call *c, int64_t v);  /* ,h */
void answer_double(struct call *c, double v); /* ,d */
void answer_string(struct call *c, const char *s);
void answer_path(struct call *c, const char *path); /* ,s: with --osc-prefix before it */
void answer_blob_floats(struct call *c, const float *v, uint32_t n); /* ,b: big-endian f32 */
void answer_blob(struct call *c, const void *data, uint32_t n); /* ,b: n > 0 bytes as they are */

/* How many of n strings may follow, in an answer to ADDRESS.reply, what is in it already and so
 * many more values of so many bytes: off loopback an answer is short, so lists are paged.  Where
 * there is no room even for the first, it is replaced by what fits of it, put into cut: who asks
 * for the next page gets on.  Return: 0 only where n is. */
uint32_t answer_fit(const struct call *c, uint32_t nmore, size_t bytes_more, const char **s,
	uint32_t n, char *cut, size_t size);

/* How many of n pieces of a blob of so many bytes each may follow likewise, the blob being one of
 * nmore values of bytes_more bytes beside it.  Return: 0 only where n is: who asks is told then
 * that one is too long. */
uint32_t answer_fit_blob(
	const struct call *c, uint32_t nmore, size_t bytes_more, uint32_t n, size_t piece_bytes);

/* Would an answer to ADDRESS.reply with so many more values of so many bytes still be of at most
 * most bytes, and fit?  For pages whose records have several values. */
bool answer_has_room(const struct call *c, size_t most, uint32_t nmore, size_t bytes_more);

/* To the sender, on the address of the row with suffix ("" or ".reply"). */
void answer_send(struct call *c, const char *suffix);
/* The same on any address: /reply, /pong, ... */
void answer_send_to(struct call *c, const char *address);
/* "/reply address text", for actions. */
void answer_done(struct call *c, const char *text);

#endif
