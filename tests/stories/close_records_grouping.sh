#!/bin/bash
. "$(dirname "$0")/../lib.sh"

session=gcm-ap-2020-10-28
fact() { rapporteur session list --json | jq -r ".[] | select(.session == \"$session\") | $1"; }
recorded() { [ "$(fact .grouping)" != null ]; }
live() { rapporteur status | grep -q '^synthesis: live'; }
counter() { rapporteur status --json | jq -r ".counters.$1"; }
told() { rapporteur export $session --format jsonl -o "$1"; }

story "what a synthesis is made with is recorded when its session opens"
broker start
wait_until live
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
[ "$(fact .made_with)" != null ] || fail "nothing says what it is made with"
equal false "$(fact .remade)"
rapporteur import $session "$TOP/tests/example/notes.jsonl" >/dev/null

story "closing waits for the final grouping and says how the notes stand in it"
rapporteur session close $session --grace 30m >closed 2>closed.err
contains closed 'closed'
contains closed 'notes received: '
contains closed 'in points'
lacks closed.err .
recorded
told before.jsonl
contains broker.log 'grouping_kept'

story "a note that comes late does not change it"
grouping=$(fact .grouping)
as amina note $session WG-2 "Flood funds come too late" >/dev/null 2>&1
equal "$grouping" "$(fact .grouping)"
told late.jsonl
grep -v 'Flood funds come too late' late.jsonl >without.jsonl
same before.jsonl without.jsonl

story "a broker without the vectors serves what was recorded, byte for byte"
broker stop
echo "no table" >absent.bin
broker start --vectors absent.bin
wait_until live
told again.jsonl
same late.jsonl again.jsonl
equal "$grouping" "$(fact .grouping)"
rapporteurd check --data data >checked || { cat checked; fail "the check finds fault"; }

story "opened again without them it says that it is another synthesis"
rapporteur session reopen $session --reason "One room had not finished" >reopened
contains reopened 'open again'
told otherwise.jsonl
! cmp -s late.jsonl otherwise.jsonl || fail "the vectors made no difference: the record proves nothing"
equal true "$(fact .remade)"
equal 1 "$(counter sessions_remade)"
contains broker.log 'vectors: none'
rapporteur session list >listed
contains listed 'is made with something else'

story "a copy, and a journal written anew, keep the grouping"
rapporteur session close $session >/dev/null
told last.jsonl
kill -USR1 "$broker_pid"
wait_until grep -q ' compacted ' broker.log
rapporteurd backup --data data --to copy
broker stop
rapporteurd restore --from copy --data restored
rapporteurd check --data restored >checked || { cat checked; fail "the check finds fault"; }
mv restored data.new && rm -rf data && mv data.new data
broker start
wait_until live
told restored.jsonl
same last.jsonl restored.jsonl
