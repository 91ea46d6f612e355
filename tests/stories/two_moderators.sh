#!/bin/bash
# Two moderators change the synthesis at once: both succeed, the later one wins, everybody sees it, and all can be undone.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

stranger() { # NAME COMMAND...
	local name=$1
	shift
	/usr/bin/python3 "$TOP/tests/client.py" --state "$dir/$name.writer" "$@"
}

# told FILE EXPRESSION: of the JSON in FILE's last line, as `it`.
told() {
	/usr/bin/python3 -c 'import json, sys
it = json.loads(sys.stdin.read().strip().splitlines()[-1])
print(eval(sys.argv[1]))' "$2" <"$1"
}

# ever FILE EXPRESSION: whether it holds of one of FILE's lines.
ever() {
	/usr/bin/python3 -c 'import json, sys
sys.exit(not any(eval(sys.argv[1]) for it in map(json.loads, sys.stdin)))' "$2" <"$1"
}

# note TEXT: submits it and prints NUMBER:ID.
note() {
	stranger amina note gcm-1 WG-2 "$1" >note.reply
	told note.reply 'str(it["n"]) + ":" + it["body"]["i"]'
}

# curate WHO ACT KEY=VALUE...: prints the event's number.
curate() {
	local who=$1
	shift
	stranger "$who" curate gcm-1 "$@" >curate.reply
	told curate.reply 'it["n"]'
}

# synthesis EVENT: all there is once that event is in it.
synthesis() {
	stranger dawit synthesis gcm-1 "$1" >synthesis.json
}

# points EXPRESSION: of each point `p` of objective 2, in their order; n is how many notes it has.
points() {
	told synthesis.json "[$1 for p in it['2']['p'] for n in [len(p['k'])]]"
}

/usr/bin/python3 -c 'import json
print(json.dumps({"session": "gcm-1", "title": "A first try", "timezone": "Asia/Bangkok",
    "rounds": [{"number": 1, "start": "2020-10-28T11:30", "end": "2020-10-28T12:20",
                "start_ms": 1603859400000, "end_ms": 1603862400000}],
    "categories": [{"key": "challenge", "heading": "Key challenges"}], "lenses": ["youth"],
    "objectives": [{"number": 2, "title": "Drivers", "questions": []}],
    "rooms": [{"key": "WG-2", "round": 1, "objectives": [2]}]}))' >gcm-1.json
broker start
stranger amina open gcm-1 gcm-1.json >/dev/null
fees=$(note "Recruitment fees leave workers in debt")
visas=$(note "Visa renewal takes many months")
schools=$(note "Schools lack teachers in the dry season")
audio=$(note "audio bad!!")
synthesis "${audio%%:*}"
cp synthesis.json before.json
equal "[1, 1, 1]" "$(points n)" "points"
start watcher /usr/bin/python3 "$TOP/tests/client.py" watch gcm-1
wait_until ever watcher.out '"whole" in it'

story "both merge and restate; the later words are the ones that stand"
merge=$(curate bina merge o=2 n="$fees,$visas" w="the same point")
restate=$(curate bina restate o=2 n="$fees,$visas" t="Coming is dear.")
later=$(curate chen restate o=2 n="$visas,$fees" t="Coming is dear and slow.")
synthesis "$later"
equal "['Coming is dear and slow.', 'Schools lack teachers in the dry season']" "$(points 'p["t"]')" "statements"
equal "[2, 1]" "$(points n)" "points"
wait_until ever watcher.out \
	'"update" in it and "Coming is dear and slow." in [p["t"] for p in it["update"]["p"]]'

story "what is hidden is told with its reason, what is placed stands in a point, and all is counted"
hide=$(curate chen hide o=2 n="$schools" w="said in confidence")
place=$(curate bina place o=2 n="$audio")
synthesis "$place"
equal "[3, 1, 0, 0, 0, 0]" "$(told synthesis.json 'it["2"]["c"]')" "counts"
equal "['said in confidence']" "$(told synthesis.json '[n["y"] for n in it["2"]["n"] if n["p"] == 1]')" "reasons"

story "a heading of their own, and an order"
theme=$(curate bina theme o=2 c=challenge k=costs t="What it costs")
move=$(curate bina move o=2 n="$fees" k=costs)
order=$(curate chen order o=2 n="$audio")
split=$(curate chen split o=2 n="$visas" m="$fees")
synthesis "$split"
equal "[{'c': 'challenge', 'k': 'costs', 't': 'What it costs'}]" "$(told synthesis.json 'it["2"]["t"]')" "themes"
equal "[1, 1, 1]" "$(points n)" "points"

story "an act on another's note, or of what is not there, is refused"
expect_exit 1 stranger bina curate gcm-1 pin o=2 n="${fees%%:*}:000000000000" >refused.reply
equal 47 "$(told refused.reply 'it["e"]')" "no_note"
expect_exit 1 stranger bina curate gcm-1 undo p="${fees%%:*}" >refused.reply
equal 54 "$(told refused.reply 'it["e"]')" "no_curation"

story "a broker that was killed, and a press, have what was decided"
cp synthesis.json decided.json
broker killed
broker start
synthesis "$split"
equal "$(told decided.json it)" "$(told synthesis.json it)" "synthesis"

story "exports balance; they have the moderators' words, and not what is hidden"
for format in md jsonl json; do
	rapporteur export gcm-1 --format $format >"report.$format"
done
grep -q "Coming is dear and slow" report.md || fail "the statement is not in the report"
grep -q "What it costs" report.md || fail "the theme is not in the report"
lacks report.md "Schools lack teachers"

story "once all is undone it is as if nobody had done anything"
for act in $split $order $move $theme $place $hide $later $restate $merge; do
	last=$(curate bina undo p="$act" w="back to what it was")
done
synthesis "$last"
equal "$(told before.json it)" "$(told synthesis.json it)" "synthesis"

story "the journal holds"
broker stop
rapporteurd check --data "$dir/data" >check.out || fail "$(cat check.out)"
