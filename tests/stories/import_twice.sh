#!/bin/bash
. "$(dirname "$0")/../lib.sh"

broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
notes=$TOP/tests/example/notes.jsonl
session=gcm-ap-2020-10-28

received() { rapporteur session list --json | sed 's/.*"received":\([0-9]*\).*/\1/'; }

story "a second import of the same adds none, from this outbox or another"
rapporteur import $session "$notes" >said
contains said '235 added, 0 were there already'
rapporteur import $session "$notes" >said
contains said '0 added, 235 were there already'
as boris import $session - <"$notes" >said
contains said '0 added, 235 were there already'
equal 235 "$(received)" 'notes received'

story "each rapporteur of a file is a writer of its own, and a note has its own time"
rapporteur watch $session --json >updates & watch=$!
wait_until grep -q '"writers":3' updates
kill -INT $watch
wait $watch
rapporteur export $session --format jsonl >out
contains out '"ref": "n12-001"'
lacks out 'wg12-b'

story "bad lines are named, the others are imported"
cat >mixed.jsonl <<'END'
{"id": "m1", "room": "WG-2", "text": "A good line"}
{"id": "m2", "room": "WG-99", "text": "No such room"}
not JSON
{"id": "m4", "room": "WG-2", "category": "challenge", "text": "Another good line"}
{"id": "m4", "room": "WG-2", "text": "The same id, another text"}
END
expect_exit 1 rapporteur import $session mixed.jsonl >said 2>err
contains said '2 added, 0 were there already, 3 not imported'
contains err 'mixed.jsonl:2: '
contains err 'mixed.jsonl:3: '
contains err 'mixed.jsonl:5: '
lacks err 'another text'
equal 237 "$(received)" 'notes received'

story "an import that is killed is done by importing again"
sed 's/"id": "n/"id": "k/' "$notes" >killed.jsonl
for _ in 1 2 3; do
	start killed rapporteur import $session killed.jsonl
	kill -KILL "$started" 2>/dev/null || true
	wait "$started" || true
done
as killed import $session killed.jsonl >said
equal 472 "$(received)" 'notes received'

story "a table and a scribe's file are imported, each fault with its line; a second time adds none"
cat >table.csv <<'END_TABLE'
Text,Room,Category
"Seed banks, ""kept"" well
over years",WG-2,practice
No such category,WG-2,nothing
END_TABLE
cat >scribe.txt <<'END_SCRIBE'
Scribe: Ada
Topic: Good practices
Savings groups lend to those who stay
... also to #youth
Topic: No such thing
A line that belongs nowhere
END_SCRIBE
before=$(received)
expect_exit 1 rapporteur import $session table.csv >said 2>err
contains err 'table.csv:4: '
expect_exit 1 rapporteur import $session --room WG-5 scribe.txt >said 2>err
contains err 'scribe.txt:5: Topic: '
contains err 'scribe.txt:6: not imported'
lacks err 'belongs nowhere'
expect_exit 1 as boris import $session --format scribe --room WG-5 - <scribe.txt >said 2>err
contains said '0 added, 1 were there already, 2 not imported'
expect_exit 1 as boris import $session table.csv >said 2>err
contains said '0 added, 1 were there already, 1 not imported'
equal $((before + 2)) "$(received)" 'notes received'
rapporteur export $session --format jsonl >out
contains out 'Savings groups lend to those who stay also to'
contains out 'Seed banks, \"kept\" well over years'
