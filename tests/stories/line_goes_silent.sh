#!/bin/bash
# The other end is gone and nobody says so: no FIN, no RST, only silence. tests/line.py stands between.
# timeout: 240
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

NOTICED_S=30 # a client gives a silent broker 5 s (CLIENT_STALE_MS); the rest is for a busy machine

line_start() {
	start line env PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$TOP/tests/line.py" $((port + 2)) "$port"
	line_pid=$started
	wait_until grep -q up line.out
}
says() { echo "$*" >&8; } # what amina types
saved() { [ "$(wc -l <amina.out)" -eq "$1" ]; }
kept() { [ "$(notes_kept)" -eq "$1" ]; }
shown() { grep -qF "$1" watcher.out; }
within() { # SECONDS CMD...
	local began=$SECONDS limit=$1
	shift
	wait_until "$@"
	[ $((SECONDS - began)) -le "$limit" ] || fail "took $((SECONDS - began)) s: $*"
}

line=tcp://127.0.0.2:$((port + 2))
broker start
echo 'open_session()' | wire
line_start
start watcher env RAPPORTEUR_BROKER="$line" rapporteur watch s1
mkfifo typed
exec 8<>typed
RAPPORTEUR_BROKER=$line RAPPORTEUR_STATE=$dir/amina rapporteur note s1 WG-2 - --wait 60 \
	<typed >amina.out 2>amina.err 7>&- 8>&- &
amina=$!
says "Heard at once"
wait_until saved 1
wait_until shown "Heard at once"

story "an answer is lost, and nobody hears so: the note is sent again within seconds, and is there once"
kill -USR2 "$line_pid"
says "Its answer is lost"
wait_until kept 2
saved 1 || fail "the answer was not lost"
within $NOTICED_S saved 2
equal 2 "$(notes_kept)" "notes"

story "the peer is gone without a word: noticed within seconds, the note is kept meanwhile and sent from a new address"
kill -USR1 "$line_pid"
says "Nobody hears this"
within $NOTICED_S saved 3
equal 3 "$(notes_kept)" "notes"
contains line.out "from 127.0.0.4"

story "its watcher says that what it shows may be old, connects anew and shows all"
within $NOTICED_S shown "Nobody hears this"
contains watcher.err "stale: the broker is silent"

story "again and again, with a note under way each time"
for i in 1 2 3; do
	kill -USR1 "$line_pid"
	says "Roaming $i"
	within $NOTICED_S saved $((3 + i))
done
exec 8>&-
wait "$amina"
equal 6 "$(notes_kept)" "notes"
equal 6 "$(sort -u amina.out | wc -l)" "public ids"

story "a broker that has another address now gets what was written for the old one"
kill -TERM "$line_pid"
expect_exit 3 env RAPPORTEUR_BROKER="$line" RAPPORTEUR_STATE="$dir/amina" rapporteur note s1 WG-2 "Written offline" --wait 0 2>offline
as amina outbox --send >/dev/null
equal 7 "$(notes_kept)" "notes"
wire <<'PY'
expect('each once', 7, len(set(texts())))
PY
