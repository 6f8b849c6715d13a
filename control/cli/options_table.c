/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options and verbs there are.  Everything that one is stands in its row
 * at the end; before it, what a row can do with its argument.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "control/cli/options_table.h"
#include "control/network.h"
#include "control/presets/preset_export.h"
#include "engine/backend.h"

enum { UNIX_PATH_BYTES = 108 }; /* unix(7) */

/* ---- What a row can do with its argument ---- */

static void *
field(struct options *o, const struct option_row *row)
{
	return (char *)o + row->at;
}

static bool
take_flag(struct options *o, const struct option_row *row, const char *arg)
{
	(void)arg;
	*(bool *)field(o, row) = true;
	return true;
}

static bool
take_text(struct options *o, const struct option_row *row, const char *arg)
{
	*(const char **)field(o, row) = arg;
	return *arg != '\0';
}

static bool
take_number(struct options *o, const struct option_row *row, const char *arg)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(arg, &end, 10);
	if (*arg < '0' || *arg > '9' || *end != '\0' || errno != 0)
		return false;
	if (value < row->min || value > row->max)
		return false;
	*(uint32_t *)field(o, row) = (uint32_t)value;
	return true;
}

static bool
take_real(struct options *o, const struct option_row *row, const char *arg)
{
	char *end;
	double value = strtod(arg, &end);

	if (end == arg || *end != '\0' || !isfinite(value) || value < row->min || value > row->max)
		return false;
	*(double *)field(o, row) = value;
	return true;
}

/* One backend only; the row's name is the backend's. */
static bool
take_backend(struct options *o, const struct option_row *row, const char *arg)
{
	if (o->backend != NULL)
		return false;
	o->backend = row->name;
	o->device = arg != NULL ? arg : "";
	return true;
}

static bool
take_demo(struct options *o, const struct option_row *row, const char *arg)
{
	(void)row;
	if (o->backend != NULL || (arg != NULL && strcmp(arg, "xruns") != 0))
		return false;
	o->backend = "dummy";
	o->demo = arg != NULL ? DEMO_XRUNS : DEMO_MUSIC;
	return true;
}

static bool
take_set(struct options *o, const struct option_row *row, const char *arg)
{
	const char *equals = strchr(arg, '=');

	(void)row;
	if (equals == NULL || equals == arg || equals[1] == '\0' || o->nsets == SETS_MAX)
		return false;
	o->set[o->nsets++] = arg;
	return true;
}

static bool
take_burn(struct options *o, const struct option_row *row, const char *arg)
{
	(void)row;
	return lab_parse_burn(arg, &o->lab) == 0;
}

static bool
take_listen(struct options *o, const struct option_row *row, const char *arg)
{
	(void)row;
	return options_parse_listen(arg, o) == 0;
}

static bool
take_allow(struct options *o, const struct option_row *row, const char *arg)
{
	struct networks n;

	(void)row;
	o->osc_allow = arg;
	return networks_parse(arg, &n) == 0;
}

/* Parts of an address, without what is a pattern in one. */
static bool
take_prefix(struct options *o, const struct option_row *row, const char *arg)
{
	size_t n = strlen(arg);

	(void)row;
	o->osc_prefix = arg;
	if (arg[0] != '/' || n < 2 || n >= OSC_PREFIX_BYTES || arg[n - 1] == '/' ||
		strstr(arg, "//") != NULL)
		return false;
	for (; *arg != '\0'; arg++)
		if (*arg <= ' ' || *arg > '~' || strchr("#*,?[]{}", *arg) != NULL)
			return false;
	return true;
}

static bool
take_unix(struct options *o, const struct option_row *row, const char *arg)
{
	(void)row;
	o->osc_unix = arg;
	return arg[0] == '/' && arg[1] != '\0' && strlen(arg) < UNIX_PATH_BYTES;
}

