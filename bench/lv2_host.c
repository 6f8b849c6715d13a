/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/lv2_host.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lilv/lilv.h>
#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/core/lv2.h>
#include <lv2/options/options.h>
#include <lv2/parameters/parameters.h>
#include <lv2/urid/urid.h>
#include <lv2/worker/worker.h>

enum {
	URIDS_MAX = 2048,
	ATOM_BYTES = 1 << 20,
	ATOM_PORTS_MAX = 8,
	NCHANNELS = 2,
	VERSION_BYTES = 32
};

struct lv2_host {
	LilvWorld *world;
	char *urid[URIDS_MAX]; /* [i] has the number i + 1 */
	uint32_t nurids;
	LV2_URID_Map map;
	LV2_URID_Unmap unmap;
	LV2_URID chunk, sequence;
};

struct lv2_plugin {
	struct lv2_host *host;
	const LilvPlugin *type;
	LilvInstance *instance;
	const LV2_Worker_Interface *worker;
	uint32_t in[NCHANNELS], out[NCHANNELS], nin, nout;
	float *control; /* by port; owned */
	struct atom_port {
		LV2_Atom_Sequence *sequence; /* owned */
		bool output;
	} atoms[ATOM_PORTS_MAX];
	uint32_t natoms;
	int32_t nframes_least, nframes_max;
	float rate_hz;
	LV2_Worker_Schedule schedule;
	LV2_Options_Option options[6];
	LV2_Feature feature[6];
	const LV2_Feature *features[8];
	char version[VERSION_BYTES];
};

static LV2_URID
urid_map(LV2_URID_Map_Handle handle, const char *uri)
{
	struct lv2_host *h = handle;

	for (uint32_t i = 0; i < h->nurids; i++)
		if (strcmp(h->urid[i], uri) == 0)
			return i + 1;
	if (h->nurids == URIDS_MAX || !(h->urid[h->nurids] = strdup(uri)))
		return 0;
	return ++h->nurids;
}

static const char *
urid_unmap(LV2_URID_Unmap_Handle handle, LV2_URID urid)
{
	const struct lv2_host *h = handle;

	return urid > 0 && urid <= h->nurids ? h->urid[urid - 1] : NULL;
}

struct lv2_host *
lv2_host_create(void)
{
	struct lv2_host *h = calloc(1, sizeof *h);

	if (!h)
		return NULL;
	h->world = lilv_world_new();
	if (!h->world) {
		free(h);
		return NULL;
	}
	lilv_world_load_all(h->world);
	h->map = (LV2_URID_Map){ h, urid_map };
	h->unmap = (LV2_URID_Unmap){ h, urid_unmap };
	h->chunk = urid_map(h, LV2_ATOM__Chunk);
	h->sequence = urid_map(h, LV2_ATOM__Sequence);
	return h;
}

void
lv2_host_destroy(struct lv2_host *h)
{
	if (!h)
		return;
	lilv_world_free(h->world);
	for (uint32_t i = 0; i < h->nurids; i++)
		free(h->urid[i]);
	free(h);
}

static LV2_Worker_Status
work_respond(LV2_Worker_Respond_Handle handle, uint32_t size, const void *body)
{
	struct lv2_plugin *p = handle;

	if (p->worker->work_response)
		p->worker->work_response(lilv_instance_get_handle(p->instance), size, body);
	return LV2_WORKER_SUCCESS;
}

static LV2_Worker_Status
work_schedule(LV2_Worker_Schedule_Handle handle, uint32_t size, const void *body)
{
	struct lv2_plugin *p = handle;

	if (!p->worker)
		return LV2_WORKER_ERR_UNKNOWN;
	return p->worker->work(lilv_instance_get_handle(p->instance), work_respond, p, size, body);
}

static LV2_Options_Option
option(struct lv2_host *h, const char *key, const char *type, const void *value)
{
	return (LV2_Options_Option){ LV2_OPTIONS_INSTANCE, 0, urid_map(h, key), sizeof(int32_t),
		urid_map(h, type), value };
}

