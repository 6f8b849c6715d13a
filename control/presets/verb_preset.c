/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Presets from a shell.  Results go to standard output, complaints to standard
 * error, each with the file, its line and what to type instead.  What a word
 * means: a name of the store, else a file; "-" is standard input.
 */
#include "control/presets/verb_preset.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "control/presets/fit_progress.h"
#include "control/presets/preset_export.h"
#include "control/presets/preset_import.h"
#include "control/presets/preset_print.h"
#include "control/presets/preset_store.h"
#include "control/presets/preset_write.h"
#include "control/settings/durable.h"
#include "control/words.h"
#include "engine/backend.h"

enum { RATE_DEFAULT_HZ = 48000 };

static const double clip_db = 0.005, full_scale_db = 0.05;

struct presets {
	const struct options *o;
	struct preset_store *store;
	double rate_hz;
	/* What was read last. */
	const char *label; /* as the user wrote it */
	struct preset_import in;
	struct preset result;
	struct fit_report report;
	char text[EXPORT_BYTES_MAX];
	char path[PRESET_PATH_BYTES];
};

__attribute__((format(printf, 1, 2))) static void
complain(const char *format, ...)
{
	va_list ap;

	fputs("audioengine: ", stderr);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
}

static void
complain_at(const char *label, const struct preset_error *err)
{
	if (err->line > 0)
		complain("%s:%u: %s", label, err->line, err->text);
	else
		complain("%s: %s", label, err->text);
}

/* ---- Reading ---- */

static int
read_all(int fd, char *text, size_t *len)
{
	ssize_t n;

	*len = 0;
	while (*len <= IMPORT_BYTES_MAX &&
		((n = read(fd, text + *len, IMPORT_BYTES_MAX + 1 - *len)) > 0 ||
			(n < 0 && errno == EINTR)))
		*len += n > 0 ? (size_t)n : 0;
	return *len <= IMPORT_BYTES_MAX && n < 0 ? -errno : 0;
}

static int
read_file(struct presets *v, const char *file, struct preset_error *err)
{
	bool standard = strcmp(file, "-") == 0;
	char *text = malloc(IMPORT_BYTES_MAX + 1);
	int fd = standard ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC), r = 0;
	size_t len = 0;

	memset(err, 0, sizeof *err);
	if (text == NULL)
		r = -ENOMEM;
	else if (fd < 0)
		r = -errno;
	else
		r = read_all(fd, text, &len);
	if (r == 0)
		r = preset_import(text, len, &v->in, err);
	if (r < 0 && err->text[0] == '\0')
		snprintf(err->text, sizeof err->text, "%s", strerror(-r));
	if (fd >= 0 && !standard)
		close(fd);
	free(text);
	return r;
}

static void
complain_unknown(struct presets *v, const char *word)
{
	const char *near = preset_store_nearest(v->store, word);

	if (near != NULL)
		complain("\"%s\" is neither a preset nor a file; did you mean %s?", word, near);
	else
		complain("\"%s\" is neither a preset nor a file; see  audioengine preset list",
			word);
}

/* A name, a file or "-".  Return: EXIT_FINE; else a complaint was made. */
static int
take(struct presets *v, const char *word)
{
	struct preset_error err;
	int r;

	v->label = strcmp(word, "-") == 0 ? "standard input" : word;
	if (preset_name_ok(word) && strcmp(word, "-") != 0 &&
		preset_store_find(v->store, word) >= 0) {
		memset(&v->in, 0, sizeof v->in);
		r = preset_store_load(v->store, word, &v->in.preset, &err);
	} else if (strcmp(word, "-") != 0 && strchr(word, '/') == NULL && access(word, F_OK) < 0) {
		complain_unknown(v, word);
		return EXIT_CONFIG;
	} else {
		r = read_file(v, word, &err);
	}
	if (r < 0)
		complain_at(v->label, &err);
	return r < 0 ? EXIT_CONFIG : EXIT_FINE;
}

