#!/bin/bash
. "$(dirname "$0")/../lib.sh"

session=gcm-ap-2020-10-28
recorded() { [ "$(rapporteur session list --json | jq -r '.[0].grouping')" != null ]; }

story "a session that closes while the press is dead gets its grouping when there is one again"
broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
as amina note $session WG-2 "Flood funds come too late" >/dev/null
find_press
kill -STOP "$press_pid"
rapporteur session close $session --wait 1 >closed 2>closed.err || true
contains closed 'session gcm-ap-2020-10-28: closed'
! recorded || fail "a stopped press made a grouping"
press killed
wait_until recorded

story "and when the broker died before it was recorded"
rapporteur session reopen $session --reason "To close it again" >/dev/null
find_press
kill -STOP "$press_pid"
rapporteur session close $session --wait 1 >/dev/null 2>&1 || true
broker killed
broker start
wait_until recorded
equal 0 "$(rapporteur status --json | jq -r .counters.sessions_ungrouped)"
