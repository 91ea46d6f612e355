#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

story "a client that never reads costs a bounded memory, and nobody else waits"
broker start
wire "$broker_pid" <<'PY'
open_session()
before = rss_kib(sys.argv[1])
deaf = zmq.Context.instance().socket(zmq.DEALER)
for option, value in ((zmq.LINGER, 0), (zmq.RCVHWM, 1), (zmq.RCVBUF, 4096), (zmq.SNDHWM, 0)):
    deaf.setsockopt(option, value)
deaf.connect(os.environ['RAPPORTEUR_BROKER'])
other, slowest = client(), 0
for i in range(20000):
    deaf.send(envelope(STATUS, session=''))
    if i % 1000 == 0:
        began = time.monotonic()
        submit(other, 'Note %d' % i)
        slowest = max(slowest, time.monotonic() - began)
end = time.monotonic() + 60
while counters(other)['messages'] <= 20000:
    if time.monotonic() > end:
        sys.exit('not all of them were read')
found, after = counters(other), rss_kib(sys.argv[1])
print('# dropped %d, memory +%d KiB, slowest other %d ms' % (found['replies_dropped'], after - before, slowest * 1000))
if found['replies_dropped'] == 0:
    sys.exit('no reply was dropped, or none was counted')
if after - before > 65536:
    sys.exit('the memory grew by %d KiB' % (after - before))
expect('kept', 20, len(texts()))
PY
