/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Just enough of an LV2 host to run an equaliser: URIDs, options with the
 * lengths of blocks, a worker that does its work at once.  No screen.
 */
#ifndef AE_BENCH_LV2_HOST_H
#define AE_BENCH_LV2_HOST_H

#include <stdbool.h>
#include <stdint.h>

struct lv2_host;
struct lv2_plugin;

/* Return: NULL when lilv has no world, or out of memory. */
struct lv2_host *lv2_host_create(void);
void lv2_host_destroy(struct lv2_host *h); /* accepts NULL */

/* A stereo plugin with its controls at their defaults, ready to run.
 * Return: NULL when it is not installed, or wants what this host has not (said on stderr). */
struct lv2_plugin *lv2_plugin_open(
	struct lv2_host *h, const char *uri, uint32_t rate_hz, uint32_t nframes_max);
void lv2_plugin_close(struct lv2_plugin *p); /* accepts NULL */

/* "fil4.lv2 0.8.4", as the plugin has it: minor and micro version, or "". */
const char *lv2_plugin_version(const struct lv2_plugin *p);

/* Return: false when there is no control input of that symbol. */
bool lv2_plugin_set(struct lv2_plugin *p, const char *symbol, float value);

/* Two channels. */
void lv2_plugin_run(
	struct lv2_plugin *p, const float *const *in, float *const *out, uint32_t nframes);

#endif
