#!/bin/bash
# tests/run.sh STEP... - runs checks two at a time and counts them. make calls it.
#
#   lint              each rule of tests/lint.sh
#   build:CC:SAN      that variant builds
#   tests:CC:SAN      it builds; then its unit tests and stories
#   unit:CC:SAN       its unit tests alone, without the programs
#
# ONLY=WORD leaves out what does not have WORD in its name.
#
# Every program tells its cases in TAP: a line `ok ...` or `not ok ...` each. Beyond that one fails that
# ends badly without saying why, that outlives its time (120 s; a story may say `# timeout: 300`), or
# that tells of no case at all. Logs are kept in build/check/; the last line is `N passed, N failed`.
set -u
cd "$(dirname "$0")/.." || exit 1

BUILD=${BUILD:-build}
OUT=${CHECK_DIR:-$BUILD/check}
JOBS=2
export BUILD OUT
# A sanitizer's exit code must not look like one of ours.
export ASAN_OPTIONS="${ASAN_OPTIONS:-exitcode=99:detect_leaks=1}"
export LSAN_OPTIONS="${LSAN_OPTIONS:-suppressions=$PWD/tests/lsan.supp:print_suppressions=0}"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:-exitcode=99:print_stacktrace=1}"
export TSAN_OPTIONS="${TSAN_OPTIONS:-exitcode=99:suppressions=$PWD/tests/tsan.supp}"
export CMOCKA_MESSAGE_OUTPUT=TAP

# one NAME LIMIT COMMAND...: runs, counts into $OUT/results/NAME, tells.
one() {
	local name=$1 limit=$2 log=$OUT/$1.log began=$SECONDS why='' code=0 passed failed
	shift 2
	timeout --kill-after=10 "$limit" "$@" >"$log" 2>&1 </dev/null || code=$?
	passed=$(grep '^ok ' "$log" | grep -vc '# SKIP')
	failed=$(grep '^not ok ' "$log" | grep -vc '# SKIP')
	if [ "$code" -eq 124 ] || [ "$code" -eq 137 ]; then
		why="not done after $limit s"
	elif [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then
		why="exit code $code"
	elif [ $((passed + failed)) -eq 0 ]; then
		why="told of no case"
	fi
	[ -z "$why" ] || [ "$failed" -gt 0 ] || failed=1
	echo "$passed $failed" >"$OUT/results/$name"
	(
		flock 8
		if [ "$failed" -eq 0 ]; then
			printf 'ok      %-50s %4d  %3d s\n' "$name" "$passed" $((SECONDS - began))
		else
			printf 'FAILED  %-50s %4d of %d  %s\n' "$name" "$failed" $((passed + failed)) "$why"
			tail -n 200 "$log" | sed 's/^/        /'
		fi
	) 8>"$OUT/lock"
}

# The tests of a variant, as `NAME LIMIT COMMAND` lines.
tests_of() {
	local name command story limit
	submake "$1" "$2" --silent list-tests | while read -r name command; do
		case $name in *"${ONLY:-}"*) ;; *) continue ;; esac
		story=${command##* }
		limit=120
		[ "${story%.sh}" = "$story" ] ||
			limit=$(sed -n 's/^# timeout: \([0-9]*\).*/\1/p;$s/.*/120/p' "$story" | head -n 1)
		echo "$3-$name $limit $command"
	done
}

# submake CC SAN ARGUMENT...: make for a variant, free of what the outer make was told.
submake() {
	local cc=$1 san=$2
	shift 2
	env -u MAKEFLAGS -u MAKELEVEL make --no-print-directory "CC=$cc" "SAN=$san" "BUILD=$BUILD" "$@"
}

# Builds; a build counts as one case.
build() {
	local cc=$1 san=$2 name=$3
	shift 3
	export -f submake
	# shellcheck disable=SC2016 # expanded by the inner shell
	one "$name" 900 bash -c 'submake "$@" && echo "ok - builds"' - "$cc" "$san" "$@"
	[ "$(cat "$OUT/results/$name")" = '1 0' ]
}

# run_tests CC SAN VARIANT PREFIX
run_tests() {
	tests_of "$1" "$2" "$3" | grep "^$3-$4" |
		xargs --no-run-if-empty -L 1 -P "$JOBS" bash -c 'one "$@"' -
}

run_step() {
	local kind cc san variant
	IFS=: read -r kind cc san <<<"$1"
	variant=$cc${san:+-${san//,/-}}
	case $kind in
	lint) one lint 1500 env -u MAKEFLAGS -u MAKELEVEL make --no-print-directory lint ;;
	build) build "$cc" "$san" "build-$variant" build-tests ;;
	tests)
		build "$cc" "$san" "build-$variant" build-tests || return
		run_tests "$cc" "$san" "$variant" ''
		;;
	unit)
		build "$cc" "$san" "build-$variant" build-units "ONLY=${ONLY:-}" || return
		run_tests "$cc" "$san" "$variant" unit-
		;;
	*)
		echo "tests/run.sh: no step '$1'" >&2
		exit 2
		;;
	esac
}

export -f one
rm -rf "$OUT"
mkdir -p "$OUT/results"
for step in "$@"; do
	run_step "$step"
done
cat "$OUT"/results/* | awk '{ p += $1; f += $2 } END { printf "%d passed, %d failed\n", p, f }' >"$OUT/summary"
cat "$OUT/summary"
grep -q ' 0 failed$' "$OUT/summary"
