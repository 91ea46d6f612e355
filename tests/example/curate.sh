#!/bin/bash
# tests/example/curate.sh - plays the acts of a moderator, one after the other: curate.sh SESSION FILE.jsonl.
#
# An act names a note by its reference in the notes that were imported; what a point is called by the broker is asked of it.
# RAPPORTEUR is the program; RAPPORTEUR_BROKER and RAPPORTEUR_STATE are its own. Needs bash and awk.
set -eu
session=$1 acts=$2
program=${RAPPORTEUR:-rapporteur}

# The value of a key in a line of flat JSON; nothing when it is not there.
value() { # LINE KEY
	printf '%s\n' "$1" | sed -n 's/.*"'"$2"'": *"\(\([^"\\]\|\\.\)*\)".*/\1/p'
}

# The public id of a note, by its reference.
known=$("$program" export "$session" --machine --format jsonl |
	awk 'match($0, /"ref": *"[^"]*"/) {
		ref = substr($0, RSTART, RLENGTH)
		gsub(/^"ref": *"|"$/, "", ref)
		match($0, /"note": *"[^"]*"/)
		note = substr($0, RSTART, RLENGTH)
		gsub(/^"note": *"|"$/, "", note)
		print ref, note
	}')

count=0
while IFS= read -r line; do
	act=$(value "$line" act) text=$(value "$line" text) reason=$(value "$line" reason) theme=$(value "$line" theme)
	note=$(awk -v ref="$(value "$line" note)" '$1 == ref { print $2; exit }' <<<"$known")
	case $act in
	theme) set -- "$(value "$line" category)" "$theme" "$text" ;;
	move) set -- "$note" --theme "$theme" ;;
	restate) set -- "$note" "$text" ;;
	*) set -- "$note" ;;
	esac
	"$program" point "$act" "$session" "$@" ${reason:+--reason "$reason"} >/dev/null
	count=$((count + 1))
done <"$acts"
echo "$count acts of curation"
