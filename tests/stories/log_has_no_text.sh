#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

story "no text of a note, title or name is ever in the broker's log, whatever is done with it"
broker start
wire <<'PY'
one = open_session(title='Canary in the title')
one.put(UPDATE, 's1', dict(programme('s1', 'Canary in another title'),
        agenda=[{'start': '2020-10-28T11:30', 'title': 'Canary on the agenda', 'moderator': 'Canary Person',
                 'speakers': ['Canary Speaker']}]))
id = uuid7()
note = {'r': 'WG-2', 'x': 'Canary in a note'}
submitted = one.ask(SUBMIT, dict(note, f='Canary-ref', zz='Canary in a new key'), 's1', id=id)
expect_refused('another under its id', 'id_taken', one.ask, SUBMIT, dict(note, x='Canary again'), 's1', id=id)
one.ask(AMEND, dict(note, n=id, e=submitted['n'], x='Canary amended'), 's1')
expect_refused('stale', 'stale', one.ask, AMEND, dict(note, n=id, e=1, x='Canary late'), 's1')
socket = dealer()
for frame in (envelope(SUBMIT, {'r': 'Canary room', 'x': 'Canary'}), envelope(SUBMIT, dict(note, l='Canary')),
              envelope(SUBMIT, dict(note, x='Canary ' * 1000)), b'Canary, and no msgpack', envelope(59, {'x': 'Canary'}),
              envelope(SUBMIT, note, session='Canary session'), envelope(SUBMIT, note)[:-2],
              envelope(OPEN, {'p': msgpack.packb(dict(programme('s2'), title='Canary', rounds=[]))}, session='s2'),
              envelope(1, {'c': 'Canary\nclient'}, session='')):
    if answer(socket, frame) == 0:
        sys.exit('was not refused: %r' % frame)
synthesis_counts(at_least=3)
PY
broker killed
broker start
press killed
broker stop
[ -s broker.log ] || fail "there is no log"
expect_exit 1 grep -ai canary broker.log
