# shellcheck shell=bash disable=SC2034 # stories use the variables
# tests/lib.sh - the language of our stories. A story sources it, says what it promises, and acts:
#
#   . "$(dirname "$0")/../lib.sh"
#   story "an acknowledged note is there once, though the broker was killed"
#   broker start
#   as amina note gcm-1 WG-2 "Flood funds come too late"
#   broker killed
#   broker start
#
# It runs in a directory of its own, with ports of its own, and stops whatever it started, also when
# it fails. The first command that fails ends it; to expect a failure, use expect_exit. A second
# `story` in the same file begins the next case with the same broker.
#
# Given: $dir  $port $feed_port  $broker_pid  $press_pid  $RAPPORTEUR_BROKER
set -Eeuo pipefail

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=$(cd "$TOP" && mkdir -p "${BUILD:-build}/stories" "${BUILD:-build}/ports" && cd "${BUILD:-build}" && pwd)
BIN=$(cd "$TOP" && cd "${RAPPORTEUR_BIN:-$BUILD}" && pwd)
export PATH="$BIN:$PATH" LC_ALL=C.UTF-8 TZ=UTC
umask 077

dir=$(mktemp -d "$BUILD/stories/$(basename "$0" .sh).XXXXXX")
cd "$dir"
# All that a story starts inherits this mark; by it the end finds what is still there.
export RAPPORTEUR_STORY=$dir
# Findings of the sanitizers go to files, so that none is lost in an output nobody reads.
export ASAN_OPTIONS="${ASAN_OPTIONS:-exitcode=99}:quarantine_size_mb=16:log_path=$dir/sanitizer" # bounds on memory hold, too
export LSAN_OPTIONS="${LSAN_OPTIONS:-suppressions=$TOP/tests/lsan.supp:print_suppressions=0}"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:-exitcode=99:print_stacktrace=1}:log_path=$dir/sanitizer"
export TSAN_OPTIONS="${TSAN_OPTIONS:-exitcode=99:suppressions=$TOP/tests/tsan.supp}:log_path=$dir/sanitizer"
# Who speaks when the story does not say `as`.
export RAPPORTEUR_STATE=$dir/secretariat

story_title=''
broker_pid=''
press_pid=''
failed_at=''

story() {
	story_done
	story_title=$1
	echo "# $story_title"
}

story_done() {
	[ -z "$story_title" ] || echo "ok - $story_title"
}

fail() {
	echo "# $*"
	failed_at="line ${BASH_LINENO[${#BASH_LINENO[@]} - 2]}"
	exit 1
}

# ---- ports -----------------------------------------------------------------------------------------

answers() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Four ports in a row, below those that the kernel hands out. The lock is ours until this shell ends,
# so that stories which run at the same time do not meet.
claim_ports() {
	local try
	for try in $(seq 1 200); do
		port=$((20000 + (RANDOM % 2500) * 4))
		exec 7>"$BUILD/ports/$port"
		flock -n 7 || continue
		answers $port || answers $((port + 1)) || break
		[ "$try" -lt 200 ] || fail "no free ports"
	done
	feed_port=$((port + 1))
	export RAPPORTEUR_BROKER=tcp://127.0.0.1:$port
}

# ---- waiting and comparing -------------------------------------------------------------------------

# Until CMD succeeds, at most 60 s (WAIT_S). The one place where a story sleeps.
wait_until() {
	local until=$((SECONDS + ${WAIT_S:-60}))
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $until ] || fail "waited ${WAIT_S:-60} s in vain: $*"
		sleep 0.05
	done
}

same() { # FILE FILE
	diff -u "$1" "$2" || fail "$1 and $2 differ"
}

equal() { # EXPECTED FOUND [WHAT]
	[ "$1" = "$2" ] || fail "${3:-value}: expected '$1', found '$2'"
}

contains() { # FILE WORDS
	grep -qF -- "$2" "$1" || fail "$1 does not hold: $2"
}

lacks() { # FILE WORDS
	! grep -qF -- "$2" "$1" || fail "$1 holds: $2"
}

# expect_exit CODE CMD...: runs CMD, which must end with CODE.
expect_exit() {
	local expected=$1 code=0
	shift
	"$@" || code=$?
	[ "$code" -eq "$expected" ] || fail "expected exit $expected, found $code: $*"
}

# A dead process that nobody has waited for counts as gone.
gone() {
	local state
	state=$(sed 's/.*) //; s/ .*//' "/proc/$1/stat" 2>/dev/null) || return 0
	[ -z "$state" ] || [ "$state" = Z ]
}

# ---- persons ---------------------------------------------------------------------------------------

# as NAME ARGUMENT...: rapporteur, with an outbox and writer id of NAME's own.
as() {
	local name=$1
	shift
	RAPPORTEUR_STATE=$dir/$name rapporteur "$@"
}

