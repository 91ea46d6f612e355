#!/bin/bash
. "$(dirname "$0")/../lib.sh"

broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null

story "a note's id is printed once it is on the broker's disk"
as amina note gcm-ap-2020-10-28 WG-2 -l gender Flood funds come too late >id
[[ $(cat id) =~ ^[0-9a-z]{12}$ ]] || fail "this is no id: $(cat id)"
broker killed
broker start
rapporteur export gcm-ap-2020-10-28 --format jsonl >notes
equal 1 "$(wc -l <notes)" 'notes after the broker was killed'
contains notes "$(cat id)"
contains notes 'Flood funds come too late'

story "a line is a note, blank lines are none, and the ids come in the order of the lines"
printf 'first thing\n\n  \nsecond thing\nthird thing' |
	as amina note gcm-ap-2020-10-28 WG-2 -c covid - >ids
equal 3 "$(wc -l <ids)" 'ids'
rapporteur export gcm-ap-2020-10-28 --format jsonl >notes
paste -d ' ' ids - <<<$'first\nsecond\nthird' | while read -r id word; do
	grep -F "$id" notes | grep -qF "$word thing" || fail "$word has another id"
done

story "a wrong line is named, the others are kept"
printf 'fourth thing\n\xff\xfe\nfifth thing\n' >lines
expect_exit 1 as amina note gcm-ap-2020-10-28 WG-2 - <lines >ids 2>err
equal 2 "$(wc -l <ids)" 'ids'
contains err 'standard input:2: '

story "a text that begins with a dash is a text"
as amina note gcm-ap-2020-10-28 WG-2 '- as in a list' >/dev/null
as amina note gcm-ap-2020-10-28 WG-2 -- --like-an-option >/dev/null
rapporteur export gcm-ap-2020-10-28 --format jsonl >notes
contains notes '"- as in a list"'
contains notes '"--like-an-option"'

story "its writer amends a note, and takes it back; nobody else can"
id=$(cat id)
as amina amend "$id" Flood funds come months late >amended
same id amended
as amina amend "$id" -c recommendation Pay before the flood >amended
rapporteur export gcm-ap-2020-10-28 --format jsonl >notes
lacks notes 'Flood funds'
contains notes 'Pay before the flood'
grep -F "$id" notes | grep -qF '"recommendation"' || fail 'the category was not amended'
grep -F "$id" notes | grep -qF '"gender"' || fail 'the lens did not stay'
expect_exit 1 as boris retract "$id" 2>err
contains err 'is no note of this outbox'
as amina retract "$id" >/dev/null
rapporteur export gcm-ap-2020-10-28 --format jsonl >notes
lacks notes "$id"
expect_exit 1 as amina amend "$id" again 2>err
contains err 'has been retracted'
