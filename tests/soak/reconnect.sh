#!/bin/bash
# timeout: 400
# CLIENTS (1000) clients whose broker dies under them and is started again: all come back, all are served, nothing is
# lost or there twice, and neither end takes memory without bound.
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

CLIENTS=${CLIENTS:-1000}
RECONNECT=${RECONNECT:?the program}
BROKER_MIB_MAX=300

is_ready() { grep -qx ready crowd.out; }
crowd_is_gone() { gone "$crowd_pid"; }
broker_mib() { # the most that desk and press have taken since they were started
	find_press
	awk '/^VmHWM/ { sum += $2 } END { print int(sum / 1024) }' "/proc/$broker_pid/status" "/proc/$press_pid/status"
}

story "$CLIENTS clients that lose their broker at once are all served when it is back"
broker start
echo 'open_session()' | wire
start crowd "$RECONNECT" "$RAPPORTEUR_BROKER" "$dir/crowd" "$CLIENTS" s1 WG-2
crowd_pid=$started
wait_until is_ready
broker killed
broker start
wait_until crowd_is_gone
wait "$crowd_pid" || fail "not all were served: see crowd.out"
sed 's/^/# /' crowd.out
mib=$(broker_mib)
echo "# broker $mib MiB"
[ "$mib" -le "$BROKER_MIB_MAX" ] || fail "the broker took $mib MiB"
equal $((2 * CLIENTS)) "$(notes_kept)" "notes"