# start NAME CMD...: CMD in the background, output in NAME.out and NAME.err; its pid in $started.
start() {
	local name=$1
	shift
	RAPPORTEUR_STATE=$dir/$name "$@" >>"$name.out" 2>>"$name.err" </dev/null 7>&- &
	started=$!
}

# ---- broker ----------------------------------------------------------------------------------------

# With keys it says nothing to who has none yet: then it is enough that it takes connections.
broker_answers() {
	gone "$broker_pid" && return
	if [ -e "$dir/data/curve.key" ]; then
		answers "$port"
	else
		timeout 5 rapporteur status
	fi
}

feed_answers() { answers "$feed_port"; } # the press comes after the desk

find_press() {
	press_pid=$(pgrep -P "$broker_pid" | head -n 1) && [ -n "$press_pid" ]
}

broker() { # start [FLAG...] | stop | killed
	local verb=$1 code=0
	shift
	case $verb in
	start)
		[ -z "$broker_pid" ] || fail "the broker is running already"
		rapporteurd --data "$dir/data" --bind "tcp://127.0.0.1:$port" "$@" \
			>>broker.log 2>&1 </dev/null 7>&- &
		broker_pid=$!
		wait_until broker_answers
		! gone "$broker_pid" || fail "the broker did not start"
		wait_until find_press
		;;
	stop)
		kill -TERM "$broker_pid"
		wait "$broker_pid" || code=$?
		broker_pid=''
		[ "$code" -eq 0 ] || fail "the broker stopped with exit code $code"
		wait_until gone "$press_pid"
		;;
	killed)
		find_press || true # it may have been started again since
		kill -KILL "$broker_pid"
		wait "$broker_pid" || true
		broker_pid=''
		[ -z "$press_pid" ] || wait_until gone "$press_pid"
		;;
	*) fail "broker $verb: there are start, stop, killed" ;;
	esac
}

another_press() { find_press && [ "$1" != "$press_pid" ]; }

press() { # killed: and waits until the desk has started another
	[ "$1" = killed ] || fail "press $1: there is killed"
	wait_until find_press
	local old=$press_pid
	kill -KILL "$old"
	wait_until another_press "$old"
}

# ---- the end ---------------------------------------------------------------------------------------

# Pids that carry our mark, without this shell's own children of the moment.
marked() {
	local file pid
	for file in /proc/[0-9]*/environ; do
		pid=${file//[!0-9]/}
		[ "$pid" != "$$" ] || continue
		{ tr '\0' '\n' <"$file" | grep -qxF "RAPPORTEUR_STORY=$dir"; } 2>/dev/null || continue
		echo "$pid"
	done
}

none_marked() { [ -z "$(marked)" ]; }

# Asks, waits up to 10 s, then kills and says which.
stop_all() {
	local pid until=$((SECONDS + 10))
	# shellcheck disable=SC2046 # one pid a word
	kill -CONT $(jobs -p) 2>/dev/null
	# shellcheck disable=SC2046
	kill -TERM $(jobs -p) 2>/dev/null
	until none_marked; do
		[ $SECONDS -lt $until ] || break
		sleep 0.05
	done
	for pid in $(marked); do
		echo "# left behind: $pid $(tr '\0' ' ' <"/proc/$pid/cmdline")"
		kill -KILL "$pid"
	done
}

at_exit() {
	local code=$? file
	trap - ERR EXIT
	set +Eeu
	cd "$dir" || exit 1
	! declare -F screens_end >/dev/null || screens_end # of tests/screen.sh
	stop_all >left_behind 2>/dev/null
	if [ -n "$broker_pid" ]; then
		wait "$broker_pid" || { code=1 && failed_at=${failed_at:-'the broker did not stop well'}; }
	fi
	if [ -s left_behind ]; then
		cat left_behind
		code=1
		failed_at=${failed_at:-'something was left behind'}
	fi
	if compgen -G "$dir/sanitizer.*" >/dev/null; then
		code=1
		failed_at=${failed_at:-'a sanitizer'}
	fi
	if [ "$code" -eq 0 ]; then
		story_done
		cd "$TOP" && rm -rf "$dir"
		exit 0
	fi
	echo "not ok - $story_title (${failed_at:-exit $code})"
	for file in "$dir"/sanitizer.* "$dir"/*.log "$dir"/*.err "$dir"/*.screen; do
		[ -s "$file" ] || continue
		echo "# ---- $file"
		tail -n 60 "$file" | sed 's/^/# /'
	done
	exit 1
}

trap 'failed_at="$(basename "${BASH_SOURCE[0]}"):$LINENO: $BASH_COMMAND"' ERR
trap at_exit EXIT
trap 'exit 143' TERM INT HUP
claim_ports
