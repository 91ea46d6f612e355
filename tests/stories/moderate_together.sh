#!/bin/bash
# Two moderators at their screens shape one synthesis: nothing jumps under the cursor, every act is told, and all can be undone.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/screen.sh
. "$TOP/tests/screen.sh"

session=gcm-ap-2020-10-28
# The row of NAME's cursor, and what stands there.
row() { looks "$1" | grep -n '^>' | sed -E 's/:.{14}/ /; s/ *\|.*//'; }
statements() { rapporteur point list $session --json | grep -oE '"statement": *"[^"]*"'; }
broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
as amina note $session WG-2 - >/dev/null <<-'END'
	Recruitment fees leave workers in debt
	Visa renewal takes many months
	Schools lack teachers in the dry season
END
screen bina 24 80 rapporteur moderate $session
screen chen 24 80 rapporteur moderate $session
shows bina "Schools lack teachers"
shows chen "Schools lack teachers"

story "what comes is marked, and does not move what the cursor is on"
typed bina G
shows bina ">  1w  1n 1r Schools"
before=$(row bina)
as boris note $session WG-2 "Recruitment fees leave workers in debt" >/dev/null
as boris note $session WG-2 "Visa renewal takes many months" >/dev/null
shows bina "2 changed"
equal "$before" "$(row bina)" "row of the cursor"
typed bina g
shows bina "2w  2n 1r Recruitment"
shows bina "2w  2n 1r Visa"

story "one merges, the other sees it and says it in words of their own"
typed bina g m j m
shows bina "merge: done, event"
shows chen "  4n 1r "
typed chen g r C-u "Coming is dear." Enter
shows chen "restate: done"
shows bina "Coming is dear."

story "hiding asks why, and what is hidden can be taken back"
typed bina G h Enter
shows bina "Say why"
typed bina "said in confidence" Enter
shows bina "hide: done"
hides chen "Schools lack"
typed chen v
shows chen "said in confidence"
typed chen a
shows chen "unhide: done"

story "a theme is made and moved to; why, search and flagged lie over the notes"
typed chen g t "What it costs" Enter
shows chen "move: done"
shows bina "  What it costs"
typed chen w
shows chen "4 notes: Coming is dear."
typed chen Escape / teachers Enter
shows chen "found: Enter goes there"
typed chen Enter
shows chen ">* 1w  1n 1r Schools"

story "without a broker an act is told as not done, and later ones are"
broker killed
shows bina "the broker is away"
broker start
shows bina "live"
shows chen "live"
typed bina . p
shows bina "pin: done"

story "all of it can be undone, in the order in which it was done"
typed chen u
shows chen "undo: done"
screen_close chen
typed bina q
shows bina "ended with 0"
screens_close
rapporteur curation $session >log
contains log "merge"
contains log "undo"

story "line by line it does the same"
printf '%s\n' 'o 2' '1' 'r 1 Words by line' 'z' 'q' | as emil moderate $session >plain.out
contains plain.out "Objective 2, 1 of 5."
contains plain.out "restate: done"
contains plain.out "No such key"
statements | grep -qF "Words by line" || fail "$(statements)"
broker stop
rapporteurd check --data "$dir/data" >check.out || fail "$(cat check.out)"
