/* SPDX-License-Identifier: GPL-2.0-or-later */
/* See ask_osc.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/ask_osc.h"

struct rig r;

int
ask_setup(void **state)
{
	(void)state;
	rig_init(&r);
	return r.server == NULL;
}

int
ask_teardown(void **state)
{
	(void)state;
	rig_finish(&r);
	return 0;
}

void
ask(const char *address, const char *tags, ...)
{
	struct wire w;
	va_list ap;

	va_start(ap, tags);
	wire_vmessage(&w, address, tags, ap);
	va_end(ap);
	rig_forget(&r);
	rig_packet(&r, &w);
}

void
expect_silence(void)
{
	if (r.nanswers != 0)
		fail_msg("answered: %s", (const char *)r.answer[0].data);
}

void
expect(const char *address, const char *tags, ...)
{
	struct wire w;
	va_list ap;

	va_start(ap, tags);
	wire_vmessage(&w, address, tags, ap);
	va_end(ap);
	assert_int_equal(r.nanswers, 1);
	if (w.len != r.answer[0].len)
		fail_msg("%s: %zu bytes, not %zu", (const char *)r.answer[0].data, r.answer[0].len,
			w.len);
	assert_memory_equal(w.data, r.answer[0].data, w.len);
}

void
expect_error(const char *address, int code)
{
	struct wire w;
	size_t fixed;

	assert_int_equal(r.nanswers, 1);
	wire_message(&w, "/error", "sis", address, code, "");
	fixed = w.len - 4;
	assert_true(r.answer[0].len > w.len);
	assert_memory_equal(w.data, r.answer[0].data, fixed);
}

bool
answer_says(const char *text)
{
	size_t n = strlen(text);

	for (size_t at = 0; r.nanswers > 0 && at + n <= r.answer[0].len; at++)
		if (memcmp(r.answer[0].data + at, text, n) == 0)
			return true;
	return false;
}

float
value_of(const char *path)
{
	struct param_ref ref;

	assert_int_equal(control_get(&r.control, path, &ref), 0);
	return ref.value;
}
