#!/bin/bash
# A backup is made while notes come in; the broker burns down; the backup becomes a journal again, and
# clients that hold newer notes bring them.
# timeout: 300
. "$(dirname "$0")/../wire.sh"
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

session=gcm-ap-2020-10-28

# notes_made COUNT: a file of so many notes of one rapporteur, all different.
notes_made() {
	awk -v count="$1" 'BEGIN {
		for (n = 1; n <= count; n++)
			printf "{\"id\": \"load-%05d\", \"round\": 1, \"room\": \"WG-2\", \"objective\": 2, " \
				"\"rapporteur\": \"load\", \"category\": \"challenge\", \"t_offset_s\": %d, " \
				"\"text\": \"Point %d of many, said in the room while the copy was made\"}\n", n, n / 10, n
	}'
}

notes_there() { # how many lines the export has
	rapporteur export $session --format jsonl -o there.jsonl >/dev/null && wc -l <there.jsonl
}

no_fault_in() { # FOLDER
	rapporteurd check --data "$1" >"$1.check" || fail "check finds faults in $1"
	contains "$1.check" "all is well"
}

more_than() { # EVENTS
	rapporteurd check --data data >now.check
	[ "$(sed -n 's/^events \([0-9]*\) .*/\1/p' now.check)" -gt "$1" ]
}

notes_made 20000 >load.jsonl

broker start --rate 0
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
as amina import $session "$TOP/tests/example/notes.jsonl" >/dev/null

story "backups that are made while notes come in are whole, each as of one moment"
start load rapporteur import $session load.jsonl
load=$started
wait_until more_than 1000
for n in 1 2 3; do
	rapporteurd backup --data data --to "backup-$n" >"backup-$n.out"
	contains "backup-$n.out" "all is well"
done
wait "$load"
for n in 1 2 3; do
	no_fault_in "backup-$n"
done
no_fault_in data
equal 20235 "$(notes_there)" "notes"

story "only their owner can read them, and none is written over another"
equal "" "$(find backup-1 -perm /077)" "what others may read"
[ ! -e backup-1/signing.key ] || fail "the key that signs feeds is in a backup"
expect_exit 1 rapporteurd backup --data data --to backup-1 2>refused
contains refused "Something is there already"
expect_exit 1 rapporteurd restore --from backup-1 --data data 2>refused
contains refused "Something is there already"
expect_exit 2 rapporteurd backup --data data 2>refused

story "after a restore clients bring the notes that the backup had not yet"
before=$(sed -n 's/^events \([0-9]*\) .*/\1/p' backup-1.out)
[ "$before" -gt 1000 ] || fail "the first backup has only $before events"
[ "$before" -lt 20000 ] || fail "the first backup was not made while notes came in"
broker killed
mv data burnt
rapporteurd restore --from backup-1 --data data >restore.out
contains restore.out "as another journal"
no_fault_in data
broker start --rate 0
as load note $session WG-2 "We are back" >/dev/null # its hello learns that the journal is another
as load outbox --send >/dev/null
equal 20236 "$(notes_there)" "notes"
broker stop
no_fault_in data

story "what was erased is nowhere in the folder, and stays erased when an older backup is restored"
id=$(echo 'print(uuid7().hex())' | wire)
echo 'submit(client(), "Tell nobody that Amina said this", session=sys.argv[2], id=bytes.fromhex(sys.argv[1]))' >submit.py
broker start --rate 0
wire "$id" $session <submit.py >/dev/null
rapporteurd backup --data data --to backup-before >/dev/null
grep -rq "Tell nobody" data backup-before || fail "the note is not where it should be"
broker stop
echo "$id" >data/erased
broker start --rate 0
! grep -rq "Tell nobody" data || fail "the text is still in the folder"
rapporteur export $session --format md -o report.md >/dev/null
lacks report.md "Tell nobody"
broker stop
no_fault_in data
mkdir again
cp data/erased again/
rapporteurd restore --from backup-before --data again >/dev/null
! grep -rq "Tell nobody" again || fail "the text came back with the backup"
no_fault_in again
contains again.check "erased 1"
