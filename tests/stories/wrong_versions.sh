#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

story "a client of another version is told so, and one a little newer is served"
broker start
wire <<'PY'
open_session()
socket = dealer()
note = {'r': 'WG-2', 'x': 'Flood funds come too late'}
for what, expected, frame in (
    ('the same version', 0, envelope(SUBMIT, note)),
    ('a newer minor, with keys of its own', 0, envelope(SUBMIT, dict(note, zz=5), m=7, q='new')),
    ('a newer major', 4, envelope(SUBMIT, note, v=2)),
    ('an older major', 4, envelope(SUBMIT, note, v=0)),
    ('no version', 6, envelope(SUBMIT, note, v=None)),
    ('a newer major that looks otherwise', 4, msgpack.packb({'v': 2, 'envelope': 'of another form'})),
    ('a command of a newer version', 5, envelope(59, note)),
    ('a feed message as a command', 5, envelope(UPDATED, note)),
    ('an id of another form', 6, envelope(SUBMIT, note, id=b'\x40' * 16)),
    ('no writer', 6, envelope(SUBMIT, note, w=None)),
):
    expect(what, expected, answer(socket, frame))
refusal = unpack((socket.send(envelope(STATUS, v=9)), socket.recv())[1])
if 'version' not in refusal['y']:
    sys.exit('the refusal says nothing of versions: ' + refusal['y'])
expect('what was kept', 2, len(texts()))
PY
