#!/bin/bash
. "$(dirname "$0")/../lib.sh"

# The commands of a page's EXAMPLES, for a shell: its lines that begin with a dollar.
examples_of() { # PAGE
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh DIAGNOSTICS/ s/^\$ //p' "$1" | sed "s/127\.0\.0\.1:7400/127.0.0.1:$port/"
}

# A page as one line, so that sentences are found wherever it breaks them.
one_line() { # PAGE
	tr '\n' ' ' <"$1"
}

# The texts of a table in a header, one a line: pieces in quotes that follow one another are one text.
texts() { # HEADER MACRO
	sed -n "/^#define $2(X)/,/^\$/p" "$1" | tr -d '\\\n' | sed 's/X(/\n/g; s/"[[:space:]]*"//g' |
		grep -o '"[^"]*"' | tr -d '"'
}

cp "$TOP/tests/example/programme.yaml" "$TOP/tests/example/notes.jsonl" .
printf 'Pay before the flood\nAsk the villages\n' >lines.txt

story "the examples of rapporteurd(8) work"
examples_of "$TOP/broker/rapporteurd.8" >examples.sh
equal 7 "$(wc -l <examples.sh)" 'examples'
bash -eu examples.sh >out 2>example.log || fail "an example failed: $(tail -n 3 out)"

story "the examples of rapporteur(1) work"
broker start
examples_of "$TOP/client/terminal/rapporteur.1" >examples.sh
equal 22 "$(wc -l <examples.sh)" 'examples'
bash -eu examples.sh >out 2>examples.err || fail "an example failed: $(tail -n 3 out)"
contains report.jsonl 'Flood funds come too late'
equal 238 "$(wc -l <report.jsonl)" 'notes'

story "every word and sentence of an error is in rapporteur(1)"
texts "$TOP/proto/errors.h" ERRORS >words
one_line "$TOP/client/terminal/rapporteur.1" >page
[ "$(wc -l <words)" -gt 40 ] || fail 'the table was not read'
while read -r text; do
	case $text in ok | Done.) continue ;; esac
	contains page "$text"
done <words

story "every counter is in rapporteurd(8)"
texts "$TOP/broker/counters.h" COUNTERS >words
[ "$(wc -l <words)" -gt 40 ] || fail 'the table was not read'
while read -r text; do
	grep -qiF -- "$text" "$TOP/broker/rapporteurd.8" || fail "rapporteurd.8 does not hold: $text"
done <words

story "the pages name every option that the help names"
for command in status 'session open' 'session close' 'session list' \
	'session admit' 'session reopen' 'session delete' note amend retract redact outbox import \
	watch export 'point list' 'point move' 'point theme' 'point lens' search missing curation invite join whoami \
	people revoke rekey; do
	# shellcheck disable=SC2086 # one word or two
	rapporteur $command --help
done | grep -o '^ \{2,\}\(-., \)\?--[a-z-]*' | grep -o -- '--[a-z-]*' | sort -u >options
[ "$(wc -l <options)" -gt 15 ] || fail 'the help was not read'
while read -r option; do
	case $option in --category | --lens | --output) continue ;; esac # by their letters
	contains "$TOP/client/terminal/rapporteur.1" "Fl ${option#-}"
done <options

story "rapporteur-web(8) names every option of its help, and every counter"
rapporteur-web --help | grep -o '^  --[a-z-]*' | tr -d ' ' | sort -u >options
[ "$(wc -l <options)" -gt 8 ] || fail 'the help was not read'
while read -r option; do
	contains "$TOP/client/web/rapporteur-web.8" "Fl ${option#-}"
done <options
texts "$TOP/client/web/gateway.h" WEB_COUNTERS >words
[ "$(wc -l <words)" -gt 10 ] || fail 'the table was not read'
while read -r text; do
	[ "$text" = counter ] || [ "$text" = gauge ] || contains "$TOP/client/web/rapporteur-web.8" "$text"
done <words
