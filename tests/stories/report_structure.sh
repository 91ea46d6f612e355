#!/bin/bash
. "$(dirname "$0")/../lib.sh"

# The headings of a report, in their order, without what they are numbered with.
headings() { # SESSION
	rapporteur export "$1" --format json |
		jq -r '(.body[].heading // empty | "\(.level) \(.text)"), (.annexes[] | "annex \(.title)")'
}

session=gcm-ap-2020-10-28
broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
rapporteur import $session "$TOP/tests/example/notes.jsonl" >/dev/null
headings $session >before

story "sub-headings come from what moderators did, and from nothing else"
RAPPORTEUR=$(command -v rapporteur || echo rapporteur) bash "$TOP/tests/example/curate.sh" $session "$TOP/tests/example/curation.jsonl" >played
contains played "$(wc -l <"$TOP/tests/example/curation.jsonl") acts of curation"
rapporteur session close $session >/dev/null
headings $session >after
lacks before '^4 '
grep -c '"act": "theme"' "$TOP/tests/example/curation.jsonl" >themes
grep -c '^4 ' after | diff themes -
jq -r 'select(.act == "theme") | "4 " + .text' "$TOP/tests/example/curation.jsonl" | sort >given
grep '^4 ' after | sort | diff given -
grep -v '^4 ' after | diff before -

story "the workbook has the log of curation, and computes nothing of it"
rapporteur point restate $session 2.challenge.1 '=HYPERLINK("http://example.org";"a")' --reason '+1' >/dev/null
rapporteur export $session --format xlsx -o log.xlsx
rapporteur export $session --format json -o log.json
/usr/bin/python3 "$TOP/tests/report_check.py" xlsx log.xlsx log.json
rapporteur curation $session --format csv -o log.csv
equal "$(rapporteur curation $session --json | jq length)" "$(/usr/bin/python3 -c 'import zipfile; print(zipfile.ZipFile("log.xlsx").read("xl/worksheets/sheet4.xml").count(b"<row ") - 1)')"
contains log.csv "\"'+1\""

story "chapters, sections and categories are the programme's, in its words"
cat >expected <<-'END'
	1 Background
	1 Objectives, organization and attendance
	1 Outcomes of the consultation
	1 Closing and next steps
END
grep '^1 ' after | diff expected -
contains after '3 Specific challenges or opportunities created by COVID-19'
contains after '2 GCM Objective 18: Invest in skills development'

story "another framework gives another structure, and no code knows of it"
rapporteur session open "$TOP/tests/example2/programme.yaml" >/dev/null
rapporteur import sdg-hearing-2021-05-04 "$TOP/tests/example2/notes.jsonl" >/dev/null
rapporteur session close sdg-hearing-2021-05-04 >/dev/null
headings sdg-hearing-2021-05-04 >other
diff other - <<-'END'
	1 What was said
	2 Goal 6: Ensure availability and sustainable management of water and sanitation for all
	3 What has been achieved
	3 What is missing
	3 What should be done
	2 Goal 7: Ensure access to affordable, reliable, sustainable and modern energy for all
	3 What is missing
	3 What should be done
	2 Goal 11: Make cities and human settlements inclusive, safe, resilient and sustainable
	3 What has been achieved
	3 What cities are missing
	3 What should be done
	1 Why this hearing was held
	annex Where every note is
END
rapporteur export sdg-hearing-2021-05-04 --format json -o other.json
for format in docx odt html akn pdf; do
	rapporteur export sdg-hearing-2021-05-04 --format $format -o other.$format
	/usr/bin/python3 "$TOP/tests/report_check.py" $format other.$format other.json
done
