#!/bin/bash
. "$(dirname "$0")/../lib.sh"

story "the example of the library keeps a note, and prints its id once the broker has it"
broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
rapporteur-example "$RAPPORTEUR_BROKER" "$dir/own" gcm-ap-2020-10-28 WG-2 "Flood funds come too late" >id
grep -qxE '[0-9a-z]{12}' id || fail "no id: $(cat id)"
rapporteur export gcm-ap-2020-10-28 --format jsonl -o notes.jsonl
contains notes.jsonl "$(cat id)"
contains notes.jsonl "Flood funds come too late"

story "the example says why a note was refused"
expect_exit 1 rapporteur-example "$RAPPORTEUR_BROKER" "$dir/own" gcm-ap-2020-10-28 WG-99 "Lost" >why
contains why "no room of that name"
