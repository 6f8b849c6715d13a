#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 120
# Under a session manager: ours, which speaks the published NSM API over the wire; a real jackd.
. "${0%/*}/lib.sh"
need python3 jackd jack_lsp
export XDG_RUNTIME_DIR=$AE_TMP/run
mkdir -p "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
export TERM=dumb

# server_up: NSM_URL, what it hears in nsm.log, commands by tell
server_up() {
	rm -f nsm.in nsm.port
	mkfifo nsm.in
	exec {NSM_IN}<>nsm.in
	python3 "$AE_ENV/nsm-server.py" nsm.port <nsm.in >>nsm.log 2>nsm.err &
	NSM_PID=$!
	at_end+=("kill $NSM_PID 2>/dev/null")
	until_true 5 test -s nsm.port || { cat nsm.err; not_ok "the test's server starts"; exit 1; }
	export NSM_URL=osc.udp://127.0.0.1:$(cat nsm.port)/
}
tell() { echo "$*" >&"$NSM_IN"; }
heard() { grep -q -- "$1" nsm.log; }                       # REGEX
hears() { until_true "${2:-5}" heard "$1"; }               # REGEX [SECONDS]
count() { grep -c -- "$1" nsm.log; }
last() { grep -- "/nsm/client/is_" nsm.log | tail -n 1 | grep -q "$1"; }
forget() { : >nsm.log; }
jack_has() { timeout 3 jack_lsp 2>/dev/null | grep -q "^$1:"; }
jack_has_not() { ! jack_has "$1"; }
url_of() { echo "$XDG_RUNTIME_DIR/audioengine/$1.url"; }
port_of() { sed 's/.*:\([0-9]*\).*/\1/' "$(url_of "$1")"; }
preamp() { oscask "$port" /eq/preamp 2>/dev/null | cut -d' ' -f3; }
set_preamp() { oscask "$port" /eq/preamp f "$1" >/dev/null; }
is_saved() { grep -qx "/eq/preamp $2" "$1" 2>/dev/null && [ "$(tail -n 1 "$1")" = end ]; }
song=$AE_TMP/song/audioengine.nABCD
tune=$AE_TMP/tune/audioengine.nWXYZ

# engine_in ID FOLDER [ARGUMENTS]: an engine in a session
engine_in() {
	local id=$1 folder=$2
	shift 2
	forget
	engine_up "$id.log" "$AE" --no-tui "$@"
	hears ' /nsm/server/announce ' || { cat "$id.log"; not_ok "it announces itself"; exit 1; }
	tell open "$folder" "$id"
	hears ' /reply ss /nsm/client/open ' || { cat "$id.log"; not_ok "it answers open"; exit 1; }
	until_true 3 test -s "$(url_of "$id")"
	port=$(port_of "$id")
}
leave() {
	kill -TERM "$ENGINE_PID"
	until_true 5 gone "$ENGINE_PID"
}

# ---- The desktop file ----
desktop=$AE_SRC/contrib/audioengine.desktop
claim "the desktop file says that sessions may have it" sh -c "grep -qx X-NSM-Capable=true '$desktop' &&
	grep -qx X-NSM-Exec=audioengine '$desktop' && grep -qx Terminal=true '$desktop'"
if command -v desktop-file-validate >/dev/null; then
	claim "... and is one" desktop-file-validate "$desktop"
else
	skip "desktop file: no desktop-file-validate"
fi

# ---- Nobody there ----
for url in osc.udp://127.0.0.1:9/ osc.tcp://localhost:1234/ osc.udp://192.0.2.1:1234/; do
	NSM_URL=$url timeout 10 "$AE" --dummy --no-tui --duration=0.2 >nobody.log 2>&1 </dev/null
	status=$?
	claim "$url: nobody there: it runs without a session" [ $status -eq 0 ]
	claim "... and says so ($(head -n 1 nobody.log))" \
		grep -q "^audioengine: no session manager at NSM_URL=$url: ." nobody.log
done

server_up
tell refuse -3
sleep 0.1
timeout 10 "$AE" --dummy --no-tui --duration=0.2 >refused.log 2>&1 </dev/null
claim "a session manager that refuses: status 5" [ $? -eq 5 ]
claim "... with its words and what to type" sh -c "grep -q 'refuses: you are not welcome here' refused.log &&
	grep -q 'env -u NSM_URL' refused.log"
tell welcome
forget
timeout 10 "$AE" --demo --no-tui --duration=0.2 >demo.log 2>&1 </dev/null
claim "--demo is no part of a session" [ ! -s nsm.log ]