static void
print_warnings(FILE *out, const char *label, const struct preset *p)
{
	for (uint32_t i = 0; i < p->nwarnings_kept; i++)
		if (p->warning[i].line > 0)
			fprintf(out, "%s:%u: %s\n", label, p->warning[i].line, p->warning[i].text);
		else
			fprintf(out, "%s: %s\n", label, p->warning[i].text);
	if (p->nwarnings > p->nwarnings_kept)
		fprintf(out, "%s: %u more warnings\n", label, p->nwarnings - p->nwarnings_kept);
}

static uint32_t
count_active(const struct preset *p)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < p->nfilters; i++)
		n += p->filter[i].band.on;
	return n;
}

/* ---- list ---- */

/* The folder of a path, with ~ for the home. */
static void
print_folder(const char *path)
{
	const char *home = getenv("HOME"), *slash = strrchr(path, '/');
	size_t n = home != NULL ? strlen(home) : 0;
	int len = slash != NULL ? (int)(slash - path) : (int)strlen(path);

	if (n > 1 && strncmp(path, home, n) == 0 && path[n] == '/')
		printf("~%.*s", len - (int)n, path + n);
	else
		printf("%.*s", len, path);
}

static void
list_one(struct presets *v, const char *name, int width)
{
	struct preset_error err;
	struct preset *p = &v->in.preset;
	bool loaded = preset_store_load(v->store, name, p, &err) == 0;

	if (preset_store_path(v->store, name, v->path) < 0)
		v->path[0] = '\0';
	if (v->o->plain) {
		if (loaded)
			printf("%s\t%u\t%.2f\t%s\t%s\n", name, count_active(p), p->preamp_db,
				v->path, p->title);
		else
			printf("%s\t\t\t%s\terror: %s\n", name, v->path, err.text);
		return;
	}
	if (loaded)
		printf("%-*s  %7u  %+6.2f dB  ", width, name, count_active(p), p->preamp_db);
	else
		printf("%-*s  cannot be loaded     ", width, name);
	print_folder(v->path);
	printf("%s%s\n", p->title[0] != '\0' || !loaded ? "  " : "", loaded ? p->title : err.text);
}

static int
verb_list(struct presets *v)
{
	uint32_t n = preset_store_scan(v->store);
	int width = 4;

	if (v->o->nwords > 1) {
		complain("usage: audioengine preset list [--plain]");
		return EXIT_USAGE;
	}
	for (uint32_t i = 0; i < n; i++)
		width = (int)fmax(width, (double)strlen(preset_store_name(v->store, i)));
	if (!v->o->plain && n > 0)
		printf("%-*s  filters     preamp  folder  title\n", width, "name");
	for (uint32_t i = 0; i < n; i++)
		list_one(v, preset_store_name(v->store, i), width);
	if (n == 0)
		complain("no preset yet; make one with  audioengine preset import FILE");
	return EXIT_FINE;
}

/* ---- show, check ---- */

static void
print_kind(struct presets *v)
{
	struct preset_import *in = &v->in;

	if (in->kind == PRESET_GRAPHICEQ)
		printf("%s: %s, %u points, preamp %+.2f dB", v->label, preset_kind_name(in->kind),
			in->curve.n, in->preset.preamp_db);
	else
		printf("%s: %s, %u filters, preamp %+.2f dB", v->label, preset_kind_name(in->kind),
			count_active(&in->preset), in->preset.preamp_db);
}

static void
print_peak(struct presets *v)
{
	double hz, peak = preset_import_peak_db(&v->in, v->rate_hz, &hz);

	if (peak > clip_db && peak < full_scale_db)
		printf("highest gain %+.2f dB at %.0f Hz: just at full scale\n", peak, hz);
	else if (peak > clip_db)
		printf("highest gain %+.2f dB at %.0f Hz: loud sound may clip; a preamp of %.2f dB "
		       "is safe\n",
			peak, hz, floor((v->in.preset.preamp_db - peak) * 100 + 0.5) / 100);
	else
		printf("highest gain %+.2f dB at %.0f Hz: nothing clips\n",
			fabs(peak) < clip_db ? 0 : peak, hz);
}

