#!/bin/bash
. "$(dirname "$0")/../lib.sh"

says() { awk -v key="$2:" '$1 == key { print $2 }' "/proc/$1/status"; } # PID KEY
core_limit() { awk '/Max core file size/ { print $5 }' "/proc/$1/limits"; } # PID

story "desk and press run within walls that they put up themselves, and say which"
broker start
wait_until grep -q "press started" broker.log
contains broker.log "confined files="
if grep -q "confined files=yes calls=yes dumps=yes" broker.log; then
	for pid in "$broker_pid" "$press_pid"; do
		equal 2 "$(says "$pid" Seccomp)" "filters its calls"
		equal 1 "$(says "$pid" NoNewPrivs)" "gains no rights"
		equal 1 "$(core_limit "$pid")" "dumps no core"
	done
fi

story "of the folder of data the press has its own part only: the journal, and neither keys nor who people are"
lacks broker.log not_apart
equal "$(stat -c %i data/generation-000001/data.mdb)" "$(stat -c %i data/press/generation-000001/data.mdb)" "the journal's file"
# What it has open of the folder lies in there.
readlink "/proc/$press_pid/fd"/* 2>/dev/null | grep -F "$dir/data/" >open.files || true
lacks open.files identities
lacks open.files .key

story "within them the press is killed, started again, and answers"
press killed
wait_until broker_answers
