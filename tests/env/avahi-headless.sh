#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A system bus and an avahi-daemon of their own, without systemd.  To be run where there is no other
# of either: in a mount and a network namespace (unshare -mn).  Needs root.
#   avahi-headless.sh bus DIR       the bus alone
#   avahi-headless.sh daemon DIR    the daemon on it
#   avahi-headless.sh stop DIR [daemon|bus]
# What they say is in DIR/*.log, their process ids in DIR/*.pid.
set -euo pipefail
what=${1:?bus|daemon|stop}
dir=${2:?folder}
here=$(cd "$(dirname "$0")" && pwd)

spawn() { # spawn NAME COMMAND...
	local name=$1
	shift
	rm -f "$dir/$name.pid"
	(
		"$@" >"$dir/$name.log" 2>&1 </dev/null &
		echo $! >"$dir/$name.pid"
	)
}

wait_for() { # wait_for TEXT COMMAND...
	local text=$1 i
	shift
	for ((i = 0; i < 100; i++)); do
		! timeout 2 "$@" >/dev/null 2>&1 || return 0
		sleep 0.1
	done
	echo "avahi-headless.sh: no $text: $(tail -n 3 "$dir"/*.log)" >&2
	exit 1
}

case $what in
bus)
	mkdir -p "$dir" /run/dbus /run/avahi-daemon
	mount -t tmpfs none /run/dbus
	mount -t tmpfs none /run/avahi-daemon
	spawn bus dbus-daemon --system --nofork --nopidfile
	wait_for bus dbus-send --system --print-reply --dest=org.freedesktop.DBus / \
		org.freedesktop.DBus.GetId
	;;
daemon)
	spawn daemon avahi-daemon --no-drop-root --no-chroot --no-rlimits
	wait_for daemon avahi-browse -at
	;;
stop)
	for name in ${3:-daemon bus}; do
		[ ! -s "$dir/$name.pid" ] || "$here/stop.sh" "$(cat "$dir/$name.pid")" || :
	done
	;;
esac