static int
verb_show(struct presets *v)
{
	const struct preset *p = &v->in.preset;
	int status = take(v, v->o->word[1]);

	if (status != EXIT_FINE)
		return status;
	print_kind(v);
	putchar('\n');
	if (p->title[0] != '\0')
		printf("  %s\n", p->title);
	if (p->source[0] != '\0')
		printf("  %s\n", p->source);
	if (v->in.kind != PRESET_GRAPHICEQ)
		preset_print_filters(stdout, p, v->rate_hz);
	preset_print_curve(stdout, &v->in, v->rate_hz);
	print_peak(v);
	print_warnings(stdout, v->label, p);
	return EXIT_FINE;
}

/* What is read must also be what the EQ has bands for. */
static bool
loadable(struct presets *v, const char *file)
{
	struct preset active = v->in.preset;
	char text[PRESET_TEXT_BYTES];

	if (v->in.kind == PRESET_GRAPHICEQ)
		return true;
	preset_keep_active(&active);
	if (preset_loadable(&active, file, text))
		return true;
	complain("%s: %s", v->label, text);
	return false;
}

static int
check_one(struct presets *v, const char *word)
{
	if (take(v, word) != EXIT_FINE)
		return EXIT_CONFIG;
	preset_check_rate(&v->in.preset, v->rate_hz);
	print_warnings(stdout, v->label, &v->in.preset);
	if (!loadable(v, word))
		return EXIT_CONFIG;
	print_kind(v);
	fputs(", ", stdout);
	print_peak(v);
	return EXIT_FINE;
}

static int
verb_check(struct presets *v)
{
	int status = EXIT_FINE;

	for (uint32_t i = 1; i < v->o->nwords; i++)
		if (check_one(v, v->o->word[i]) != EXIT_FINE)
			status = EXIT_CONFIG;
	return status;
}

/* ---- import, fit ---- */

static int
choose_name(struct presets *v, char name[PRESET_NAME_BYTES])
{
	const char *given = v->o->name, *word = v->o->word[1];

	if (*given != '\0' && !preset_name_ok(given)) {
		complain("--name=%s: 1 to 64 letters, digits, blanks and ._+()-, not beginning "
			 "with a dot",
			given);
		return EXIT_USAGE;
	}
	if (*given != '\0')
		snprintf(name, PRESET_NAME_BYTES, "%s", given);
	else if (strcmp(word, "-") == 0 || !preset_name_from_file(word, name)) {
		complain("%s: no name comes from that; give one with --name=NAME", v->label);
		return EXIT_USAGE;
	}
	return EXIT_FINE;
}

static int
write_out(const char *path, const char *text, size_t len)
{
	char why[PRESET_PATH_BYTES + 256];
	int r;

	if (*path == '\0') {
		fwrite(text, 1, len, stdout);
		return fflush(stdout) == 0 ? EXIT_FINE : EXIT_OTHER;
	}
	r = durable_write(path, text, len, 0644);
	if (r == 0)
		return EXIT_FINE;
	durable_explain(path, r, why, sizeof why);
	complain("%s", why);
	return EXIT_OTHER;
}

/* The strict form of v->result into the user's folder. */
static int
save(struct presets *v)
{
	char name[PRESET_NAME_BYTES], why[PRESET_PATH_BYTES + 256];
	int status = choose_name(v, name), n, r;

	if (status != EXIT_FINE)
		return status;
	r = preset_store_save_path(v->store, name, v->path);
	if (r < 0) {
		durable_explain("the folder of presets", r, why, sizeof why);
		complain("%s", why);
		return EXIT_OTHER;
	}
	if (!v->o->force && access(v->path, F_OK) == 0) {
		complain("%s is there already; replace it with --force, or choose another with "
			 "--name=NAME",
			v->path);
		return EXIT_CONFIG;
	}
	if (v->result.title[0] == '\0')
		snprintf(v->result.title, sizeof v->result.title, "%s", name);
	n = preset_write(&v->result, v->rate_hz, v->text, sizeof v->text);
	if (n < 0) {
		complain("%s: %s", v->label, strerror(-n));
		return EXIT_OTHER;
	}
	status = write_out(v->path, v->text, (size_t)n);
	if (status == EXIT_FINE)
		printf("saved as %s; load it with  audioengine --preset=\"%s\"\n", v->path,
			v->path);
	return status;
}

