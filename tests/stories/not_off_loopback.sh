#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

story "off loopback a broker without keys does not start, and says what it wants"
for endpoint in "tcp://0.0.0.0:$port" "tcp://*:$port" "tcp://[::]:$port" "tcp://192.0.2.1:$port" \
	"tcp://example.org:$port" "ipc://socket" "tcp://127.0.0.1" "tcp://127.0.0.1:0" "tcp://127.0.0.1:65535"; do
	expect_exit 2 rapporteurd --data "$dir/other" --bind "$endpoint" 2>refused.err
	contains refused.err "$endpoint"
	[ ! -e other ] || fail "$endpoint: it made a folder"
done
expect_exit 2 rapporteurd --data "$dir/other" --bind "tcp://0.0.0.0:$port" 2>refused.err
contains refused.err "keys are needed off loopback: bind to 127.0.0.1"

story "on loopback, nothing of it listens elsewhere"
broker start
wait_until grep -q "press started" broker.log
/usr/bin/python3 - "$broker_pid" "$press_pid" <<'PY'
import os, sys
ours = set()
for pid in sys.argv[1:]:
    for fd in os.listdir('/proc/%s/fd' % pid):
        try:
            ours.add(os.readlink('/proc/%s/fd/%s' % (pid, fd)))
        except FileNotFoundError:
            pass
listening = []
for table in ('/proc/net/tcp', '/proc/net/tcp6', '/proc/net/udp', '/proc/net/udp6'):
    with open(table, encoding='ascii') as file:
        for row in [line.split() for line in file][1:]:
            if 'socket:[%s]' % row[9] in ours and (row[3] == '0A' or 'udp' in table):
                listening.append(row[1].split(':')[0])
loopback = ('0100007F', '0000000000000000FFFF00000100007F')
sys.exit(0 if len(listening) == 2 and set(listening) <= set(loopback) else 'it listens on %r' % listening)
PY

story "with keys it starts off loopback, and its own machine reaches it"
broker stop
link=$(rapporteurd init --data "$dir/keyed" --bind "tcp://*:$port" | awk '/^invitation/ { print $2 }')
start keyed rapporteurd --data "$dir/keyed" --bind "tcp://*:$port"
wait_until answers "$port"
rapporteur join "$link" >join.out
contains join.out "joined tcp://127.0.0.1:$port as secretariat"
