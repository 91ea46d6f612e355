#!/bin/bash
. "$(dirname "$0")/../lib.sh"

session=gcm-1
cat >programme.yaml <<'END'
session: gcm-1
title: "A first try"
timezone: UTC
rounds:
  - { number: 1, start: 2020-10-28T11:30, end: 2020-10-28T12:20 }
  - { number: 2, start: 2020-10-28T13:30, end: 2020-10-28T14:20 }
categories:
  - { key: challenge, heading: "Key challenges" }
  - { key: practice, heading: "Good practices" }
lenses: [youth]
objectives:
  - number: 2
    title: "Minimize the adverse drivers"
    questions: ["Which orchestras played Mozart?"]
rooms:
  - { key: WG-2, round: 1, objectives: [2] }
  - { key: WG-9, round: 2, objectives: [2] }
END

# field JQ: of `point list`, by python, since jq is no dependency. `points` is the list of the one objective.
listed() { # PYTHON EXPRESSION over points, notes, themes
	rapporteur point list $session --json >listed.json
	python3 - "$1" <<'END'
import json, sys
objective = json.load(open("listed.json"))[0]
points, notes, themes = objective["points"], objective["out_of_points"], objective["themes"]
found = eval(sys.argv[1])
print("\n".join(found) if isinstance(found, list) else found)
END
}
point_of() { # WORDS of its statement: its id
	listed "[p['point'] for p in points if '$1' in p['statement']][0]"
}
statements() {
	listed "[p['statement'] for p in points]"
}

broker start
rapporteur session open programme.yaml >/dev/null
wages=$(as amina note $session WG-2 Low wages push people abroad)
salaries=$(as boris note $session WG-2 Salaries are low and so people go abroad)
visas=$(as amina note $session WG-2 Visas take a year)
floods=$(as amina note $session WG-2 Floods destroy the harvests)
fees=$(as amina note $session WG-2 Harbour police confiscate passports)
statements >before

story "points that a moderator merges are one, and an undo gives back byte for byte what was"
rapporteur point list $session >listed.before
rapporteur point merge $session "$(point_of Visas)" "$(point_of Floods)" --reason 'both are delays' >merged
act=$(sed -n 's/.*event \([0-9]*\): merge.*/\1/p' merged)
[ -n "$act" ] || fail "merge does not tell its event"
equal 1 "$(listed "len([p for p in points if len(p['notes']) == 2 and '$visas' in p['notes'] and '$floods' in p['notes']])")"
rapporteur point undo $session "$act" >/dev/null
rapporteur point list $session >listed.after
same listed.before listed.after
rapporteur point undo $session $((act + 1)) >/dev/null
equal 1 "$(listed "len([p for p in points if '$visas' in p['notes'] and '$floods' in p['notes']])")"

story "a note that is split off stands apart from the rest"
rapporteur point split $session "$floods" >/dev/null
equal 0 "$(listed "len([p for p in points if '$visas' in p['notes'] and '$floods' in p['notes']])")"
expect_exit 1 rapporteur point split $session "$floods" 2>err
contains err 'none would stay'

story "a point reads what a moderator says, and is shown where it was moved to"
rapporteur point restate $session "${wages:0:6}" Pay at home is too low >/dev/null
rapporteur point theme $session 2.practice money Money and work >/dev/null
rapporteur point move $session "${wages:0:6}" -c practice --theme money >/dev/null
rapporteur point pin $session "${wages:0:6}" >/dev/null
rapporteur point lens $session "${wages:0:6}" youth >/dev/null
rapporteur point list $session >listed
contains listed '2.practice  theme money  Money and work'
contains listed '[money, pinned, restated]  Pay at home is too low'
equal youth "$(listed "[p['lenses'] for p in points if p['restated']][0]")"

story "an order that a moderator made holds"
last=$(listed "[p['point'] for p in points if p['category'] == 'challenge'][-1]")
first=$(listed "[p['point'] for p in points if p['category'] == 'challenge'][0]")
rapporteur point order $session "$last" "$first" >/dev/null
equal "$last" "$(listed "[p['point'] for p in points if p['category'] == 'challenge'][0]")"

story "what is hidden is in no point, and says why; hiding wants a reason"
expect_exit 2 rapporteur point hide $session "$fees" 2>err
contains err '--reason'
rapporteur point hide $session "$fees" --reason 'names somebody' >hidden
equal 0 "$(listed "len([p for p in points if '$fees' in p['notes']])")"
equal 'names somebody' "$(listed "[n['reason'] for n in notes if n['note'] == '$fees'][0]")"
rapporteur export $session --format json >report.json
contains report.json 'Pay at home is too low'
rapporteur point unhide $session "$fees" >/dev/null
equal 1 "$(listed "len([p for p in points if '$fees' in p['notes']])")"
rapporteur point undo $session "$(sed 's/event \([0-9]*\).*/\1/' hidden)" >/dev/null

story "what reads as housekeeping stands nowhere until a moderator places it, and an undo takes that back"
noise=$(as amina note $session WG-2 'audio bad!!')
equal 1 "$(listed "len([n for n in notes if n['note'] == '$noise' and n['place'] == 'unplaced'])")"
rapporteur point place $session "${noise:0:6}" --reason 'the line itself was the topic' >placed
contains placed ': place'
equal 1 "$(listed "len([p for p in points if '$noise' in p['notes']])")"
equal 0 "$(listed "len([n for n in notes if n['note'] == '$noise'])")"
rapporteur curation $session >placed.log
contains placed.log 'place'
contains placed.log 'the line itself was the topic'
rapporteur point undo $session "$(sed -n 's/.*event \([0-9]*\): place.*/\1/p' placed)" >/dev/null
equal 1 "$(listed "len([n for n in notes if n['note'] == '$noise' and n['place'] == 'unplaced'])")"

