/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The map's text is kept as the user wrote it; a learned line is added to it,
 * a forgotten one taken out, and the whole is saved by the saver.
 */
#include "control/midi/midi.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "control/control_private.h"
#include "control/midi/midi_learn.h"
#include "control/settings/durable.h"
#include "engine/xdg.h"

enum { ACTIONS_A_TURN = 8 };

static const uint64_t LEARN_NS = UINT64_C(30000000000);
static const uint64_t DROPPED_NS = UINT64_C(10000000000); /* between two lines on it */

struct midi {
	struct midi_map map, fresh; /* fresh: being read */
	struct midi_ear ear[MIDI_LINES_MAX];
	float place[MIDI_LINES_MAX]; /* newest, where waits is set */
	bool waits[MIDI_LINES_MAX];
	uint32_t nactions; /* of this turn */
	struct midi_last last;

	char path[DURABLE_PATH_BYTES]; /* "": nowhere to save */
	size_t length;
	char text[MIDI_TEXT_BYTES + 1], edited[MIDI_TEXT_BYTES + MIDI_LINE_BYTES + 2];
	uint64_t ticket; /* of what is being saved; 0: nothing */

	struct midi_learn heard;
	struct midi_line aimed; /* what is being learned; address "": nothing */
	uint64_t learn_until_ns;

	uint32_t dropped, dropped_told;
	uint64_t dropped_ns;
};

/* ---- The file ---- */

/* At most size bytes of a file; one that never ends (a FIFO) does not hold us up.
 * Return: how many, or -errno. */
static ssize_t
read_file(const char *path, char *out, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t n = 0;
	ssize_t r;

	if (fd < 0)
		return -errno;
	while (n < size) {
		r = read(fd, out + n, size - n);
		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0) {
			r = r < 0 ? -errno : (ssize_t)n;
			close(fd);
			return r;
		}
		n += (size_t)r;
	}
	close(fd);
	return (ssize_t)n;
}

/* Take a text over as the map.  Return: 0 or -EINVAL, nothing having changed. */
static int
take_text(struct control *c, const char *text, size_t length, char *why, size_t size)
{
	struct midi *m = c->midi;
	struct midi_map_error err;

	if (midi_map_read(text, length, &c->params, &m->fresh, &err) < 0) {
		if (err.line > 0)
			snprintf(why, size, "%.300s:%u: %s", m->path, err.line, err.text);
		else
			snprintf(why, size, "%.300s: %s", m->path, err.text);
		return -EINVAL;
	}
	m->map = m->fresh;
	memmove(m->text, text, length);
	m->length = length;
	memset(m->ear, 0, sizeof m->ear);
	memset(m->waits, 0, sizeof m->waits);
	return 0;
}

/* The file as it is now.  Return: 0; -ENOENT; -EINVAL or another -errno with why. */
static int
load(struct control *c, char *why, size_t size)
{
	struct midi *m = c->midi;
	ssize_t n;

	if (*m->path == '\0')
		return -ENOENT;
	n = read_file(m->path, m->edited, MIDI_TEXT_BYTES + 1);
	if (n < 0) {
		snprintf(why, size, "%.300s: %s", m->path, strerror((int)-n));
		return (int)n;
	}
	return take_text(c, m->edited, (size_t)n, why, size);
}

/* Without --midi-map: that of the project; else, or where it has none yet, the usual one. */
static int
load_usual(struct control *c, char *why, size_t size)
{
	const char *folder = c->autosave.project.folder;
	struct midi *m = c->midi;
	char own[DURABLE_PATH_BYTES];
	int r = -ENOENT;

	if (*folder != '\0' && project_file(folder, "midi.map", own) == 0) {
		memcpy(m->path, own, sizeof own);
		r = load(c, why, size);
	}
	if (r != -ENOENT && r != -ENOTDIR)
		return r;
	*why = '\0';
	xdg_path(XDG_CONFIG, "audioengine/midi.map", m->path, sizeof m->path);
	r = load(c, why, size);
	if (*folder != '\0')
		memcpy(m->path, own, sizeof own); /* the usual one is not this session's */
	return r;
}

/* What somebody wrote into the file meanwhile is not to be lost: it is read again before it is
 * changed.  Return: 0 or -errno with why, and nothing may be saved. */
