#!/bin/bash
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/web.sh"

story "a note that a browser sends is on the broker's disk, and once, though it was sent twice"
broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >opened
web start
web_client submits_twice

story "it has given up to write files and to start programs"
if grep -q "confined" web.log; then
	contains web.log "confined files=yes calls=yes dumps=yes"
	equal 1 "$(awk '/^NoNewPrivs/ { print $2 }' "/proc/$web_pid/status")" "no new privileges"
	equal 2 "$(awk '/^Seccomp:/ { print $2 }' "/proc/$web_pid/status")" "a filter of calls"
fi # under a sanitizer, or not at all

story "an open stream shows the point that comes of it, and resumes where it was left"
web_client stream_resumes

story "the gateway killed and started anew has lost nothing, and knows the writer again"
web killed
web start
web_client amends_after_kill

story "while the broker is away a note is not said to be saved, and is taken once it is here again"
broker killed
web_client broker_away
broker start
web_client broker_here
web stop
