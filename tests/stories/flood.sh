#!/bin/bash
. "$(dirname "$0")/../lib.sh"

session=gcm-ap-2020-10-28
counter() { rapporteur status --json | grep -oE "\"$1\": *[0-9]+" | grep -oE '[0-9]+$' | head -n 1; }
slowed() { [ "$(counter slowed)" -gt 0 ]; }

story "a writer that floods is told to wait, loses nothing, and nobody else notices"
broker start --rate 20 --burst 30
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
seq -f 'Point number %.0f of a program gone wild' 200 >flood.txt
RAPPORTEUR_STATE=$dir/wild rapporteur note $session WG-2 - --wait 120 <flood.txt >wild.ids 2>wild.err 7>&- &
flood=$!
wait_until slowed
for i in 1 2 3 4 5; do
	as bela note $session WG-5 "Bela types as always, $i" >>bela.ids
done
equal 5 "$(wc -l <bela.ids)" "notes of the other"
! gone "$flood" || fail "the flood was over before the other was done"
wait "$flood"
equal 200 "$(sort -u wild.ids | wc -l)" "public ids of the flood"
RAPPORTEUR_STATE=$dir/wild rapporteur outbox >left
lacks left 'Point number'
rapporteur export $session --format csv -o notes.csv
equal 200 "$(grep -c 'program gone wild' notes.csv || true)" "notes of the flood"
equal 5 "$(grep -c 'Bela types' notes.csv || true)" "notes of the other"
[ "$(counter refused)" -ge "$(counter slowed)" ] || fail "who is slowed is not counted as refused"
