/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Completions for bash, zsh and fish, from the tables of options, verbs and
 * parameters.  What changes from day to day is asked for at the time: presets
 * by --list-presets --plain, addresses by ctl list --plain where an engine runs.
 */
#ifndef AE_CONTROL_COMPLETIONS_H
#define AE_CONTROL_COMPLETIONS_H

#include <stdint.h>
#include <stdio.h>

/* shell: "bash", "zsh", "fish".  address: n OSC addresses besides the parameters'.
 * Return: 0; -EINVAL: another shell; -ENOMEM.  Context: main. */
int completions_print(FILE *out, const char *shell, const char *const *address, uint32_t n);

#endif
