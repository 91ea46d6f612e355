#!/bin/bash
# Peers that vanish without a word, in a network of its own, whose cable can be pulled: 45 s of keepalive.
# timeout: 240
if [ -z "${IN_A_NETWORK:-}" ]; then
	if ! unshare --net --map-root-user true 2>/dev/null; then
		echo "ok - peers that vanish # SKIP this machine gives no network of its own"
		exit 0
	fi
	IN_A_NETWORK=1 exec unshare --net --map-root-user bash "$0"
fi
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

loopback() { # up | down
	/usr/bin/python3 - "$1" <<'PY'
import fcntl, socket, struct, sys
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
flags = IFF_UP if sys.argv[1] == 'up' else 0
fcntl.ioctl(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), SIOCSIFFLAGS, struct.pack('16sH14x', b'lo', flags))
PY
}
descriptors() { local all=("/proc/$1/fd/"*) && echo ${#all[@]}; }
crowd_is_in() { [ "$(descriptors "$broker_pid")" -ge $((desk_before + 100)) ] &&
	[ "$(descriptors "$press_pid")" -ge $((press_before + 100)) ]; }
crowd_is_out() { [ "$(descriptors "$broker_pid")" -le "$desk_before" ] &&
	[ "$(descriptors "$press_pid")" -le "$press_before" ]; }

story "connections whose peers vanished without a word are given up, and everything that they held"
loopback up
broker start
echo 'open_session()' | wire
wait_until grep -q "press started" broker.log
desk_before=$(descriptors "$broker_pid") press_before=$(descriptors "$press_pid")
# A hundred who write and a hundred who watch: what the feed sends these is on its way when the cable is pulled.
start crowd /usr/bin/python3 -c 'import signal, sys, zmq
context = zmq.Context()
held = []
for port, kind in ((int(sys.argv[1]), zmq.DEALER), (int(sys.argv[1]) + 1, zmq.SUB)):
    for _ in range(100):
        held.append(context.socket(kind))
        held[-1].setsockopt(zmq.RECONNECT_IVL, -1)
        held[-1].setsockopt(zmq.LINGER, 0)
        if kind == zmq.SUB:
            held[-1].setsockopt(zmq.SUBSCRIBE, b"")
        held[-1].connect("tcp://127.0.0.1:%d" % port)
while True:
    signal.pause()' "$port"
wait_until crowd_is_in
loopback down
wait_until crowd_is_out
loopback up

story "and who is there is served as before"
as amina note s1 WG-2 "Still here" >/dev/null
equal 1 "$(notes_kept)" "notes"
