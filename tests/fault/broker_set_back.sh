#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

story "a broker set back to an older copy gets again what it lost, from who wrote it"
broker start
echo 'open_session()' | wire
for i in 1 2 3; do
	as amina note s1 WG-2 "Amina's note $i" >/dev/null
done
as boris note s1 WG-2 "Boris's note 1" >/dev/null
broker stop
cp -a data older
broker start
for i in 4 5 6; do
	as amina note s1 WG-2 "Amina's note $i" >/dev/null
done
as boris note s1 WG-2 "Boris's note 2" >/dev/null
equal 8 "$(notes_kept)" "notes before"
broker stop
mv data lost
mv older data
broker start
equal 4 "$(notes_kept)" "notes in the older copy"
as amina outbox --send >amina.out 2>amina.told || fail "not sent"
as boris outbox --send >boris.out 2>boris.told || fail "not sent"
equal 8 "$(notes_kept)" "notes after"
wire <<'PY'
expect('each once', 8, len(set(texts())))
PY
[ "$(counter behind)" -ge 2 ] || fail "status does not count who saw more"
contains broker.log "desk behind client_saw="

story "and with a note written to the broker that was set back, the number it knows is another's event"
broker stop
rm -rf data
mv lost data
broker start
as clara note s1 WG-2 "Clara's note" >/dev/null
equal 9 "$(notes_kept)" "notes in the one that was lost, and one more"
as amina outbox --send >amina.out 2>amina.told || fail "not sent"
equal 9 "$(notes_kept)" "nothing came twice"
