#!/bin/bash
. "$(dirname "$0")/../lib.sh"
# shellcheck source=client/terminal/completion.bash
. "$TOP/client/terminal/completion.bash"

# completed WORD...: what TAB offers for the last of them, sorted, on one line.
completed() {
	COMP_WORDS=(rapporteur "$@")
	COMP_CWORD=$#
	_rapporteur
	printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd ' '
}

story "commands and options are completed from what the program says"
equal 'export' "$(completed exp)"
equal 'search session status' "$(completed s)"
equal 'admit close delete list open reopen' "$(completed session '')"
equal '--grace' "$(completed session close --gr)"
equal '--category' "$(completed note --cat)"
equal '--until-closed' "$(completed watch s-1 --un)"
equal '' "$(completed status --cat)"
equal 'hide' "$(completed point hi)"
equal '--reason' "$(completed point merge --rea)"
for command in status note amend retract redact outbox import watch export adopt verify report session point why search missing flagged curation join \
	whoami invite people revoke rekey; do
	completed '' | tr ' ' '\n' | grep -qx $command || fail "$command is not completed"
done

story "formats are those that there are"
equal 'akn csv docx html json jsonl md odt pdf xlsx' "$(completed export s-1 --format '')"
equal 'json jsonl' "$(completed export s-1 --format js)"
equal 'csv json' "$(completed curation s-1 --format '')"

story "files are completed where a file is meant"
touch programme.yaml notes.jsonl
equal 'programme.yaml' "$(completed session open prog)"
equal 'notes.jsonl' "$(completed import s-1 no)"
equal 'notes.jsonl' "$(completed outbox --save no)"

story "sessions are asked of the broker; without one nothing is offered"
equal '' "$(completed watch '')"
broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
equal 'gcm-ap-2020-10-28' "$(completed watch '')"
equal 'gcm-ap-2020-10-28' "$(completed export gcm)"
equal 'gcm-ap-2020-10-28' "$(completed session close '')"
equal 'gcm-ap-2020-10-28' "$(completed point list '')"
equal 'gcm-ap-2020-10-28' "$(completed why gcm)"
equal '' "$(completed note gcm-ap-2020-10-28 '')"

story "options of the gateway are completed from its help"
COMP_WORDS=(rapporteur-web --ins) COMP_CWORD=1
_rapporteur_web
equal --insecure-http "${COMPREPLY[*]}"
