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

story "that somebody else tried an invitation is told with every answer to whose it is, and to nobody else"
link=$(house)
broker start
wire "$link" <<'PY'
house, _ = Client.join(sys.argv[1])
house.put(OPEN, 'told', programme('told'))
link = house.link(house.invite('told', 'observer'))
omar, _ = Client.join(link)
mona, _ = Client.join(house.link(house.invite('told', 'moderator')))
try:
    error = Client.join(link) and 0
except Refused as refused:
    error = refused.reply['e']
expect('a second use', 59, error)
for what, message, session in (('the desk', STATUS, ''), ('the press', SYNTHESIS, 'told'), ('the desk again', LIST, '')):
    expect('omar is told by ' + what, True, omar.ask(message, session=session).get('z', False))
    expect('mona is not told by ' + what, False, mona.ask(message, session=session).get('z', False))
expect('omar hears how often', 1, omar.ask(WHOAMI)['body']['t'])
expect('... and that is that', False, omar.ask(SYNTHESIS, session='told').get('z', False))
people = house.ask(PEOPLE, session='told')['body']['l']
expect('the secretariat sees whose it was', [1], [one['t'] for one in people if 't' in one])
PY
broker stop

story "no nonce comes twice, though press and broker die again and again"
cat >listen.py <<'END'
import sys
import client as c
import zmq
key = c.Key.load('ear.key')
me = c.Client(sys.argv[1], key=key)
feed = me.socket(zmq.SUB, int(sys.argv[2]))
feed.setsockopt(zmq.RECONNECT_IVL, 50)
feed.setsockopt(zmq.RECONNECT_IVL_MAX, 100)
feed.subscribe(b'')
while True:
    topic, frame = feed.recv_multipart()
    print(topic.hex(), int.from_bytes(frame[1:5], 'big'), frame[5:21].hex(), frame[21:45].hex(), flush=True)
END
link=$(house)
broker start
/usr/bin/python3 "$TOP/tests/client.py" --key ear.key join "$link" >/dev/null
: >ear.out
start ear env PYTHONPATH="$TOP/tests" /usr/bin/python3 listen.py "$RAPPORTEUR_BROKER" "$feed_port"
heard() { [ "$(wc -l <ear.out)" -ge "$1" ]; }
for death in press press broker press; do
	heard_before=$(wc -l <ear.out)
	for n in 1 2 3; do
		/usr/bin/python3 "$TOP/tests/client.py" --key ear.key note feeds-own WG-2 "Note $n before the death of a $death" >/dev/null
	done
	wait_until heard $((heard_before + 3))
	if [ "$death" = press ]; then
		press killed
	else
		broker killed
		broker start
	fi
done
wait_until heard $(($(wc -l <ear.out) + 3))
equal '' "$(cut -d ' ' -f 4 ear.out | sort | uniq -d)" "nonces that came twice"
[ "$(cut -d ' ' -f 3 ear.out | cut -c 1-16 | sort -u | wc -l)" -ge 4 ] || fail "there were fewer presses than deaths"
