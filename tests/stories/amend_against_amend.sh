#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

story "of two amendments to one text, the second learns what stands and nothing is overwritten unseen"
broker start
wire <<'PY'
open_session()
laptop, phone = client(b'a' * 16), client(b'a' * 16)
id = uuid7()
first = submit(laptop, 'Flood funds come late', id=id)
def amend(one, replaces, text, **named):
    return one.ask(AMEND, {'n': id, 'e': replaces, 'r': 'WG-2', 'x': text}, 's1', **named)
amended = amend(laptop, first['n'], 'Flood funds come a year late')
refusal = expect_refused('the second', 'stale', amend, phone, first['n'], 'Flood funds never come')
expect('what stands', ('Flood funds come a year late', amended['n'], first['body']['i']),
       (refusal['body']['x'], refusal['body']['e'], refusal['body']['i']))
again = uuid7()
last = amend(phone, refusal['body']['e'], 'Flood funds never come', id=again)['n']
expect('the same again', True, amend(phone, refusal['body']['e'], 'Flood funds never come', id=again)['body']['a'])
expect_refused('another writer', 'not_yours', amend, client(b'b' * 16), last, 'Mine now')
[objective] = synthesis_counts(at_least=last).values()
expect('statements', ['Flood funds never come'], [point['t'] for point in objective['p']])

retracted = phone.ask(RETRACT, {'n': id, 'e': last}, 's1')
refusal = expect_refused('after it is gone', 'stale', amend, laptop, last, 'Too late')
expect('it says so', (True, None), (refusal['body']['z'], refusal['body'].get('x')))
[objective] = synthesis_counts(at_least=retracted['n']).values()
expect('counts', [0, 0, 0, 1, 0, 0], objective['c'])
PY
