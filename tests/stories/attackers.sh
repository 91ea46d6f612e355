#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$TOP/tests"

# A fresh invitation for a secretariat of the house.
house() {
	rapporteurd init --data "$dir/data" --bind "tcp://127.0.0.1:$port" | awk '/^invitation/ { print $2 }'
}

cat >programme.json <<'END'
{ "session": "attacked", "title": "A hall with an open net", "timezone": "Asia/Bangkok",
  "rounds": [{"number": 1, "start": "2020-10-28T11:30", "end": "2020-10-28T12:20",
              "start_ms": 1603859400000, "end_ms": 1603862400000}],
  "categories": [{"key": "challenge", "heading": "Key challenges"}], "lenses": [],
  "objectives": [{"number": 2, "title": "Drivers"}], "rooms": [{"key": "WG-2", "round": 1, "objectives": [2]}] }
END

story "who floods, says nonsense, never ends or says it again harms nobody, with a key or without"
link=$(house)
broker start
wait_until feed_answers
/usr/bin/python3 "$TOP/tests/attack.py" "$link" programme.json "$broker_pid" "$press_pid" >attack.out || fail "$(cat attack.out)"
cat attack.out
broker stop
rapporteurd check --data data >check.out
contains check.out 'all is well'

story "with too few descriptors the broker says so and does not start; with few, no address has them all"
(ulimit -n 128 && expect_exit 1 rapporteurd --data "$dir/data" --bind "tcp://127.0.0.1:$port" 2>few.err)
contains few.err 'too_few_files limit=128'
link=$(house)
ulimit -n 300
broker start
/usr/bin/python3 "$TOP/tests/attack.py" "$link" >crowd.out 2>crowd.err || fail "$(cat crowd.out crowd.err)"
cat crowd.out
