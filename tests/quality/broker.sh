#!/bin/bash
# tests/quality/broker.sh - what is measured is what runs: both sets of notes go through a real broker, and end in the
# points that tests/quality/quality.c has them in. QUALITY_BIN is that program.
. "$(dirname "$0")/../lib.sh"

quality=$(cd "$TOP" && realpath "${QUALITY_BIN:?}")
vectors=$BIN/vectors.bin
live() { rapporteur status | grep -q '^synthesis: live'; }

# points SESSION NOTES GOLD PROGRAMME: plays them both ways.
points() {
	rapporteur session open "$TOP/tests/example/$4.yaml" >/dev/null
	rapporteur import "$1" "$TOP/tests/example/$2.jsonl" >/dev/null
	rapporteur export "$1" --format jsonl -o told.jsonl
	"$quality" --vectors "$vectors" --programme "$TOP/tests/example/$4.yaml" "$TOP/tests/example/$2.jsonl" >measured.jsonl
	# Points by the notes that stand in them: their names are the session's own.
	jq -rs 'map(select(.point)) | group_by(.point) | map(map(.ref) | sort | join(" ")) | sort[]' told.jsonl >told.points
	jq -rs 'map(select(.point)) | group_by(.point) | map(map(.id) | sort | join(" ")) | sort[]' measured.jsonl >measured.points
	same measured.points told.points
	jq -c 'if .point then {id: .ref, point, speaks: (.text == .statement)} else {id: .ref, point: null} end' told.jsonl >played.jsonl
	echo '{"moves": 0, "late_moves": 0}' >>played.jsonl # nobody looked on
	"$TOP/tests/quality/score.py" "$TOP/tests/example/$2.jsonl" "$TOP/tests/quality/$3.jsonl" played.jsonl \
		--floor "bcubed=$5" --ceiling wrongly_out=0.01 >scored || { cat scored; fail "out of its bounds"; }
	sed -n '1s/^/# /p' scored
}

broker start --vectors "$vectors" --dictionaries absent
wait_until live

story "the example's notes end in a real broker where they are measured"
points gcm-ap-2020-10-28 notes gold-points programme 0.92

story "those of the meetings, too"
points committee-meetings notes-meetings gold-points-meetings programme-meetings 0.87
