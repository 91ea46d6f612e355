#!/bin/bash
. "$(dirname "$0")/../lib.sh"

# A service manager: each message that comes to its socket is a line of heard.
cat >manager.py <<'END'
import os, socket, sys
heard = open("heard", "w", buffering=1)
listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listening.bind("manager")
while True:
    print(listening.recv(4096).decode(), file=heard)
END

has_passed() { [ "$SECONDS" -ge "$1" ]; }
heard_after_ready() { [ "$(grep -cx 'WATCHDOG=1' heard)" -ge "$1" ]; }

story "the service manager hears when commands are taken, that all is well, and when it ends"
start manager python3 manager.py
wait_until test -S manager
export NOTIFY_SOCKET=$dir/manager WATCHDOG_USEC=2000000
broker start
unset NOTIFY_SOCKET WATCHDOG_USEC
wait_until grep -qx 'READY=1' heard
equal 'READY=1' "$(head -n 1 heard)"
wait_until heard_after_ready 3
lacks heard 'STOPPING=1'

story "a desk that hangs is silent, whatever the press does"
kill -STOP "$broker_pid"
before=$(wc -l <heard)
silent_until=$((SECONDS + 3)) # its pings are a second apart
wait_until has_passed $silent_until
equal "$before" "$(wc -l <heard)" "messages of a desk that hangs"
kill -CONT "$broker_pid"
wait_until heard_after_ready $((before + 2))

story "it says that it ends before it does"
broker stop
wait_until grep -qx 'STOPPING=1' heard
equal 'STOPPING=1' "$(tail -n 1 heard)"
