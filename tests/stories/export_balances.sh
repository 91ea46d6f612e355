#!/bin/bash
. "$(dirname "$0")/../lib.sh"

broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
session=gcm-ap-2020-10-28
rapporteur import $session "$TOP/tests/example/notes.jsonl" >/dev/null

story "a report says of every note that was received where it is"
id=$(as amina note $session WG-2 To be taken back)
as amina retract "$id" >/dev/null
rapporteur session close $session --grace 1h >/dev/null
as amina note $session WG-2 After the end >/dev/null 2>late
contains late 'kept as late'
rapporteur export $session --format md -o report.md
contains report.md '237'
rapporteur export $session --format jsonl -o notes.jsonl
lacks notes.jsonl 'To be taken back'

story "the same events give the same bytes"
rapporteur export $session --format md >again.md
same report.md again.md
broker stop
broker start
rapporteur export $session --format md >again.md
same report.md again.md

story "a report is there whole or not at all"
echo precious >kept.md
expect_exit 1 rapporteur export no-such-session --format md -o kept.md 2>err
equal precious "$(cat kept.md)" 'the file that was there'
expect_exit 1 rapporteur export $session --format md -o absent/report.md 2>err
contains err 'absent/report.md: No such file or directory'
expect_exit 1 rapporteur export $session --format md >/dev/full 2>err
equal 0 "$(find . -name '*.new' | wc -l)" 'files left behind'