static int
refresh(struct control *c, char *why, size_t size)
{
	struct midi *m = c->midi;
	int r;

	if (*m->path == '\0' || m->ticket != 0)
		return 0; /* what we have is the newest */
	r = load(c, why, size);
	return r == -ENOENT ? 0 : r;
}

static void
save(struct control *c)
{
	struct midi *m = c->midi;
	int r;

	if (*m->path == '\0') {
		control_log(c, "MIDI: the map is not saved: neither HOME nor XDG_CONFIG_HOME is "
			       "set");
		return;
	}
	r = saver_put(c->saver, m->path, m->text, m->length, c->tickets + 1);
	if (r == 0)
		m->ticket = ++c->tickets;
	else
		control_log(c, "MIDI: the map is not saved: %s", strerror(-r));
}

void
midi_saved(struct control *c, const struct saved *saved)
{
	char why[ERROR_BYTES];

	if (c->midi->ticket == 0 || saved->ticket != c->midi->ticket)
		return;
	c->midi->ticket = 0;
	if (saved->error < 0) {
		durable_explain(saved->path, saved->error, why, sizeof why);
		control_log(c, "MIDI: the map is not saved: %s", why);
	}
}

/* ---- Learning and forgetting ---- */

static const struct midi_line *
line_of(const struct midi_map *map, const char *address)
{
	for (uint32_t i = 0; i < map->n; i++)
		if (strcmp(map->line[i].address, address) == 0)
			return &map->line[i];
	return NULL;
}

/* The text without the lines of an address, and with one more (NULL: none). */
static int
change_text(struct control *c, const char *address, const struct midi_line *line, char *why,
	size_t size)
{
	struct midi *m = c->midi;
	char text[MIDI_LINE_BYTES];
	size_t n = midi_text_without(m->text, m->length, &m->map, address, m->edited);

	if (line != NULL) {
		midi_line_write(line, text);
		if (n > 0 && m->edited[n - 1] != '\n')
			m->edited[n++] = '\n';
		n += (size_t)sprintf(m->edited + n, "%s\n", text);
	}
	return take_text(c, m->edited, n, why, size);
}

static void
bind(struct control *c)
{
	struct midi *m = c->midi;
	char why[ERROR_BYTES], text[MIDI_LINE_BYTES];
	int current = refresh(c, why, sizeof why);

	if (current < 0)
		control_log(c, "MIDI: what is learned is not saved: %s", why);
	if (m->aimed.source == SOURCE_NOTE)
		m->aimed.pickup = false; /* a key is nowhere */
	midi_line_write(&m->aimed, text);
	if (change_text(c, m->aimed.address, &m->aimed, why, sizeof why) < 0)
		control_log(c, "MIDI: nothing learned: %s", why);
	else
		control_log(c, "MIDI: learned: %s", text);
	m->aimed.address[0] = '\0';
	if (current == 0)
		save(c);
}

static void
learn(struct control *c, const struct midi_event *event)
{
	struct midi *m = c->midi;

	if (midi_learn_hear(&m->heard, event, &m->aimed))
		bind(c);
}

/* ---- What a message does ---- */

static void
act(struct control *c, const struct midi_line *line, float place)
{
	char err[ERROR_BYTES] = "", name[PRESET_NAME_BYTES];

	if (c->midi->nactions++ >= ACTIONS_A_TURN)
		return; /* no hand is that fast */
	switch (line->target) {
	case TARGET_PRESET_NEXT:
		control_preset_step(c, 1, err);
		break;
	case TARGET_PRESET_PREV:
		control_preset_step(c, -1, err);
		break;
	case TARGET_PRESET_LOAD:
		control_preset_name(c, (uint32_t)place, name);
		if (*name != '\0')
			control_preset_load(c, name, err);
		else
			control_log(c, "MIDI: there is no preset number %.0f", (double)place);
		break;
	case TARGET_UNDO:
		control_undo(c);
		break;
	case TARGET_REDO:
		control_redo(c);
		break;
	case TARGET_FLAT:
		control_flat(c);
		break;
	case TARGET_RESET:
		control_clear(c, NULL);
		break;
	case TARGET_PARAM:
		break;
	}
	if (*err != '\0')
		control_log(c, "MIDI: %s", err);
}

/* A line as it is in use: without a range of its own it ends where the parameter does at this rate,
 * so that no part of a controller's way is without effect. */
