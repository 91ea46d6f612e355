#!/bin/bash
# Names, bodies, keys and machines, planted wherever a person can, reach nobody but whom they are for.
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$TOP/tests HOSTNAME=zqwrenhost USER=zqwrenuser LOGNAME=zqwrenuser
canary() { # plant | search ...
	/usr/bin/python3 "$TOP/tests/canary.py" "$@"
}
formats=$(rapporteur export x --format '?' 2>&1 | sed -n 's/.*there are //p' | tr -d ',') || true

cat >programme.json <<'END'
{ "session": "canary-1", "title": "A first try", "timezone": "Asia/Bangkok",
  "rounds": [{"number": 1, "start": "2020-10-28T11:30", "end": "2020-10-28T12:20",
              "start_ms": 1603859400000, "end_ms": 1603862400000}],
  "categories": [{"key": "challenge", "heading": "Key challenges"}], "lenses": [],
  "objectives": [{"number": 2, "title": "Drivers"}], "rooms": [{"key": "WG-2", "round": 1, "objectives": [2]}] }
END

# nothing_in FILE...: none of the canaries.
nothing_in() {
	canary search "$@" >found || fail "$(head -5 found)"
}
# exported BY: every export as BY gets it.
exported() {
	local format
	mkdir -p "exported.$1"
	for format in $formats; do
		as "$1" export canary-1 --format "$format" -o "exported.$1/report.$format"
	done
}

link=$(rapporteurd init --data "$dir/data" --bind "tcp://127.0.0.1:$port" | awk '/^invitation/ { print $2 }')
broker start
house=$(canary plant "$link" programme.json) || fail "$house"
as zqwrenkeeper join "$house" --name 'Zqwrenkeeper Quillfeather' >/dev/null
for role in moderator rapporteur observer; do
	as zqwrenkeeper invite canary-1 --role $role 2>/dev/null | head -n 1 >link.$role
	as "zqwren$role" join "$(cat link.$role)" --name "Zqwren$role Quillfeather" >/dev/null
done
as zqwrenrapporteur note canary-1 WG-2 'Cranes stand idle, as Prof. Zqwrenlast Quillfeather showed' >/dev/null
printf '{"id": "i-1", "room": "WG-2", "text": "Pilots are few", "rapporteur": "Zqwrenimporter Quillfeather"}\n' >lines.jsonl
as zqwrenrapporteur import canary-1 lines.jsonl >/dev/null

story "the search finds what is there: in plain text, in an archive, in a key's other spellings"
as zqwrenkeeper people canary-1 >persons
expect_exit 1 canary search persons >found
contains found 'persons holds: quillfeather'
as zqwrenmoderator flagged canary-1 >flagged.txt
expect_exit 1 canary search flagged.txt >found
/usr/bin/python3 - <<'END'
import base64, zipfile
with zipfile.ZipFile("packed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
	archive.write("persons", "inner")
line = [line.split("\t")[1].strip() for line in open("secrets") if line.startswith("key of the moderator")][0]
open("spelled", "wb").write(b"x" + base64.b64encode(bytes.fromhex(line)))
END
expect_exit 1 canary search packed.zip >found
contains found 'packed.zip!inner holds: quillfeather'
expect_exit 1 canary search spelled >found
contains found 'key of the moderator'
mapfile -t identities < <(find data/identities -type f)
expect_exit 1 canary search "${identities[@]}" >found
contains found 'quillfeather'
contains found 'key of the moderator'

story "what each of the three feeds holds names nobody who is not on the record"
for audience in work room plenary; do
	contains heard.$audience 'Harbour fees rose again'
	contains heard.$audience '[a name] said that berths are too few'
done
nothing_in heard.work heard.room heard.plenary
contains heard.room 'Ms. Onrecord'
lacks heard.plenary 'Ms. Onrecord'

story "no export of any format names them, whoever exports"
for who in zqwrenkeeper zqwrenmoderator zqwrenrapporteur; do
	exported $who
	nothing_in exported.$who/*
	for format in $formats; do
		[ -s "exported.$who/report.$format" ] || fail "$format is empty"
	done
	formats='md json jsonl csv' # the others are made of the same
	contains exported.$who/report.jsonl 'Harbour fees rose again'
	contains exported.$who/report.md 'Ms. Onrecord, Quay House stated for the record, “The quay is open to all”.'
done
expect_exit 1 as zqwrenobserver export canary-1 --format md >observed 2>refused
[ ! -s observed ] || fail "an observer's export wrote something"
contains refused 'an observer is shown the points without their notes'

story "nothing in a feed or an export is finer than the minute"
for file in exported.zqwrenkeeper/*; do
	case $file in
	*.docx | *.odt | *.xlsx) /usr/bin/python3 -c 'import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
for name in z.namelist(): sys.stdout.buffer.write(z.read(name))' "$file" ;;
	*.pdf) pdfinfo "$file" ;;
	*) cat "$file" ;;
	esac | grep -aoE '[0-9]{2}:[0-9]{2}:[0-9]{2}' | grep -v ':00$' && fail "$file tells seconds"
done

story "what the observer and the rapporteur are shown on their screens names nobody either"
for who in zqwrenobserver zqwrenrapporteur; do
	start $who.watch env RAPPORTEUR_STATE="$dir/$who" rapporteur watch canary-1 --json
	wait_until grep -q 'Harbour fees rose again' $who.watch.out
	nothing_in $who.watch.out
	kill "$started"
done

story "the log of desk and press, and the public part of a backup, name nobody and hold no key"
broker stop
contains broker.log 'press started'
nothing_in broker.log
rapporteurd backup --data data --to public >/dev/null
rapporteurd backup --private --data data --to private >/dev/null || true
/usr/bin/python3 - <<'END'
# The texts of notes are what a backup is for; a pseudonym is in the events. Persons, keys, invitations and machines are not.
import os, re, sys
sys.path.insert(0, os.environ["PYTHONPATH"])
import canary
secrets = [line.rstrip("\n").split("\t") for line in open("secrets")]
kept = [secret for secret in secrets if not secret[0].startswith("pseudonym")]
hits = [what for root, _, names in os.walk("public") for name in names
        for data in [open(os.path.join(root, name), "rb").read()]
        for what, forms in [(what, canary.forms(secret)) for what, secret in kept] + [
            (word, [word]) for word in (b"Zqwrenmoderator", b"Zqwrenrapporteur", b"Zqwrenobserver", b"Zqwrenhouse", b"Zqwrenkeeper", b"Zqwrenimporter",
                                        b"zqwrenclient", b"zqwrenhost", b"zqwrenuser", b"zqwrenkeeper")]
        if any(form in data for form in forms)]
assert not hits, hits
assert any(b"Harbour fees rose again" in open(os.path.join(root, name), "rb").read()
           for root, _, names in os.walk("public") for name in names)
END
