#!/bin/bash
. "$(dirname "$0")/../lib.sh"

session=gcm-ap-2020-10-28
broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
rapporteur import $session "$TOP/tests/example/notes.jsonl" >/dev/null
rapporteur session close $session >/dev/null
rapporteur export $session --format docx -o report.docx

# What an editor does in Word: a paragraph goes, one is changed, one is new.
edit() { # FROM TO
	/usr/bin/python3 - "$1" "$2" <<-'END'
		import re, sys, zipfile
		old, new = zipfile.ZipFile(sys.argv[1]), zipfile.ZipFile(sys.argv[2], "w")
		for name in old.namelist():
		    part = old.read(name)
		    if name == "word/document.xml":
		        text = part.decode()
		        point = [p for p in re.finditer("<w:p>.*?</w:p>\n?", text, re.S) if '"para_point_' in p[0]]
		        gone, changed, last = point[1], point[3], point[4]
		        words = re.sub("(<w:t[^>]*>)", r"\1Indeed, ", changed[0], count=1)
		        added = '<w:p><w:pPr><w:pStyle w:val="UNPara"/></w:pPr><w:r><w:t>The secretariat adds this.</w:t></w:r></w:p>'
		        part = (text[:gone.start()] + text[gone.end():changed.start()] + words +
		                text[changed.end():last.end()] + added + text[last.end():]).encode()
		    new.writestr(name, part)
	END
}

story "a file that nobody touched keeps all its bindings"
rapporteur adopt $session report.docx >adopted
contains adopted ' as they were, 0 changed, 0 new; 0 removed'
contains adopted ', 0 nowhere'
lacks adopted 'stands nowhere'

story "an edited one tells what changed, what is its own, and which notes stand nowhere"
edit report.docx edited.docx
rapporteur adopt $session edited.docx >adopted
contains adopted ': removed'
contains adopted 'paragraph 13: changed'
contains adopted "paragraph 15: new, the secretariat's own"
contains adopted ' stands nowhere: '
contains adopted ' 1 changed, 1 new; 1 removed'
version=$(awk '$1 == "version" { print $2 }' adopted)

story "the frozen version is what is exported, in every format, with its bindings"
rapporteur report freeze $session "$version" >/dev/null
rapporteur report list $session >listed
contains listed "$version  "
contains listed 'frozen'
rapporteur report diff $session notes "$version" >differences
contains differences 'removed: paragraph 12'
contains differences 'changed: paragraph 13'
contains differences 'added: paragraph 15 (own-'
for format in json docx odt html akn pdf; do
	rapporteur export $session --format $format -o frozen.$format
	[ $format = json ] || /usr/bin/python3 "$TOP/tests/report_check.py" $format frozen.$format frozen.json
done
contains frozen.json 'The secretariat adds this.'
rapporteur verify frozen.docx >/dev/null
rapporteur export $session --format md --machine -o machine.md
lacks machine.md 'The secretariat adds this.'
rapporteur adopt $session frozen.docx >again
contains again ' 0 changed, 0 new; 0 removed'

story "what is redacted is in no version, and on no disk"
note=$(jq -r '[.body[].paragraph // empty | select(.number == 13)][0].sentences[0].notes[0]' frozen.json)
rapporteur redact $session "$note" --reason 'asked for' >/dev/null
rapporteur report list $session >listed
contains listed 'without what was redacted since'
rapporteur export $session --format md -o after.md
contains after.md '13\. \[…'
contains after.md 'The secretariat adds this.'
expect_exit 0 rapporteur adopt $session edited.docx >adopted
contains adopted "its note $note was retracted or redacted since"
broker stop
rapporteurd check --data data >checked
contains checked 'faults 0'
