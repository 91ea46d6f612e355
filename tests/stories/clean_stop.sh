#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

writer_start() {
	start writer env PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$TOP/tests" \
		/usr/bin/python3 "$TOP/tests/fault/fifty_kills.py" write "$dir/notes"
	writer_pid=$started
}
answered_more_than() { [ "$(grep -c '^+' "$dir/notes" 2>/dev/null)" -gt "$1" ]; }

story "told to stop under load, the broker answers what it took, says goodbye and is gone within seconds"
broker start
echo 'open_session()' | wire
cat >listen.py <<'PY'
from wire import *
one = client()
hello, join = one.hello()['body'], one.ask(JOIN, session='s1')['body']
feed = one.socket(zmq.SUB, hello['f'])
feed.subscribe(join['p'])
while True:
    opened = one.open_frame(feed.recv_multipart(), hello['k'], join)
    print(opened[1]['t'], flush=True)
    if opened[1]['t'] == GOODBYE:
        break
PY
start listener env PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$TOP/tests" /usr/bin/python3 listen.py
listener=$started
writer_start
wait_until grep -q '^101$' listener.out
wait_until answered_more_than 200
began=$SECONDS
old_press=$press_pid
broker stop
[ $((SECONDS - began)) -le 10 ] || fail "it took $((SECONDS - began)) s"
gone "$old_press" || fail "the press is still there"
wait_until gone "$listener" # it ends with the goodbye
! answers "$port" || fail "the port of the commands is still taken"
! answers "$feed_port" || fail "the port of the feed is still taken"

story "everything that was answered is there, and the rest comes when it is back"
cp notes at_the_stop
broker start
touch notes.stop
wait "$writer_pid"
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$TOP/tests" /usr/bin/python3 "$TOP/tests/fault/fifty_kills.py" verify "$dir/notes"
broker stop
rapporteurd check --data data >check.out || fail "the check finds faults"
