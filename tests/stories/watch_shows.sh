#!/bin/bash
. "$(dirname "$0")/../lib.sh"

broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
session=gcm-ap-2020-10-28

story "a note shows as a point, and grows when another says the same"
rapporteur watch $session --plain >plain 2>plain.err & plain=$!
rapporteur watch $session --json --objective 5 >json & json=$!
as amina note $session WG-2 Flood funds come too late >/dev/null
wait_until grep -qE '^objective 2 challenge 1w 1n [0-9a-z]{12}  Flood funds come too late$' plain
as boris note $session WG-2 Flood funds come too late >/dev/null
wait_until grep -qE '^objective 2 challenge 2w 2n [0-9a-z]{12}  Flood funds come too late$' plain

story "only the objective that was asked for is told, as JSON a line"
as amina note $session WG-5 Visas take a year >/dev/null
wait_until grep -q '"statement":"Visas take a year"' json
lacks json 'Flood'
python3 -c 'import json, sys; [json.loads(line) for line in open("json")]' || fail 'a line is not JSON'

story "a broker that was killed and came back is followed on"
broker killed
broker start
as amina note $session WG-5 Fees are too high >/dev/null
wait_until grep -q 'Fees are too high' plain

story "an interrupt ends it well"
kill -TERM $plain
wait $plain
kill -TERM $json
wait $json

story "on a terminal it draws, and gives the terminal back"
# util-linux's script gives it a terminal.
script -qfec "stty rows 20 cols 60; rapporteur watch $session --until-closed" drawn </dev/null >/dev/null & drawing=$!
wait_until grep -q 'Fees are too high' drawn
rapporteur session close $session >/dev/null
wait $drawing
contains drawn $'\033[?1049h'
contains drawn $'\033[?1049l'
contains drawn $'\033[?25h'
contains drawn 'live'

story "a session that is not there is refused"
expect_exit 1 rapporteur watch no-such-session 2>err
contains err 'There is no session of that name.'