static bool
take_color(struct options *o, const struct option_row *row, const char *arg)
{
	static const char *const word[] = { "auto", "never", "always" };

	(void)row;
	for (unsigned i = 0; i < sizeof word / sizeof *word; i++)
		if (strcmp(arg, word[i]) == 0) {
			o->color = (enum color_when)i;
			return true;
		}
	return false;
}

static bool
take_batch(struct options *o, const struct option_row *row, const char *arg)
{
	(void)row;
	if (arg != NULL && strcmp(arg, "json") != 0)
		return false;
	o->batch = arg != NULL ? BATCH_JSON : BATCH_TEXT;
	return true;
}

static bool
is_url(const char *text)
{
	return strncmp(text, "osc.udp://", 10) == 0 || strncmp(text, "osc.unix:///", 12) == 0;
}

static bool
take_attach(struct options *o, const struct option_row *row, const char *arg)
{
	(void)row;
	o->attach = true;
	o->attach_to = arg != NULL ? arg : "";
	return arg == NULL || (*arg != '\0' && strstr(arg, "://") == NULL) || is_url(arg);
}

static bool
take_sort(struct options *o, const struct option_row *row, const char *arg)
{
	static const char *const word[] = { "total", "avg", "max", "calls", "p99" };

	(void)row;
	for (unsigned i = 0; i < sizeof word / sizeof *word; i++)
		if (strcmp(arg, word[i]) == 0) {
			o->sort = word[i];
			return true;
		}
	return false;
}

static bool
take_format(struct options *o, const struct option_row *row, const char *arg)
{
	*(const char **)field(o, row) = arg;
	return preset_format_parse(arg) >= 0;
}

static bool
take_url(struct options *o, const struct option_row *row, const char *arg)
{
	(void)row;
	o->url = arg;
	return is_url(arg);
}

/* Help and version are answered by options_parse itself. */
bool
options_take_nothing(struct options *o, const struct option_row *row, const char *arg)
{
	(void)o, (void)row, (void)arg;
	return true;
}

int
options_parse_listen(const char *text, struct options *o)
{
	char host[HOST_BYTES] = "127.0.0.1";
	const char *port = strrchr(text, ':');
	const char *start = text;
	size_t n = port != NULL ? (size_t)(port - text) : strlen(text);
	unsigned long number = OSC_PORT_DEFAULT;
	struct host_address address;
	char *end;

	if (*text == '[') {
		const char *close = strchr(text, ']');

		if (close == NULL || (close[1] != '\0' && close[1] != ':'))
			return -EINVAL;
		port = close[1] == ':' ? close + 1 : NULL;
		start = text + 1;
		n = (size_t)(close - start);
	}
	if (n >= sizeof host || (n == 0 && port == NULL))
		return -EINVAL;
	if (n > 0) {
		memcpy(host, start, n);
		host[n] = '\0';
	}
	if (port != NULL) {
		number = strtoul(port + 1, &end, 10);
		if (port[1] < '0' || port[1] > '9' || *end != '\0' || number < 1 || number > 65535)
			return -EINVAL;
	}
	if (host_parse(host, &address) != 0)
		return -EINVAL;
	memcpy(o->osc_host, host, sizeof host);
	o->osc_port = (uint16_t)number;
	o->osc_port_given = port != NULL;
	return 0;
}

/* ---- The tables ---- */

#define AT(member) offsetof(struct options, member)

