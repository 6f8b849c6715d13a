/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The addresses, version 1 of the protocol.  A new one is a line here and a
 * function in one of the run_ files.  Parameters of nodes need no line: their
 * addresses come from param_info.
 */
#include "ui-osc/rows.h"

#include <stddef.h>

#include "ui-osc/space.h"

const struct row row_number = { .kind = ROW_PARAMETER, .run = run_number, .tags = "f" };
const struct row row_switch = { .kind = ROW_PARAMETER, .run = run_switch, .tags = "i" };
const struct row row_choice = { .kind = ROW_PARAMETER, .run = run_choice, .tags = "s" };
const struct row row_choice_index = { .kind = ROW_PARAMETER, .run = run_choice_index, .tags = "i" };
const struct row row_norm = { .kind = ROW_PARAMETER, .run = run_norm, .tags = "f" };
const struct row row_node_bypass = { .kind = ROW_PARAMETER, .run = run_node_bypass, .tags = "i" };
const struct row row_band = { .path = "/eq/band/N",
	.kind = ROW_PARAMETER,
	.run = run_band,
	.tags = "sfffi",
	.unit = "",
	.text = "type, freq Hz, gain dB, q, on" };

/* path, kind, run, tier (false: TIER_NONE), tags, min, max, default, unit, text */
const struct row rows_node[] = {
	{ "/node/%s/load", ROW_VALUE, run_node_load, false, "ff", 0, 100, 0, "%",
		"now, mean over 1 s; of the period" },
	{ "/node/%s/stats", ROW_QUERY, run_node_stats, false, "siffffffffi", 0, 0, 0, "us",
		"[window s]: name count mean stddev p50 p90 p95 p99 p99.9 max overruns" },
	{ "/node/%s/nonfinite", ROW_VALUE, run_node_nonfinite, false, "iii", 0, 0, 0, "",
		"since clear: samples NaN or infinity, denormal samples, times its state was "
		"cleared" },
	{ .run = NULL },
};

