#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

story "two thousand connections that come and leave at once, in the middle of a word or of a subscription, leave nothing behind"
link=$(rapporteurd init --data "$dir/data" --bind "tcp://127.0.0.1:$port" | awk '/^invitation/ { print $2 }')
broker start
wait_until feed_answers
wire "$link" "$broker_pid" "$press_pid" <<'PY'
import zmtp
house, _ = Client.join(sys.argv[1])
house.put(OPEN, 's1', programme())
port, key, secret = int(house.broker.rsplit(':', 1)[1]), house.key.broker_key, bytes(house.key.secret)
question = envelope(HELLO, {'c': 'x'}, session='')
def commands(n):
    one = zmtp.Curve(port, key, secret)
    said = one.sealed(question) + one.sealed(question, more=True)
    one.say(said[:len(said) * (n % 11) // 10])
    one.close()
def feed(n):
    one = zmtp.Curve(port + 1, key, secret, b'SUB')
    said = b''.join(one.sealed(b'\1' + bytes([n % 256, k])) for k in range(5))
    one.say(said[:len(said) * (n % 11) // 10])
    one.close()
def halves():
    for step in range(3):
        one = zmtp.Raw(port + step % 2)
        one.say((zmtp.greeting(b'CURVE') + os.urandom(200))[:40 * step])
        one.close()
def memory():
    return [rss_kib(pid) for pid in sys.argv[2:]]
def churn(count):
    for n in range(count):
        (feed if n % 2 else commands)(n)
        if n % 20 == 0:
            halves()
            submit(house, 'Note %d, while others come and go' % n)
churn(400)
before = memory()
churn(1600)
end = time.monotonic() + 60
while True:
    now = counters(house)
    if now['press_connections'] + now['press_topics'] == 0 and now['connections'] <= 1 or time.monotonic() > end:
        break
    house.commands.poll(200)
expect('connections and topics that are left', [1, 0, 0], [now[k] for k in ('connections', 'press_connections', 'press_topics')])
if 'address' not in os.environ.get('RAPPORTEUR_BIN', ''):
    for was, is_ in zip(before, memory()):
        expect('grows with each, %d to %d KiB' % (was, is_), True, is_ < was + (32 << 10))
expect('press starts', 1, now['press_starts'])
PY
