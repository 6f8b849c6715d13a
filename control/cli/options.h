/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line and the configuration file.  One const table
 * (options_table.c) feeds getopt_long, the file, --help and the nearest-word
 * hints; the result is this plain struct.  Strings point into argv, to literals
 * or into config_text, and live until options_finish.
 */
#ifndef AE_CONTROL_OPTIONS_H
#define AE_CONTROL_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "engine/lab.h"

enum verb { VERB_RUN, VERB_RENDER, VERB_REPORT, VERB_PRESET, VERB_CTL, VERB_COMPLETIONS };
enum color_when { COLOR_AUTO, COLOR_NEVER, COLOR_ALWAYS };
enum batch_mode { BATCH_OFF, BATCH_TEXT, BATCH_JSON };
enum demo_mode { DEMO_OFF, DEMO_MUSIC, DEMO_XRUNS };
enum {
	SETS_MAX = 256,
	VERB_WORDS_MAX = 256,
	OSC_PORT_DEFAULT = 7723,
	HOST_BYTES = 64,
	OSC_PREFIX_BYTES = 24
};

struct options {
	enum verb verb;
	uint32_t nwords; /* after the verb: file names, addresses, values */
	const char *word[VERB_WORDS_MAX];

	/* The sound's way in and out. */
	const char *backend; /* "jack", "dummy", "file"; NULL: join what is running */
	const char *device;  /* JACK server, knobs, input file; "" : default */
	const char *out;     /* --out=; "" : nowhere */
	enum demo_mode demo;
	bool fast;
	const char *name;                          /* "" : not given */
	uint32_t channels, rate_hz, period_frames; /* 0: the backend's default */
	const char *connect;                       /* "none", "auto" or a regular expression */
	bool wait, start_server, exit_on_lost;

	/* What is done to it. */
	const char *preset; /* file or name; "" : none */
	uint32_t nsets;
	const char *set[SETS_MAX]; /* "PATH=VALUE" */
	struct lab lab;
	const char *settings; /* --settings=; "" : where settings_file_path says */
	bool fresh;

	/* Under a session manager, from its front end and not from the command line. */
	const char *project; /* folder that everything is kept in, see control/settings/project.h;
				NULL: none */
	int project_fd;      /* stays open when the program starts again under pw-jack; 0: none */

	const char *midi_map; /* --midi-map=; "": the usual file, if it is there */

	/* Front ends. */
	bool no_osc;
	char osc_host[HOST_BYTES]; /* numeric address, "127.0.0.1"; IPv6 with its %interface */
	uint16_t osc_port;         /* 7723 */
	bool osc_port_given;       /* then only this one, not the next 19 */
	const char *osc_allow;     /* networks, see networks_parse; NULL: of the interface */
	const char *osc_prefix;    /* "/name" before every address; "" */
	const char *osc_unix;      /* path of a socket in place of UDP; NULL: none */
	bool osc_remote_control, osc_remote_admin;
	bool no_oscquery;
	uint32_t oscquery_port; /* TCP; 0: that of OSC, or one of the 19 after it */
	bool no_tui, ascii, no_mouse;
	enum color_when color; /* NO_COLOR is the front end's business */
	uint32_t fps;          /* at most so many screens a second, 1 .. 30; 0: not given */
	enum batch_mode batch;
	uint32_t batch_count;  /* -n; 0: for ever */
	uint32_t batch_tenths; /* -d, tenths of a second; default 10 */
	bool status_line;

	/* On an engine that runs. */
	bool attach;
	const char *attach_to; /* --attach=, its name or URL; "": by --name, or the one that runs */

	const char *config; /* --config=; "" : the usual place; "none" */
	char *config_text;  /* what strings of the file point into; owned */

	/* Results. */
	bool list_presets, plain;
	double duration_s;  /* 0: until told to stop */
	const char *report; /* --report=, "" : none */
	const char *cycles; /* --cycles=, "" : none */
	const char *sort;   /* verb report; "total", "avg", "max", "calls", "p99" */
	uint32_t top;       /* verb report; 0: all */

	/* Verb preset. */
	const char *format; /* --format=, "apo" */
	const char *output; /* --output=, "" : standard output */
	uint32_t bands;     /* 0: not given */
	bool force;

	/* Verb ctl. */
	const char *url; /* --url=, "" : by name, or the one that runs */
	double hz;       /* --hz=; 0: not given */
	bool json;
};

/* What reading the command line led to. */
enum options_result { OPTIONS_GO, OPTIONS_EXIT };

/* Read the configuration file and then argv into *o, so that the command line wins.
 * Return: as options_parse; also EXIT_CONFIG for the file, with file:line.  Ends with
 * options_finish in every case.  Context: main, before threads. */
enum options_result options_read(
	struct options *o, int argc, char **argv, FILE *out, FILE *err, int *status);
void options_finish(struct options *o);

/* Read argv alone into *o.  --help and --version are written to out, complaints to err.
 * Return: OPTIONS_GO, or OPTIONS_EXIT with *status (0 or EXIT_USAGE).
 * Context: main, before threads (getopt_long has state of its own). */
enum options_result options_parse(
	struct options *o, int argc, char **argv, FILE *out, FILE *err, int *status);

/* The name of the instance: --name or "default"; and the client's: --name or "audioengine". */
const char *options_instance(const struct options *o);
const char *options_client(const struct options *o);

/* "127.0.0.1:7723", "[fe80::1%eth0]:7723", ":7800", "0.0.0.0".  Return: 0; -EINVAL not understood,
 * or nobody can have it (multicast). */
int options_parse_listen(const char *text, struct options *o);

#endif