static void
features_fill(struct lv2_plugin *p)
{
	struct lv2_host *h = p->host;

	p->options[0] = option(h, LV2_BUF_SIZE__minBlockLength, LV2_ATOM__Int, &p->nframes_least);
	p->options[1] = option(h, LV2_BUF_SIZE__maxBlockLength, LV2_ATOM__Int, &p->nframes_max);
	p->options[2] = option(h, LV2_BUF_SIZE__nominalBlockLength, LV2_ATOM__Int, &p->nframes_max);
	p->options[3] = option(h, LV2_PARAMETERS__sampleRate, LV2_ATOM__Float, &p->rate_hz);
	p->schedule = (LV2_Worker_Schedule){ p, work_schedule };
	p->feature[0] = (LV2_Feature){ LV2_URID__map, &h->map };
	p->feature[1] = (LV2_Feature){ LV2_URID__unmap, &h->unmap };
	p->feature[2] = (LV2_Feature){ LV2_OPTIONS__options, p->options };
	p->feature[3] = (LV2_Feature){ LV2_WORKER__schedule, &p->schedule };
	p->feature[4] = (LV2_Feature){ LV2_BUF_SIZE__boundedBlockLength, NULL };
	for (uint32_t i = 0; i < 5; i++)
		p->features[i] = &p->feature[i];
}

static bool
features_suffice(const struct lv2_plugin *p)
{
	LilvNodes *wanted = lilv_plugin_get_required_features(p->type);
	bool all = true;

	LILV_FOREACH(nodes, i, wanted)
	{
		const char *uri = lilv_node_as_uri(lilv_nodes_get(wanted, i));
		bool have = false;

		for (uint32_t k = 0; p->features[k]; k++)
			have = have || strcmp(p->features[k]->URI, uri) == 0;
		if (!have)
			fprintf(stderr, "wants %s, which this host has not\n", uri);
		all = all && have;
	}
	lilv_nodes_free(wanted);
	return all;
}

static bool
port_is(const struct lv2_plugin *p, const LilvPort *port, const char *class)
{
	LilvNode *node = lilv_new_uri(p->host->world, class);
	bool is = lilv_port_is_a(p->type, port, node);

	lilv_node_free(node);
	return is;
}

static bool
atoms_connect(struct lv2_plugin *p, uint32_t i, bool output)
{
	struct atom_port *a = &p->atoms[p->natoms];

	if (p->natoms == ATOM_PORTS_MAX || !(a->sequence = calloc(1, ATOM_BYTES)))
		return false;
	a->output = output;
	p->natoms++;
	lilv_instance_connect_port(p->instance, i, a->sequence);
	return true;
}

static bool
port_connect(struct lv2_plugin *p, uint32_t i)
{
	const LilvPort *port = lilv_plugin_get_port_by_index(p->type, i);
	bool input = port_is(p, port, LV2_CORE__InputPort);

	if (port_is(p, port, LV2_ATOM__AtomPort))
		return atoms_connect(p, i, !input);
	if (port_is(p, port, LV2_CORE__ControlPort))
		lilv_instance_connect_port(p->instance, i, &p->control[i]);
	else if (input && p->nin < NCHANNELS)
		p->in[p->nin++] = i;
	else if (!input && p->nout < NCHANNELS)
		p->out[p->nout++] = i;
	return true;
}

static bool
ports_open(struct lv2_plugin *p)
{
	uint32_t nports = lilv_plugin_get_num_ports(p->type);
	bool fine = true;

	p->control = calloc(nports, sizeof *p->control);
	if (!p->control)
		return false;
	lilv_plugin_get_port_ranges_float(p->type, NULL, NULL, p->control);
	for (uint32_t i = 0; i < nports; i++) {
		if (isnan(p->control[i])) /* no default */
			p->control[i] = 0.0f;
		fine = port_connect(p, i) && fine;
	}
	return fine && p->nin == NCHANNELS && p->nout == NCHANNELS;
}

