#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

session=gcm-ap-2020-10-28
status_counter() { rapporteur status --json | grep -oE "\"$1\": *[0-9]+" | grep -oE "[0-9]+$" | head -n 1; }
slowed() { [ "$(status_counter slowed)" -gt 0 ]; }

story "a writer that floods is told to wait, loses nothing, and nobody else notices"
broker start --rate 20 --burst 30
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
seq -f 'Point number %.0f of a program gone wild' 200 >flood.txt
RAPPORTEUR_STATE=$dir/wild rapporteur note $session WG-2 - --wait 120 <flood.txt >wild.ids 2>wild.err 7>&- &
flood=$!
wait_until slowed
for i in 1 2 3 4 5; do
	as bela note $session WG-5 "Bela types as always, $i" >>bela.ids
done
equal 5 "$(wc -l <bela.ids)" "notes of the other"
! gone "$flood" || fail "the flood was over before the other was done"
wait "$flood"
equal 200 "$(sort -u wild.ids | wc -l)" "public ids of the flood"
RAPPORTEUR_STATE=$dir/wild rapporteur outbox >left
lacks left 'Point number'
rapporteur export $session --format csv -o notes.csv
equal 200 "$(grep -c 'program gone wild' notes.csv || true)" "notes of the flood"
equal 5 "$(grep -c 'Bela types' notes.csv || true)" "notes of the other"
[ "$(status_counter refused)" -ge "$(status_counter slowed)" ] || fail "who is slowed is not counted as refused"

story "who is told to wait is told until when: so early is too early, then it is taken"
wire <<'PY'
socket = dealer()
def send(id, text):
    socket.send(envelope(SUBMIT, {'r': 'WG-2', 'x': text}, 'gcm-ap-2020-10-28', id=id))
def take():
    reply = unpack(socket.recv())
    return reply['i'], reply['e'], reply.get('u', 0)
ids = [uuid7() for _ in range(60)]
began = time.monotonic()
for id in ids:
    send(id, 'At once ' + id.hex())
waits = {}
for _ in ids:
    id, error, wait = take()
    if error == 60:
        waits[id] = wait
    else:
        expect('taken', 0, error)
heard = time.monotonic()
expect('some were told to wait', True, 1 <= len(waits) <= 30)
times = [waits[id] for id in ids if id in waits]
expect('each after the one before', times, sorted(set(times)))
expect('no longer than the rate asks for', True, times[-1] <= len(times) * 50 + 50)
send(ids[-1], 'At once ' + ids[-1].hex())
early = take()[1]
if (time.monotonic() - began) * 1000 < times[-1]:  # else this machine is too slow to be early
    expect('too early', 60, early)
for id in [id for id in ids if id in waits]:
    socket.poll(max(0, int((heard - time.monotonic()) * 1000) + waits[id] + 50))
    send(id, 'At once ' + id.hex())
    expect('when it was told to', 0, take()[1])
PY
broker stop

story "a key has one measure, over as many connections as it likes, and no other key has less for it"
mv data open
link=$(rapporteurd init --data "$dir/data" --bind "tcp://127.0.0.1:$port" | awk '/^invitation/ { print $2 }')
broker start --rate 20 --burst 30
wire "$link" <<'PY'
house, _ = Client.join(sys.argv[1])
house.put(OPEN, 's1', programme())
wild, calm = [Client.join(house.link(house.invite('s1', 'rapporteur')))[0] for _ in range(2)]
lines = [Client(house.broker, key=wild.key) for _ in range(4)]
busy = 0
for n in range(80):
    socket = lines[n % 4].commands
    socket.poll(5000, zmq.POLLOUT)
    socket.send(envelope(SUBMIT, {'r': 'WG-2', 'x': 'Note %d' % n}))
for n in range(80):
    busy += unpack(lines[n % 4].commands.recv())['e'] == 60
expect('it is told to wait', True, busy >= 10)
for n in range(20):
    calm.commands.send(envelope(SUBMIT, {'r': 'WG-2', 'x': 'Calm %d' % n}))
expect('nobody else is', [0] * 20, [unpack(calm.commands.recv())['e'] for _ in range(20)])
PY