const struct verb_row verb_rows[] = {
	{ "render", "IN OUT [--preset=FILE] [--set=PATH=VALUE] [--period=N]",
		"a sound file through the EQ, bit by bit as live", VERB_RENDER, 2, 2, true },
	{ "report", "FILE [--sort=KEY] [--top=N]", "show what --report wrote", VERB_REPORT, 1, 1,
		true },
	{ "preset",
		"COMMAND [NAME|FILE]\n"
		"     list [--plain]                        names, and where they are\n"
		"     show NAME|FILE                        its filters and its curve\n"
		"     check FILE...                         what is odd, whether it clips\n"
		"     import FILE [--name=N] [--bands=N] [--force]\n"
		"     export NAME|FILE --format=F [-o FILE]\n"
		"     fit NAME|FILE [--bands=8] [--name=N | -o FILE] [--force]",
		"list, show, check, import, export, fit", VERB_PRESET, 1, VERB_WORDS_MAX, true },
	{ "ctl",
		"COMMAND [ADDRESS]...\n"
		"     get ADDRESS...                        what they are\n"
		"     set ADDRESS VALUE... | ADDRESS=VALUE... all at once\n"
		"     do ADDRESS [VALUE...]                 an action, as /eq/undo\n"
		"     watch ADDRESS... [--hz=RATE] [-n N]   a line for each value\n"
		"     list [ADDRESS] [--plain]              what there is\n"
		"     url                                   where the engine listens",
		"get, set, do, watch, list: a running one", VERB_CTL, 1, VERB_WORDS_MAX, true },
	{ "completions", "bash|zsh|fish", "completions for a shell", VERB_COMPLETIONS, 1, 1,
		false },
};
const uint32_t nverb_rows = sizeof verb_rows / sizeof *verb_rows;

