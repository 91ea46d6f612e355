#!/bin/bash
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/web.sh"

link=$(rapporteurd init --data "$dir/data" --bind "tcp://127.0.0.1:$port" | awk '/^invitation/ { print $2 }')
broker start
rapporteur join "$link" --name Secretariat >joined
rapporteur session open "$TOP/tests/example/programme.yaml" >opened
session=gcm-ap-2020-10-28
words() { rapporteur invite $session "$@" 2>/dev/null | sed -n 2p; }

story "a gateway that was not told the broker's key says so, and is not well"
web start
wait_until grep -q "give --broker-key" web.log
web_client not_well
web stop

story "without a cookie nobody is anybody; who joins gets a cookie that no script reads, and is in the right room"
web start --broker-key "$link"
web_client nobody
web_client joins "$(words --role rapporteur --room WG-2)"
web_client writes_in_own_room_only

story "what the terminal invites to a page is taken up by the page, and by a terminal that knows the broker"
rapporteur invite $session --role observer --count 2 --page https://notes.example.org/ 2>/dev/null >page
equal "https://notes.example.org/j/$(sed -n 2p page)" "$(sed -n 1p page)" "the link"
rapporteur join "$(sed -n 1p page)" >joined.again
contains joined.again "as observer"

story "another site can neither read nor write, whatever it makes the browser send"
web_client foreign_sites

story "who reads the plenary sees no note, who moderates sees all"
web_client audiences "$(words --role moderator)" "$(words --role observer)"

story "a second gateway beside it knows the same people, and goes on where the first one's stream was"
rapporteur-web --broker "$RAPPORTEUR_BROKER" --listen "127.0.0.1:$((web_port + 1))" --broker-key "$link" \
	--pages "$TOP/client/web/pages" >>web2.log 2>&1 </dev/null 7>&- &
second=$!
wait_until answers $((web_port + 1))
web_client two_gateways $((web_port + 1))
kill -TERM "$second"
wait "$second"

story "the secretariat invites by the page: a link, words and a sheet for each room; and shuts out again"
rapporteurd init --data "$dir/data" --bind "tcp://127.0.0.1:$port" | awk '/^invitation/ { print "\"" $2 "\"" }' >house
web_client invites

story "who is shut out is refused at the next request, and the stream ends; others go on"
(web_client revoked) &
reader=$!
wait_until test -e watching
rapporteur revoke $session Amina >revoked.out
touch revoked
wait "$reader"

story "the log of requests has no token, no name and no text"
web stop
lacks web.log "$(cut -d '"' -f 2 cookie | cut -d = -f 2)"
lacks web.log "Low wages"
lacks web.log "Amina"
