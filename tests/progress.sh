# SPDX-License-Identifier: GPL-2.0-or-later
# How far something is, for the scripts that take long: a line on a terminal's standard error that
# is written over and cleared, and nothing elsewhere.  To be sourced.
# shellcheck shell=bash

progress_seen() { [ -t 2 ] && [ "${TERM:-dumb}" != dumb ]; }
progress() { ! progress_seen || printf '\r%.*s\033[K\r' "$((${COLUMNS:-80} - 1))" "$*" >&2; }
progress_clear() { ! progress_seen || printf '\r\033[K' >&2; }

progress_time() { # SECONDS as people say them
	if [ "$1" -lt 100 ]; then echo "$1 s"; else echo "$((($1 + 30) / 60)) min"; fi
}

# progress_left DONE ALL TOOK-SECONDS: ", 12 s left", or nothing when it cannot be told yet
progress_left() {
	[ "$1" -le 0 ] || [ "$1" -gt "$2" ] || [ "$3" -le 0 ] ||
		echo ", $(progress_time $(($3 * ($2 - $1) / $1))) left"
}

# progress_wait PID SECONDS TEXT: until the child has ended; about SECONDS.  Return: its status.
progress_wait() {
	local start=$SECONDS took
	if progress_seen; then
		while kill -0 "$1" 2>/dev/null; do
			took=$((SECONDS - start))
			if [ "$took" -lt "$2" ]; then
				progress "$3: $(progress_time $took) of $(progress_time "$2")$(progress_left $took "$2" $took)"
			else
				progress "$3: $(progress_time $took), should be over soon"
			fi
			sleep 0.5
		done
		progress_clear
	fi
	wait "$1"
}
