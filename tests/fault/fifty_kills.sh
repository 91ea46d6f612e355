#!/bin/bash
# timeout: 400
# KILLS (50) deaths of broker, press and writer in turn, each at a moment drawn from SEED: after so many more answers
# and so many ms, so that every point of a note's way comes up. A failing run prints its SEED; give it to see
# the same draws again. `make soak-kills` has more of everything: up to ANSWERS between two deaths, WINDOW notes
# under way at once.
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

KILLS=${KILLS:-50}
ANSWERS=${ANSWERS:-5}
export WINDOW=${WINDOW:-8}
SEED=${SEED:-$(date +%s%N)}
echo "# SEED=$SEED KILLS=$KILLS ANSWERS=$ANSWERS WINDOW=$WINDOW"
RANDOM=$((SEED % 32768))

writer() { # write | verify
	PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$TOP/tests" /usr/bin/python3 "$TOP/tests/fault/fifty_kills.py" \
		"$1" "$dir/notes"
}
writer_start() {
	start writer env PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$TOP/tests" \
		/usr/bin/python3 "$TOP/tests/fault/fifty_kills.py" write "$dir/notes"
	writer_pid=$started
}
# Counted on from where it was counted to before: the file may grow to a million.
counted=0
counted_to=0
answered() {
	local size
	size=$(stat -c %s "$dir/notes" 2>/dev/null || echo 0)
	[ "$size" -gt "$counted_to" ] || return 0
	counted=$((counted + $(tail -c "+$((counted_to + 1))" "$dir/notes" | head -c "$((size - counted_to))" |
		grep -c '^+' || true)))
	counted_to=$size
}
answered_more_than() {
	answered
	[ "$counted" -gt "$1" ]
}

story "$KILLS kills of broker, press and writer at any point of a note's way: none lost, none twice"
broker start --rate 0
echo 'open_session()' | wire
writer_start
for ((kill = 0; kill < KILLS; kill++)); do
	draw=$((RANDOM % (ANSWERS + 1)))
	answered
	wait_until answered_more_than $((counted + draw))
	sleep "0.0$((RANDOM % 4))$((RANDOM % 10))" # where between two answers
	case $((kill % 3)) in
	0)
		broker killed
		broker start --rate 0
		;;
	1) press killed ;;
	2)
		kill -KILL "$writer_pid"
		wait "$writer_pid" || true
		writer_start
		;;
	esac
done
touch "$dir/notes.stop"
wait "$writer_pid" || fail "the writer failed: see writer.err"
writer verify
broker stop
rapporteurd check --data "$dir/data" >check.out || fail "the check finds faults"
contains check.out "faults 0"
