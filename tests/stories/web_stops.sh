#!/bin/bash
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/web.sh"

broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >opened

story "a gateway that is told to stop answers whoever waits, ends all streams, and goes at once"
for round in 1 2 3; do
	web start
	(web_client asks_without_end) &
	asker=$!
	wait_until grep -q "sessions/gcm-ap-2020-10-28/synthesis 200" web.log
	kill -STOP "$broker_pid"
	wait_until test -e asking
	rm -f asking
	web stop
	kill -CONT "$broker_pid"
	wait "$asker"
	mv web.log "web.$round"
done
