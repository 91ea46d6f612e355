#!/bin/bash
# A client that knows nothing but proto/PROTOCOL.md writes, reads and follows; see tests/client.py.
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

# programme SESSION QUESTIONS: with so many questions of 400 letters.
programme() {
	/usr/bin/python3 -c 'import json, sys
question = "Why? " + 395 * "a"
print(json.dumps({"session": sys.argv[1], "title": "A first try", "timezone": "Asia/Bangkok",
    "rounds": [{"number": 1, "start": "2020-10-28T11:30", "end": "2020-10-28T12:20",
                "start_ms": 1603859400000, "end_ms": 1603862400000}],
    "categories": [{"key": "challenge", "heading": "Key challenges"}], "lenses": ["youth"],
    "objectives": [{"number": n, "title": "Drivers", "questions": int(sys.argv[2]) * [question]}
                   for n in range(2, 8)],
    "rooms": [{"key": "WG-2", "round": 1, "objectives": [2]}]}))' "$@" >"$1.json"
}

id=01756d5cce00 # 2020-10-28T04:00Z in ms: the first six bytes of a UUIDv7
first=${id}71018001010101010101
second=${id}71028002020202020202

broker start

story "a client written from the page opens a session, writes a note, and sees its point"
programme gcm-1 1
stranger amina open gcm-1 gcm-1.json >open.reply
equal 1 "$(told open.reply 'it["n"]')" "event of the session"
start watcher /usr/bin/python3 "$TOP/tests/client.py" watch gcm-1
wait_until ever watcher.out '"whole" in it'
stranger amina note gcm-1 WG-2 "Flood funds come too late" l=youth id=$first >first.reply
# The broker has said by then what its synthesis is made with: an event of its own.
number=$(told first.reply 'it["n"]')
note=$(told first.reply 'it["body"]["i"]')
wait_until ever watcher.out \
	'"update" in it and [n.get("x") for n in it["update"]["n"]] == ["Flood funds come too late"]'

story "the same note sent again gets the first answer, and is there once"
stranger amina note gcm-1 WG-2 "Flood funds come too late" l=youth id=$first >again.reply
equal "$(told first.reply '(it["n"], it["h"], it["body"]["i"])')" \
	"$(told again.reply '(it["n"], it["h"], it["body"]["i"])')" "place and public id"
equal True "$(told again.reply 'it["body"]["a"]')" "answered before"

story "another text, or another writer, under a used id is refused"
expect_exit 1 stranger amina note gcm-1 WG-2 "Something else" id=$first >taken.reply
equal 50 "$(told taken.reply 'it["e"]')" "id_taken"
expect_exit 1 stranger bina note gcm-1 WG-2 "Flood funds come too late" l=youth id=$first >taken.reply
equal 50 "$(told taken.reply 'it["e"]')" "id_taken"

story "an amendment of what no longer stands is told what does"
stranger amina amend gcm-1 $first "$number" WG-2 "Flood funds reach us too late" >amend.reply
equal "$note" "$(told amend.reply 'it["body"]["i"]')" "public id"
expect_exit 1 stranger amina amend gcm-1 $first "$number" WG-2 "Flood funds are late" >stale.reply
amended=$(told amend.reply 'it["n"]')
equal "(49, $amended, 'Flood funds reach us too late')" \
	"$(told stale.reply '(it["e"], it["body"]["e"], it["body"]["x"])')" "what stands"
expect_exit 1 stranger bina amend gcm-1 $first "$amended" WG-2 "Mine now" >other.reply
equal 48 "$(told other.reply 'it["e"]')" "not_yours"

story "whoever watches sees the new words"
wait_until ever watcher.out \
	'"update" in it and [n.get("x") for n in it["update"]["n"]] == ["Flood funds reach us too late"]'
stranger bina synthesis gcm-1 "$amended" >synthesis.json
equal "[1, 0, 0, 0, 0, 0]" "$(told synthesis.json 'it["2"]["c"]')" "counts"

story "when the press dies, a watcher finds out and heals"
press killed
wait_until ever watcher.out \
	'"whole" in it and [p["t"] for p in it["whole"]["2"]["p"]] == ["Flood funds reach us too late"]'
stranger bina note gcm-1 WG-2 "Schools lack teachers in the dry season" id=$second >second.reply
wait_until ever watcher.out \
	'"update" in it and "Schools lack teachers in the dry season" in [n.get("x") for n in it["update"]["n"]]'

story "a programme of several parts comes back as it was sent"
programme gcm-2 28
[ "$(wc -c <gcm-2.json)" -gt 65536 ] || fail "the programme is too small for this story"
stranger amina open gcm-2 gcm-2.json >/dev/null
stranger bina get gcm-2 >get.json
equal "$(told gcm-2.json 'it')" "$(told get.json 'it["programme"]')" "programme"

story "a closed session keeps late notes in its grace and changes nothing"
stranger amina close gcm-1 600000 >/dev/null
stranger amina note gcm-1 WG-2 "One more thing" >late.reply
equal True "$(told late.reply 'it["body"]["b"]')" "late"
expect_exit 1 stranger amina retract gcm-1 $first "$amended" >closed.reply
equal 42 "$(told closed.reply 'it["e"]')" "session_closed"

story "the chain of all events verifies, and names nobody"
stranger bina journal >journal.json
# What the broker recorded by itself stands in between, whenever it was ready.
equal "[1, 10, 11, 10, 1, 3, 10]" \
	"$(told journal.json '[event["head"]["t"] for event in it if event["head"]["t"] not in (5, 7)]')" "types"
for writer in amina bina; do
	lacks journal.json "$(od -An -tx1 $writer.writer | tr -d ' \n')"
done