# ---- Without a sound server: the answer is an error ----
forget
JACK_DEFAULT_SERVER=nobody$$ PIPEWIRE_REMOTE=/nonexistent timeout 20 "$AE" --jack --no-tui >nojack.log 2>&1 </dev/null &
nojack=$!
hears ' /nsm/server/announce '
tell open "$song" audioengine.nABCD
claim "without a sound server: open is answered by an error" hears ' /error sis /nsm/client/open -1 .' 10
wait $nojack
claim "... and the program ends with status 3" [ $? -eq 3 ]
claim "... the same text in both" grep -qF "$(sed -n 's/^audioengine[^:]*: //p' nojack.log | tail -n 1 | cut -c1-40)" nsm.log

# ---- Announce, open ----
jack_up nsm$$ 256 -N || { skip "no jackd here"; exit 0; }
before=$(find "$AE_TMP/state" "$AE_TMP/config" -type f 2>/dev/null)
forget
engine_up audioengine.nABCD.log "$AE" --no-tui --connect=auto
claim "it announces itself: name, capabilities, argv[0], API, pid" \
	hears " /nsm/server/announce sssiii audioengine :dirty:message:switch: $AE 1 2 $ENGINE_PID\$"
sleep 0.5
claim "... without a JACK client" sh -c "! timeout 3 jack_lsp | grep -q audioengine"
tell forge /nsm/client/open "$AE_TMP/forged" Forged audioengine.nEVIL
tell send /nsm/client/open only-one-word
tell raw 2f6e736d2f636c69656e742f6f70656e
tell save
claim "... what is malformed is refused" hears ' /error sis /nsm/client/open -1 the arguments'
claim "... saving before there is a session too" hears ' /error sis /nsm/client/save -8 '
sleep 0.3
claim "... what comes from elsewhere is not heeded" sh -c "! timeout 3 jack_lsp | grep -q audioengine"
tell open relative/path audioengine.nABCD
claim "... a relative path is refused" hears ' /error sis /nsm/client/open -10 '
tell open "$song" audioengine.nABCD
claim "open is answered" hears ' /reply ss /nsm/client/open audioengine.nABCD is ready'
claim "... the JACK client is there then, under that name" jack_has audioengine.nABCD
claim "... and the instance: its OSC file" until_true 3 test -s "$(url_of audioengine.nABCD)"
port=$(port_of audioengine.nABCD)
claim "... it is clean" hears ' /nsm/client/is_clean '
claim "... nothing was told as dirty" [ "$(count is_dirty)" = 0 ]
tell loaded

# ---- Edit, save ----
set_preamp -3.25
claim "an edit makes it dirty" hears ' /nsm/client/is_dirty '
claim "... without saving the session" [ ! -e "$song/settings" ]
claim "... but it is on the disk" until_true 3 is_saved "$song/unsaved" -3.25
forget
tell save
claim "save is answered" hears ' /reply ss /nsm/client/save saved '
claim "... then the file is there" is_saved "$song/settings" -3.25
claim "... it is clean again" hears ' /nsm/client/is_clean '
claim "every message came from one port" \
	[ "$(cut -d' ' -f1 nsm.log | sort -u | wc -l)" = 1 ]
claim "no state is elsewhere" [ "$(find "$AE_TMP/state" "$AE_TMP/config" -type f 2>/dev/null)" = "$before" ]

# ---- kill -9 ----
set_preamp -7.5
until_true 3 is_saved "$song/unsaved" -7.5
kill -9 "$ENGINE_PID"
until_true 5 gone "$ENGINE_PID"
claim "kill -9: the session is as it was saved" is_saved "$song/settings" -3.25
engine_in audioengine.nABCD "$song" --connect=auto
claim "opened again: unsaved edits are back" [ "$(preamp)" = -7.5 ]
claim "... and dirty" hears ' /nsm/client/is_dirty '
claim "... and the log says so" grep -q 'changes that were not saved are back' audioengine.nABCD.log