/* In the order of --help: within a group, most used first. */
const struct option_row option_rows[] = {
	{ "jack", 0, "[=SERVER]", GROUP_BACKEND, FOR_RUN, true, take_backend, 0, 0, 0,
		"one backend only: --jack, --dummy, --file or --demo", "client of a JACK server",
		"Without a backend a running JACK is joined, else PipeWire (by pw-jack)." },
	{ "demo", 0, "[=xruns]", GROUP_BACKEND, FOR_RUN, true, take_demo, 0, 0, 0,
		"--demo or --demo=xruns, and no other backend",
		"music of its own, no hardware needed",
		"=xruns: a late wake-up and a slow node every 20 s, to see how that looks." },
	{ "file", 0, "=IN", GROUP_BACKEND, FOR_RUN, true, take_backend, 0, 0, 0,
		"a sound file, and no other backend", "a sound file as the source, in real time",
		NULL },
	{ "out", 0, "=OUT", GROUP_BACKEND, FOR_RUN, false, take_text, AT(out), 0, 0, "a file name",
		"with --file: write the result there", NULL },
	{ "fast", 0, NULL, GROUP_BACKEND, FOR_RUN, false, take_flag, AT(fast), 0, 0, NULL,
		"with --file: as fast as the machine can", NULL },
	{ "dummy", 0, "[=KNOBS]", GROUP_BACKEND, FOR_RUN, true, take_backend, 0, 0, 0,
		"one backend only: --jack, --dummy, --file or --demo",
		"paced by a timer; knobs inject faults",
		"KNOBS, separated by commas: virtual  late=US@RANGE  burn=NODE:US@RANGE\n"
		"nan@CYCLE  inf@CYCLE  denormal@RANGE  period=FRAMES@CYCLE  rate=HZ@CYCLE\n"
		"lost@CYCLE[+MS]  signal=sine:HZ:DBFS|noise:DBFS|music|silence\n"
		"RANGE counts cycles: 7, 10-20, 100-, 0-999/10." },
	{ "period", 0, "=FRAMES", GROUP_BACKEND, FOR_RUN | FOR_RENDER, true, take_number,
		AT(period_frames), 1, PERIOD_FRAMES_MAX, "a number from 1 to 8192",
		"period where we may choose it", "A JACK server chooses its own." },
	{ "rate", 0, "=HZ", GROUP_BACKEND, FOR_RUN | FOR_PRESET, false, take_number, AT(rate_hz),
		8000, 384000, "a number from 8000 to 384000", "sample rate where we may choose it",
		NULL },
	{ "channels", 0, "=N", GROUP_BACKEND, FOR_RUN, false, take_number, AT(channels), 1,
		CHANNELS_MAX, "a number from 1 to 64", "channels in and out (2)", NULL },
	{ "name", 0, "=NAME", GROUP_BACKEND, FOR_RUN | FOR_PRESET | FOR_CTL | FOR_ATTACH, false,
		take_text, AT(name), 0, 0, "a name", "name of the client and of this instance",
		NULL },
	{ "connect", 0, "=auto|none|PATTERN", GROUP_BACKEND, FOR_RUN, true, take_text, AT(connect),
		0, 0, "auto, none or a regular expression of port names", "connect at start (none)",
		"auto: outputs to the usual speakers; inputs stay free, as that may howl.\n"
		"PATTERN: a regular expression on port names." },
	{ "wait", 0, NULL, GROUP_BACKEND, FOR_RUN, true, take_flag, AT(wait), 0, 0, NULL,
		"wait for the server or device if it is not there", NULL },
	{ "start-server", 0, NULL, GROUP_BACKEND, FOR_RUN, false, take_flag, AT(start_server), 0, 0,
		NULL, "let libjack start a server of its own", NULL },
	{ "exit-on-lost", 0, NULL, GROUP_BACKEND, FOR_RUN, false, take_flag, AT(exit_on_lost), 0, 0,
		NULL, "leave (status 6) when it goes away",
		"Without it the program stays up and comes back by itself." },

	{ "preset", 0, "=NAME|FILE", GROUP_SOUND, FOR_RUN | FOR_RENDER, true, take_text, AT(preset),
		0, 0, "a name from --list-presets, or a file",
		"EQ from AutoEq or Equalizer APO text",
		"A file has a / in its name or is in the current folder; it is read again\n"
		"when it changes.  Up to 16 active filters." },
	{ "list-presets", 0, NULL, GROUP_SOUND, FOR_RUN, false, take_flag, AT(list_presets), 0, 0,
		NULL, "the presets there are, and their folders", NULL },
	{ "plain", 0, NULL, GROUP_SOUND, FOR_RUN | FOR_PRESET | FOR_CTL, false, take_flag,
		AT(plain), 0, 0, NULL, "for scripts: names or values alone",
		"With --list-presets, preset list, ctl get, ctl watch, ctl list." },
	{ "set", 0, "=PATH=VALUE", GROUP_SOUND, FOR_RUN | FOR_RENDER, true, take_set, 0, 0, 0,
		"PATH=VALUE, as in --set=/eq/band/3/gain=-4.5",
		"a parameter, as /eq/band/3/gain=-4.5",
		"May be given many times.  What there is to set: --help=set." },
	{ "midi-map", 0, "=FILE", GROUP_SOUND, FOR_RUN, false, take_text, AT(midi_map), 0, 0,
		"a file name", "which MIDI controller moves what",
		"Without it ~/.config/audioengine/midi.map, if it is there." },
	{ "settings", 0, "=FILE", GROUP_SOUND, FOR_RUN, false, take_text, AT(settings), 0, 0,
		"a file name, or none", "where settings are kept from run to run",
		"none: nowhere.  Default: ~/.local/state/audioengine/NAME.settings" },
	{ "fresh", 0, NULL, GROUP_SOUND, FOR_RUN, false, take_flag, AT(fresh), 0, 0, NULL,
		"start with defaults, not with the last settings", NULL },
	{ "lab-burn", 0, "=NODE:US@RANGE", GROUP_SOUND, FOR_RUN, false, take_burn, 0, 0, 0,
		"NODE:MICROSECONDS@RANGE, as in --lab-burn=eq:300@100-200",
		"rehearsal: let a node compute for longer", NULL },

	{ "no-tui", 0, NULL, GROUP_SCREEN, FOR_RUN | FOR_ATTACH, true, take_flag, AT(no_tui), 0, 0,
		NULL, "no screen: a status line a second on stderr", NULL },
	{ "attach", 0, "[=NAME|URL]", GROUP_SCREEN, FOR_RUN | FOR_ATTACH, true, take_attach, 0, 0,
		0, "the name of an engine, osc.udp://HOST:PORT/ or osc.unix:///PATH",
		"the screen of an engine that runs",
		"Also with --batch and --status-line.  Without NAME or URL: the only one\n"
		"that runs, or \"default\".  q ends the screen, not the engine." },
	{ "batch", 0, "[=json]", GROUP_SCREEN, FOR_RUN | FOR_ATTACH, true, take_batch, 0, 0, 0,
		"--batch or --batch=json", "print tables instead of the screen", NULL },
	{ NULL, 'n', " N", GROUP_SCREEN, FOR_RUN | FOR_CTL | FOR_ATTACH, false, take_number,
		AT(batch_count), 1, UINT32_MAX, "a number from 1",
		"--batch, --status-line, watch: stop after N", NULL },
	{ NULL, 'd', " TENTHS", GROUP_SCREEN, FOR_RUN | FOR_ATTACH, false, take_number,
		AT(batch_tenths), 1, 36000, "tenths of a second, 1 to 36000",
		"time between two of them (10: a second)", NULL },
	{ "status-line", 0, NULL, GROUP_SCREEN, FOR_RUN | FOR_ATTACH, false, take_flag,
		AT(status_line), 0, 0, NULL, "one short line at a time, for tmux and i3bar", NULL },
	{ "ascii", 0, NULL, GROUP_SCREEN, FOR_RUN | FOR_ATTACH, false, take_flag, AT(ascii), 0, 0,
		NULL, "only 7-bit characters on the screen", NULL },
	{ "color", 0, "=WHEN", GROUP_SCREEN, FOR_RUN | FOR_ATTACH, false, take_color, 0, 0, 0,
		"auto, never or always", "auto, never or always (auto heeds NO_COLOR)", NULL },
	{ "fps", 0, "=N", GROUP_SCREEN, FOR_RUN | FOR_ATTACH, false, take_number, AT(fps), 1, 30,
		"a number from 1 to 30", "at most so many screens a second (30)", NULL },
	{ "no-mouse", 0, NULL, GROUP_SCREEN, FOR_RUN | FOR_ATTACH, false, take_flag, AT(no_mouse), 0, 0,
		NULL, "leave the mouse to the terminal", NULL },

	{ "osc-listen", 0, "=ADDR[:PORT]", GROUP_OSC, FOR_RUN, true, take_listen, 0, 0, 0,
		"a numeric address and maybe a port, as in 192.168.1.5, 0.0.0.0:7723, "
		"[fe80::1%eth0]:7723",
		"OSC there (127.0.0.1:7723)",
		"Without a port 7723 or the next free of 19 more is taken.\n"
		"On other addresses others may read, and no more; see --osc-allow." },
	{ "osc-allow", 0, "=CIDR[,...]", GROUP_OSC, FOR_RUN, false, take_allow, 0, 0, 0,
		"networks as in 192.168.1.0/24,fe80::/64",
		"who else may be there (the interface's network)", NULL },
	{ "osc-remote-control", 0, NULL, GROUP_OSC, FOR_RUN, false, take_flag,
		AT(osc_remote_control), 0, 0, NULL, "they may change the sound, too", NULL },
	{ "osc-remote-admin", 0, NULL, GROUP_OSC, FOR_RUN, false, take_flag, AT(osc_remote_admin),
		0, 0, NULL, "they may do everything, save and quit too", NULL },
	{ "osc-unix", 0, "=PATH", GROUP_OSC, FOR_RUN, false, take_unix, 0, 0, 0,
		"an absolute path of at most 107 characters",
		"a socket for this user alone, in place of UDP", NULL },
	{ "osc-prefix", 0, "=/NAME", GROUP_OSC, FOR_RUN, false, take_prefix, 0, 0, 0,
		"/NAME of at most 23 characters, none of # * , ? [ ] { }",
		"every address begins with it, as /NAME/eq/bypass", NULL },
	{ "oscquery", 0, "=PORT", GROUP_OSC, FOR_RUN, false, take_number, AT(oscquery_port), 1,
		65535, "a TCP port, 1 to 65535", "OSCQuery by HTTP there (the port of OSC)",
		"Without it, when that TCP port is taken, the next free of 19 more." },
	{ "no-oscquery", 0, NULL, GROUP_OSC, FOR_RUN, false, take_flag, AT(no_oscquery), 0, 0, NULL,
		"no OSCQuery", NULL },
	{ "no-osc", 0, NULL, GROUP_OSC, FOR_RUN, false, take_flag, AT(no_osc), 0, 0, NULL, "no OSC",
		NULL },

	{ "duration", 0, "=SECONDS", GROUP_RESULT, FOR_RUN, true, take_real, AT(duration_s), 0,
		1000000000, "seconds", "stop after that long", NULL },
	{ "report", 0, "=FILE.json", GROUP_RESULT, FOR_RUN, true, take_text, AT(report), 0, 0,
		"a file name", "write the profile there at the end", NULL },
	{ "cycles", 0, "=FILE.csv", GROUP_RESULT, FOR_RUN, false, take_text, AT(cycles), 0, 0,
		"a file name", "write every cycle's times there", NULL },
	{ "sort", 0, "=KEY", GROUP_RESULT, FOR_REPORT, false, take_sort, 0, 0, 0,
		"total, avg, max, calls or p99", "report: order of the nodes (total)",
		"KEY: total, avg, max, calls, p99." },
	{ "top", 0, "=N", GROUP_RESULT, FOR_REPORT, false, take_number, AT(top), 1, 1000,
		"a number from 1 to 1000", "report: only the first N nodes", NULL },

	{ "format", 0, "=F", GROUP_PRESET, FOR_PRESET, false, take_format, AT(format), 0, 0,
		"apo, easyeffects, camilladsp or pipewire", "export: for which program (apo)",
		"F: apo, easyeffects, camilladsp, pipewire." },
	{ "output", 'o', "=FILE", GROUP_PRESET, FOR_PRESET, false, take_text, AT(output), 0, 0,
		"a file name", "export, fit: write there", NULL },
	{ "bands", 0, "=N", GROUP_PRESET, FOR_PRESET, false, take_number, AT(bands), 1,
		EQ_BANDS_MAX, "a number from 1 to 16", "fit, import: at most so many bands (8)",
		NULL },
	{ "force", 0, NULL, GROUP_PRESET, FOR_PRESET, false, take_flag, AT(force), 0, 0, NULL,
		"import, fit: replace a preset of that name", NULL },

	{ "url", 0, "=URL", GROUP_CTL, FOR_CTL | FOR_ATTACH, false, take_url, 0, 0, 0,
		"osc.udp://HOST:PORT/ or osc.unix:///PATH", "the engine that listens there",
		"Else that of --name=NAME, or the only one that runs, or \"default\"." },
	{ "hz", 0, "=RATE", GROUP_CTL, FOR_CTL, false, take_real, AT(hz), 0, 60,
		"values a second, 0.1 to 60", "watch: values a second (10)", NULL },
	{ "json", 0, NULL, GROUP_CTL, FOR_CTL, false, take_flag, AT(json), 0, 0, NULL,
		"one JSON object a line", NULL },

	{ "config", 0, "=FILE", GROUP_OTHER, FOR_ALL, false, take_text, AT(config), 0, 0,
		"a file name, or none", "options from there (none: from nowhere)",
		"Default: ~/.config/audioengine/audioengine.conf, options without dashes." },
	{ "help", 'h', "[=all|set]", GROUP_OTHER, FOR_ALL, true, options_take_nothing, 0, 0, 0,
		"--help, --help=all or --help=set", "=all: every option; =set: every parameter",
		NULL },
	{ "version", 0, NULL, GROUP_OTHER, FOR_ALL, true, options_take_nothing, 0, 0, 0, NULL,
		"version, features and libraries", NULL },
};
const uint32_t noption_rows = sizeof option_rows / sizeof *option_rows;

_Static_assert(sizeof option_rows / sizeof *option_rows <= OPTION_ROWS_MAX,
	"options_parse marks rows in 64 bits");
