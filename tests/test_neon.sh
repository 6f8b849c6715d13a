#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The NEON kernels, on a machine without NEON: rt/ and dsp/ (but for what needs a library) are
# compiled for AArch64 without a warning, and tests/kernels_check runs under qemu-user.  Skipped,
# by name, where a tool is missing.
#
#   [CROSS=aarch64-linux-gnu-] [QEMU=qemu-aarch64] test_neon.sh
set -u
src=${top_srcdir:-.}
build=${top_builddir:-.}
cross=${CROSS:-aarch64-linux-gnu-}
qemu=${QEMU:-qemu-aarch64}
for tool in "${cross}gcc" "${cross}ar" "$qemu"; do
	command -v "$tool" >/dev/null || { echo "skip - neon: no $tool"; exit 77; }
done
dir=$(mktemp -d "${TMPDIR:-/tmp}/ae-neon.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
failed=0

compile() { # compile FILE: the flags of configure.ac; config.h only names _GNU_SOURCE here
	"${cross}gcc" -std=gnu11 -O2 -ffp-contract=off -Wall -Wextra -Wpedantic -Wshadow \
		-Wmissing-prototypes -Wstrict-prototypes -Wpointer-arith -Wwrite-strings -Wvla \
		-Wimplicit-fallthrough -Werror -I"$src" -I"$build" \
		-c -o "$dir/$(echo "$1" | tr / _).o" "$src/$1"
}
for folder in rt dsp; do
	count=0
	bad=0
	for path in "$src/$folder"/*.c "$src/$folder"/simd/*.c; do
		[ -f "$path" ] || continue
		case ${path##*/} in
		spectrum*.c | loudness*.c) continue ;; # FFTW, libebur128
		sse2.c | avx2.c | avx512.c) continue ;;
		esac
		count=$((count + 1))
		compile "${path#"$src"/}" || bad=$((bad + 1))
	done
	if [ "$bad" -eq 0 ] && [ "$count" -gt 0 ]; then
		echo "ok - neon: the $count files of $folder/ compile for AArch64"
	else
		echo "not ok - neon: $bad of $count files of $folder/ do not compile for AArch64"
		failed=1
	fi
done
compile tests/kernels_check.c || failed=1
[ $failed -eq 0 ] || exit 1
mv "$dir/tests_kernels_check.c.o" "$dir/main"
"${cross}ar" rc "$dir/all.a" "$dir"/*.o
mv "$dir/main" "$dir/main.o"
# From an archive only what the kernels need: the others may want libraries.
if ! "${cross}gcc" -static -o "$dir/check" "$dir/main.o" "$dir/all.a" -lm -lpthread; then
	echo "not ok - neon: the kernels do not link for AArch64"
	exit 1
fi
"$qemu" "$dir/check" >"$dir/out"
status=$?
cat "$dir/out"
[ $status -eq 0 ] || failed=1
grep -q '^ok - neon:' "$dir/out" || { echo "not ok - neon: nothing was checked"; failed=1; }
exit $failed
