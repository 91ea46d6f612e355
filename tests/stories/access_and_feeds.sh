#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"
export PYTHONDONTWRITEBYTECODE=1

# A fresh invitation for a secretariat of the house.
house() {
	rapporteurd init --data "$dir/data" --bind "tcp://127.0.0.1:$port" | awk '/^invitation/ { print $2 }'
}

cat >programme.json <<'END'
{ "session": "own", "title": "A first try", "timezone": "Asia/Bangkok",
  "rounds": [{"number": 1, "start": "2020-10-28T11:30", "end": "2020-10-28T12:20",
              "start_ms": 1603859400000, "end_ms": 1603862400000}],
  "categories": [{"key": "challenge", "heading": "Key challenges"}], "lenses": [],
  "objectives": [{"number": 2, "title": "Drivers"}, {"number": 5, "title": "Pathways"}],
  "rooms": [{"key": "WG-2", "round": 1, "objectives": [2]}, {"key": "WG-5", "round": 1, "objectives": [5]}] }
END

story "every cell of the table of access holds, allowed and refused, with two sessions side by side"
link=$(house)
broker start
/usr/bin/python3 "$TOP/tests/access.py" "$link" programme.json >access.out || fail "$(cat access.out)"
contains access.out ', 0 wrong'

story "and the same over connections of nobody's key, where a proof says whose command it is"
broker stop
rm -r data
link=$(house)
broker start
/usr/bin/python3 "$TOP/tests/access.py" "$link" programme.json carried >access.out || fail "$(cat access.out)"
contains access.out ', 0 wrong'

story "each hears what is meant for them, and who is shut out nothing any more"
/usr/bin/python3 "$TOP/tests/feeds.py" "$(house)" programme.json >feeds.out || fail "$(cat feeds.out)"
lacks feeds.out "not ok"
broker stop
rapporteurd check --data data >check.out
contains check.out 'all is well'
