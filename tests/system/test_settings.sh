#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 150
# Settings are never lost: kill -9, a full disk, a read-only place, no HOME, a broken file, two of
# one name; and several engines side by side.
. "${0%/*}/lib.sh"
export XDG_RUNTIME_DIR=$AE_TMP/run
mkdir -p "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
state=$XDG_STATE_HOME/audioengine

# up NAME [ARGUMENTS...]: an engine whose port is in $port when it listens; log in NAME.log
up() {
	local name=$1
	shift
	rm -f "$XDG_RUNTIME_DIR/audioengine/$name.url"
	engine_up "$name.log" "$@"
	until_true 10 test -s "$XDG_RUNTIME_DIR/audioengine/$name.url" || { not_ok "$name starts: $(head -n 3 "$name.log")"; exit 1; }
	port=$(sed 's/.*:\([0-9]*\).*/\1/' "$XDG_RUNTIME_DIR/audioengine/$name.url")
}
preamp() { oscask "$port" /eq/preamp 2>/dev/null | cut -d' ' -f3; }
set_preamp() { oscask "$port" /eq/preamp f "$1" >/dev/null; }
is_saved() { grep -qx "/eq/preamp $2" "$1" 2>/dev/null && [ "$(tail -n 1 "$1")" = end ]; }
leave() { kill -TERM "$ENGINE_PID"; until_true 5 gone "$ENGINE_PID"; }

# ---- kill -9 ----
timeout 80 "$AE_SRC/tests/kill_loop.sh" -b "$AE_BUILD" 15

# ---- It comes back, and each name has its own ----
up left "$AE" --dummy --no-tui --name=left
set_preamp -3.25
left_port=$port left=$ENGINE_PID
up right "$AE" --dummy --no-tui --name=right
set_preamp -7.5
claim "two engines side by side: each listens on its own port" [ "$port" != "$left_port" ]
claim "... and saves to a file of its own" sh -c "sleep 1.2; grep -qx '/eq/preamp -3.25' '$state/left.settings' &&
	grep -qx '/eq/preamp -7.5' '$state/right.settings'"
claim "... while they run" kill -0 "$left" "$ENGINE_PID"
leave
ENGINE_PID=$left
leave
up left "$AE" --dummy --no-tui --name=left
claim "settings come back" [ "$(preamp)" = -3.25 ]
claim "... and the log says so, and whose it is" \
	grep -q '^audioengine left: settings of the last run are back (1 value differs from the defaults' left.log

# ---- Two of one name ----
first_port=$port first=$ENGINE_PID
rm -f "$XDG_RUNTIME_DIR/audioengine/left.url"
engine_up again.log "$AE" --dummy --no-tui --name=left --osc-listen=127.0.0.1:17723
until_true 5 oscask 17723 /ping i 1 >/dev/null
claim "the second of one name says that it does not save" grep -q 'another audioengine saves to' again.log
oscask 17723 /eq/preamp f -11 >/dev/null
sleep 1.5
claim "... and does not" is_saved "$state/left.settings" -3.25
port=$first_port
set_preamp -4
claim "... while the first does" until_true 3 is_saved "$state/left.settings" -4
kill -TERM "$first"
claim "... until it is gone" until_true 20 is_saved "$state/left.settings" -11
claim "... which the log tells" until_true 2 grep -q 'settings are saved again' again.log
leave

# ---- Without a place ----
up lost env -u HOME -u XDG_STATE_HOME "$AE" --dummy --no-tui --name=lost
set_preamp -5
claim "without HOME: it runs" [ "$(preamp)" = -5 ]
claim "... and says what is not saved and what to do" \
	grep -q 'settings are not saved: neither XDG_STATE_HOME nor HOME is set; set one of them, or use --settings=FILE' lost.log
leave

# ---- A broken file ----
printf 'audioengine settings 1\n/eq/preamp -9\nen' >broken.settings
cp broken.settings was
up default "$AE" --dummy --no-tui --settings=broken.settings
claim "a broken file: defaults" [ "$(preamp)" = 0 ]
claim "... it is kept aside" cmp -s was broken.settings.broken-1
claim "... and the log says so" grep -q 'broken.settings.broken-1' default.log
leave

# ---- The defaults of --demo ----
timeout 10 "$AE" --demo --no-tui --duration=0.5 --set=/eq/preamp=-1 >/dev/null 2>&1 </dev/null
claim "--demo keeps nothing" [ ! -e "$state/default.settings" ]

# ---- The configuration file ----
mkdir -p "$XDG_CONFIG_HOME/audioengine"
printf '# mine\ndummy\nno-tui\nname = conf\nset=/eq/preamp=-2\n' >"$XDG_CONFIG_HOME/audioengine/audioengine.conf"
up conf "$AE"
claim "a configuration file is heeded" [ "$(preamp)" = -2 ]
leave
printf 'dummy\nperoid=64\n' >bad.conf
timeout 5 "$AE" --config=bad.conf >bad.out 2>&1 </dev/null
claim "a mistake in it ends with status 5" [ $? -eq 5 ]
claim "... and names the line" grep -q 'bad.conf:2: unknown option "peroid"; did you mean period?' bad.out
rm "$XDG_CONFIG_HOME/audioengine/audioengine.conf"

# ---- Disks: in a mount namespace of our own ----
if [ "$(id -u)" = 0 ]; then space=(unshare -m); else space=(unshare -rm); fi
if ! "${space[@]}" sh -c 'mount -t tmpfs none /mnt' 2>/dev/null; then
	skip "full and read-only disks: no mount namespace here"
	exit 0
fi
declare -f up preamp set_preamp is_saved leave >functions
cat >disks.sh <<'SH'
. "$AE_SYSTEM/lib.sh"
. ./functions
mkdir -p full ro
mount -t tmpfs -o size=64k none full || exit 1
up default "$AE" --dummy --no-tui --settings=full/s
set_preamp -3
claim "a small disk: saved" until_true 3 is_saved full/s -3
cat /dev/zero >full/filler 2>/dev/null
set_preamp -4
claim "a full disk is told, with what to do" until_true 4 grep -q 'settings are not saved: .*the disk is full; make room there' default.log
set_preamp -5
sleep 1.5
claim "... once" [ "$(grep -c 'settings are not saved' default.log)" = 1 ]
claim "... the last state is whole" is_saved full/s -3
claim "... nothing else is left there" [ "$(ls -A full | tr '\n' ' ')" = '.s.lock filler s ' ]
claim "... the engine runs" [ "$(preamp)" = -5 ]
rm full/filler
claim "with room again it is saved" until_true 20 is_saved full/s -5
claim "... and told" until_true 3 grep -q 'settings are saved again' default.log
leave

up default "$AE" --dummy --no-tui --settings=ro/s
set_preamp -3
until_true 3 is_saved ro/s -3
leave
mount --bind ro ro && mount -o remount,bind,ro ro || exit 1
up default "$AE" --dummy --no-tui --settings=ro/s
claim "a read-only place: settings come back" [ "$(preamp)" = -3 ]
claim "... that nothing is saved is told at once" grep -q 'settings are not saved: .*read-only' default.log
set_preamp -6
sleep 1
claim "... the engine runs" [ "$(preamp)" = -6 ]
leave
claim "... the file is as it was" is_saved ro/s -3
SH
"${space[@]}" bash disks.sh
