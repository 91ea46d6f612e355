#!/bin/bash
# One paper over the sessions of a series, in every format: what recurs is said so, with the paragraphs of the single reports.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

programme() { # SESSION SERIES TITLE DAY
	sed "s/^session: .*/session: $1/; s/^series: .*/series: $2/; s/^title: .*/title: \"$3\"/; s/2020-10-28/$4/g" \
		"$TOP/tests/example/programme.yaml"
}

broker start
programme one spring "The first" 2020-10-28 | rapporteur session open - >/dev/null
programme two spring "The second" 2020-11-05 | rapporteur session open - >/dev/null
programme other autumn "Elsewhere" 2020-11-06 | rapporteur session open - >/dev/null
as amina note one WG-2 "Low wages at home push people abroad" >/dev/null
as amina note one WG-2 "Crops fail two years in three" >/dev/null
as boris note two WG-2 "Low wages at home push many people abroad" >/dev/null
as boris note other WG-2 "Low wages at home push people abroad" >/dev/null

story "its paper has what recurs, and nothing of another series"
rapporteur export --series spring --format md -o paper.md
contains paper.md "Consultations of the series spring"
contains paper.md "The second (two), 5 November 2020"
contains paper.md "This was raised at two of the consultations: one, paragraph"
lacks paper.md "Elsewhere"
rapporteur export one --format md -o one.md
paragraph=$(grep -n "low wages at home" one.md | sed -E 's/^[0-9]+:([0-9]+).*/\1/')
contains paper.md "one, paragraph $paragraph and two, paragraph"

story "the same state gives the same bytes, in every format"
for format in md html docx odt pdf json jsonl csv xlsx akn; do
	rapporteur export --series spring --format $format -o first.$format
	rapporteur export --series spring --format $format -o second.$format
	cmp first.$format second.$format
done

story "what cannot be is told"
expect_exit 1 rapporteur export --series winter --format md 2>refused.err
contains refused.err "there is no session of the series winter"
expect_exit 2 rapporteur export one --series spring --format md 2>refused.err
expect_exit 2 rapporteur export --format md 2>refused.err
contains refused.err "say a SESSION, or --series KEY"
