#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

lines() { # WHO FROM TO
	for ((i = $2; i <= $3; i++)); do echo "$1 says thing number $i"; done
}
broker start
echo 'open_session()' | wire

story "two processes that write into one outbox lose nothing and send nothing twice"
broker stop
lines one 1 40 | RAPPORTEUR_STATE=$dir/amina rapporteur note --wait 1 s1 WG-2 - >one.out 2>one.err & one=$!
lines two 1 40 | RAPPORTEUR_STATE=$dir/amina rapporteur note --wait 1 s1 WG-2 - >two.out 2>two.err & two=$!
expect_exit 3 wait $one
expect_exit 3 wait $two
broker start
as amina outbox --send 2>first.err & one=$!
as amina outbox --send 2>second.err & two=$!
wait $one
wait $two
equal 80 "$(notes_kept)" "notes kept"
wire <<'PY'
expect('each once', 80, len(set(texts())))
PY

story "likewise while the broker answers"
lines three 1 200 | RAPPORTEUR_STATE=$dir/amina rapporteur note s1 WG-2 - >three.out & one=$!
lines four 1 200 | RAPPORTEUR_STATE=$dir/amina rapporteur note s1 WG-2 - >four.out & two=$!
wait $one
wait $two
equal 480 "$(notes_kept)" "notes kept"
equal 400 "$(sort three.out four.out | uniq | grep -c .)" "ids printed"
wire <<'PY'
expect('each once', 480, len(set(texts())))
[objective] = synthesis_counts(at_least=client().hello()['n']).values()
expect('in the synthesis', 480, sum(objective['c']))
PY
