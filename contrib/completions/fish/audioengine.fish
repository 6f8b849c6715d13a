# SPDX-License-Identifier: GPL-2.0-or-later
# Written by:  audioengine completions fish

# The words of the command line before the cursor that are neither options nor the
# program.
function __audioengine_typed
    set -l skip 1
    for word in (commandline -opc)
        if test $skip = 1
            set skip 0
        else if string match -qr -- '^-[ndo]$' $word
            set skip 1
        else if not string match -q -- '-*' $word
            echo $word
        end
    end
end
function __audioengine_for
    set -l typed (__audioengine_typed)
    test (count $typed) -gt 0; or set typed run
    contains -- $typed[1] $argv
end
function __audioengine_option_of
    string match -q -- '-*' (commandline -ct); and __audioengine_for $argv
end
# __audioengine_words N WORD...: these are the first, and there are N, or from 2 on more
function __audioengine_words
    set -l typed (__audioengine_typed)
    set -l n (count $typed)
    test $n -eq $argv[1]; or test $argv[1] -eq 2 -a $n -gt 2; or return 1
    test $argv[1] -lt 1; or test "$typed[1]" = $argv[2]; or return 1
    test $argv[1] -lt 2; or test "$typed[2]" = $argv[3]
end
function __audioengine_engines
    set -l folder $XDG_RUNTIME_DIR/audioengine
    string replace -r '.*/(.*)\.url$' '$1' -- $folder/*.url
end
# Those of the engine that runs, else those there are without one.
function __audioengine_addresses
    set -l name (string match -r -- '^--name=.+' (commandline -opc))
    audioengine ctl list --plain $name 2>/dev/null
    or string split -n ' ' -- $__audioengine_table
end
set -g __audioengine_table \
    /clip \
    /cycle/histogram \
    /cycle/stats \
    /describe \
    /dumpOSC \
    /engine/audio \
    /engine/backend \
    /engine/channels \
    /engine/clock \
    /engine/connect \
    /engine/cpu \
    /engine/faults \
    /engine/health \
    /engine/latency \
    /engine/latency/frames \
    /engine/load \
    /engine/memory \
    /engine/opening \
    /engine/period \
    /engine/rt \
    /engine/samplerate \
    /engine/server \
    /engine/state \
    /engine/threads \
    /engine/times \
    /engine/work \
    /eq/band/1/freq \
    /eq/band/1/gain \
    /eq/band/1/on \
    /eq/band/1/q \
    /eq/band/1/type \
    /eq/band/10/freq \
    /eq/band/10/gain \
    /eq/band/10/on \
    /eq/band/10/q \
    /eq/band/10/type \
    /eq/band/11/freq \
    /eq/band/11/gain \
    /eq/band/11/on \
    /eq/band/11/q \
    /eq/band/11/type \
    /eq/band/12/freq \
    /eq/band/12/gain \
    /eq/band/12/on \
    /eq/band/12/q \
    /eq/band/12/type \
    /eq/band/13/freq \
    /eq/band/13/gain \
    /eq/band/13/on \
    /eq/band/13/q \
    /eq/band/13/type \
    /eq/band/14/freq \
    /eq/band/14/gain \
    /eq/band/14/on \
    /eq/band/14/q \
    /eq/band/14/type \
    /eq/band/15/freq \
    /eq/band/15/gain \
    /eq/band/15/on \
    /eq/band/15/q \
    /eq/band/15/type \
    /eq/band/16/freq \
    /eq/band/16/gain \
    /eq/band/16/on \
    /eq/band/16/q \
    /eq/band/16/type \
    /eq/band/2/freq \
    /eq/band/2/gain \
    /eq/band/2/on \
    /eq/band/2/q \
    /eq/band/2/type \
    /eq/band/3/freq \
    /eq/band/3/gain \
    /eq/band/3/on \
    /eq/band/3/q \
    /eq/band/3/type \
    /eq/band/4/freq \
    /eq/band/4/gain \
    /eq/band/4/on \
    /eq/band/4/q \
    /eq/band/4/type \
    /eq/band/5/freq \
    /eq/band/5/gain \
    /eq/band/5/on \
    /eq/band/5/q \
    /eq/band/5/type \
    /eq/band/6/freq \
    /eq/band/6/gain \
    /eq/band/6/on \
    /eq/band/6/q \
    /eq/band/6/type \
    /eq/band/7/freq \
    /eq/band/7/gain \
    /eq/band/7/on \
    /eq/band/7/q \
    /eq/band/7/type \
    /eq/band/8/freq \
    /eq/band/8/gain \
    /eq/band/8/on \
    /eq/band/8/q \
    /eq/band/8/type \
    /eq/band/9/freq \
    /eq/band/9/gain \
    /eq/band/9/on \
    /eq/band/9/q \
    /eq/band/9/type \
    /eq/bands \
    /eq/bypass \
    /eq/design \
    /eq/flat \
    /eq/peak \
    /eq/preamp \
    /eq/redo \
    /eq/response \
    /eq/slot \
    /eq/solo \
    /eq/steps \
    /eq/undo \
    /heat/list \
    /info \
    /input/ballistics \
    /list \
    /load \
    /log/list \
    /log/times \
    /loglevel \
    /loudness \
    /loudness/measured \
    /loudness/peaks \
    /margin \
    /meters/in \
    /meters/in/clipped \
    /meters/in/hold \
    /meters/in/k20 \
    /meters/in/ppm1 \
    /meters/in/ppm2 \
    /meters/in/vu \
    /meters/out \
    /meters/out/clipped \
    /meters/out/hold \
    /meters/out/k20 \
    /meters/out/ppm1 \
    /meters/out/ppm2 \
    /meters/out/vu \
    /midi/forget \
    /midi/last \
    /midi/learn \
    /midi/map \
    /node/all \
    /node/flags \
    /node/list \
    /node/samples \
    /node/types \
    /notify \
    /osc/packets \
    /output/ballistics \
    /output/loudness \
    /ping \
    /preset/current \
    /preset/list \
    /preset/load \
    /preset/next \
    /preset/prev \
    /preset/save \
    /profiler/all \
    /profiler/counts \
    /profiler/epoch \
    /profiler/now \
    /profiler/on \
    /quit \
    /renew \
    /settings/unsaved \
    /spectrum \
    /spectrum/average \
    /spectrum/bands \
    /spectrum/channel \
    /spectrum/held \
    /spectrum/hold \
    /spectrum/hold/time \
    /spectrum/overlap \
    /spectrum/points \
    /spectrum/tap \
    /spectrum/window \
    /stats/reset \
    /status \
    /subscribe \
    /sync \
    /unsubscribe \
    /version \
    /wakeup/stats \
    /xrun \
    /xruns \
    /xruns/account \
    /xruns/causes \
    /xruns/clear \
    /xruns/cycles \
    /xruns/judged \
    /xruns/list \
    /xruns/parts

complete -c audioengine -f
complete -c audioengine -n '__audioengine_for run' -l jack -d 'client of a JACK server'
complete -c audioengine -n '__audioengine_for run' -l demo -d 'music of its own, no hardware needed'
complete -c audioengine -n '__audioengine_option_of run' -a '--demo=xruns'
complete -c audioengine -n '__audioengine_for run' -l file -rF -d 'a sound file as the source, in real time'
complete -c audioengine -n '__audioengine_for run' -l out -rF -d 'with --file: write the result there'
complete -c audioengine -n '__audioengine_for run' -l fast -d 'with --file: as fast as the machine can'
complete -c audioengine -n '__audioengine_for run' -l dummy -d 'paced by a timer; knobs inject faults'
complete -c audioengine -n '__audioengine_for run render' -l period -x -d 'period where we may choose it'
complete -c audioengine -n '__audioengine_for run preset' -l rate -x -d 'sample rate where we may choose it'
complete -c audioengine -n '__audioengine_for run' -l channels -x -d 'channels in and out (2)'
complete -c audioengine -n '__audioengine_for run preset ctl' -l name -x -a '(__audioengine_engines)' -d 'name of the client and of this instance'
complete -c audioengine -n '__audioengine_for run' -l connect -x -a 'auto none' -d 'connect at start (none)'
complete -c audioengine -n '__audioengine_for run' -l wait -d 'wait for the server or device if it is not there'
complete -c audioengine -n '__audioengine_for run' -l start-server -d 'let libjack start a server of its own'
complete -c audioengine -n '__audioengine_for run' -l exit-on-lost -d 'leave (status 6) when it goes away'
complete -c audioengine -n '__audioengine_for run render' -l preset -rF -a '(audioengine --list-presets --plain 2>/dev/null)' -d 'EQ from AutoEq or Equalizer APO text'
complete -c audioengine -n '__audioengine_for run' -l list-presets -d 'the presets there are, and their folders'
complete -c audioengine -n '__audioengine_for run preset ctl' -l plain -d 'for scripts: names or values alone'
complete -c audioengine -n '__audioengine_for run render' -l set -x -a '(__audioengine_addresses)' -d 'a parameter, as /eq/band/3/gain=-4.5'
complete -c audioengine -n '__audioengine_for run' -l midi-map -rF -d 'which MIDI controller moves what'
complete -c audioengine -n '__audioengine_for run' -l settings -rF -d 'where settings are kept from run to run'
complete -c audioengine -n '__audioengine_for run' -l fresh -d 'start with defaults, not with the last settings'
complete -c audioengine -n '__audioengine_for run' -l lab-burn -x -d 'rehearsal: let a node compute for longer'
complete -c audioengine -n '__audioengine_for run' -l no-tui -d 'no screen: a status line a second on stderr'
complete -c audioengine -n '__audioengine_for run' -l attach -d 'the screen of an engine that runs'
complete -c audioengine -n '__audioengine_for run' -l batch -d 'print tables instead of the screen'
complete -c audioengine -n '__audioengine_option_of run' -a '--batch=json'
complete -c audioengine -n '__audioengine_for run ctl' -s n -x -d '--batch, --status-line, watch: stop after N'
complete -c audioengine -n '__audioengine_for run' -s d -x -d 'time between two of them (10: a second)'
complete -c audioengine -n '__audioengine_for run' -l status-line -d 'one short line at a time, for tmux and i3bar'
complete -c audioengine -n '__audioengine_for run' -l ascii -d 'only 7-bit characters on the screen'
complete -c audioengine -n '__audioengine_for run' -l color -x -a 'auto never always' -d 'auto, never or always (auto heeds NO_COLOR)'
complete -c audioengine -n '__audioengine_for run' -l fps -x -d 'at most so many screens a second (30)'
complete -c audioengine -n '__audioengine_for run' -l no-mouse -d 'leave the mouse to the terminal'
complete -c audioengine -n '__audioengine_for run' -l osc-listen -x -d 'OSC there (127.0.0.1:7723)'
complete -c audioengine -n '__audioengine_for run' -l osc-allow -x -d 'who else may be there (the interface\'s network)'
complete -c audioengine -n '__audioengine_for run' -l osc-remote-control -d 'they may change the sound, too'
complete -c audioengine -n '__audioengine_for run' -l osc-remote-admin -d 'they may do everything, save and quit too'
complete -c audioengine -n '__audioengine_for run' -l osc-unix -rF -d 'a socket for this user alone, in place of UDP'
complete -c audioengine -n '__audioengine_for run' -l osc-prefix -x -d 'every address begins with it, as /NAME/eq/bypass'
complete -c audioengine -n '__audioengine_for run' -l oscquery -x -d 'OSCQuery by HTTP there (the port of OSC)'
complete -c audioengine -n '__audioengine_for run' -l no-oscquery -d 'no OSCQuery'
complete -c audioengine -n '__audioengine_for run' -l no-osc -d 'no OSC'
complete -c audioengine -n '__audioengine_for run' -l duration -x -d 'stop after that long'
complete -c audioengine -n '__audioengine_for run' -l report -rF -d 'write the profile there at the end'
complete -c audioengine -n '__audioengine_for run' -l cycles -rF -d 'write every cycle\'s times there'
complete -c audioengine -n '__audioengine_for report' -l sort -x -a 'total avg max calls p99' -d 'report: order of the nodes (total)'
complete -c audioengine -n '__audioengine_for report' -l top -x -d 'report: only the first N nodes'
complete -c audioengine -n '__audioengine_for preset' -l format -x -a 'apo easyeffects camilladsp pipewire' -d 'export: for which program (apo)'
complete -c audioengine -n '__audioengine_for preset' -s o -l output -rF -d 'export, fit: write there'
complete -c audioengine -n '__audioengine_for preset' -l bands -x -d 'fit, import: at most so many bands (8)'
complete -c audioengine -n '__audioengine_for preset' -l force -d 'import, fit: replace a preset of that name'
complete -c audioengine -n '__audioengine_for ctl' -l url -x -d 'the engine that listens there'
complete -c audioengine -n '__audioengine_for ctl' -l hz -x -d 'watch: values a second (10)'
complete -c audioengine -n '__audioengine_for ctl' -l json -d 'one JSON object a line'
complete -c audioengine -n '__audioengine_for run render report preset ctl completions' -l config -rF -d 'options from there (none: from nowhere)'
complete -c audioengine -n '__audioengine_for run render report preset ctl completions' -s h -l help -d '=all: every option; =set: every parameter'
complete -c audioengine -n '__audioengine_option_of run render report preset ctl completions' -a '--help=all'
complete -c audioengine -n '__audioengine_option_of run render report preset ctl completions' -a '--help=set'
complete -c audioengine -n '__audioengine_for run render report preset ctl completions' -l version -d 'version, features and libraries'
complete -c audioengine -n '__audioengine_words 0' -a render -d 'a sound file through the EQ, bit by bit as live'
complete -c audioengine -n '__audioengine_for render' -F
complete -c audioengine -n '__audioengine_words 0' -a report -d 'show what --report wrote'
complete -c audioengine -n '__audioengine_for report' -F
complete -c audioengine -n '__audioengine_words 0' -a preset -d 'list, show, check, import, export, fit'
complete -c audioengine -n '__audioengine_words 1 preset' -a 'list show check import export fit'
complete -c audioengine -n '__audioengine_words 2 preset show' -F -a '(audioengine --list-presets --plain 2>/dev/null)'
complete -c audioengine -n '__audioengine_words 2 preset check' -F
complete -c audioengine -n '__audioengine_words 2 preset import' -F
complete -c audioengine -n '__audioengine_words 2 preset export' -F -a '(audioengine --list-presets --plain 2>/dev/null)'
complete -c audioengine -n '__audioengine_words 2 preset fit' -F -a '(audioengine --list-presets --plain 2>/dev/null)'
complete -c audioengine -n '__audioengine_words 0' -a ctl -d 'get, set, do, watch, list: a running one'
complete -c audioengine -n '__audioengine_words 1 ctl' -a 'get set do watch list url'
complete -c audioengine -n '__audioengine_words 2 ctl get' -a '(__audioengine_addresses)'
complete -c audioengine -n '__audioengine_words 2 ctl set' -a '(__audioengine_addresses)'
complete -c audioengine -n '__audioengine_words 2 ctl do' -a '(__audioengine_addresses)'
complete -c audioengine -n '__audioengine_words 2 ctl watch' -a '(__audioengine_addresses)'
complete -c audioengine -n '__audioengine_words 2 ctl list' -a '(__audioengine_addresses)'
complete -c audioengine -n '__audioengine_words 0' -a completions -d 'completions for a shell'
complete -c audioengine -n '__audioengine_for completions' -a 'bash zsh fish'
