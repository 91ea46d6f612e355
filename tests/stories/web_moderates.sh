#!/bin/bash
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/web.sh"

broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >opened
web start
session=gcm-ap-2020-10-28

story "a moderator merges, restates, hides and takes back by the page, each act once"
web_client curates

story "and asks why, what is missing, what is like it, and whether it balances"
web_client asks

story "every report that the terminal makes comes by the page, byte for byte, signed as there"
web_client exports
for format in md html docx odt json csv xlsx akn jsonl; do
	rapporteur export "$session" --format "$format" -o "terminal.$format"
	cmp "web.$format" "terminal.$format"
done

story "a programme comes as a file, is checked to the line, and opens or updates a session"
web_client programmes

story "whom a text names is masked on the page until a moderator has seen it"
web_client names

story "who watches sees the session close and open again; a note that is erased is to be forgotten"
web_client closes

story "and counters of gateway and broker are there for Prometheus"
web_client metrics
web stop