static int
version_part(const struct lv2_plugin *p, const char *predicate)
{
	LilvNode *key = lilv_new_uri(p->host->world, predicate);
	LilvNodes *values = lilv_plugin_get_value(p->type, key);
	int part = values ? lilv_node_as_int(lilv_nodes_get_first(values)) : -1;

	lilv_nodes_free(values);
	lilv_node_free(key);
	return part;
}

static void
version_read(struct lv2_plugin *p)
{
	int minor = version_part(p, LV2_CORE__minorVersion),
	    micro = version_part(p, LV2_CORE__microVersion);

	if (minor >= 0 && micro >= 0)
		snprintf(p->version, sizeof p->version, "%d.%d", minor, micro);
}

static bool
instance_open(struct lv2_plugin *p)
{
	features_fill(p);
	if (!features_suffice(p))
		return false;
	p->instance = lilv_plugin_instantiate(p->type, (double)p->rate_hz, p->features);
	if (!p->instance || !ports_open(p))
		return false;
	p->worker = lilv_instance_get_extension_data(p->instance, LV2_WORKER__interface);
	lilv_instance_activate(p->instance);
	version_read(p);
	return true;
}

struct lv2_plugin *
lv2_plugin_open(struct lv2_host *h, const char *uri, uint32_t rate_hz, uint32_t nframes_max)
{
	const LilvPlugins *all = lilv_world_get_all_plugins(h->world);
	LilvNode *node = lilv_new_uri(h->world, uri);
	struct lv2_plugin *p = calloc(1, sizeof *p);

	if (p) {
		p->host = h;
		p->type = lilv_plugins_get_by_uri(all, node);
		p->nframes_least = 1;
		p->nframes_max = (int32_t)nframes_max;
		p->rate_hz = (float)rate_hz;
	}
	lilv_node_free(node);
	if (p && p->type && instance_open(p))
		return p;
	lv2_plugin_close(p);
	return NULL;
}

void
lv2_plugin_close(struct lv2_plugin *p)
{
	if (!p)
		return;
	if (p->instance) {
		lilv_instance_deactivate(p->instance);
		lilv_instance_free(p->instance);
	}
	for (uint32_t i = 0; i < p->natoms; i++)
		free(p->atoms[i].sequence);
	free(p->control);
	free(p);
}

const char *
lv2_plugin_version(const struct lv2_plugin *p)
{
	return p->version;
}

bool
lv2_plugin_set(struct lv2_plugin *p, const char *symbol, float value)
{
	LilvNode *node = lilv_new_string(p->host->world, symbol);
	const LilvPort *port = lilv_plugin_get_port_by_symbol(p->type, node);
	bool control = port && port_is(p, port, LV2_CORE__ControlPort) &&
		       port_is(p, port, LV2_CORE__InputPort);

	if (control)
		p->control[lilv_port_get_index(p->type, port)] = value;
	lilv_node_free(node);
	return control;
}

/* Inputs: an empty sequence; outputs: that much room. */
static void
atoms_clear(struct lv2_plugin *p)
{
	for (uint32_t i = 0; i < p->natoms; i++) {
		LV2_Atom *a = &p->atoms[i].sequence->atom;

		a->type = p->atoms[i].output ? p->host->chunk : p->host->sequence;
		a->size = p->atoms[i].output ? ATOM_BYTES - sizeof *a
					     : sizeof(LV2_Atom_Sequence_Body);
	}
}

void
lv2_plugin_run(struct lv2_plugin *p, const float *const *in, float *const *out, uint32_t nframes)
{
	for (uint32_t ch = 0; ch < NCHANNELS; ch++) {
		lilv_instance_connect_port(p->instance, p->in[ch], (void *)in[ch]);
		lilv_instance_connect_port(p->instance, p->out[ch], out[ch]);
	}
	atoms_clear(p);
	lilv_instance_run(p->instance, nframes);
	if (p->worker && p->worker->end_run)
		p->worker->end_run(lilv_instance_get_handle(p->instance));
}
