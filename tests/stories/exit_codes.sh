#!/bin/bash
. "$(dirname "$0")/../lib.sh"

session=gcm-ap-2020-10-28

story "wrong usage is 2, and says what was wrong"
expect_exit 2 rapporteur 2>err
expect_exit 2 rapporteur dance 2>err
contains err 'there is no command dance'
expect_exit 2 rapporteur session 2>err
expect_exit 2 rapporteur session dance x 2>err
contains err 'session open, close, admit, reopen, delete and list'
expect_exit 2 rapporteur note $session WG-2 2>err
contains err 'rapporteur note SESSION ROOM TEXT...'
expect_exit 2 rapporteur status --dance 2>err
contains err 'there is no option --dance'
expect_exit 2 rapporteur note $session WG-2 -o two A text 2>err
expect_exit 2 rapporteur note 'no key!' WG-2 A text 2>err
expect_exit 2 rapporteur session close $session --grace 30 2>err
contains err 'unit'
expect_exit 2 rapporteur export $session --format doc 2>err
contains err 'there are md,'
expect_exit 2 rapporteur export $session 2>err
expect_exit 2 rapporteur point 2>err
expect_exit 2 rapporteur point dance x 2>err
contains err 'there are point list, show, pin'
expect_exit 2 rapporteur curation $session --format doc 2>err
contains err 'there are csv, json'
expect_exit 2 rapporteur search $session words --most none 2>err
expect_exit 2 rapporteur import $session x.jsonl --speed fast 2>err
expect_exit 2 rapporteur watch $session --objective none 2>err
expect_exit 2 rapporteur status --broker nowhere 2>err

story "help and version are answers"
rapporteur --version >out
contains out 'rapporteur '
rapporteur --help >out
contains out 'session open FILE.yaml'
for command in status 'session open' 'session close' 'session list' \
	'session admit' 'session reopen' 'session delete' note amend retract redact outbox import \
	watch export 'point list' 'point show' 'point pin' 'point merge' 'point split' 'point restate' 'point move' \
	'point hide' 'point unhide' 'point place' 'point order' 'point theme' 'point lens' 'point undo' why search \
	missing curation adopt verify 'report list' 'report show' 'report diff' 'report freeze'; do
	# shellcheck disable=SC2086 # one word or two
	rapporteur $command --help >out
	contains out "usage: rapporteur $command"
done

story "a broker that does not answer is 3"
expect_exit 3 rapporteur status --wait 200ms 2>err
contains err 'does not answer'
expect_exit 3 rapporteur session list --wait 200ms 2>err
expect_exit 3 rapporteur session open "$TOP/tests/example/programme.yaml" --wait 200ms 2>err
expect_exit 3 rapporteur import $session "$TOP/tests/example/notes.jsonl" --wait 200ms 2>err
expect_exit 3 rapporteur export $session --format md --wait 200ms 2>err
expect_exit 3 rapporteur point list $session --wait 200ms 2>err
expect_exit 3 rapporteur point undo $session 7 --wait 200ms 2>err
expect_exit 3 rapporteur why $session 2.challenge.1 --wait 200ms 2>err
expect_exit 3 rapporteur search $session words --wait 200ms 2>err
expect_exit 3 rapporteur missing $session --wait 200ms 2>err
expect_exit 3 rapporteur curation $session --wait 200ms 2>err

story "what the broker refuses is 1, with the reason"
broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
expect_exit 1 rapporteur note $session WG-99 A text 2>err
contains err 'The session has no room of that name. The detail lists them. - rooms: WG-2,'
expect_exit 1 rapporteur note no-such-session WG-2 A text 2>err
expect_exit 1 rapporteur note $session WG-2 ' ' 2>err
contains err 'The note has no text.'
expect_exit 1 rapporteur session close no-such-session 2>err
expect_exit 1 rapporteur export no-such-session --format md 2>err
expect_exit 1 rapporteur point list no-such-session 2>err
expect_exit 1 rapporteur search no-such-session words 2>err
expect_exit 1 rapporteur point undo $session 1 2>err
contains err 'There is no such act of curation in this session.'

story "a full standard output is not an answer"
expect_exit 1 rapporteur session list >/dev/full 2>err
contains err 'standard output cannot be written'
