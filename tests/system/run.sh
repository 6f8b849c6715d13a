#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs the system tests on real servers, one after the other, each in a session and a scratch
# folder of its own and with a time limit ("# timeout: SECONDS" in its head, else 180).  What a
# test leaves running is ended with its session.
#
#   run.sh [-b BUILDDIR] [TEST.sh...]
# Prints the lines of the tests, then "system tests: N passed, N failed, N skipped".
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=$here/../../build
while getopts b: o; do
	case $o in b) build=$OPTARG ;; *) exit 2 ;; esac
done
shift $((OPTIND - 1))
AE_BUILD=$(cd "$build" && pwd) || exit 2
export AE_BUILD AE=$AE_BUILD/audioengine AE_SYSTEM=$here AE_SRC=${here%/tests/system}
export AE_ENV=$AE_SRC/tests/env LC_ALL=C.UTF-8
[ -x "$AE" ] || { echo "run.sh: no program at $AE" >&2; exit 2; }
unset DISPLAY WAYLAND_DISPLAY JACK_DEFAULT_SERVER NO_COLOR || :

scratch=$(mktemp -d "${TMPDIR:-/tmp}/ae-system.XXXXXX") || exit 2
sid=
end_session() { # the processes of the test's session, by their ids
	local p
	[ -n "$sid" ] || return 0
	for p in $(ps -o pid= -s "$sid"); do kill -CONT "$p" 2>/dev/null; kill -TERM "$p" 2>/dev/null; done
	[ -n "$(ps -o pid= -s "$sid")" ] || return 0
	sleep 0.3
	for p in $(ps -o pid= -s "$sid"); do kill -KILL "$p" 2>/dev/null; done
	sid=
}
trap 'end_session; [ -n "${KEEP-}" ] || rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

tests=("$@")
[ $# -gt 0 ] || tests=("$here"/test_*.sh)
all=$scratch/all
: >"$all"
for test in "${tests[@]}"; do
	[ -f "$test" ] || test=$here/${test##*/}
	name=${test##*/}
	name=${name%.sh}
	limit=$(sed -n '1,20s/^# timeout: *\([0-9]*\).*/\1/p' "$test")
	limit=${limit:-180}
	export AE_TMP=$scratch/$name
	mkdir -p "$AE_TMP"
	echo "# $name"
	out=$scratch/$name.out
	start=$SECONDS
	# setsid forks when it leads a group; --wait passes the status on.
	# shellcheck disable=SC2016 # expanded by the inner shell
	setsid --wait bash -c 'echo $$ >"$1.sid"; exec bash "$2"' - "$out" "$test" >"$out" 2>"$out.err" </dev/null &
	waiter=$!
	shown=0
	status=
	while kill -0 "$waiter" 2>/dev/null; do
		sleep 0.2
		now=$(wc -l <"$out")
		[ "$now" -eq "$shown" ] || { sed -n "$((shown + 1)),${now}p" "$out"; shown=$now; }
		[ $((SECONDS - start)) -lt "$limit" ] || { status=timeout; break; }
	done
	sid=$(cat "$out.sid" 2>/dev/null)
	if [ "$status" = timeout ]; then
		end_session
		echo "not ok - $name: not finished within $limit s" >>"$out"
	else
		wait "$waiter"
		status=$?
		end_session
		[ "$status" -eq 0 ] || grep -q '^not ok' "$out" ||
			echo "not ok - $name: ended with status $status" >>"$out"
		grep -qE '^(ok|not ok|skip)' "$out" || echo "not ok - $name: claimed nothing" >>"$out"
	fi
	sed -n "$((shown + 1)),\$p" "$out"
	grep -q '^not ok' "$out" && tail -n 30 "$out.err" | sed 's/^/# /'
	echo "# $name took $((SECONDS - start)) s"
	cat "$out" >>"$all"
done
failed=$(grep -c '^not ok' "$all")
echo "system tests: $(grep -c '^ok' "$all") passed, $failed failed, $(grep -c '^skip' "$all") skipped"
[ "$failed" -eq 0 ]
