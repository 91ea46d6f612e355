#!/bin/bash
# A room reads its points back before the plenary and confirms them; what came after that is told, and the report says who did.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

session=gcm-ap-2020-10-28

invited() { # WHO OPTION...: the secretariat invites, WHO joins
	local who=$1 link
	shift
	link=$(rapporteur invite $session "$@" 2>>invite.err | head -n 1)
	as "$who" join "$link" --name "$who" >>join.out
}
rooms() { as mona room list $session >rooms.out; }

rapporteurd init --data "$dir/data" --bind "tcp://127.0.0.1:$port" >init.out
broker start
rapporteur join "$(awk '/^invitation/ { print $2 }' init.out)" >join.out
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
invited amina --role rapporteur --room WG-2
invited mona --role moderator
invited omar --role observer
as amina note $session WG-2 "Low wages push people abroad" >/dev/null
as amina note $session WG-2 -c recommendation "Pay before the flood" >/dev/null

story "its rapporteur reads the points of the room back, and confirms them"
as amina room list $session WG-2 >read.out
contains read.out "WG-2  2 notes, 2 points, not confirmed"
contains read.out "2.challenge.1  Low wages push people abroad"
as amina room confirm $session WG-2 >confirm.out
contains confirm.out "WG-2 confirms 2 points of 2 notes"
rooms
contains rooms.out "WG-2  2 notes, 2 points, confirmed 20"
lacks rooms.out "since"

story "nobody confirms for another room, an observer for none"
expect_exit 1 as amina room confirm $session WG-5 2>refused.err
contains refused.err 'room WG-5 is not yours'
expect_exit 1 as omar room confirm $session WG-2 2>refused.err
contains refused.err 'Your role does not allow that.'
expect_exit 1 as mona room confirm $session WG-99 2>refused.err
contains refused.err 'The session has no room of that name.'

story "what comes after it is counted, until the room confirms again; a broker that was killed knows it"
id=$(as amina note $session WG-2 "Crops fail two years in three")
as amina amend "$id" "Crops fail three years in four" >/dev/null
rooms
contains rooms.out "1 note since"
broker killed
broker start
rooms
contains rooms.out "1 note since"
rapporteur export $session --format md >report.md
contains report.md "Before the plenary these rooms read their points back and confirmed them: WG-2 (notes since: 1)."
as mona room confirm $session WG-2 >/dev/null
rooms
lacks rooms.out "since"

story "a moderator undoes a confirmation; the log has both"
as mona curation $session >log
contains log "room WG-2 confirms its points"
number=$(as mona room list $session --json | /usr/bin/python3 -c 'import json, sys; print([r["event"] for r in json.load(sys.stdin) if r["confirmed"]][0])')
as mona point undo $session "$number" >/dev/null
rooms
contains rooms.out "1 note since"
rapporteur session close $session >/dev/null
rapporteur export $session --format md >report.md
contains report.md "confirmed them: WG-2 (notes since: 1)."
broker stop
rapporteurd check --data "$dir/data" >check.out || fail "$(cat check.out)"
