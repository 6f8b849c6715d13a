#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The completions in the shells that they are for, as somebody types.  No engine runs; presets are
# those of a folder of our own.
set -u
src=$(cd "${top_srcdir:-.}" && pwd)
build=$(cd "${top_builddir:-.}" && pwd)
dir=$(mktemp -d "${TMPDIR:-/tmp}/ae-completions.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir/config/audioengine/presets" "$dir/run/audioengine" "$dir/here"
export XDG_CONFIG_HOME=$dir/config XDG_RUNTIME_DIR=$dir/run XDG_STATE_HOME=$dir/state
export PATH=$build:$PATH HOME=$dir LC_ALL=C
echo 'Preamp: 0 dB' >"$dir/config/audioengine/presets/AKG K702.txt"
: >"$dir/run/audioengine/studio.url"
: >"$dir/here/song.wav"
cd "$dir/here" || exit 1
failed=0

# expect SHELL LINE WORD...: completing LINE offers each WORD, as whole lines of $got
expect() {
	local shell=$1 line=$2 word bad=''
	shift 2
	for word; do
		grep -qxF -- "$word" <<<"$got" || bad="$bad \"$word\""
	done
	if [ -z "$bad" ]; then
		echo "ok - $shell: $line"
	else
		echo "not ok - $shell: $line: no$bad among: $(head -n 8 <<<"$got" | tr '\n' '|')"
		failed=1
	fi
}
refuse() { # refuse SHELL LINE WORD: it is not offered
	if grep -qxF -- "$3" <<<"$got"; then
		echo "not ok - $1: $2 offers $3"
		failed=1
	else
		echo "ok - $1: $2 does not offer $3"
	fi
}

# Each row: what is typed, and what is to be offered among others (by |).
rows=(
	'audioengine |render|report|preset|ctl|completions'
	'audioengine --pre|--preset='
	'audioengine ctl |get|set|do|watch|list|url'
	'audioengine ctl set /eq/band/3/g|/eq/band/3/gain'
	'audioengine --name=studio ctl get /lou|/loudness|/loudness/peaks'
	'audioengine ctl watch /load /mar|/margin'
	'audioengine preset |list|show|check|import|export|fit'
	'audioengine completions |bash|zsh|fish'
	'audioengine --color=|auto|never|always'
	'audioengine --name=st|studio'
	'audioengine preset show AK|AKG K702'
	'audioengine --preset=AK|AKG K702'
	'audioengine --file=so|song.wav'
)

# ---- bash: its words are cut at blanks and =, as bash does ----
bash_words() { # LINE -> what is offered, a line each
	bash --norc -c '
		. "$1/contrib/completions/bash/audioengine"
		complete -p audioengine >/dev/null || exit 1
		line=$2
		COMP_WORDS=(${line//=/ = })
		[[ $line != *" " && $line != *= ]] || [[ $line == *= ]] || COMP_WORDS+=("")
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		_audioengine audioengine
		printf "%s\n" "${COMPREPLY[@]}"' - "$src" "$1" 2>&1
}
for row in "${rows[@]}"; do
	line=${row%%|*}
	IFS='|' read -r -a words <<<"${row#*|}"
	got=$(bash_words "$line")
	expect bash "$line" "${words[@]}"
done
got=$(bash_words 'audioengine ctl --')
refuse bash 'audioengine ctl --' '--jack='
got=$(bash_words 'audioengine report --s')
expect bash 'audioengine report --s' --sort=

# ---- fish answers by itself; what it offers has the option before it ----
if ! command -v fish >/dev/null; then
	echo "skip fish is not installed"
else
	for row in "${rows[@]}"; do
		line=${row%%|*}
		IFS='|' read -r -a words <<<"${row#*|}"
		got=$(fish --no-config -c 'source $argv[1]; complete -C $argv[2]' \
			"$src/contrib/completions/fish/audioengine.fish" "$line" 2>&1 |
			cut -f1 | sed 's/^--[a-z-]*=//; s/^--preset$/--preset=/; s/\\ / /g')
		expect fish "$line" "${words[@]}"
	done
	got=$(fish --no-config -c 'source $argv[1]; complete -C $argv[2]' \
		"$src/contrib/completions/fish/audioengine.fish" 'audioengine ctl --' | cut -f1)
	refuse fish 'audioengine ctl --' --jack
fi

# ---- zsh: a shell on a terminal of its own; what is offered is listed by compadd's own words ----
if ! command -v zsh >/dev/null || ! zsh -f -c 'zmodload zsh/zpty' 2>/dev/null; then
	echo "skip zsh is not installed"
else
	cat >"$dir/ask.zsh" <<'ZSH'
zmodload zsh/zpty
zpty shell zsh -f -i
read_until() {
	local chunk all=
	while zpty -r shell chunk; do
		all+=$chunk
		[[ $all != *$1* ]] || break
	done
	REPLY=$all
}
zpty -w shell "PS1=; stty cols 200; autoload -Uz compinit; fpath=($1/contrib/completions/zsh \$fpath); compinit -u -D -d $2/dump"
# compadd is asked for what it would add, and the line is thrown away.
zpty -w shell 'compadd() {
	if [[ " $* " != *" -"[ADO]" "* ]]; then
		local -a hits
		builtin compadd -O hits "$@" 2>/dev/null
		print -rl -- $hits >>'$2'/hits
	fi
	builtin compadd "$@"
}'
zpty -w shell 'unsetopt automenu; setopt nolistbeep; LISTMAX=-1; zstyle ":completion:*" list-prompt ""; ask-done() { print -r -- $BUFFER >>'$2'/hits; : >'$2'/done; zle kill-whole-line }; zle -N ask-done; bindkey "^O" ask-done; bindkey "^I" complete-word; print READY'
read_until READY
integer i
shift 2
for line; do
	rm -f $dir/hits $dir/done
	zpty -w -n shell "$line"$'\t\x0f'
	for ((i = 0; i < 200; i++)); do [[ -e $dir/done ]] && break; zpty -r -t shell junk; sleep 0.02; done
	print -r -- "== $line"
	[[ -e $dir/hits ]] && cat $dir/hits
done
zpty -d shell
ZSH
	lines=()
	for row in "${rows[@]}"; do lines+=("${row%%|*}"); done
	dir=$dir timeout 30 zsh -f "$dir/ask.zsh" "$src" "$dir" "${lines[@]}" >"$dir/zsh.out" 2>&1 </dev/null
	for row in "${rows[@]}"; do
		line=${row%%|*}
		IFS='|' read -r -a words <<<"${row#*|}"
		got=$(awk -v line="== $line" '$0 == line { on = 1; next } /^== / { on = 0 } on' "$dir/zsh.out" |
			sed 's/^audioengine \(--[a-z]*=\)$/\1/')
		expect zsh "$line" "${words[@]}"
	done
fi
exit $failed
