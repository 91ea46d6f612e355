#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

session=gcm-ap-2020-10-28

# invited WHO SESSION OPTION...: the secretariat invites, WHO joins.
invited() {
	local who=$1 link
	shift
	link=$(rapporteur invite "$@" 2>>invite.err | head -n 1)
	as "$who" join "$link" --name "$who" >>join.out
}

story "init makes keys that only their owner reads, and one invitation; again, another one"
rapporteurd init --data "$dir/data" --bind "tcp://127.0.0.1:$port" >first.out
rapporteurd init --data "$dir/data" --bind "tcp://127.0.0.1:$port" >second.out
same <(grep '^key' first.out) <(grep '^key' second.out)
equal '' "$(find data -type f -perm /077)" 'files that others can read'
link=$(awk '/^invitation/ { print $2 }' second.out)

story "with keys a broker says so, and a secretariat is one invitation away"
broker start
contains broker.log 'access="by key"'
rapporteur join "$link" >join.out
contains join.out 'as secretariat'
rapporteur status >status.out
contains status.out 'access: by key'
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null

story "without a key nobody gets in, and a key of nobody gets nothing"
expect_exit 3 as stranger status --wait 1 2>refused.err
contains refused.err 'wants a key'
expect_exit 3 /usr/bin/python3 "$TOP/tests/client.py" status >/dev/null 2>&1
expect_exit 1 as second join "$link" 2>refused.err
contains refused.err 'That invitation was used by somebody else.'
wait_until grep -q 'invitation_refused' broker.log

story "who took an invitation up hears that another tried it, until they have looked; the secretariat sees whose it was"
rapporteur status >status.out 2>told.err
contains told.err 'Somebody else tried to take up your invitation'
broker stop
broker start
rapporteur session list >/dev/null 2>told.err
contains told.err 'Somebody else tried to take up your invitation'
rapporteur whoami >whoami.out 2>/dev/null
contains whoami.out 'somebody else tried your invitation, last on 20'
rapporteur status >status.out 2>told.err
lacks told.err 'Somebody else'
rapporteur people >people.out
contains people.out '(invitation tried by another)'

story "a rapporteur writes in its rooms, a moderator everywhere, an observer nowhere"
invited amina $session --role rapporteur --room WG-2
invited mona $session --role moderator
invited omar $session --role observer
as amina note $session WG-2 "Low wages push people abroad" >note.id
expect_exit 1 as amina note $session WG-5 "Not mine" 2>refused.err
contains refused.err 'room WG-5 is not yours'
as mona note $session WG-5 "Visas are slow" >/dev/null
expect_exit 1 as omar note $session WG-2 "Nor mine" 2>refused.err
contains refused.err 'you are observer there'
expect_exit 1 as mona session close $session 2>/dev/null

story "who belongs is told to the secretariat alone, by name; the journal names nobody"
rapporteur people $session >people.out
contains people.out amina
expect_exit 1 as mona people $session 2>/dev/null
as amina whoami >whoami.out
contains whoami.out 'rapporteur, WG-2'
for word in amina mona omar; do
	lacks <(cat data/generation-*/data.mdb) $word
	lacks broker.log $word
done

story "the feed is read with a key, and goes on for those who stay when one is shut out"
start watcher env RAPPORTEUR_STATE="$dir/mona" rapporteur watch $session --plain
wait_until grep -q 'Low wages' watcher.out
rapporteur revoke $session amina >/dev/null
expect_exit 1 as amina note $session WG-2 "After" 2>refused.err
contains refused.err 'your key was revoked'
expect_exit 1 as amina status 2>/dev/null
as mona note $session WG-12 "Remittances matter" >/dev/null
wait_until grep -q 'Remittances' watcher.out

story "another key for the same person"
as mona rekey >/dev/null
as mona note $session WG-2 "Still me" >/dev/null

story "all of it is there after the broker was killed, and the journal holds together"
broker killed
broker start
expect_exit 1 as amina note $session WG-2 "Again" 2>/dev/null
as mona note $session WG-2 "And again" >/dev/null
broker stop
rapporteurd check --data data >check.out
contains check.out 'all is well'

