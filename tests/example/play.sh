#!/bin/bash
# tests/example/play.sh - plays the example consultation through a broker of its own: `make run`.
#
# Fifteen rapporteurs, each a client process with an outbox and a key of its own, write what they wrote in five rooms
# over two rounds, SPEED times faster. You see the synthesis grow; then the session is closed and its report
# lies in build/. The broker stays up until Ctrl-C, and so does the gateway with the pages: the links that are printed lead
# to them, each as somebody else.
#
#   SPEED=55      a little under two hours of meeting in two minutes
#   RUN_ONCE=1    stops the broker and ends, instead of staying up
#
# Needs bash and awk, and nothing else that a bare Debian has not.
set -eu
cd "$(dirname "$0")/../.."

BUILD=${BUILD:-build}
BIN=${RAPPORTEUR_BIN:-$BUILD}
SPEED=${SPEED:-55}
SESSION=gcm-ap-2020-10-28
DIR=$BUILD/example
broker_pid='' web_pid='' watch_pid='' writers=''

say() { echo "make run: $*" >&2; }

fail() {
	say "$*"
	exit 1
}

# Whatever we started is asked to stop, also when this ends early; nothing is left behind.
stop_all() {
	local pid
	trap - EXIT INT TERM HUP
	# The watcher first: it gives the terminal back.
	for pid in $watch_pid $writers $web_pid $broker_pid; do
		kill -TERM "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
}

answers() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The first port from 7400 on that is free with the next one.
port_find() {
	port=7400
	while answers "$port" || answers $((port + 1)); do
		port=$((port + 2))
		[ "$port" -lt 7500 ] || fail "no free port from 7400 to 7499"
	done
}

# The pages of this broker, whose key stands in the invitation.
web_start() {
	web_port=8400
	while answers "$web_port"; do
		web_port=$((web_port + 1))
		[ "$web_port" -lt 8500 ] || fail "no free port from 8400 to 8499"
	done
	"$BIN/rapporteur-web" --broker "$RAPPORTEUR_BROKER" --broker-key "$1" --listen "127.0.0.1:$web_port" \
		--pages client/web/pages 2>"$DIR/web.log" </dev/null &
	web_pid=$!
}

# page ROLE [ROOM]: a link that is good for whoever opens it, in this browser or another one.
page() {
	"$BIN/rapporteur" invite "$SESSION" --role "$1" ${2:+--room "$2"} --count 20 --expires 7d \
		--page "http://127.0.0.1:$web_port" 2>/dev/null | head -n 1
}

# Another role in the same browser takes the place of the one before: a private window each, or one after the other.
pages_invite() {
	{
		echo "The pages, each link as somebody else (a private window for each):"
		echo "    secretariat   $(page secretariat)"
		echo "    moderator     $(page moderator)"
		echo "    rapporteur    $(page rapporteur WG-2)"
		echo "    plenary       $(page observer)"
	} >"$BUILD/pages.txt"
	cat "$BUILD/pages.txt"
}

broker_start() {
	port_find
	export RAPPORTEUR_BROKER=tcp://127.0.0.1:$port
	invitation=$("$BIN/rapporteurd" init --data "$DIR/data" --bind "$RAPPORTEUR_BROKER" |
		awk '$1 == "invitation" { print $2 }')
	"$BIN/rapporteurd" --data "$DIR/data" --bind "$RAPPORTEUR_BROKER" 2>"$DIR/broker.log" </dev/null &
	broker_pid=$!
	web_start "$invitation"
	"$BIN/rapporteur" join "$invitation" --name Secretariat --wait 20 >/dev/null ||
		fail "the broker did not start: see $DIR/broker.log"
}

# Everybody gets an invitation to the rooms that they write in, and makes a key of their own.
writers_invite() {
	local file name rooms
	for file in "$DIR"/notes/*.jsonl; do
		name=$(basename "$file" .jsonl)
		rooms=$(grep -oE '"room": *"[^"]*"' "$file" | cut -d '"' -f 4 | sort -u | paste -sd ,)
		invitation=$("$BIN/rapporteur" invite "$SESSION" --role rapporteur --room "$rooms" 2>/dev/null | head -n 1)
		RAPPORTEUR_STATE=$DIR/state/$name "$BIN/rapporteur" join "$invitation" --name "$name" >/dev/null ||
			fail "$name could not join"
	done
}

# A file of notes for each rapporteur, in the order in which they were written.
notes_split() {
	mkdir "$DIR/notes"
	awk -v dir="$DIR/notes" '
		match($0, /"rapporteur": *"[A-Za-z0-9_-]+"/) {
			name = substr($0, RSTART, RLENGTH)
			sub(/^"rapporteur": *"/, "", name)
			sub(/"$/, "", name)
			print >> (dir "/" name ".jsonl")
			close(dir "/" name ".jsonl")
		}' tests/example/notes.jsonl
}

writers_start() {
	local file name
	for file in "$DIR"/notes/*.jsonl; do
		name=$(basename "$file" .jsonl)
		RAPPORTEUR_STATE=$DIR/state/$name "$BIN/rapporteur" import "$SESSION" "$file" --speed "$SPEED" \
			>"$DIR/notes/$name.out" 2>&1 </dev/null &
		writers="$writers $!"
	done
}

writers_wait() {
	local pid bad=0
	for pid in $writers; do
		wait "$pid" || bad=$((bad + 1))
	done
	writers=''
	[ "$bad" -eq 0 ] || fail "$bad rapporteurs did not get all their notes through: see $DIR/notes/*.out"
}

mkdir -p "$BUILD"
exec 9>"$BUILD/example.lock"
flock -n 9 || fail "it is running already, in $DIR"
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
rm -rf "$DIR"
mkdir -p "$DIR/state"
export RAPPORTEUR_STATE=$DIR/state/secretariat

broker_start
"$BIN/rapporteur" session open tests/example/programme.yaml >/dev/null
notes_split
writers_invite
pages_invite
"$BIN/rapporteur" watch "$SESSION" --until-closed </dev/null &
watch_pid=$!
writers_start
writers_wait
RAPPORTEUR=$BIN/rapporteur tests/example/curate.sh "$SESSION" tests/example/curation.jsonl
"$BIN/rapporteur" session close "$SESSION" >/dev/null
wait "$watch_pid" || true
watch_pid=''
for format in md html docx odt pdf; do
	"$BIN/rapporteur" export "$SESSION" --format "$format" -o "$BUILD/report.$format"
done
"$BIN/rapporteur" export "$SESSION" --format jsonl -o "$BUILD/notes.jsonl"

echo
"$BIN/rapporteur" session list
echo
echo "The session is closed. Its report: $BUILD/report.docx (and .odt, .pdf, .html, .md)   its notes: $BUILD/notes.jsonl"
[ -z "${RUN_ONCE:-}" ] || exit 0
echo
cat "$BUILD/pages.txt"
echo
# From here on an interrupt is what was asked for.
trap 'exit 0' INT TERM
echo "The broker stays up at $RAPPORTEUR_BROKER: Ctrl-C stops it. In another terminal, type:"
echo "    $BIN/rapporteur watch $SESSION --broker $RAPPORTEUR_BROKER --state $RAPPORTEUR_STATE"
wait "$broker_pid" || fail "the broker stopped: see $DIR/broker.log"