static struct midi_line
line_now(struct control *c, uint32_t i)
{
	struct midi_line line = c->midi->map.line[i];

	if (line.info != NULL && !line.ranged)
		line.high = control_highest(c, line.info);
	return line;
}

/* A value waits for the end of the turn; of several for one address the newest counts. */
static void
wait_with(struct midi *m, uint32_t i, float place)
{
	for (uint32_t k = 0; k < m->map.n; k++)
		if (m->waits[k] && strcmp(m->map.line[k].address, m->map.line[i].address) == 0)
			m->waits[k] = false;
	m->waits[i] = true;
	m->place[i] = place;
}

/* Between values that can be had: who asks for a higher one is given the highest, and comes back.
 */
static void
toggle(struct control *c, uint32_t i)
{
	struct midi_line line = line_now(c, i);
	float highest = control_highest(c, line.info);
	struct param_ref now;

	line.low = line.low < highest ? line.low : highest;
	line.high = line.high < highest ? line.high : highest;
	if (control_get(c, line.address, &now) == 0)
		control_set(c, line.address, midi_line_toggle(&line, now.value), NULL);
}

static void
hear(struct control *c, uint32_t i, const struct midi_event *event)
{
	struct midi *m = c->midi;
	const struct midi_line *line = &m->map.line[i];
	struct midi_ear *ear = &m->ear[i];
	bool presses = line->source == SOURCE_NOTE || line->source == SOURCE_PROGRAM, was;
	float place;

	if (!midi_line_hear(line, ear, event, &place))
		return;
	was = ear->beyond;
	ear->beyond = !presses && place >= 0.5f;
	if (line->info == NULL && (presses || (ear->beyond && !was)))
		act(c, line, place);
	else if (line->info != NULL && presses)
		toggle(c, i);
	else if (line->info != NULL)
		wait_with(m, i, place);
}

static void
set_waiting(struct control *c)
{
	struct midi *m = c->midi;
	struct param_ref now;

	for (uint32_t i = 0; i < m->map.n; i++) {
		struct midi_line line;

		if (!m->waits[i])
			continue;
		m->waits[i] = false;
		line = line_now(c, i);
		if (control_get(c, line.address, &now) != 0 ||
			!midi_line_picks(&line, &m->ear[i], m->place[i], now.value))
			continue;
		control_set(c, line.address, midi_line_value(&line, m->place[i]), &now);
		m->ear[i].sent = now.value;
	}
}

static void
tell_dropped(struct control *c, struct engine *e, uint64_t now_ns)
{
	struct midi *m = c->midi;
	uint32_t dropped = engine_midi_dropped(e);

	if (dropped < m->dropped)
		m->dropped_told = 0; /* another instance counts from 0 */
	m->dropped = dropped;
	if (dropped == m->dropped_told ||
		(m->dropped_ns != 0 && now_ns - m->dropped_ns < DROPPED_NS))
		return;
	control_log(c, "MIDI: %u messages came faster than they can be read and were dropped",
		dropped - m->dropped_told);
	m->dropped_told = dropped;
	m->dropped_ns = now_ns;
}

static bool
backend_has_midi(const struct control *c)
{
	const struct backend_ops *ops =
		backend_find(c->options.backend != NULL ? c->options.backend : "jack");

	return ops != NULL && ops->has_midi;
}

/* ---- Exported ---- */

void
midi_take(struct control *c, const struct midi_event *event)
{
	struct midi *m = c->midi;

	if (event->kind == MIDI_CONTROL)
		m->last = (struct midi_last){ event->channel, event->data[0], event->data[1] };
	if (m->aimed.address[0] != '\0') {
		learn(c, event);
		return;
	}
	for (uint32_t i = 0; i < m->map.n; i++)
		hear(c, i, event);
}

void
midi_settle(struct control *c, uint64_t now_ns)
{
	struct midi *m = c->midi;

	m->nactions = 0;
	set_waiting(c);
	if (m->aimed.address[0] != '\0' && now_ns >= m->learn_until_ns) {
		control_log(c, "MIDI: nothing learned for %s: no controller moved in %u s",
			m->aimed.address, (unsigned)(LEARN_NS / 1000000000));
		m->aimed.address[0] = '\0';
	}
}