# ---- Switch ----
connected() { timeout 3 jack_lsp -c 2>/dev/null | grep -A1 "^$1:" | grep -q '^   '; }
until_true 5 connected audioengine.nABCD
mkdir -p "$tune"
printf 'audioengine settings 1\n/eq/preamp -11\nend\n' >"$tune/settings"
forget
tell open "$tune" audioengine.nWXYZ
claim "switch: answered" hears ' /reply ss /nsm/client/open audioengine.nWXYZ is ready'
claim "... the JACK client has the new name" jack_has audioengine.nWXYZ
claim "... and the old one is gone" jack_has_not audioengine.nABCD
claim "... its connections are made again" until_true 5 connected audioengine.nWXYZ
claim "... the OSC file goes by the new name" until_true 3 test -s "$(url_of audioengine.nWXYZ)"
claim "... and not by the old one" [ ! -e "$(url_of audioengine.nABCD)" ]
claim "... the settings are the other session's" [ "$(preamp)" = -11 ]
claim "... which is clean" hears ' /nsm/client/is_clean '
claim "... the first is as it was saved" is_saved "$song/settings" -3.25
claim "... and its edits wait for it" is_saved "$song/unsaved" -7.5
set_preamp -12
claim "... edits go to the other's folder" until_true 3 is_saved "$tune/unsaved" -12
forget
tell open "$song" audioengine.nABCD
claim "switch back" hears ' /reply ss /nsm/client/open audioengine.nABCD is ready'
claim "... the edits are back" [ "$(preamp)" = -7.5 ]
claim "... dirty" hears ' /nsm/client/is_dirty '
tell save
hears ' /reply ss /nsm/client/save '
printf 'audioengine settings 1\n/eq/pre' >"$AE_TMP/broken.settings"
mkdir -p "$AE_TMP/torn" && cp broken.settings "$AE_TMP/torn/settings"
forget
tell open "$AE_TMP/torn" audioengine.nTORN
claim "a project that cannot be read: error -9" hears ' /error sis /nsm/client/open -9 .*is kept as settings.broken-1'
claim "... and is kept" cmp -s "$AE_TMP/torn/settings.broken-1" broken.settings
claim "... the engine has defaults" [ "$(preamp)" = 0 ]
forget
tell open "$song" audioengine.nABCD
hears ' /reply ss /nsm/client/open '

# ---- Xruns ----
forget
# Which of the two pauses the server calls an xrun depends on where in a period they fall.
for _ in 1 2 3 4 5; do
	kill -STOP "$JACK_PID"; sleep 0.4; kill -CONT "$JACK_PID"
	hears ' /nsm/client/message is 2 [0-9]* xrun' 2 && break
	kill -STOP "$ENGINE_PID"; sleep 0.3; kill -CONT "$ENGINE_PID"
	hears ' /nsm/client/message is 2 [0-9]* xrun' 2 && break
done
claim "xruns are told" hears ' /nsm/client/message is 2 [0-9]* xrun' 1

# ---- The end ----
start=$(milliseconds)
leave
claim "SIGTERM ends it at once ($(($(milliseconds) - start)) ms)" [ $(($(milliseconds) - start)) -lt 2000 ]
claim "... the client is gone" jack_has_not audioengine.nABCD

engine_in audioengine.nABCD "$song"
kill -9 $NSM_PID
set_preamp -1
claim "the session manager dies: told" until_true 5 grep -q 'the session manager at .* is gone' audioengine.nABCD.log
set_preamp -2
claim "... the engine goes on" [ "$(preamp)" = -2 ]
claim "... and keeps what is edited" until_true 3 is_saved "$song/unsaved" -2
leave

# ---- Joining PipeWire: the program starts again under pw-jack, and is one client all the same ----
command -v pipewire >/dev/null && command -v wireplumber >/dev/null && command -v pw-jack >/dev/null ||
	{ skip "a session under PipeWire: not installed"; exit 0; }
pipewire_up "$AE_TMP/pw" || { skip "a session under PipeWire: it does not start"; exit 0; }
server_up
forget
# No jackd: ours is not the default any more.
JACK_DEFAULT_SERVER=nobody$$ engine_up pw.log "$AE" --no-tui
hears ' /nsm/server/announce '
tell open "$tune" audioengine.nPIPE
claim "PipeWire: open is answered" hears ' /reply ss /nsm/client/open audioengine.nPIPE is ready' 15
claim "... by the client that announced itself, once" sh -c "[ \$(grep -c ' /nsm/server/announce ' nsm.log) = 1 ] &&
	[ \$(cut -d' ' -f1 nsm.log | sort -u | wc -l) = 1 ]"
claim "... which is at PipeWire" sh -c "timeout 5 pw-jack jack_lsp 2>/dev/null | grep -q '^audioengine.nPIPE:'"
forget
tell save
claim "... and saves" hears ' /reply ss /nsm/client/save saved '
leave
