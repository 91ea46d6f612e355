#!/bin/sh
# tests/quality/same.sh - the same notes give the same synthesis, byte for byte: with gcc and clang, without
# optimisation and with it. BUILD is a folder for the four builds.
# timeout: 400
set -eu
: "${BUILD:?}"
cd "$(dirname "$0")/../.."

first=
for compiler in gcc clang; do
	for level in -O0 -O2; do
		build=$BUILD/same/$compiler$level
		program=$build/obj/$compiler/tests/quality/quality
		make --no-print-directory --silent BUILD="$build" CC="$compiler" CFLAGS="$level" HARDENING= \
			"$program" >/dev/null
		for notes in notes notes-meetings; do
			"$program" --vectors broker/synthesis/vectors/vectors.bin \
				--dictionaries "${DICTIONARIES-/usr/share/dictd}" \
				--programme "tests/example/programme${notes#notes}.yaml" \
				"tests/example/$notes.jsonl" >"$build/$notes.jsonl"
			[ -z "$first" ] || cmp "$first/$notes.jsonl" "$build/$notes.jsonl" || {
				echo "not ok - $compiler $level groups $notes otherwise"
				exit 1
			}
		done
		[ -n "$first" ] || first=$build
		echo "ok - $compiler $level"
	done
done
