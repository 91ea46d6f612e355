#!/bin/bash
. "$(dirname "$0")/../lib.sh"

session=gcm-ap-2020-10-28
fact() { rapporteur session list --json | jq -r ".[0]$1"; }
told() { rapporteur export $session --format jsonl -o "$1"; }

story "a closed session can be opened again, with a reason, and goes on as it was"
broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
head -n 60 "$TOP/tests/example/notes.jsonl" >some.jsonl
rapporteur import $session some.jsonl >/dev/null
expect_exit 1 rapporteur session reopen $session --reason "It is open" 2>err
contains err 'there is nothing to reopen'
told before.jsonl
rapporteur session close $session >/dev/null
first=$(fact .grouping)
expect_exit 2 rapporteur session reopen $session 2>err
contains err 'say why'
rapporteur session reopen $session --reason "One room had not finished" >/dev/null
equal false "$(fact .closed)"
equal null "$(fact .grouping)"
told open.jsonl
same before.jsonl open.jsonl

story "notes are taken again, and a later close records anew"
as amina note $session WG-2 "Flood funds come too late" >/dev/null
rapporteur session close $session >closed
contains closed '61 notes received'
[ "$(fact .grouping)" -gt "$first" ] || fail "the grouping is the old one"
told after.jsonl
contains after.jsonl 'Flood funds come too late'

story "the same events give the same: a new press tells the same"
press killed
told again.jsonl
same after.jsonl again.jsonl
rapporteurd check --data data >checked || { cat checked; fail "the check finds fault"; }
