#!/bin/bash
. "$(dirname "$0")/../lib.sh"

session=gcm-ap-2020-10-28
broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
rapporteur import $session "$TOP/tests/example/notes.jsonl" >/dev/null
rapporteur session close $session >/dev/null

# Both must say the same as the json of the same session, which is read with the broker's own eyes elsewhere.
export_all() { # FOLDER
	local format
	mkdir "$1"
	for format in json "${formats[@]}"; do
		rapporteur export $session --format "$format" -o "$1/report.$format"
	done
}

story "what an editor would mark is told, and ends with 1"
expect_exit 1 rapporteur export $session --check >findings
contains findings ': spelling: it is spelled with -ize: organisations'
expect_exit 1 rapporteur export $session --check --json >findings.json
contains findings.json '"quoted"'

formats=(html docx odt akn xlsx pdf)
export_all first
for format in "${formats[@]}"; do
	story "$format: all of the report is there, and nothing of who wrote it"
	/usr/bin/python3 "$TOP/tests/report_check.py" "$format" "first/report.$format" first/report.json
done

# The schema of OASIS is not ours to carry: who has it says where.
if [ -n "${AKN_SCHEMA:-}" ]; then
	story "akn: it is valid"
	xmllint --noout --nonet --schema "$AKN_SCHEMA" first/report.akn
fi

story "a list of registrations is counted, and nothing else of it is told"
printf 'name,country,sector,gender\nJane Doe,Fiji,Academia,f\nJohn Doe,Nepal,Academia,m\n' >people.csv
rapporteur export $session --format md --attendance people.csv -o with.md
contains with.md 'In all, 2 stakeholders from two countries attended the consultation.'
lacks with.md 'Doe'
printf 'name\nJane Doe\n' >people.csv
expect_exit 1 rapporteur export $session --format md --attendance people.csv 2>err >/dev/null
contains err 'people.csv: line 1: it must name the columns'
lacks err 'Doe'

story "the same events give the same bytes, in every format"
broker stop
broker start
export_all second
for format in "${formats[@]}"; do
	cmp "first/report.$format" "second/report.$format"
done
