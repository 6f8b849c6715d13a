/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Made-up snapshots for the screen: the same numbers for the same scene and time. */
#ifndef AE_TESTS_SYNTH_H
#define AE_TESTS_SYNTH_H

#include "control/question.h"
#include "control/snapshot.h"

enum scene { SCENE_RUNNING, SCENE_LOST, SCENE_SILENT, SCENE_MANY, SCENE_EMPTY, NSCENES };

/* "running", "lost", "silent", "many", "empty". */
const char *scene_name(enum scene scene);

/* t: seconds since start; numbers and bars move with it. */
void synth_fill(struct snapshot *s, enum scene scene, double t);

/* An answer that fits to it. */
void synth_answer(struct answer *a, const struct question *q, enum scene scene, double t);

#endif
