#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

story "within the grace of a closed session a note is kept as late, is told so, and is counted"
broker start
wire <<'PY'
one = open_session()
submit(one, 'In time')
PY
rapporteur session close s1 --grace 30m >/dev/null
as amina note s1 WG-2 "A little late" >amina.out 2>amina.err
wire <<'PY'
facts = client().ask(GET, session='s1')['body']
expect('facts', (True, 2, 1, 30 * 60 * 1000), (facts['z'], facts['r'], facts['l'], facts['g']))
[objective] = synthesis_counts(at_least=client().hello()['n']).values()
expect('in points and late', [1, 0, 0, 0, 0, 1], objective['c'])
if 'A little late' in str(objective['p']):
    sys.exit('it is in a point')
PY

story "without a grace it is refused, and its writer keeps it"
wire <<'PY'
one = open_session('s2')
one.ask(CLOSE, {}, 's2')
expect_refused('too late', 'session_closed', submit, one, 'Too late', 's2')
PY
expect_exit 1 as amina note s2 WG-2 "Much too late" >amina.out 2>amina.err
contains amina.err "The session is closed."
as amina outbox >amina.out
contains amina.out "Much too late"

story "the secretariat takes late notes in: they are in points, and the grouping is recorded anew"
counts() { rapporteur session list --json | jq -c '.[] | select(.session == "s1") | [.received, .late, .grouping]'; }
before=$(counts)
rapporteur session admit s1 >admitted
contains admitted 's1: late notes admitted'
contains admitted '2 notes received: 2 in points'
equal '[2,0]' "$(counts | jq -c '.[:2]')"
[ "$(counts | jq '.[2]')" -gt "$(jq '.[2]' <<<"$before")" ] || fail "no grouping was recorded"
expect_exit 1 rapporteur session admit s1 2>err
contains err 'no note is late'
rapporteurd check --data data >checked || { cat checked; fail "the check finds fault"; }