story "a sheet for each room, and the words alone where the broker is known"
broker start
mkdir sheets
rapporteur invite $session --role rapporteur --count 3 --sheet sheets --json >sheets.json 2>/dev/null
equal 5 "$(find sheets -name '*.svg' | wc -l)" sheets
equal 5 "$(find sheets -name '*.png' | wc -l)" 'sheets as images'
equal '' "$(find sheets -type f -perm /077)" 'sheets that others can read'
/usr/bin/python3 -c 'import struct, sys
for name in sys.argv[1:]:
    with open(name, "rb") as file: data = file.read()
    assert data[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", data[16:24]) == (1240, 1753), data[:24]' sheets/*.png
/usr/bin/python3 -c 'import sys, xml.dom.minidom
for name in sys.argv[1:]: xml.dom.minidom.parse(name)' sheets/*.svg
words=$(grep -o '"words": *"[^"]*"' sheets.json | head -n 1 | cut -d '"' -f 4)
grep -qF "$words" sheets/*.svg || fail 'the words are on no sheet'
as omar join "$words" --broker "$RAPPORTEUR_BROKER" >join.out
contains join.out 'as rapporteur'
expect_exit 2 as omar join "${words%?????}babad" 2>refused.err
contains refused.err 'one of the words is not as it was printed'
expect_exit 1 as second join "$words" 2>refused.err
contains refused.err 'the words alone do not say which broker it is'
rapporteur invite $session --role observer --qr 2>/dev/null >qr.out
[ "$(wc -l <qr.out)" -gt 20 ] || fail 'nothing is drawn'

story "a secretariat of a series has all its sessions, and the house's affairs are none of its own"
link=$(rapporteur invite --series gcm-ap-2020 2>>invite.err | head -n 1)
as sera join "$link" >join.out
contains join.out 'as secretariat of the series gcm-ap-2020'
as sera whoami >whoami.out
contains whoami.out 'every session of a series: secretariat, the series gcm-ap-2020'
as sera people $session >people.out
contains people.out amina
expect_exit 1 as sera people 2>/dev/null
rapporteur people >people.out
contains people.out 'series gcm-ap-2020'
expect_exit 2 rapporteur invite $session --series gcm-ap-2020 --role secretariat 2>/dev/null

story "an invitation is good until a time of the session's clocks, and for no longer"
day=$(date -u -d '2 days' +%Y-%m-%d)
good_until() { grep -oE '"expires_ms": *[0-9]+' | grep -oE '[0-9]+$'; }
equal "$(($(date -u -d "$day 05:30" +%s) * 1000))" \
	"$(rapporteur invite $session --role observer --expires "${day}T12:30" --json 2>/dev/null | good_until)" "noon in Bangkok"
equal "$(($(date -u -d "$day 16:59" +%s) * 1000))" \
	"$(rapporteur invite $session --role observer --expires "$day" --json 2>/dev/null | good_until)" "the end of a day in Bangkok"
equal "$(($(date -u -d "$day 12:30" +%s) * 1000))" \
	"$(rapporteur invite --expires "${day}T12:30" --json 2>/dev/null | good_until)" "noon of the house"
for wrong in 2020-10-28T11:30 9999-01-01 tomorrow 2026-02-30; do
	expect_exit 2 rapporteur invite $session --role observer --expires $wrong 2>refused.err
	contains refused.err '--expires'
done

story "what was said and who said it are two backups, and only together bring everybody back"
rapporteurd backup --data data --to said >/dev/null
rapporteurd backup --private --data data --to who >/dev/null
! grep -rq mona said || fail 'a name is in the backup of what was said'
! grep -rq Remittances who || fail 'a text is in the backup of who people are'
equal '' "$(find said who -perm /077)" 'files that others can read'
broker stop
mv data lost
rapporteurd restore --from said --data data >/dev/null
cp -R who/. data/
broker start
as mona note $session WG-2 "Back again" >/dev/null
expect_exit 1 as amina note $session WG-2 "Not me" 2>/dev/null