static void
print_report(FILE *out, const struct presets *v)
{
	const struct fit_report *r = &v->report;
	bool curve = v->in.kind == PRESET_GRAPHICEQ;

	if (r->exact) {
		fprintf(out, "%s: %u filters, nothing to fit\n", v->label, r->nfrom);
		return;
	}
	fprintf(out,
		"%s: %u %s fitted to %u bands: largest difference %.2f dB at %.0f Hz, rms %.2f "
		"dB\n",
		v->label, r->nfrom, curve ? "points" : "filters", r->nbands, r->fitted.max_db,
		r->fitted.max_hz, r->fitted.rms_db);
	fprintf(out, "  (least squares alone %.2f, rms %.2f", r->squares.max_db, r->squares.rms_db);
	if (!curve)
		fprintf(out, "; the best %u as they are %.2f, rms %.2f", r->nbands,
			r->subset.max_db, r->subset.rms_db);
	fprintf(out, ")\n");
	if (fabs(v->result.preamp_db - v->in.preset.preamp_db) > clip_db)
		fprintf(out, "  preamp %.2f dB (was %.2f): so that nothing clips\n",
			v->result.preamp_db, v->in.preset.preamp_db);
}

/* v->in to v->result and v->report. */
static int
fit(struct presets *v, uint32_t bands)
{
	struct fit_progress progress;
	int r;

	fit_progress_begin(&progress, v->label);
	r = v->in.kind == PRESET_GRAPHICEQ
		    ? preset_fit_curve(&v->in.curve, v->in.preset.preamp_db, bands, v->rate_hz,
			      &v->result, &v->report, &progress.watch)
		    : preset_fit(&v->in.preset, bands, v->rate_hz, &v->result, &v->report,
			      &progress.watch);
	progress_clear(&progress.line);
	if (r == 0)
		return EXIT_FINE;
	complain("%s: %s", v->label, strerror(-r));
	return EXIT_OTHER;
}

static int
verb_import(struct presets *v)
{
	bool must = false;
	int status = take(v, v->o->word[1]);

	if (status != EXIT_FINE)
		return status;
	print_warnings(stderr, v->label, &v->in.preset);
	must = v->in.kind == PRESET_GRAPHICEQ || v->o->bands > 0;
	if (!must && !loadable(v, v->o->word[1]))
		return EXIT_CONFIG;
	v->result = v->in.preset;
	if (must) {
		status = fit(v, v->o->bands > 0 ? v->o->bands : FIT_BANDS);
		if (status != EXIT_FINE)
			return status;
		print_report(stdout, v);
	}
	if (v->result.source[0] == '\0')
		snprintf(v->result.source, sizeof v->result.source, "imported from %s",
			preset_kind_name(v->in.kind));
	return save(v);
}

static int
verb_fit(struct presets *v)
{
	int status = take(v, v->o->word[1]), n;

	if (status != EXIT_FINE)
		return status;
	print_warnings(stderr, v->label, &v->in.preset);
	status = fit(v, v->o->bands > 0 ? v->o->bands : FIT_BANDS);
	if (status != EXIT_FINE)
		return status;
	print_report(*v->o->name != '\0' || *v->o->output != '\0' ? stdout : stderr, v);
	if (*v->o->name != '\0')
		return save(v);
	n = preset_write(&v->result, v->rate_hz, v->text, sizeof v->text);
	if (n < 0) {
		complain("%s: %s", v->label, strerror(-n));
		return EXIT_OTHER;
	}
	return write_out(v->o->output, v->text, (size_t)n);
}

