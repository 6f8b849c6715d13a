#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# timeout: 120
# audioengine preset, typed as a user would: what comes out, what is refused and in which words.
. "${0%/*}/lib.sh"
export HOME=$AE_TMP/home XDG_CONFIG_HOME=$AE_TMP/home/.config XDG_DATA_DIRS=$AE_TMP/none
mkdir -p "$HOME"
presets=$XDG_CONFIG_HOME/audioengine/presets
quiet() { "$@" >quiet.txt; }
pre() { timeout 30 "$AE" preset "$@"; }

# says STATUS PATTERN CLAIM ARGUMENTS...
says() {
	local want=$1 pattern=$2 text=$3 got
	shift 3
	pre "$@" >out.txt 2>&1 </dev/null
	got=$?
	if [ $got -ne "$want" ]; then
		not_ok "$text: status $got, not $want: $(head -n 3 out.txt | tr '\n' '|')"
	elif [ -n "$pattern" ] && ! grep -qE -- "$pattern" out.txt; then
		not_ok "$text: no \"$pattern\" in: $(head -n 5 out.txt | tr '\n' '|')"
	else
		ok "$text"
	fi
}

# A headphone of twelve filters, written for this test.
cat >phone.txt <<'END'
Preamp: -6.5 dB
Filter 1: ON LSC Fc 100 Hz Gain 6.0 dB Q 0.70
Filter 2: ON PK Fc 190 Hz Gain -3.5 dB Q 0.60
Filter 3: ON HSC Fc 9000 Hz Gain -2.5 dB Q 0.70
Filter 4: ON PK Fc 1500 Hz Gain 2.2 dB Q 1.60
Filter 5: ON PK Fc 3400 Hz Gain -4.0 dB Q 2.50
Filter 6: ON PK Fc 5200 Hz Gain 3.1 dB Q 3.50
Filter 7: ON PK Fc 7800 Hz Gain -2.8 dB Q 4.00
Filter 8: ON PK Fc 620 Hz Gain -1.2 dB Q 2.00
Filter 9: ON PK Fc 45 Hz Gain 0.9 dB Q 2.50
Filter 10: ON PK Fc 2400 Hz Gain 0.8 dB Q 3.00
END
{
	echo 'Preamp: 0 dB'
	for i in $(seq 20); do echo "Filter $i: ON PK Fc $((i * 100)) Hz Gain 1 dB Q 2"; done
} >twenty.txt
printf 'Preamp: -3 dB\nFilter 1: ON PK Fc 100 Hz Gian 3 dB Q 1\n' >typo.txt
printf 'GraphicEQ: 20 -1; 60 4; 200 0; 1000 -2; 5000 3; 12000 -4; 20000 -6\n' >wavelet.txt

# ---- Words ----
says 2 'usage|list' "preset without a command"
says 2 'did you mean preset list' "a misspelt command suggests the nearest" lst
says 2 'usage: audioengine preset import' "import without a file" import
says 2 'expected apo, easyeffects' "a format that does not exist" export phone.txt --format=wav
says 5 'neither a preset nor a file' "a name that does not exist" show nothing-like-it

# ---- show, check ----
says 0 'highest gain' "show a file" show phone.txt
claim "... fits 80 columns" awk 'length($0) > 80 { bad = 1 } END { exit bad }' out.txt
claim "... draws twelve rows" test "$(grep -c ' |' out.txt)" -eq 12
says 0 '10 filters.*highest gain' "check a good file" check phone.txt
says 5 'typo.txt:2:.*Gian' "check names the line of a mistake" check phone.txt typo.txt
claim "... and goes on with the others" grep -q '^phone.txt: Equalizer APO' out.txt
says 5 'audioengine preset fit twenty.txt' "20 filters: what to type" check twenty.txt
pre check - <phone.txt >out.txt 2>&1
claim "- is standard input" grep -q 'standard input: Equalizer APO, 10 filters' out.txt

