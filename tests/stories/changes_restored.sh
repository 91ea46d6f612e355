#!/bin/bash
# A change names the event that it replaces; in a journal that was restored that event has another number.
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

# burnt_and_restored BACKUP: another journal stands at the broker's address, with somebody's note in it
# before anybody else is back.
burnt_and_restored() {
	broker killed
	rm -rf data
	rapporteurd restore --from "$1" --data data >/dev/null
	broker start
	as carla note s1 WG-2 "Carla was first, after $1" >/dev/null
}

# Everybody is back, and the broker has all there is.
all_back() {
	local who
	for who in amina boris; do
		as $who outbox --send >/dev/null 2>$who.told || fail "$who: not sent"
		contains $who.told "0 saved here"
		contains $who.told "0 refused"
	done
}

# What stands of the notes, in the order of their submitting.
stands() {
	wire <<'PY'
notes, numbers = {}, {}
for event in client().journal():
    head = event['head']
    if head['t'] == 10:
        notes[event['i']] = event['x']
    elif head['t'] in (11, 12):
        expect('what event %d replaces' % head['n'], numbers[event['i']], event['e'])
        notes[event['i']] = event['x'] if head['t'] == 11 else '(gone)'
    if head['t'] in (10, 11, 12):
        numbers[event['i']] = head['n']
print('\n'.join(sorted(notes.values())))
PY
}

story "amendments and retractions stand in a restored journal as they did in the one that was lost"
broker start
echo 'open_session()' | wire
as boris note s1 WG-2 "Boris" >/dev/null
rapporteurd backup --data data --to early >/dev/null
first=$(as amina note s1 WG-2 "Flood funds come late" | cut -d' ' -f1)
second=$(as amina note s1 WG-2 "This is a mistake" | cut -d' ' -f1)
third=$(as boris note s1 WG-2 "Boris again" | cut -d' ' -f1)
as amina amend "$first" "Flood funds come too late" >/dev/null
as boris amend "$third" "Boris, put better" >/dev/null
rapporteurd backup --data data --to between >/dev/null
as amina retract "$second" >/dev/null
as amina amend "$first" "Flood funds come a year too late" >/dev/null
stands | grep -v Carla >before
contains before "Flood funds come a year too late"
burnt_and_restored early
all_back
stands | grep -v Carla >after
same before after

story "also where the journal has the note and its first change already, and again after another fire"
burnt_and_restored between
all_back
stands | grep -v Carla >after
same before after
burnt_and_restored early
all_back
stands | grep -v Carla >after
same before after

story "and they can be changed further"
as amina amend "$first" "Flood funds come two years too late" >/dev/null
stands >after
contains after "Flood funds come two years too late"
lacks after "Flood funds come a year too late"
broker stop
rapporteurd check --data data >check.out || fail "check finds faults"
