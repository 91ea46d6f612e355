#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

story "a client whose clock is an hour off is served as any other; its notes' times are told by age alone"
broker start
wire <<'PY'
HOUR = 3600 * 1000
def id_at(offset_ms):
    raw = bytearray(int(time.time() * 1000 + offset_ms).to_bytes(6, 'big') + os.urandom(10))
    raw[6], raw[8] = 0x70 | raw[6] & 0x0f, 0x80 | raw[8] & 0x3f
    return bytes(raw)
open_session()
ahead, behind, right = client(b'a' * 16), client(b'b' * 16), client(b'c' * 16)
kept = [
    submit(ahead, 'Flood funds', id=id_at(HOUR)),
    submit(behind, 'Visas', id=id_at(-HOUR)),
    submit(right, 'Consulates', id=id_at(0)),
    submit(behind, 'Wages', id=id_at(-HOUR), age_ms=HOUR),
    submit(right, 'Smugglers', id=bytes(6) + id_at(0)[6:]),
    submit(right, 'Schools', id=id_at(0), age_ms=2 ** 40),
]
expect('in the order of arrival', [0, 1, 2, 3, 4, 5], [reply['n'] - kept[0]['n'] for reply in kept])
events = client().journal()
now = time.time() * 1000
for event in events:
    if abs(event['head']['w'] - now) > 60000:
        sys.exit('an event has a clock of its own: %r' % event['head']['w'])
expect('never backwards', sorted(event['head']['w'] for event in events), [event['head']['w'] for event in events])
notes = synthesis_counts(at_least=7)[2]['n']
first = {note['x']: note['m'] for note in notes}
minute = int(now / 60000)
def near(text, expected):
    if abs(first[text] - expected) > 1:
        sys.exit('%s: told %d minutes ago' % (text, minute - first[text]))
near('Flood funds', minute)
near('Visas', minute)
near('Smugglers', minute)
near('Wages', minute - 60)
near('Schools', minute - 7 * 24 * 60)
PY