/* ---- export ---- */

/* Where PipeWire will find the file: as an absolute path.  Return: false: too long. */
static bool
export_path(struct presets *v)
{
	char folder[PRESET_PATH_BYTES];
	int n = 0;

	if (*v->o->output == '/')
		n = snprintf(v->path, sizeof v->path, "%s", v->o->output);
	else if (*v->o->output != '\0' && getcwd(folder, sizeof folder) != NULL)
		n = snprintf(v->path, sizeof v->path, "%s/%s", folder, v->o->output);
	else if (preset_store_path(v->store, v->label, v->path) < 0)
		n = snprintf(v->path, sizeof v->path, "/home/USER/NAME.txt");
	return n < (int)sizeof v->path;
}

static int
verb_export(struct presets *v)
{
	struct preset_error err;
	char said[PRESET_TEXT_BYTES];
	int status = take(v, v->o->word[1]), n;

	if (status != EXIT_FINE)
		return status;
	print_warnings(stderr, v->label, &v->in.preset);
	if (v->in.kind == PRESET_GRAPHICEQ) {
		complain("%s: a curve of points; make bands of it first:  audioengine preset fit "
			 "%s -o FILE",
			v->label, v->o->word[1]);
		return EXIT_CONFIG;
	}
	if (!export_path(v)) {
		complain("-o %.60s...: %s", v->o->output, strerror(ENAMETOOLONG));
		return EXIT_USAGE;
	}
	n = preset_export(&v->in.preset, (enum preset_format)preset_format_parse(v->o->format),
		v->rate_hz, v->path, v->text, sizeof v->text, said, &err);
	if (n < 0) {
		complain("%s: %s", v->label, err.text[0] != '\0' ? err.text : strerror(-n));
		return EXIT_CONFIG;
	}
	if (said[0] != '\0')
		complain("%s: %s", v->label, said);
	return write_out(v->o->output, v->text, (size_t)n);
}

/* ---- Which ---- */

static const struct command {
	const char *name, *arguments;
	bool many, none; /* words behind it; else one */
	int (*run)(struct presets *v);
} commands[] = {
	{ "list", "[--plain]", false, true, verb_list },
	{ "show", "NAME|FILE", false, false, verb_show },
	{ "check", "FILE...", true, false, verb_check },
	{ "import", "FILE [--name=NAME] [--bands=N] [--force]", false, false, verb_import },
	{ "export", "NAME|FILE --format=apo|easyeffects|camilladsp|pipewire [-o FILE]", false,
		false, verb_export },
	{ "fit", "NAME|FILE [--bands=8] [--name=NAME | -o FILE] [--force]", false, false,
		verb_fit },
};

static const struct command *
find_command(const char *word)
{
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(word, commands[i].name) == 0)
			return &commands[i];
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strlen(word) < WORD_BYTES && edit_distance(word, commands[i].name) <= 2) {
			complain("unknown command \"preset %s\"; did you mean preset %s?", word,
				commands[i].name);
			return NULL;
		}
	complain("unknown command \"preset %.60s\"; expected: list, show, check, import, export "
		 "or fit",
		word);
	return NULL;
}

int
verb_preset(const struct options *o)
{
	const struct command *c = find_command(o->word[0]);
	struct presets *v;
	int status;

	if (c == NULL)
		return EXIT_USAGE;
	if ((o->nwords < 2 && !c->none) || (o->nwords > 2 && !c->many)) {
		complain("usage: audioengine preset %s %s", c->name, c->arguments);
		return EXIT_USAGE;
	}
	v = calloc(1, sizeof *v);
	if (v == NULL || (v->store = preset_store_create()) == NULL) {
		complain("out of memory");
		free(v);
		return EXIT_OTHER;
	}
	v->o = o;
	v->rate_hz = o->rate_hz > 0 ? o->rate_hz : RATE_DEFAULT_HZ;
	preset_store_scan(v->store);
	status = c->run(v);
	preset_store_destroy(v->store);
	free(v);
	return status;
}