story "a name that several have is refused with the candidates, one that is none is refused too"
expect_exit 1 rapporteur point show $session zzzzzz 2>err
contains err 'begins so'
expect_exit 2 rapporteur point show $session ab 2>err
expect_exit 1 rapporteur point show $session 2.challenge.99 2>err
# Of 40 notes and their points two share their first characters only by chance, so it is looked for.
for i in $(seq 40); do echo "Number $i of words that nobody has said before: item$i thing$i"; done |
	as carla note $session WG-2 - >many
prefix=$(listed "next((a[:3] for a in sorted([p['point'] for p in points] + [i for p in points for i in p['notes']])
	for b in [sorted([p['point'] for p in points] + [i for p in points for i in p['notes']])]
	if sum(c.startswith(a[:3]) for c in b) > 1), '')")
if [ -n "$prefix" ]; then
	expect_exit 1 rapporteur point show $session "$prefix" 2>err
	contains err 'begin so: '
fi

story "of two moderators the later one wins, and both see it"
RAPPORTEUR_STATE=$dir/mona rapporteur watch $session --json >mona.json & mona=$!
RAPPORTEUR_STATE=$dir/nils rapporteur watch $session --json >nils.json & nils=$!
wait_until grep -q 'Visas take a year' mona.json
wait_until grep -q 'Visas take a year' nils.json
as mona point restate $session "$visas" Visas take too long >/dev/null
as nils point restate $session "$visas" Visas are slow >/dev/null
wait_until grep -q '"statement":"Visas are slow"' mona.json
wait_until grep -q '"statement":"Visas are slow"' nils.json
equal 1 "$(listed "len([p for p in points if p['statement'] == 'Visas are slow'])")"
kill -TERM $mona $nils
wait $mona $nils

story "why tells the words, the circumstance, the machine and what was decided"
rapporteur why $session "$wages" >why.told
contains why.told 'another rapporteur, same room'
contains why.told 'wages'
contains why.told 'moderator: restate'
contains why.told 'reads "Pay at home is too low"'
lacks why.told amina
rapporteur why $session "$wages" --json >why.json
python3 - <<'END'
import json
why = json.load(open("why.json"))
assert why["links"][0]["aligned"], why
assert why["rounds"] == [{"round": 1, "notes": 2}], why
assert [d["act"] for d in why["decisions"]] == ["restate", "move", "pin", "lens"], why
END
rapporteur why $session "$fees" >why.told

story "search finds words, stems, and words like them, and says what is hidden"
rapporteur search $session salary abroad >found
contains found "${salaries:0:6}"
rapporteur point hide $session "$fees" --reason 'names somebody' >/dev/null
rapporteur search $session police passport >found
contains found 'hidden (names somebody)'
as amina retract "$fees" >/dev/null
rapporteur search $session "$fees" --json >found
contains found '"place":"retracted"'
rapporteur search $session chromodynamics >found
equal 0 "$(wc -l <found)"

story "missing lists what was not said, each with its reason"
rapporteur missing $session >missing.told
contains missing.told 'Which orchestras played Mozart?'
contains missing.told 'room  WG-9'
contains missing.told 'lens  youth'
contains missing.told 'others wrote in the same room, and only one rapporteur wrote this down'
as boris note $session WG-9 Salaries stay low there, and people go abroad >/dev/null
rapporteur missing $session >missing.told
contains missing.told 'round 1 raised it in 1 note; of the 1 note of round 2 none did'

story "the log has who as a role, when as a minute, what, why, and what undid it"
rapporteur curation $session --format csv >log.csv
contains log.csv 'event,time,role,act,objective,what,reason,undone_by'
contains log.csv 'both are delays'
lacks log.csv 'Harbour police confiscate passports'
rapporteur curation $session --format json >log.json
python3 - <<'END'
import json, csv
log = json.load(open("log.json"))
rows = list(csv.DictReader(open("log.csv", newline="")))
assert len(log) == len(rows), (len(log), len(rows))
acts = [entry["act"] for entry in log]
for act in ["merge", "undo", "split", "restate", "theme", "move", "pin", "lens", "order", "hide", "unhide"]:
	assert act in acts, act
assert log[0]["act"] == "merge" and log[0]["undone_by"] is None, log[0]
assert log[1]["act"] == "undo" and log[1]["undone_by"] == log[2]["event"], log[1]
assert all(entry["role"] == "moderator" for entry in log)
assert [int(row["event"]) for row in rows] == [entry["event"] for entry in log]
END

story "all of it is there when the broker was killed"
rapporteur point list $session >listed.before
broker killed
broker start
rapporteur point list $session >listed.after
same listed.before listed.after
rapporteur curation $session --format csv >log.after
same log.csv log.after

story "notes that differ in a figure stand apart, and why says so"
thirty=$(as amina note $session WG-2 '30 % of domestic workers lack a contract')
sixty=$(as boris note $session WG-2 '60 % of domestic workers lack a contract')
equal 0 "$(listed "len([p for p in points if '$thirty' in p['notes'] and '$sixty' in p['notes']])")"
rapporteur why $session "$thirty" >why.told
contains why.told "apart from ${sixty:0:6}"
contains why.told 'each has a figure that the other lacks'