# ---- import, list ----
says 0 'saved as' "import" import phone.txt
claim "... is in the user's folder" test -f "$presets/phone.txt"
claim "... in the strict form" grep -qx 'Filter 1: ON LSC Fc 100.00 Hz Gain 6.00 dB Q 0.7000' "$presets/phone.txt"
cp "$presets/phone.txt" before.txt
says 5 '--force' "a second time is refused" import phone.txt
claim "... and nothing is changed" cmp -s before.txt "$presets/phone.txt"
says 0 'saved as' "--force replaces it" import phone.txt --force
says 2 'name' "a name that leads elsewhere" import phone.txt --name=../evil
says 5 'preset fit' "20 filters are not imported as they are" import twenty.txt
says 0 '20 filters fitted to 16' "... but with --bands" import twenty.txt --bands=16
says 0 'points fitted to 8 bands' "a GraphicEQ is fitted" import wavelet.txt --name='My wavelet'
says 0 '^My wavelet +8 ' "list has it" list
pre list --plain >out.txt
claim "list --plain is separated by tabs" awk -F'\t' 'NF != 5 { bad = 1 } END { exit bad || NR < 3 }' out.txt
claim "no temporary file is left" test -z "$(find "$presets" -type f ! -name '*.txt')"

# ---- fit ----
pre fit phone.txt >fitted.txt 2>report.txt
claim "fit writes a preset of eight bands" test "$(grep -c '^Filter [0-9]*: ON' fitted.txt)" -eq 8
claim "... with the difference in it" grep -qE '^# Source: 10 filters fitted to 8 bands, largest difference' fitted.txt
worst=$(sed -n 's/.*largest difference \([0-9.]*\) dB.*/\1/p' report.txt)
between "... which is small" "${worst:-99}" 0 0.5
pre fit phone.txt >again.txt 2>/dev/null
claim "... and is the same each time" cmp -s fitted.txt again.txt
says 0 'nothing clips|full scale' "... and does not clip" check fitted.txt
says 0 'nothing to fit' "nothing to fit" fit phone.txt --bands=12 -o same.txt

# ---- export ----
for f in apo easyeffects camilladsp pipewire; do
	says 0 '' "export to $f" export phone --format=$f -o "x.$f"
	says 0 '10 filters' "... is read again" check "x.$f"
done
claim "the file for PipeWire names itself" grep -q "filepath = \"$AE_TMP/x.pipewire\"" x.pipewire
if command -v jq >/dev/null; then
	claim "jq: EasyEffects has ten bands on both sides, all APO (DR)" quiet jq -e '.output["equalizer#0"] |
		.["num-bands"] == 10 and (.left | length) == 10 and .left == .right and
		([.left[].mode] | all(. == "APO (DR)")) and .["input-gain"] == -6.5' x.easyeffects
else
	skip "jq is not there"
fi
if python3 -c 'import yaml' 2>/dev/null; then
	claim "python's YAML: every filter of CamillaDSP's pipeline is defined" python3 - <<'END'
import sys, yaml
c = yaml.safe_load(open("x.camilladsp"))
names = c["pipeline"][0]["names"]
f = c["filters"]
sys.exit(not (len(names) == 11 and all(n in f for n in names) and
	f["preamp"]["parameters"]["gain"] == -6.5 and
	f["band1"]["parameters"] == {"type": "Lowshelf", "freq": 100.0, "q": 0.7, "gain": 6.0}))
END
else
	skip "python3 has no yaml"
fi
says 5 'PipeWire reads only' "what PipeWire would skip is refused" export <(printf 'Filter 1: ON HP Fc 30 Hz\n') --format=pipewire

# ---- A folder that cannot be written to ----
if [ "$(id -u)" -ne 0 ]; then
	chmod 500 "$presets"
	says 1 '' "a folder that is not writable" import phone.txt --name=other
	chmod 700 "$presets"
fi
: >"$AE_TMP/blocked"
XDG_CONFIG_HOME=$AE_TMP/blocked says 1 '' "a configuration folder that is a file" import phone.txt

# ---- The best-known ones, where they are ----
for f in "${AE_PRESETS:-none}"/*ParametricEQ.txt; do
	[ -f "$f" ] || { skip "AutoEq's files: set AE_PRESETS to their folder"; break; }
	worst=$(pre fit "$f" 2>&1 >/dev/null | sed -n 's/.*largest difference \([0-9.]*\) dB.*/\1/p')
	between "${f##*/}: ten filters with eight" "${worst:-99}" 0 0.5
done
