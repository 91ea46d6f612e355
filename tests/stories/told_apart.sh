#!/bin/bash
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

session=gcm-ap-2020-10-28
# The point of the note whose text begins so.
point_of() {
	sed -n "s/.*\"text\": \"$1.*\"point\": \"\\([0-9a-z]*\\)\".*/\\1/p" notes.jsonl
}

story "two who write in the same moment are put together by what they say, not by the moment alone"
broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
as amina note $session WG-2 "Flood funds reach us too late" >/dev/null
as bina note $session WG-2 "Schools lack teachers in the dry season" >/dev/null
as chan note $session WG-2 "The money for floods comes late" >/dev/null
rapporteur export $session --format jsonl -o notes.jsonl
equal "$(point_of Flood)" "$(point_of "The money")" "the point of what says the same"
[ "$(point_of Flood)" != "$(point_of Schools)" ] || fail "what has nothing in common is one point"
