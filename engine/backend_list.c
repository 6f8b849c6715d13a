/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The backends that are built in. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/backend.h"

static const struct backend_ops *const backends[] = { &backend_jack, &backend_dummy,
	&backend_file };

const struct backend_ops *
backend_find(const char *name)
{
	for (size_t i = 0; i < sizeof backends / sizeof *backends; i++)
		if (strcmp(backends[i]->name, name) == 0)
			return backends[i];
	return NULL;
}

int
backend_fail(struct backend_error *err, int status, int error, const char *format, ...)
{
	va_list args;

	err->status = status;
	va_start(args, format);
	vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	return error;
}
