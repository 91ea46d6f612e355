#!/bin/bash
# timeout: 900
# WRITERS (1000) writers and WATCHERS (200) watchers at once, NOTES (60000) notes at PER_SECOND (1000); a tenth of the
# watchers never reads. All is acknowledged, who reads misses nothing, and desk and press stay within bounds.
. "$(dirname "$0")/../lib.sh"

WRITERS=${WRITERS:-1000} WATCHERS=${WATCHERS:-200} NOTES=${NOTES:-60000} PER_SECOND=${PER_SECOND:-1000}
: "${CROWD:?the program}" "${WATCHING:?the program}"

DESK_MIB_MAX=300 PRESS_MIB_MAX=500

most_mib() { awk '/^VmHWM/ { print int($2 / 1024) }' "/proc/$1/status"; }
descriptors() { local all=("/proc/$1/fd/"*) && echo ${#all[@]}; }
watchers_are_in() { [ "$(descriptors "$press_pid")" -ge $((press_before + WATCHERS)) ]; }
all_is_folded() { rapporteur status | grep -q 'synthesis: live'; }
folded() { rapporteur status | awk '$1 == "press_event" { print $2 }'; }
folded_more_than() { [ "$(folded)" -gt "$1" ] || all_is_folded; }
# How much less than the others the one was told that was told least; none when that is nothing at all.
lag() {
	kill -USR1 "$reading"
	tail -n 1 watchers.out | awk '$1 == "told" && $2 > 0 { print $3 - $2 }'
}
all_are_told() { behind=$(lag) && [ -n "$behind" ]; }
# A heartbeat may be on its way to some of them at the moment they are asked.
told_alike() { all_are_told && [ "$behind" -le $((came_late + 2)) ]; }

story "$WRITERS writers and $WATCHERS watchers at once: all is acknowledged, who reads is told all, memory is bounded"
broker start --rate 0
press_before=$(descriptors "$press_pid")
start watchers "$WATCHING" "tcp://127.0.0.1:$feed_port" $((WATCHERS - WATCHERS / 10))
reading=$started
start deaf "$WATCHING" "tcp://127.0.0.1:$feed_port" $((WATCHERS / 10))
deaf=$started
wait_until watchers_are_in
# A connection is there before its subscription is: the heartbeats of a session tell when that is, too.
sed 's/^session: .*/session: heartbeats/' "$TOP/tests/example/programme.yaml" >heartbeats.yaml
rapporteur session open heartbeats.yaml >/dev/null
wait_until all_are_told
came_late=$behind
kill -STOP "$deaf"
cd "$TOP" # it reads the example
"$CROWD" "$RAPPORTEUR_BROKER" "$NOTES" "$WRITERS" 8 10 "$PER_SECOND" >"$dir/crowd.out" || fail "not all was acknowledged"
cd "$dir"
until all_is_folded; do # for as long as it takes, while it goes on
	wait_until folded_more_than "$(folded)"
done
wait_until told_alike
desk_mib=$(most_mib "$broker_pid") press_mib=$(most_mib "$press_pid")
sed 's/^/# /' crowd.out
echo "# $(tail -n 1 watchers.out) updates; the most: desk $desk_mib MiB, press $press_mib MiB"
[ "$desk_mib" -le $DESK_MIB_MAX ] || fail "the desk took $desk_mib MiB"
[ "$press_mib" -le $PRESS_MIB_MAX ] || fail "the press took $press_mib MiB"
kill -CONT "$deaf"
rapporteur session list --json >sessions.json
equal "$NOTES" "$(grep -o '"received": *[0-9]*' sessions.json | awk -F: '{ sum += $2 } END { print sum }')" "notes"
