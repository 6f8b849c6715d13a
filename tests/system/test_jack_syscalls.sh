#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Between cycle_wait and cycle_signal the audio thread makes no system call.
# jackd: it waits in FUTEX_WAIT, and signals by FUTEX_WAKE; nothing else may be seen.
# PipeWire: it waits in epoll_wait and read, and signals by one write for each peer.
# timeout: 60
. "${AE_SYSTEM:?run this through tests/system/run.sh}/lib.sh"
. "$AE_SYSTEM/lib_jack.sh"
need strace jackd

trace() { # 2 s of the audio thread, call names in order
	timeout 2 strace -qq -e signal=none -o "$AE_TMP/trace" -p "$(field describe tid)" 2>/dev/null
	sed -n 's/^\([a-z_0-9]*\)(.*/\1/p' "$AE_TMP/trace"
}

strace -qq -o /dev/null true 2>/dev/null || { skip "strace may not trace here"; exit 0; }
jack_up "ae-jc$$" 256 || { not_ok "jackd did not start"; exit 1; }
harness_up eng
ask "auto auto 1" auto >/dev/null
trace >"$AE_TMP/calls"
claim "jackd: the thread was watched ($(wc -l <"$AE_TMP/calls") calls)" [ "$(wc -l <"$AE_TMP/calls")" -gt 50 ]
claim "jackd: it does nothing but wait and wake" [ "$(sort -u "$AE_TMP/calls")" = futex ]
claim "jackd: one wait a period" \
	[ "$(grep -c FUTEX_WAIT "$AE_TMP/trace")" -ge $(($(wc -l <"$AE_TMP/trace") / 3)) ]
harness_quit

need pipewire wireplumber pw-jack
WRAP=(pw-jack)
pipewire_up "$AE_TMP/pw" || { not_ok "PipeWire did not start"; exit 1; }
harness_up eng
ask "auto auto 0" auto >/dev/null
until_true 5 connected 2
trace >"$AE_TMP/calls"
claim "PipeWire: the thread was watched ($(wc -l <"$AE_TMP/calls") calls)" [ "$(wc -l <"$AE_TMP/calls")" -gt 50 ]
claim "PipeWire: it does nothing but wait, read and write its wake-ups" \
	[ -z "$(grep -vxE 'epoll_wait|epoll_pwait|read|write' "$AE_TMP/calls")" ]
# read ends the wait, write begins the signal: nothing may stand between.
claim "PipeWire: a read is followed by a write" \
	[ "$(awk 'last == "read" && $1 != "write" && $1 != "read" { n++ } { last = $1 } END { print n + 0 }' "$AE_TMP/calls")" -eq 0 ]
harness_quit
