#!/bin/bash
. "$(dirname "$0")/../lib.sh"

session=gcm-ap-2020-10-28
fact() { rapporteur session list --json | jq -r ".[] | select(.session == \"$session\") | $1"; }
recorded() { [ "$(fact .grouping)" != null ]; }
live() { rapporteur status | grep -q '^synthesis: live'; }
counter() { rapporteur status --json | jq -r ".counters.$1"; }
told() { rapporteur export $session --format jsonl -o "$1"; }
# Without word vectors more words are taken for names, and masked: what stands where is compared without texts.
placed() { jq -cS 'del(.text, .statement)' "$1"; }
shown() { rapporteur point list $session --json | jq -cS 'del(.. | .text?, .statement?, .masked?)'; }
noted() { jq -r "select(.ref == \"$1\") | .note" before.jsonl; }

story "what a synthesis is made with is recorded when its session opens"
broker start
wait_until live
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
[ "$(fact .made_with)" != null ] || fail "nothing says what it is made with"
equal false "$(fact .remade)"
rapporteur import $session "$TOP/tests/example/notes.jsonl" >/dev/null

story "moderators split a point, put two together, restate and file one"
told before.jsonl
rapporteur point split $session "$(noted n02-031)" >/dev/null
rapporteur point merge $session "$(noted n02-001)" "$(noted n02-005)" >/dev/null
rapporteur point restate $session "$(noted n06-001)" "Pay is too low" >/dev/null
rapporteur point theme $session 6.challenge pay Pay >/dev/null
rapporteur point move $session "$(noted n06-001)" -c challenge --theme pay >/dev/null

story "closing waits for the final grouping and says how the notes stand in it"
rapporteur session close $session --grace 30m >closed 2>closed.err
contains closed 'closed'
contains closed 'notes received: '
contains closed 'in points'
lacks closed.err .
recorded
told before.jsonl
contains broker.log 'grouping_kept'
shown >closed.shown

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
placed late.jsonl >late.places
placed again.jsonl >again.places
same late.places again.places
shown >again.shown
same closed.shown again.shown
equal "$grouping" "$(fact .grouping)"
rapporteurd check --data data >checked || { cat checked; fail "the check finds fault"; }

story "opened again without them it says that it is another synthesis"
rapporteur session reopen $session --reason "One room had not finished" >reopened
contains reopened 'open again'
told otherwise.jsonl
placed otherwise.jsonl >otherwise.places
! cmp -s late.places otherwise.places || fail "the vectors made no difference: the record proves nothing"
equal true "$(fact .remade)"
equal 1 "$(counter sessions_remade)"
contains broker.log 'vectors: none'
rapporteur session list >listed
contains listed 'is made with something else'

story "a copy, and a journal written anew, keep the grouping"
rapporteur session close $session >/dev/null
told last.jsonl
shown >last.shown
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
placed last.jsonl >last.places
placed restored.jsonl >restored.places
same last.places restored.places
shown >restored.shown
same last.shown restored.shown
