#!/bin/bash
. "$(dirname "$0")/../lib.sh"

session=gcm-ap-2020-10-28
secret='Zolbayar Quintessenz'
closed() { rapporteur session close $session >/dev/null; }
nowhere() { ! grep -rqaiF -e "$secret" -e Zolbayar -e Quintessenz "$@"; }
# How often the journal was written anew because of an erasure; and that this is so once more.
erasures() { grep -c ' erased ms=' broker.log || true; }
more() { [ "$(erasures)" -gt "$1" ]; }
finished() { wait_until more "$1" && { nowhere data || fail "the text is still in the folder"; }; }
# Which notes stand together, and with which words; a point that is made anew may have another id.
grouped() { jq -S 'del(.point)' "$1"; }
told() { rapporteur export $session --format jsonl -o "$1" && rapporteur export $session --format md -o "$1.md"; }
check() { rapporteurd check --data data >checked || { cat checked; fail "the check finds fault"; }; }
balance() { rapporteur session list --json | jq -r '.[] | "\(.received) \(.retracted) \(.redacted)"'; }

story "without the note everything is as if it had never been written"
broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
head -n 60 "$TOP/tests/example/notes.jsonl" >notes.jsonl
rapporteur import $session notes.jsonl >/dev/null
# One that is taken back has them grouped as a whole, as a redaction does.
as omar retract "$(as omar note $session WG-2 "Flood funds come too late")" >/dev/null
as omar note $session WG-5 "Another room" >/dev/null
told before

story "its writer redacts a note, and all that it ever said is gone from what is served"
note=$(as amina note $session WG-2 "Flood funds come too late, says $secret")
as amina amend "$note" "Flood funds come far too late, says $secret" >/dev/null
as amina amend "$note" "Flood funds do not come, says $secret" >/dev/null
grep -rqaF "$secret" data || fail "the note is not where it should be"
rapporteurd backup --data data --to backup-before >/dev/null
expect_exit 2 as amina redact $session "$note"
expect_exit 2 as amina redact $session "${note:0:6}" --reason "named by accident"
as amina redact $session "$note" --reason "she was named by accident" >redacted
contains redacted "note $note: redacted"
nowhere amina || fail "its writer's outbox still has it"
told after
nowhere after after.md
grouped before >one && grouped after >two
same one two
equal '63 1 1' "$(balance)"

story "within a minute no byte of it is in the folder, and the chain verifies"
finished 0
check
contains checked 'erased 3'
as amina redact $session "$note" --reason "twice is harmless" >again
contains again "redacted"
equal '63 1 1' "$(balance)"

story "it stays so when the broker starts again, and when the journal is read anew"
broker stop
rm -f data/press/checkpoint
broker start
told anew
same after anew
same after.md anew.md

story "who wrote it is told at the next contact, and keeps no byte of it"
note=$(as boris note $session WG-2 "Roads are bad, says $secret")
as boris amend "$note" "Roads are very bad, says $secret" >/dev/null
rapporteur redact $session "$note" --reason "asked for" >/dev/null
RAPPORTEUR_BROKER=tcp://127.0.0.1:1 as boris outbox --send --wait 100ms >/dev/null 2>&1 || true
grep -rqaF "$secret" boris || fail "the text is not where it should be"
as boris outbox --send >/dev/null 2>&1
as boris outbox >listed
contains listed 'refused: redacted'
equal 1 "$(grep -c 'refused: redacted' listed)" 'entries that are told of'
nowhere boris || fail "the outbox still has it"
as boris outbox --forget-refused >/dev/null 2>&1
note=$(as boris note $session WG-2 "Bridges are bad, says $secret")
start boris rapporteur watch $session --plain
wait_until grep -q Bridges boris.out
before=$(erasures)
rapporteur redact $session "$note" --reason "asked for" >/dev/null
as boris note $session WG-2 "Rivers are wide" >/dev/null
as boris outbox >listed
contains listed 'refused: redacted'
kill -TERM "$started"
wait "$started" || true
nowhere boris || fail "the last one to use the outbox has not cleaned it"
finished "$before"
equal "Rivers are wide" "$(as boris outbox --all --json | jq -r '.. | objects | select(.state? == "broker") | .text')"

story "an older backup does not bring it back, nor does a client that offers it again"
broker stop
mv data lost
mkdir data
cp lost/erased data/
rapporteurd restore --from backup-before --data data >/dev/null
nowhere data || fail "the text came back with the backup"
check
broker start
as amina outbox --send >/dev/null 2>&1 || true
as omar note $session WG-5 "Another one" >other
nowhere data || fail "the text came back from an outbox"
equal '64 1 1' "$(balance)"
as omar redact $session "$(cat other)" --reason "a test" >/dev/null

story "of a closed session too: its grouping is recorded anew, and quotes nothing of it"
note=$(as amina note $session WG-12 "Passports of seafarers are held back, says $secret")
point=$(rapporteur why $session "$note" --json | jq -r .point)
rapporteur point restate $session "$point" "What $secret has said" >/dev/null
closed
told closed
grep -qF "$secret" closed.md || fail "the statement is not there"
expect_exit 1 as amina note $session WG-2 "too late" 2>/dev/null
before=$(erasures)
rapporteur redact $session "$note" --reason "asked for by the person" >/dev/null
recorded() { [ "$(rapporteur session list --json | jq -r '.[0].grouping')" != null ]; }
wait_until recorded
told closed
nowhere closed closed.md || fail "it is still told"
finished "$before"
recorded || fail "the grouping that was recorded after it is gone, too"
check
broker stop
broker start
told last
same closed last

story "a restated point that loses a note keeps its words, and whoever redacts and moderates is told"
rapporteur session reopen $session --reason "another one" >/dev/null
one=$(as amina note $session WG-18 "Fishing crews are paid late by brokers")
two=$(as amina note $session WG-18 "Fishing crews are paid late by their brokers")
point=$(rapporteur why $session "$one" --json | jq -r .point)
rapporteur point merge $session "$one" "$two" >/dev/null 2>&1 || true
rapporteur point restate $session "$point" "Crews wait for their wages" >/dev/null
rapporteur redact $session "$two" --reason "asked for" >out
contains out 'has words that a moderator wrote'
rapporteur curation $session >log
contains log '1 of its notes was redacted since'
closed

story "a writer that is killed between the event and the new generation does it when it starts"
rapporteur session reopen $session --reason "one more" >/dev/null
note=$(as amina note $session WG-2 "Once more $secret")
before=$(erasures)
rapporteur redact $session "$note" --reason "asked for" >/dev/null
broker killed
! more "$before" || fail "too fast: nothing was cut off"
broker start
nowhere data || fail "the text is still in the folder"
check
nowhere broker.log || fail "the log has it"
