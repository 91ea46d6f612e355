#!/bin/sh
# tests/quality/run.sh - plays both sets of notes in several ways and prints the figures of each.
#
#   tests/quality/run.sh            all ways
#   tests/quality/run.sh --short    only as it is, with floors: part of the checks
#
# QUALITY_BIN and NAMES_BIN are the programs, BUILD a folder for what it prints. Dictionaries are read from DICTIONARIES
# (/usr/share/dictd) when Debian's packages of FreeDict are installed; the floors hold without them.
set -eu
cd "$(dirname "$0")/../.."

vectors=broker/synthesis/vectors/vectors.bin
dictionaries=${DICTIONARIES-/usr/share/dictd}
out=$BUILD/quality
mkdir -p "$out"
failed=0

# play NAME SET OPTION... -- BOUND...
play() {
	name=$1 set=$2
	shift 2
	options=
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		options="$options $1"
		shift
	done
	[ $# -eq 0 ] || shift
	case $set in
	example) notes=notes gold=gold-points ;;
	meetings) notes=notes-meetings gold=gold-points-meetings ;;
	esac
	# shellcheck disable=SC2086 # words, on purpose
	"$QUALITY_BIN" $options "tests/example/$notes.jsonl" >"$out/$set-$name.jsonl"
	echo "# $set, $name"
	if tests/quality/score.py "tests/example/$notes.jsonl" "tests/quality/$gold.jsonl" \
		"$out/$set-$name.jsonl" "$@"; then
		echo "ok - $set, $name"
	else
		echo "not ok - $set, $name"
		failed=1
	fi
}

all="--vectors $vectors --dictionaries $dictionaries"
# shellcheck disable=SC2086 # words, on purpose
play live example $all -- --by lang --by category --floor bcubed=0.93 --floor coverage=0.83 --ceiling moves=0.10 \
	--ceiling late_moves=0.02 --floor rouge=0.64 --ceiling wrongly_out=0.01
# shellcheck disable=SC2086
play live meetings $all -- --by lang --by category --floor bcubed=0.87 --ceiling moves=0.10 --ceiling wrongly_out=0.01
if [ "${1-}" != --short ]; then
	for set in example meetings; do
		# shellcheck disable=SC2086
		play text-only "$set" $all --text-only
		# shellcheck disable=SC2086
		play wrong-categories "$set" $all --wrong-categories 10
		# shellcheck disable=SC2086
		play one-rapporteur "$set" $all --one-rapporteur
		# shellcheck disable=SC2086
		play permuted-times "$set" $all --permute-times
		# shellcheck disable=SC2086
		play no-times "$set" $all --no-times
		# shellcheck disable=SC2086
		play one-category "$set" $all --one-category
		# shellcheck disable=SC2086
		play at-once "$set" $all --whole
		# shellcheck disable=SC2086
		play with-programme "$set" $all --programme "tests/example/programme$([ "$set" = example ] || echo -meetings).yaml"
		play no-dictionaries "$set" --vectors "$vectors"
		play no-vectors "$set" --dictionaries "$dictionaries"
	done
fi

# names NAME FLOOR CEILING FIELD FILE: thousandths that must be found, and that may be marked wrongly.
names() {
	if "$NAMES_BIN" --vectors "$vectors" --floor "$2" --ceiling "$3" "$4" "$5"; then
		echo "ok - names, $1"
	else
		echo "not ok - names, $1"
		failed=1
	fi
}
names written-for-it 920 20 names tests/quality/names/notes-names.jsonl
names example 1000 50 names_person tests/example/notes.jsonl
names meetings 0 30 names_person tests/example/notes-meetings.jsonl
exit $failed
