/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the rows of the address space run, by the file they stand in.  Each
 * answers, acts, or returns a code of enum osc_error with the text filled.
 * Windows of statistics: 1 s, 10 s, or 0 (and more than 10) since clear.
 */
#ifndef AE_UI_OSC_ROWS_H
#define AE_UI_OSC_ROWS_H

#include "ui-osc/call.h"

/* run_params.c */
/* What the values of a whole band are, by the names of its parameters. */
enum { BAND_TYPE, BAND_FREQ, BAND_GAIN, BAND_Q, BAND_ON, NBAND_PARTS };
extern const char *const band_part[NBAND_PARTS];
int run_number(struct call *c);
int run_switch(struct call *c);
int run_node_bypass(struct call *c);
int run_choice(struct call *c);
int run_choice_index(struct call *c);
int run_band(struct call *c);
int run_bands(struct call *c);
int run_norm(struct call *c);

/* run_measures.c */
/* Argument 0: the window in seconds; without it, since clear.  More than one is refused. */
int window_argument(struct call *c, enum window *out);
/* Argument i likewise, where there is one. */
int window_at(struct call *c, uint32_t i, enum window *out);
int run_status(struct call *c);
int run_load(struct call *c);
int run_margin(struct call *c);
int run_cycle_stats(struct call *c);
int run_wakeup_stats(struct call *c);
int run_node_list(struct call *c);
int run_node_all(struct call *c);
int run_node_load(struct call *c);
int run_node_stats(struct call *c);
int run_node_nonfinite(struct call *c);
int run_xruns(struct call *c);
int run_profiler_on(struct call *c);
int run_stats_reset(struct call *c);

/* run_xruns.c */
int run_xruns_causes(struct call *c);
int run_xruns_list(struct call *c);
int run_xruns_parts(struct call *c);
int run_xrun(struct call *c);
int run_xruns_account(struct call *c);
int run_xruns_cycles(struct call *c);
int run_xruns_clear(struct call *c);
/* The eleven values ",issfffisisf" of /xruns/item and of the push /xrun; sends nothing yet. */
void answer_incident(struct call *c, const struct incident *i);

/* run_log.c */
int run_log_list(struct call *c);
int run_log_times(struct call *c);
int run_loglevel(struct call *c);
int run_dump_osc(struct call *c);

/* run_heat.c */
int run_cycle_histogram(struct call *c);
int run_heat_list(struct call *c);

/* run_engine.c */
int run_engine_state(struct call *c);
int run_engine_connect(struct call *c);
int run_engine_backend(struct call *c);
int run_engine_samplerate(struct call *c);
int run_engine_period(struct call *c);
int run_engine_latency(struct call *c);
int run_engine_rt(struct call *c);
int run_engine_cpu(struct call *c);
int run_meters_in(struct call *c);
int run_meters_out(struct call *c);
int run_meters_in_hold(struct call *c);
int run_meters_out_hold(struct call *c);
int run_meters_in_ppm1(struct call *c);
int run_meters_in_ppm2(struct call *c);
int run_meters_in_vu(struct call *c);
int run_meters_in_k20(struct call *c);
int run_meters_out_ppm1(struct call *c);
int run_meters_out_ppm2(struct call *c);
int run_meters_out_vu(struct call *c);
int run_meters_out_k20(struct call *c);
int run_meters_in_clipped(struct call *c);
int run_meters_out_clipped(struct call *c);
int run_clip(struct call *c);
int run_loudness(struct call *c);
int run_loudness_peaks(struct call *c);
int run_loudness_measured(struct call *c);
int run_eq_response(struct call *c);
int run_eq_peak(struct call *c);
int run_spectrum(struct call *c);
int run_spectrum_held(struct call *c);
int run_spectrum_bands(struct call *c);

/* run_screen.c */
int run_engine_health(struct call *c);
int run_engine_times(struct call *c);
int run_engine_opening(struct call *c);
int run_engine_server(struct call *c);
int run_engine_channels(struct call *c);
int run_engine_latency_frames(struct call *c);
int run_engine_audio(struct call *c);
int run_engine_memory(struct call *c);
int run_engine_faults(struct call *c);
int run_engine_clock(struct call *c);
int run_engine_work(struct call *c);
int run_engine_load(struct call *c);
int run_engine_threads(struct call *c);
int run_osc_packets(struct call *c);
int run_eq_steps(struct call *c);
int run_settings_unsaved(struct call *c);

/* run_profiler.c */
int run_profiler_epoch(struct call *c);
int run_profiler_counts(struct call *c);
int run_profiler_now(struct call *c);
int run_profiler_all(struct call *c);
int run_node_types(struct call *c);
int run_node_flags(struct call *c);
int run_node_samples(struct call *c);
int run_xruns_judged(struct call *c);

/* run_server.c */
int run_info(struct call *c);
int run_version(struct call *c);
int run_ping(struct call *c);
int run_sync(struct call *c);
int run_list(struct call *c);
int run_quit(struct call *c);
int run_describe(struct call *c);

/* run_midi.c */
int run_midi_map(struct call *c);
int run_midi_last(struct call *c);
int run_midi_learn(struct call *c);
int run_midi_forget(struct call *c);

/* run_subscribe.c */
int run_subscribe(struct call *c);
int run_renew(struct call *c);
int run_unsubscribe(struct call *c);
int run_notify(struct call *c);

/* run_edits.c */
int run_eq_undo(struct call *c);
int run_eq_redo(struct call *c);
int run_eq_flat(struct call *c);

/* run_presets.c */
int run_preset_list(struct call *c);
int run_preset_current(struct call *c);
int run_preset_load(struct call *c);
int run_preset_next(struct call *c);
int run_preset_prev(struct call *c);
int run_preset_save(struct call *c);

#endif
