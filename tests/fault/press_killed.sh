#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

send() { # FROM TO
	wire "$@" <<'PY'
one = client(b'w' * 16)
for i in range(int(sys.argv[1]), int(sys.argv[2]) + 1):
    submit(one, 'Note number %d' % i, wait_ms=2000)
PY
}
told() { # N: the newest line of the watcher has N notes in all
	wire "$1" 2>/dev/null <<'PY'
with open('watcher.out', encoding='utf-8') as file:
    newest = {}
    for line in file:
        line = json.loads(line)
        newest = line['whole']['2'] if 'whole' in line else line['update']
expect('notes', int(sys.argv[1]), sum(newest['c']))
PY
}

story "acknowledgements go on while the press stands still"
broker start
echo 'open_session()' | wire
start watcher env PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$TOP/tests/client.py" watch s1
send 1 10
wait_until told 10
kill -STOP "$press_pid"
send 11 30
equal 30 "$(notes_kept)" "kept while it stood still"

story "and while it is dead"
kill -KILL "$press_pid"
send 31 40
equal 40 "$(notes_kept)" "kept while it was dead"

story "it comes back, and the watcher heals and shows all"
wait_until told 40
send 41 50
wait_until told 50
[ "$(counter press_starts)" -ge 2 ] || fail "it was not started again"
equal 0 "$(counter press_skipped)" "events skipped"

story "killed many times, it is not blamed on an event"
for _ in 1 2 3 4; do
	press killed
done
send 51 52
wait_until told 52
equal 0 "$(counter press_skipped)" "events skipped"
