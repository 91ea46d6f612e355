#!/bin/bash
# A rapporteur at a screen: what is typed is kept whatever ends the program, and a key never waits for the network.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/screen.sh
. "$TOP/tests/screen.sh"

session=gcm-ap-2020-10-28
exported() { rapporteur export $session --format jsonl; }
exports() { exported | grep -F -- "$1"; }
broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null

story "a note is on the broker, then in a point, and the screen says so in words"
screen amina 24 80 rapporteur write $session WG-2
shows amina "round 1, 11:30-12:20"
shows amina "Objective 2  Minimize the adverse drivers"
typed amina "r: Pay before the flood #gender" Enter
shows amina "in point 1       2.recommendation #gen"
shows amina "all sent"

story "what another writes in the room is there, without a name"
as boris note $session WG-2 Crops fail two years in three >/dev/null
as boris note $session WG-5 Visas take a year >/dev/null
shows amina "Crops fail two years in three"
! _shows amina "Visas take" || fail "a note of another room is shown"

story "the last note is amended with arrow-up, and with s/old/new/"
typed amina Up
shows amina "amend> Pay before the flood"
typed amina ", not after it" Enter
shows amina "Pay before the flood, not"
typed amina "s/Pay/Help/" Enter
shows amina "Help before the flood"
wait_until exports '"text": "Help before the flood, not after it"'

story "composed and wide characters are edited by what a reader sees"
typed amina "ผู้หญิง पीढ़ी 女性x" BSpace Left Left Left BSpace
shows amina "> ผู้หญิง पी 女性"
typed amina Enter
wait_until exports 'ผู้หญิง पी 女性'

story "killed in the middle of a line, it offers the line at its next start"
typed amina "covid: half of a tho"
wait_until grep -q "half of a tho" amina/drafts/*
kill -KILL "$screen_pid"
wait_until gone "$screen_pid" # until then the line is in use
screen_close amina
screen amina 24 80 rapporteur write $session WG-2
shows amina "> covid: half of a tho"
shows amina "This was typed last time, and not sent."

story "Ctrl-C ends it and loses nothing"
typed amina "ught" C-c
shows amina "ended with 0"
screen_close amina
screen amina 24 80 rapporteur write $session WG-2
shows amina "> covid: half of a thought"

story "without a network all goes on: notes and amendments are kept, counted, and sent when it is back"
broker killed
typed amina Enter
shows amina "on this device   2.covid"
typed amina "Two roads are cut" Enter "s/Two/Three/" Enter
shows amina "Three roads are cut"
shows amina "3 unsent, the broker is away"
kill -KILL "$screen_pid"
screen_close amina
screen amina 24 80 rapporteur write $session WG-2
shows amina "on this device   2.challenge"
typed amina "ch: A fourth one" Enter
shows amina "4 unsent"
broker start
shows amina "all sent"
shows amina "in point"
exported >all.jsonl
contains all.jsonl "Three roads are cut"
lacks all.jsonl "Two roads are cut"
equal 1 "$(grep -c "half of a thought" all.jsonl)" "notes that were typed before the kills"

story "a terminal that gets smaller still has the line, the room and the count"
typed amina "still here"
sized amina 10 40
shows amina "> still here"
shows amina "all sent"
typed amina C-u C-d
shows amina "ended with 0"
screens_close

story "line by line, for a screen reader: the same without a cursor"
printf '%s\n' 'p: Seed banks kept them #youth' 's/them/farmers/' '/list' 'c: wrong' >typed.txt
as chen write $session WG-2 <typed.txt >plain.out
contains plain.out "Room WG-2, round 1, 11:30 to 12:20. Objective 2:"
contains plain.out "2.practice #youth: Seed banks kept farmers"
contains plain.out "c: could be challenge, covid"
contains plain.out "On the broker, 0 unsent: Seed banks kept farmers"
! grep -q $'\033' plain.out || fail "it moves a cursor"

story "on a terminal, too: what Ctrl-C meets on the line is offered at the next start"
screen dina 24 80 rapporteur write $session WG-2 --plain
shows dina "Room WG-2, round 1"
typed dina "half a th"
shows dina "half a th"
typed dina C-c
shows dina "ended with 0"
screen_close dina
screen dina 24 80 rapporteur write $session WG-2 --plain
shows dina "an empty line sends it, - drops it: half a th"
typed dina Enter
shows dina "On the broker, 0 unsent: half a th"
screens_close

story "where nobody answers the lines are kept, and the exit code says so"
broker stop
expect_exit 3 as chen write $session WG-2 --wait 1 <<<"Kept for later" >plain.out 2>plain.err
contains plain.out "On this device, 1 unsent."
contains plain.err "kept here, 1 waiting"
