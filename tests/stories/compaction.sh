#!/bin/bash
# The journal is written anew while notes come in and somebody watches: nothing is lost, nothing is there
# twice, and whoever reads goes on in the new one.
# timeout: 300
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

session=gcm-ap-2020-10-28

generation() { cat data/CURRENT; }
generation_is_not() { [ "$(generation)" != "$1" ]; }
compacted() { # TIMES
	[ "$(grep -c ' compacted ' broker.log)" -ge "$1" ]
}

notes_made() { # COUNT
	awk -v count="$1" 'BEGIN {
		for (n = 1; n <= count; n++)
			printf "{\"id\": \"load-%05d\", \"round\": 1, \"room\": \"WG-2\", \"objective\": 2, " \
				"\"rapporteur\": \"load\", \"category\": \"challenge\", \"t_offset_s\": %d, " \
				"\"text\": \"Point %d of many, said in the room while the file moved\"}\n", n, n / 10, n
	}'
}

sees() { # NOTES, in points of the objective, by the watcher's last word
	grep '"objective":2,' watcher.out | tail -n 1 | grep -q "\"in_points\":$1,"
}

notes_there() { rapporteur export $session --format jsonl -o there.jsonl >/dev/null && wc -l <there.jsonl; }

notes_made 6000 >load.jsonl
broker start --rate 0
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
start watcher rapporteur watch $session --json

story "a journal that is compacted while notes come in loses none of them"
start load rapporteur import $session load.jsonl
load=$started
for times in 1 2 3; do
	before=$(generation)
	kill -USR1 "$broker_pid"
	wait_until generation_is_not "$before"
	wait_until compacted $times
done
wait "$load"
equal 6000 "$(notes_there)" "notes"
equal 6000 "$(grep -o '"ref": *"load-[0-9]*"' there.jsonl | sort -u | wc -l)" "different notes"
equal "data/$(generation)" "$(ls -d data/generation-*)" "generations"

story "the press and whoever watches go on in the new one"
wait_until grep -q 'journal_moved' broker.log
as bina note $session WG-2 "Said after the file had moved" >/dev/null
wait_until sees 6001
lacks broker.log press_died

story "killed while it compacts, the broker has everything and leaves nothing behind"
for _ in 1 2 3 4 5; do
	kill -USR1 "$broker_pid"
	broker killed
	broker start --rate 0
	equal 6001 "$(notes_there)" "notes"
	equal "data/$(generation)" "$(ls -d data/generation-* data/next 2>/dev/null)" "generations"
done
broker stop

story "a stopped journal is compacted by hand"
before=$(generation)
rapporteurd compact --data data
generation_is_not "$before"
rapporteurd check --data data >check.out
contains check.out "all is well"
broker start
expect_exit 1 rapporteurd compact --data data 2>refused
contains refused "signal USR1"
