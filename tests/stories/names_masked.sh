#!/bin/bash
. "$(dirname "$0")/../lib.sh"

session=gcm-1
cat >programme.yaml <<'END'
session: gcm-1
title: "A first try"
timezone: UTC
rounds:
  - { number: 1, start: 2020-10-28T11:30, end: 2020-10-28T12:20 }
agenda:
  - { start: 2020-10-28T11:00, end: 2020-10-28T11:10, title: "Welcome", speakers: ["Ms. Ilse Vanderbilt-Okoro, Harbour House"] }
categories:
  - { key: challenge, heading: "Key challenges" }
objectives:
  - { number: 2, title: "Minimize the adverse drivers" }
rooms:
  - { key: WG-2, round: 1, objectives: [2] }
END
formats='md html docx odt json csv xlsx akn jsonl'

# Every export of the session, unpacked, as one file.
exported() {
	local format
	rm -rf exported exported.txt
	mkdir exported
	for format in $formats; do
		rapporteur export $session --format "$format" -o "exported/report.$format"
		case $format in
		docx | odt | xlsx) python3 -c 'import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
for name in z.namelist(): sys.stdout.buffer.write(name.encode() + b"\n" + z.read(name) + b"\n")' "exported/report.$format" ;;
		*) cat "exported/report.$format" ;;
		esac >>exported.txt
	done
}
flagged() { # PYTHON EXPRESSION over notes
	rapporteur flagged $session --all --json >flagged.json
	python3 -c 'import json, sys; notes = json.load(open("flagged.json")); print(eval(sys.argv[1]))' "$1"
}

broker start
rapporteur session open programme.yaml >/dev/null

story "a note that names somebody is masked in every export, and moderators are told where and why"
named=$(as amina note $session WG-2 "Mr Suriya Wattana said the visas cost too much")
as amina note $session WG-2 "fees rose, as ilse vanderbilt told us" >/dev/null
plain=$(as boris note $session WG-2 Floods destroy the harvests)
exported
for word in Suriya Wattana "ilse vanderbilt"; do # the speaker herself stands in the programme
	lacks exported.txt "$word"
done
contains exported.txt '[a name] said the visas cost too much'
contains exported/report.jsonl 'Floods destroy the harvests'
rapporteur flagged $session >flagged.txt
contains flagged.txt 'Mr Suriya Wattana - a title before a name'
contains flagged.txt 'ilse vanderbilt - a speaker of the programme'
contains flagged.txt 'Mr Suriya Wattana said the visas cost too much'
lacks flagged.txt Floods
expect_exit 1 rapporteur export $session --check >check.txt
contains check.txt "note ${named:0:6}: Mr Suriya Wattana (a title before a name)"
equal "['waits', 'waits']" "$(flagged "[note['state'] for note in notes]")"
equal "[0, 17]" "$(flagged "[notes[0]['names'][0][key] for key in ('start', 'size')]")"

formats='md xlsx jsonl' # the others are made of the same

story "what a moderator releases is shown as it was written; an undo masks it again"
rapporteur point release $session "$named" --reason 'he speaks for the ministry' >released
act=$(sed -n 's/^event \([0-9]*\): release$/\1/p' released)
exported
contains exported.txt 'Mr Suriya Wattana said the visas cost too much'
lacks exported.txt "ilse vanderbilt"
equal "released" "$(flagged "[note['state'] for note in notes if note['note'] == '$named'][0]")"
rapporteur curation $session >curation.txt
contains curation.txt 'release'
expect_exit 1 rapporteur point release $session "$named" 2>refused
contains refused 'nothing of it is masked'
expect_exit 1 rapporteur point release $session "$plain" 2>refused
rapporteur point undo $session "$act" >/dev/null
exported
lacks exported.txt Suriya

story "what its writer says after a release is masked again"
rapporteur point release $session "$named" >/dev/null
as amina amend "$named" "Mr Suriya Wattana and Ms Achara Kittisak said so" >/dev/null
exported
lacks exported.txt Suriya
lacks exported.txt Achara

story "a point that is restated reads as the moderator says"
rapporteur point restate $session "$named" Visas cost too much >/dev/null
exported
contains exported.txt 'isas cost too much'
lacks exported.txt Suriya
equal "restated" "$(flagged "[note['state'] for note in notes if note['note'] == '$named'][0]")"
rapporteur flagged $session >flagged.txt
lacks flagged.txt Suriya
rapporteur export $session --check >check.txt || true
lacks check.txt Suriya
rapporteur point restate $session "$named" As Mr Suriya Wattana said, visas cost too much >/dev/null
expect_exit 1 rapporteur export $session --check >check.txt
contains check.txt 'Suriya Wattana ('

story "a programme's new speaker is a name in what was said before, too"
later=$(as boris note $session WG-2 "We heard from tala mahuta about the quay")
equal 0 "$(flagged "len([note for note in notes if note['note'] == '$later'])")"
sed 's/Harbour House"/Harbour House", "Tala Mahuta"/' programme.yaml >other.yaml
rapporteur session open other.yaml >/dev/null
equal 1 "$(flagged "len([note for note in notes if note['note'] == '$later'])")"

story "only what is on the record names who said it"
as amina note $session WG-2 --on-the-record 'Ms. Petra Novak' --body 'Harbour House' Ratify the convention on seafarers now. >/dev/null
printf '{"id": "i-1", "room": "WG-2", "text": "Ports need clinics", "on_the_record": "Mr. Olu Bankole", "body": "Quay Union"}\n' >lines.jsonl
rapporteur import $session lines.jsonl >/dev/null
exported
contains exported.txt 'Ms. Petra Novak, Harbour House stated for the record, “Ratify the convention on seafarers now”.'
contains exported.txt 'Mr. Olu Bankole, Quay Union stated for the record'
contains exported/report.jsonl '"on_the_record": "Ms. Petra Novak", "body": "Harbour House"'
equal 0 "$(flagged "len([note for note in notes if 'convention' in note['text']])")"
expect_exit 2 as amina note $session WG-2 --body 'Harbour House' "We agree" 2>refused
contains refused '--on-the-record NAME'

story "it is all the same after a restart, and nothing of it is in the log"
rapporteur flagged $session --all >flagged.before
rapporteur point list $session >list.before
broker stop
broker start
rapporteur flagged $session --all >flagged.after
rapporteur point list $session >list.after
same flagged.before flagged.after
same list.before list.after
for word in Suriya Wattana Achara tala; do
	lacks broker.log $word
done