const struct row rows_fixed[] = {
	{ "/info", ROW_QUERY, run_info, false, "sssis", 0, 0, 0, "",
		"name, version, backend, protocol, OSCQuery URL or nothing" },
	{ "/version", ROW_QUERY, run_version, false, "siiss", 0, 0, 0, "",
		"audioengine major minor patch git" },
	{ "/status", ROW_QUERY, run_status, false, "sifffffiis", 0, 0, 0, "",
		"state, uptime s, load % mean 1 s, max 10 s, margin us min 10 s, Hz, period us, "
		"xruns, "
		"clients (subscribed or notified), preset" },
	{ "/ping", ROW_ACTION, run_ping, TIER_READ, "", 0, 0, 0, "",
		"/pong with the same arguments" },
	{ "/sync", ROW_ACTION, run_sync, TIER_READ, "i", 0, 0, 0, "",
		"/synced: all before it is done" },
	{ "/list", ROW_QUERY, run_list, false, "sii", 0, 0, 0, "",
		"[prefix] [offset]: prefix, total, next offset or -1, names below it" },
	{ "/describe", ROW_QUERY, run_describe, false, "sssfffss", 0, 0, 0, "",
		"address: address tags access min max default unit text" },

	{ "/quit", ROW_ACTION, run_quit, TIER_ADMIN, "", 0, 0, 0, "", "ends the program" },

	{ "/subscribe", ROW_ACTION, run_subscribe, TIER_READ, "sfii", 0, 0, 0, "",
		"address [Hz] [lease s] [return port]: its value now and 0.1 to 60 times a second "
		"(10), in the form a query gives; values are measured 25 times a second.  Until "
		"the port refuses packets, at most 3600 s, from other machines 10 s" },
	{ "/renew", ROW_ACTION, run_renew, TIER_READ, "s", 0, 0, 0, "s",
		"[address]: the lease of a subscription, of \"/notify\", or of both and all, "
		"starts anew" },
	{ "/unsubscribe", ROW_ACTION, run_unsubscribe, TIER_READ, "s", 0, 0, 0, "",
		"[address]: ends this subscription, or all of them" },
	{ "/notify", ROW_ACTION, run_notify, TIER_READ, "iii", 0, 0, 0, "",
		"1 or 0 [return port] [lease s]: hear of every change: parameters, "
		"/preset/current, /engine/state, /clip, /xrun; leases as of /subscribe" },

	{ "/eq/bands", ROW_VALUE, run_bands, false, "i", 8, 16, 8, "",
		"bands in use: 8, or 16 once a higher one has been set" },
	{ "/eq/response", ROW_QUERY, run_eq_response, false, "iffb", 0, 0, 0, "dB",
		"[points 2 to 128]: points, first and last in Hz, big-endian floats, log-spaced: "
		"the curve in use" },
	{ "/eq/peak", ROW_VALUE, run_eq_peak, false, "ff", 0, 0, 0, "dB Hz",
		"highest gain of the curve, preamp included: dB, Hz" },

	{ "/eq/undo", ROW_ACTION, run_eq_undo, TIER_CONTROL, "", 0, 0, 0, "",
		"takes the last edit back" },
	{ "/eq/redo", ROW_ACTION, run_eq_redo, TIER_CONTROL, "", 0, 0, 0, "",
		"does again what was undone last" },
	{ "/eq/flat", ROW_ACTION, run_eq_flat, TIER_CONTROL, "", 0, 0, 0, "",
		"preamp and all bands as without a preset; can be undone" },

	{ "/preset/list", ROW_QUERY, run_preset_list, false, "ii", 0, 0, 0, "",
		"[offset]: total, next offset or -1, names in their order; offset 0 reads the "
		"folders anew" },
	{ "/preset/current", ROW_VALUE, run_preset_current, false, "si", 0, 0, 0, "",
		"name or \"\", 1: modified since" },
	{ "/preset/load", ROW_ACTION, run_preset_load, TIER_CONTROL, "s", 0, 0, 0, "",
		"name, or its place in /preset/list from 0 on: into use, without a click" },
	{ "/preset/next", ROW_ACTION, run_preset_next, TIER_CONTROL, "", 0, 0, 0, "",
		"the one after the current into use, after the last the first" },
	{ "/preset/prev", ROW_ACTION, run_preset_prev, TIER_CONTROL, "", 0, 0, 0, "",
		"the one before the current into use, before the first the last" },
	{ "/preset/save", ROW_ACTION, run_preset_save, TIER_ADMIN, "s", 0, 0, 0, "",
		"name: the EQ as it is now into that file of the user's presets, also over one "
		"that is there; answered once it is on the disk" },

	{ "/load", ROW_VALUE, run_load, false, "fff", 0, 100, 0, "%",
		"now, mean 1 s, max since clear" },
	{ "/margin", ROW_VALUE, run_margin, false, "ff", 0, 0, 0, "us",
		"to the deadline: now, min over 10 s" },
	{ "/cycle/stats", ROW_QUERY, run_cycle_stats, false, "iffffffff", 0, 0, 0, "us",
		"[window s]: count mean stddev p50 p90 p95 p99 p99.9 max" },
	{ "/wakeup/stats", ROW_QUERY, run_wakeup_stats, false, "iffffffff", 0, 0, 0, "us",
		"[window s]: count mean stddev p50 p90 p95 p99 p99.9 max" },
	{ "/node/list", ROW_QUERY, run_node_list, false, "s", 0, 0, 0, "",
		"nodes in the order of the graph" },
	{ "/node/all", ROW_QUERY, run_node_all, false, "iib", 0, 0, 0, "us",
		"[window s]: nodes, values of each, big-endian floats: now mean p50 p99 p99.9 "
		"max" },
	{ "/xruns", ROW_VALUE, run_xruns, false, "i", 0, 0, 0, "",
		"reported by the server since they were cleared" },
	{ "/xruns/causes", ROW_QUERY, run_xruns_causes, false, "si", 0, 0, 0, "",
		"incidents since clear: pairs of cause and count, of those that occurred" },
	{ "/xruns/list", ROW_QUERY, run_xruns_list, false, "issfffisisf", 0, 0, 0, "",
		"[n 1 to 8] [from id]: an /xruns/item each, newest first: id, cause, confidence "
		"(proof: the stamps show it; inference: they show at least 90 % of the lateness "
		"there, not what was done in it; hint: less, or it was only at the same time; "
		"unknown), age s, late us, load %, frames lost, node, CPU "
		"(-1: not known), culprit task, share of the lateness that the cause explains, 0 "
		"to 1" },
	{ "/xrun", ROW_VALUE, run_xrun, false, "issfffisisf", 0, 0, 0, "",
		"the newest incident, as /xruns/item of /xruns/list; pushed for each" },
	{ "/xruns/account", ROW_QUERY, run_xruns_account, false, "iis", 0, 0, 0, "",
		"id [offset]: id, next offset or -1, lines: the account of an incident in words" },
	{ "/xruns/cycles", ROW_QUERY, run_xruns_cycles, false, "iiib", 0, 0, 0, "us",
		"id [offset]: id, next offset or -1, cycles, big-endian floats. Kept are up to 64 "
		"periods before the incident, and 64 from its first on. Of each period, oldest "
		"first: its number counted from the incident's first (before it: negative), "
		"wake-up lateness, end - deadline (above 0: late), busy, then the time of each "
		"node in the order of /node/list at that time. NaN: not measured" },
	{ "/xruns/clear", ROW_ACTION, run_xruns_clear, false, "", 0, 0, 0, "",
		"incidents with their causes and records, xruns, misses, skipped periods, lost "
		"frames and dropped records count from now on; statistics go on" },
	{ "/cycle/histogram", ROW_QUERY, run_cycle_histogram, false, "iffb", 0, 160, 0, "%",
		"[window s]: bins, low and high % of the period, big-endian 32-bit counts of the "
		"periods with a deadline, by load. All bins are equally wide; the last holds all "
		"above as well" },
	{ "/heat/list", ROW_QUERY, run_heat_list, false, "siib", 0, 65535, 0, "",
		"node or cycle, [seconds back, 0 to 3599; without: the newest page]: name, second "
		"of the first column since the start, columns of a second each, big-endian 16-bit "
		"counts, 32 a column, by share of the period. cycle: bin i from 5 % * i on, bin "
		"31 all above as well. Node: bin 0 below 0.0061 %, bin i from 100 % * 2^((i - "
		"29) / 2) on, bin 31 all above. A second without periods is an empty column; the "
		"running one still grows; 65535 is that or more" },

	{ "/profiler/on", ROW_VALUE, run_profiler_on, TIER_CONTROL, "i", 0, 1, 1, "", "measuring" },
	{ "/stats/reset", ROW_ACTION, run_stats_reset, false, "s", 0, 0, 0, "",
		"[node]: its statistics start afresh; without: those of all, of the signals, and "
		"all that /xruns/clear clears; the heat map stays" },

	{ "/meters/in", ROW_VALUE, run_meters_in, false, "ffff", -120, 0, -120, "dBFS",
		"[first channel]: peak of each, RMS of each, at most 16" },
	{ "/meters/out", ROW_VALUE, run_meters_out, false, "ffff", -120, 0, -120, "dBFS",
		"[first channel]: peak of each, RMS of each, at most 16" },
	{ "/meters/in/hold", ROW_VALUE, run_meters_in_hold, false, "ff", -120, 0, -120, "dBFS",
		"[first channel]: highest peak of the last 2 s, at most 16" },
	{ "/meters/out/hold", ROW_VALUE, run_meters_out_hold, false, "ff", -120, 0, -120, "dBFS",
		"[first channel]: highest peak of the last 2 s, at most 16" },
	{ "/meters/in/ppm1", ROW_VALUE, run_meters_in_ppm1, false, "ff", -120, 0, -120, "dBFS",
		"[first channel]: quasi-peak of each as PPM type I shows it, at most 16; 0: full "
		"scale" },
	{ "/meters/out/ppm1", ROW_VALUE, run_meters_out_ppm1, false, "ff", -120, 0, -120, "dBFS",
		"[first channel]: quasi-peak of each as PPM type I shows it, at most 16; 0: full "
		"scale" },
	{ "/meters/in/ppm2", ROW_VALUE, run_meters_in_ppm2, false, "ff", -120, 0, -120, "dBFS",
		"[first channel]: quasi-peak of each as PPM type II shows it, at most 16; mark 4 "
		"of the "
		"scale is at -18" },
	{ "/meters/out/ppm2", ROW_VALUE, run_meters_out_ppm2, false, "ff", -120, 0, -120, "dBFS",
		"[first channel]: quasi-peak of each as PPM type II shows it, at most 16; mark 4 "
		"of the "
		"scale is at -18" },
	{ "/meters/in/vu", ROW_VALUE, run_meters_in_vu, false, "ff", -120, 0, -120, "dBFS",
		"[first channel]: each as a VU meter shows it, at most 16; 0 VU is at -18" },
	{ "/meters/out/vu", ROW_VALUE, run_meters_out_vu, false, "ff", -120, 0, -120, "dBFS",
		"[first channel]: each as a VU meter shows it, at most 16; 0 VU is at -18" },
	{ "/meters/in/k20", ROW_VALUE, run_meters_in_k20, false, "ffff", -120, 0, -120, "dBFS",
		"[first channel]: RMS of each over 600 ms, then peaks of each, at most 16; 0 of "
		"K-20 is "
		"at -20" },
	{ "/meters/out/k20", ROW_VALUE, run_meters_out_k20, false, "ffff", -120, 0, -120, "dBFS",
		"[first channel]: RMS of each over 600 ms, then peaks of each, at most 16; 0 of "
		"K-20 is "
		"at -20" },
	{ "/meters/in/clipped", ROW_VALUE, run_meters_in_clipped, false, "ii", 0, 0, 0, "",
		"[first channel]: samples at or above full scale since clear, at most 16" },
	{ "/meters/out/clipped", ROW_VALUE, run_meters_out_clipped, false, "ii", 0, 0, 0, "",
		"[first channel]: samples at or above full scale since clear, at most 16" },
	{ "/clip", ROW_VALUE, run_clip, false, "sii", 0, 0, 0, "",
		"what clipped last: in|out, channel, samples since clear; nothing: \"\" 0 0; "
		"pushed for each channel whose number changes" },
	{ "/loudness", ROW_VALUE, run_loudness, false, "fffff", -120, 0, -120,
		"LUFS LUFS LUFS LU dBTP",
		"output: momentary, short-term, integrated LUFS, range LU, true peak dBTP; since "
		"clear" },
	{ "/loudness/peaks", ROW_VALUE, run_loudness_peaks, false, "ff", -120, 0, -120, "dBTP",
		"output: true peak of each channel since clear" },
	{ "/loudness/measured", ROW_VALUE, run_loudness_measured, false, "fi", 0, 0, 0, "s frames",
		"seconds of sound in it; frames that are missing, 0: complete" },
	{ "/spectrum", ROW_QUERY, run_spectrum, false, "iffb", -120, 0, -120, "dBFS",
		"[bins]: bins, centre of the first and last in Hz, big-endian floats, log-spaced" },
	{ "/spectrum/held", ROW_QUERY, run_spectrum_held, false, "iffb", -120, 0, -120, "dBFS",
		"[bins]: as /spectrum, the held peaks" },
	{ "/spectrum/bands", ROW_VALUE, run_spectrum_bands, false,
		"fffffffffffffffffffffffffffffff", -120, 0, -120, "dBFS",
		"third octaves 20 Hz to 20 kHz" },

	{ "/engine/state", ROW_VALUE, run_engine_state, false, "s", 0, 0, 0, "",
		"starting|running|freewheel|lost|stopped" },
	{ "/engine/backend", ROW_VALUE, run_engine_backend, false, "s", 0, 0, 0, "",
		"jack|dummy|file" },
	{ "/engine/samplerate", ROW_VALUE, run_engine_samplerate, false, "f", 0, 0, 0, "Hz", "" },
	{ "/engine/period", ROW_VALUE, run_engine_period, false, "ii", 0, 0, 0, "",
		"frames, periods (0: not known)" },
	{ "/engine/latency", ROW_VALUE, run_engine_latency, false, "ff", 0, 0, 0, "ms", "in, out" },
	{ "/engine/rt", ROW_VALUE, run_engine_rt, false, "sii", 0, 0, 0, "",
		"audio thread: scheduling class, priority, CPU" },
	{ "/engine/cpu", ROW_VALUE, run_engine_cpu, false, "fff", 0, 0, 0, "%",
		"of a core: audio thread, other threads, process; last second" },
	{ "/engine/connect", ROW_ACTION, run_engine_connect, TIER_CONTROL, "", 0, 0, 0, "",
		"joins the usual ports of the server, or leaves them when any is joined; the log "
		"says what came of it" },
	{ "/log/times", ROW_QUERY, run_log_times, false, "iii", 0, 0, 0, "s",
		"[from; without: the last 8]: lines ever logged, where the next page goes on, "
		"count, then of each line when it was, seconds since the start; lines are "
		"numbered as in /log/list" },
	{ "/log/list", ROW_QUERY, run_log_list, false, "ii", 0, 0, 0, "",
		"[from]: where the next page goes on, count, lines, oldest first; count 0: no "
		"more. "
		"The last 200 lines are kept" },
	{ "/loglevel", ROW_VALUE, run_loglevel, TIER_ADMIN, "i", 0, 4, 2, "",
		"what the log keeps: 0 errors, 1 also warnings, 2 also what happens, 3 also OSC "
		"packets that were refused or malformed, 4 also every OSC message (at most 5 lines "
		"a second). Lines that nobody gave a level are always kept" },
	{ "/dumpOSC", ROW_ACTION, run_dump_osc, TIER_ADMIN, "i", 0, 1, 0, "",
		"[1 or 0]: the same as /loglevel 4 and 2" },

	/* For screens elsewhere: run_screen.c, run_profiler.c. */
	{ "/engine/health", ROW_VALUE, run_engine_health, false, "ss", 0, 0, 0, "",
		"good|caution|bad, and why in a sentence, as the screen has it" },
	{ "/engine/times", ROW_VALUE, run_engine_times, false, "ddddd", 0, 0, 0, "s",
		"seconds since the start; at which of them the state became what it is; seconds "
		"since the last clear, since xruns were cleared; when the last xrun, miss or "
		"skipped period was, since the start, -1: there was none" },
	{ "/engine/opening", ROW_VALUE, run_engine_opening, false, "ii", 0, 0, 0, "",
		"attempts to open the backend since it was last there; 1: no deadline is in force "
		"(a file as fast as it can, a virtual clock)" },
	{ "/engine/server", ROW_VALUE, run_engine_server, false, "sssiii", 0, 0, 0, "",
		"backend, name of the server or file, of our client there; 1: it has ports and "
		"connections; inputs and outputs of ours that are connected" },
	{ "/engine/channels", ROW_VALUE, run_engine_channels, false, "i", 0, 0, 0, "",
		"channels of the sound" },
	{ "/engine/latency/frames", ROW_VALUE, run_engine_latency_frames, false, "ii", 0, 0, 0,
		"frames", "in, out, as the server says" },
	{ "/engine/audio", ROW_VALUE, run_engine_audio, false, "siiiii", 0, 0, 0, "",
		"audio thread: scheduling class, priority, CPU, its number (0: it is not "
		"running), errno when a priority was refused, 1: denormals are flushed to 0" },
	{ "/engine/memory", ROW_VALUE, run_engine_memory, false, "ihhhhhhi", 0, 0, 0, "",
		"1: all memory is locked; bytes: that may be locked (-1: no limit), resident, "
		"locked, of the buffer pool, of that in use now, most ever in use; 1: the pool is "
		"locked" },
	{ "/engine/faults", ROW_VALUE, run_engine_faults, false, "hhhh", 0, 0, 0, "",
		"of the audio thread after its first second: minor and major page faults, "
		"voluntary and involuntary context switches" },
	{ "/engine/clock", ROW_VALUE, run_engine_clock, false, "s", 0, 0, 0, "",
		"what times are read from: tsc, ...; \"\": not known yet" },
	{ "/engine/work", ROW_VALUE, run_engine_work, false, "s", 0, 0, 0, "",
		"what takes a while right now, in words; \"\": nothing" },
	{ "/engine/load", ROW_VALUE, run_engine_load, false, "f", 0, 100, 0, "%",
		"the server's own figure of its load, all clients; below 0: it has none" },
	{ "/engine/threads", ROW_QUERY, run_engine_threads, false, "ii", 0, 0, 0, "",
		"[offset]: threads, next offset or -1, then of each: name, number, 1: it is the "
		"audio thread, scheduling class, priority (of FIFO and RR, else the nice value), "
		"CPU, state as in /proc (R, S, D, T), % of a core over the last second, then "
		"since it began: minor, major page faults, voluntary, involuntary switches. The "
		"audio thread comes first, then by their share of a core; at most 24, read once a "
		"second" },
	{ "/osc/packets", ROW_VALUE, run_osc_packets, false, "hhh", 0, 0, 0, "",
		"packets received; of these: malformed, refused" },
	{ "/eq/steps", ROW_VALUE, run_eq_steps, false, "ii", 0, 0, 0, "",
		"steps that /eq/undo and /eq/redo can go" },
	{ "/settings/unsaved", ROW_VALUE, run_settings_unsaved, false, "i", 0, 1, 0, "",
		"1: there are edits that are in no file yet" },

	{ "/profiler/epoch", ROW_VALUE, run_profiler_epoch, false, "iif", 0, 0, 0, "",
		"epoch: counts changes of rate or period, each of which begins statistics afresh; "
		"generation: instances of the engine; ns that measuring one node takes" },
	{ "/profiler/counts", ROW_VALUE, run_profiler_counts, false, "hhhhhhhhhhhhhh", 0, 0, 0, "",
		"periods since clear; since xruns were cleared: records dropped, misses, skipped "
		"periods, xruns, frames lost; since the start: periods, misses, skipped, xruns, "
		"frames lost; xruns in incidents, incidents, analyses of the spectrum that were "
		"skipped" },
	{ "/profiler/now", ROW_VALUE, run_profiler_now, false, "ffffd", 0, 0, 0, "",
		"of the newest period: load as a ratio (1: the deadline), wake-up lateness, "
		"margin, both us; length of a period us; when the margin was least since clear, s "
		"since the start" },
	{ "/profiler/all", ROW_QUERY, run_profiler_all, false, "iiib", 0, 0, 0, "us",
		"[window s] [first row]: next row or -1, rows in this answer, values of each, "
		"big-endian 64-bit floats. Rows: load (as a ratio), busy, wakeup, margin, engine, "
		"profiler, worker, then each node of /node/list. Values: now, count, total, mean, "
		"stddev, min, p50, p90, p95, p99, p99.9, max, when the max was (s since the "
		"start), overruns, p0.1; NaN where a row has none" },
	{ "/node/types", ROW_QUERY, run_node_types, false, "s", 0, 0, 0, "",
		"kind of each node of /node/list" },
	{ "/node/flags", ROW_QUERY, run_node_flags, false, "i", 0, 0, 0, "",
		"of each node of /node/list: 1: it is bypassed" },
	{ "/node/samples", ROW_QUERY, run_node_samples, false, "ii", 0, 0, 0, "",
		"[offset]: nodes, next offset or -1, then of each node of /node/list since clear: "
		"samples NaN or infinity, denormal samples, times its state was cleared, when the "
		"last NaN or infinity was (s since the start)" },
	{ "/xruns/parts", ROW_QUERY, run_xruns_parts, false, "iddddiiiihhi", 0, 0, 0, "",
		"[n 1 to 8] [from id]: an /xruns/part each, newest first: id, s since the start, "
		"late us, worst load as a ratio, worst wake-up lateness us, misses, skipped "
		"periods, xruns, frames lost, numbers of the first and last period, 1: it is "
		"still going on" },
	{ "/xruns/judged", ROW_QUERY, run_xruns_judged, false, "iiiidddd", 0, 0, 0, "",
		"id: id, how many of /xruns/cycles came before the incident's first, which of them "
		"(from 0) the cause was found in, 1: it was late; when it was due, s since the "
		"start; us: from there to its deadline, from waking to the first node, of its "
		"lateness what the period before took; then of each node at that time: name, "
		"median us before. NaN: not measured" },

	{ "/midi/map", ROW_QUERY, run_midi_map, false, "iis", 0, 0, 0, "",
		"[offset]: total, next offset or -1, lines of the MIDI map" },
	{ "/midi/last", ROW_VALUE, run_midi_last, false, "iii", 0, 0, 0, "",
		"controller heard last: channel (0: none yet), number, value" },
	{ "/midi/learn", ROW_VALUE, run_midi_learn, TIER_CONTROL, "s", 0, 0, 0, "",
		"address that the next moving controller is bound to, within 30 s; \"\": none" },
	{ "/midi/forget", ROW_ACTION, run_midi_forget, false, "s", 0, 0, 0, "",
		"address (\"\": all): its lines leave the MIDI map" },
	{ .run = NULL },
};
