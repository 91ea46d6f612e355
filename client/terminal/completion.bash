# client/terminal/completion.bash - bash completes what `rapporteur` takes. make install puts it where bash looks;
# `source client/terminal/completion.bash` tries it out.
#
# Commands, options and formats are what the program itself says, so that this file knows nothing which could
# grow old. Sessions are asked of the broker, for a second at most.
# shellcheck shell=bash

# The command that the words so far name: one word, or two.
_rapporteur_command() {
	local word command=''
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		case $word in
		-*) continue ;;
		esac
		command="${command:+$command }$word"
		[ "$command" = session ] || [ "$command" = point ] || [ "$command" = room ] || break
	done
	printf '%s' "$command"
}

_rapporteur_commands() { # the first words, or the second ones after $1
	rapporteur --help 2>/dev/null | awk -v first="${1:-}" '
		/^  [a-z]/ { if (first == "") print $1; else if ($1 == first) print $2 }
		/^Options/ { exit }' | sort -u
}

_rapporteur_options() {
	# shellcheck disable=SC2086 # a command is one word or two
	rapporteur $1 --help 2>/dev/null | grep -oE '^ +(-[a-z], )?--[a-z-]+' | grep -oE -- '--[a-z-]+'
}

_rapporteur_formats() { # of export, curation or import
	# shellcheck disable=SC2046 # import has one word more
	rapporteur "$1" x $([ "$1" != import ] || echo x) --format '?' 2>&1 | sed -n 's/.*there are //p' | tr -d ','
}

_rapporteur_sessions() {
	rapporteur session list --wait 1 --json 2>/dev/null | grep -oE '"session": *"[^"]*"' | cut -d '"' -f 4
}

# How many words of the command stand before the one that is typed, options left out.
_rapporteur_words_before() {
	local word count=0 skip=''
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		if [ -n "$skip" ]; then
			skip=''
			continue
		fi
		case $word in
		--json | --check | --help | --version | --all | --send | --forget-refused | --plain | --until-closed | --remove | --off | --qr | -h) ;;
		--*=*) ;;
		-*) skip=1 ;;
		*) count=$((count + 1)) ;;
		esac
	done
	printf '%s' "$count"
}

_rapporteur() {
	local typed=${COMP_WORDS[COMP_CWORD]} before='' words='' command
	[ "$COMP_CWORD" -eq 0 ] || before=${COMP_WORDS[COMP_CWORD - 1]}
	command=$(_rapporteur_command)
	COMPREPLY=()
	case $before in
	--format)
		[ "$command" = curation ] || [ "$command" = import ] || command='export'
		words=$(_rapporteur_formats "$command")
		;;
	--role) words='secretariat moderator rapporteur observer' ;;
	--sheet) mapfile -t COMPREPLY < <(compgen -d -- "$typed") && return ;;
	--output | --save) mapfile -t COMPREPLY < <(compgen -f -- "$typed") && return ;;
	--state) mapfile -t COMPREPLY < <(compgen -d -- "$typed") && return ;;
	--broker | --wait | --objective | --category | --lens | --grace | --speed | --room | --count | --expires | --series | --address | --page | --name) return ;;
	--on-the-record | --body | --reason | --theme | --rank | --most | -o | -c | -l) return ;;
	*)
		case $typed in
		-*) words=$(_rapporteur_options "$command") ;;
		*)
			case "$command:$(_rapporteur_words_before)" in
			:0) words=$(_rapporteur_commands) ;;
			session:1 | point:1) words=$(_rapporteur_commands "$command") ;;
			'session close:2' | 'session admit:2' | 'session reopen:2' | 'session delete:2' | 'point '*:2 | note:1 | import:1 | watch:1 | export:1) words=$(_rapporteur_sessions) ;;
			room:1) words=$(_rapporteur_commands "$command") ;;
			write:1 | moderate:1 | 'room '*:2) words=$(_rapporteur_sessions) ;;
			why:1 | redact:1 | search:1 | missing:1 | flagged:1 | curation:1) words=$(_rapporteur_sessions) ;;
			invite:1 | people:1 | revoke:1) words=$(_rapporteur_sessions) ;;
			'session open:2' | import:2) mapfile -t COMPREPLY < <(compgen -f -- "$typed") && return ;;
			esac
			;;
		esac
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$typed")
}
complete -o filenames -F _rapporteur rapporteur

# The gateway has options and no commands.
_rapporteur_web() {
	local typed=${COMP_WORDS[COMP_CWORD]}
	case ${COMP_WORDS[COMP_CWORD - 1]} in
	--pages) mapfile -t COMPREPLY < <(compgen -d -- "$typed") ;;
	--tls-cert | --tls-key) mapfile -t COMPREPLY < <(compgen -f -- "$typed") ;;
	*) mapfile -t COMPREPLY < <(compgen -W "$(rapporteur-web --help 2>/dev/null | grep -o '^  --[a-z-]*')" -- "$typed") ;;
	esac
}
complete -F _rapporteur_web rapporteur-web