void
midi_turn(struct control *c, uint64_t now_ns)
{
	struct engine *e = session_engine(c->session);
	struct midi_event event;

	if (e != NULL) {
		for (uint32_t i = 0; i < MIDI_EVENTS && engine_next_midi(e, &event); i++)
			midi_take(c, &event);
		tell_dropped(c, e, now_ns);
	}
	midi_settle(c, now_ns);
}

int
midi_create(struct control *c)
{
	const char *given = c->options.midi_map;
	struct midi *m = calloc(1, sizeof *m);
	int r;

	c->midi = m;
	if (m == NULL)
		return -ENOMEM;
	if (*given != '\0') {
		snprintf(m->path, sizeof m->path, "%s", given);
		r = load(c, c->end_text, sizeof c->end_text);
	} else {
		r = load_usual(c, c->end_text, sizeof c->end_text);
	}
	if (r == -EACCES && *given == '\0') /* somebody else's home, as with sudo -u */
		control_log(c, "MIDI: going on without %s, which may not be read", m->path);
	if ((r == -ENOENT || r == -ENOTDIR || r == -EACCES) && *given == '\0') {
		c->end_text[0] = '\0';
		return 0;
	}
	if (r == -ENOENT)
		snprintf(c->end_text, sizeof c->end_text,
			"--midi-map=%s: there is no such file; to begin an empty one: touch %s",
			given, given);
	if (r < 0)
		return -EINVAL;
	if (backend_has_midi(c))
		control_log(
			c, "MIDI: %u line%s of %s", m->map.n, m->map.n == 1 ? "" : "s", m->path);
	else if (*given != '\0')
		control_log(c, "MIDI: the %s backend has no MIDI port; %s moves nothing",
			c->options.backend, m->path);
	return 0;
}

void
midi_move(struct control *c)
{
	char why[ERROR_BYTES];
	int r;

	if (*c->options.midi_map != '\0')
		return;
	r = load_usual(c, why, sizeof why);
	if (r == 0)
		return;
	take_text(c, "", 0, why, 0);
	if (r != -ENOENT && r != -ENOTDIR)
		control_log(c, "MIDI: no controller moves anything: %s", why);
}

void
midi_destroy(struct midi *m)
{
	free(m);
}

int
control_midi_learn(struct control *c, const char *address, char err[ERROR_BYTES])
{
	struct midi *m = c->midi;
	struct midi_map_error why;
	const struct midi_line *old;
	struct midi_line line = { .source = SOURCE_CC };

	if (*address == '\0') {
		m->aimed.address[0] = '\0';
		return 0;
	}
	if (!backend_has_midi(c)) {
		snprintf(err, ERROR_BYTES, "the %s backend has no MIDI port", c->options.backend);
		return -ENOTSUP;
	}
	if (midi_line_aim(&line, address, &c->params, &why) < 0) {
		snprintf(err, ERROR_BYTES, "%s", why.text);
		return -ENOENT;
	}
	old = line_of(&m->map, address);
	if (old != NULL && old->info != NULL && old->ranged) {
		line.ranged = true;
		line.low = old->low;
		line.high = old->high;
	}
	line.pickup = old != NULL && old->pickup;
	m->aimed = line;
	memset(&m->heard, 0, sizeof m->heard);
	m->learn_until_ns = clock_monotonic_ns() + LEARN_NS;
	control_log(c, "MIDI: move the controller for %s", address);
	return 0;
}

const char *
control_midi_learning(struct control *c)
{
	return c->midi->aimed.address;
}

int
control_midi_forget(struct control *c, const char *address, char err[ERROR_BYTES])
{
	struct midi *m = c->midi;
	int r = refresh(c, err, ERROR_BYTES);

	if (r < 0)
		return r;
	if (m->map.n == 0 || (*address != '\0' && line_of(&m->map, address) == NULL)) {
		snprintf(err, ERROR_BYTES, "the map has no line for %s",
			*address != '\0' ? address : "anything");
		return -ENOENT;
	}
	r = change_text(c, address, NULL, err, ERROR_BYTES);
	if (r == 0)
		save(c);
	return r;
}

uint32_t
control_midi_line(struct control *c, uint32_t index, char out[MIDI_LINE_BYTES])
{
	out[0] = '\0';
	if (index < c->midi->map.n)
		midi_line_write(&c->midi->map.line[index], out);
	return c->midi->map.n;
}

void
control_midi_last(struct control *c, struct midi_last *out)
{
	*out = c->midi->last;
}
