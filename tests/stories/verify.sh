#!/bin/bash
. "$(dirname "$0")/../lib.sh"

session=gcm-ap-2020-10-28
broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
rapporteur import $session "$TOP/tests/example/notes.jsonl" >/dev/null
rapporteur session close $session >/dev/null
for format in docx html json md; do
	rapporteur export $session --format $format -o report.$format
done

story "a file says, without a broker, that it is as it was exported"
broker stop
for format in docx html json; do
	rapporteur verify report.$format >told
	contains told 'as it was exported: session gcm-ap-2020-10-28 as of event'
done
expect_exit 1 rapporteur verify report.md 2>err
contains err 'it is none of docx, html and json'

story "a changed word is told by its paragraph"
sed 's/committed themselves to/withdrew from/' report.html >changed.html
expect_exit 1 rapporteur verify changed.html >told
contains told 'changed.html: paragraph 2 was changed since it was exported'
equal 1 "$(wc -l <told)"

story "who also changes the seal is told by the signature"
/usr/bin/python3 - <<'END'
import hashlib, json, re
page = json.load(open("report.json"))
# A forger who knows the form: one paragraph's digest goes, the digest of all is made anew.
page["seal"]["blocks"].pop(3)
lines = "".join(line + "\n" for line in page["seal"]["blocks"])
words = page["seal"]["head"].split()
words[5] = hashlib.blake2b(lines.encode(), digest_size=32).hexdigest()
page["seal"]["head"] = " ".join(words)
json.dump(page, open("forged.json", "w"))
END
expect_exit 1 rapporteur verify forged.json >told 2>err
contains err "the signature is not its key's"

story "a machine that has not met the broker says so, and asks it when told to"
RAPPORTEUR_STATE=$PWD/other expect_exit 1 rapporteur verify report.docx 2>err
contains err 'which no broker has that this machine has spoken to'
broker start
RAPPORTEUR_STATE=$PWD/other rapporteur verify report.docx --broker "$RAPPORTEUR_BROKER" >told
contains told 'as it was exported'

story "what the journal has learnt since is told by the broker"
rapporteur session reopen $session --reason 'one more note' >/dev/null
rapporteur note $session WG-5 -c recommendation 'Consulates should publish their waiting times' >/dev/null
expect_exit 1 rapporteur verify report.json --broker "$RAPPORTEUR_BROKER" >told
contains told 'in the journal'
