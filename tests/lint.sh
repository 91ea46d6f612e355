#!/bin/bash
# shellcheck disable=SC2046,SC2086,SC2317 # lists are words on purpose; `check` calls the functions
#
# tests/lint.sh - the rules of the tree, each one case in TAP. make calls it with the lists of sources:
# SRC, TEST_SRC, MAN, OBJECTS and the compiler's FLAGS. ONLY=WORD runs those with WORD in their name.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export LC_ALL=C.UTF-8

: "${SRC?} ${TEST_SRC?} ${MAN?} ${STORIES?} ${OBJECTS?} ${FLAGS?}"

failed=0
# check NAME CMD...: what CMD prints is told only when it fails.
check() {
	local name=$1 output
	shift
	case $name in *"${ONLY:-}"*) ;; *) return ;; esac
	if output=$("$@" 2>&1); then
		echo "ok - lint: $name"
	else
		echo "not ok - lint: $name"
		printf '%s\n' "$output" | head -n 150
		failed=1
	fi
}

# All files of the tree, also those not committed yet; $@ are patterns. Nothing that was deleted.
files() {
	git ls-files --cached --others --exclude-standard -- "$@" | while read -r file; do
		[ ! -f "$file" ] || echo "$file"
	done
}

# none CMD...: a search, which must find nothing.
none() {
	local output
	output=$("$@")
	[ -z "$output" ] || { printf '%s\n' "$output" && return 1; }
}

# Sources without their comments, a line `FILE: TEXT` each, so that prose may name what code may not.
code() {
	local file
	for file in "$@"; do
		gcc -fpreprocessed -dD -E -P "$file" 2>/dev/null | sed "s|^|$file: |"
	done
}

# ---- layout and static analysis --------------------------------------------------------------------

layout() {
	files '*.c' '*.h' | xargs --no-run-if-empty clang-format --dry-run -Werror --ferror-limit=2
}

# One file a run: with several the analyzer of clang 14 takes a va_list of the second for unset.
tidy() {
	# shellcheck disable=SC2016 # the inner shell expands
	printf '%s\n' $SRC $TEST_SRC | xargs -P 2 -n 1 sh -c 'clang-tidy --quiet "$1" -- $FLAGS 2>/dev/null' -
}

second_opinion() {
	cppcheck -j 2 --quiet --std=c11 --language=c --library=posix -D_GNU_SOURCE -I. --inline-suppr \
		--enable=warning,performance,portability --suppress=missingIncludeSystem --suppress=readdirCalled \
		--error-exitcode=1 $SRC $TEST_SRC
}

shell_scripts() {
	files | xargs grep -lIE '^#!/(usr/)?bin/(env )?(ba)?sh|^# shellcheck shell=' | xargs shellcheck
}

man_pages() {
	[ -z "$MAN" ] || mandoc -T lint -W warning $MAN
}

# ---- rules of our C --------------------------------------------------------------------------------

banned_calls() {
	local calls='strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|gmtime|localtime|alloca|system|popen|gets'
	code $(files '*.c' '*.h') | grep -E "(^|[^[:alnum:]_])($calls)[[:space:]]*\("
}

# State that changes lies in structs that somebody owns, not in globals.
globals() {
	local object
	for object in $OBJECTS; do
		size -A "$object" | awk -v object="$object" \
			'$1 ~ /^\.(data|bss|tdata|tbss)$/ && $2 > 0 { print object ": " $2 " bytes of " $1 }'
	done
}

typedefs() {
	code $(files '*.c' '*.h') | grep -E 'typedef[[:space:]]+(struct|union|enum)[^(]*;'
}

unfinished() {
	files '*.c' '*.h' '*.sh' '*.py' Makefile | xargs grep -nE '\b(TODO|FIXME|XXX|HACK)\b' |
		grep -v '^tests/lint.sh:'
}

# A test waits for a condition; only the language of the stories knows how to pause.
sleeps() {
	files 'tests/*.c' 'tests/*.sh' 'tests/*.py' | grep -v '^tests/lib.sh$' |
		xargs grep -nE '\b(usleep|nanosleep|sleep)[[:space:]]*[(0-9]' | grep -v '^tests/lint.sh:'
}

# ---- rules of the tree -----------------------------------------------------------------------------

long_files() {
	files '*.c' '*.h' '*.sh' '*.py' '*.js' '*.css' '*.mk' Makefile | xargs wc -l |
		awk '$2 != "total" && $1 > 500 { print $2 ": " $1 " lines; is it still one idea?" }'
}

unlisted() {
	local file
	for file in $(files '*.c'); do
		case " $SRC $TEST_SRC " in
		*" $file "*) ;;
		*) echo "$file: no lists.mk names it" ;;
		esac
	done
	for file in $(files 'tests/stories/*.sh' 'tests/fault/*.sh'); do
		case " $STORIES " in
		*" $file "*) ;;
		*) echo "$file: STORIES of tests/lists.mk does not name it" ;;
		esac
	done
}

# What only one machine has: its folders, its packages' hosts.
foreign() {
	files | xargs grep -nIE \
		'(^|[^[:alnum:]_.$}-])/(work|farm|root|tmp)/|(deb|security|snapshot|ftp)\.debian\.org|registry\.npmjs|pypi\.org|crates\.io'
}

# includes FOLDER ALLOWED...: who includes what. System headers are in angle brackets, ours in quotes
# and from the top of the tree.
includes() {
	local folder=$1
	shift
	grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' $(files "$folder/*.c" "$folder/*.h") /dev/null |
		grep -vE "\"($(IFS='|' && echo "$*"))/[^\"]*\""
}

boundaries() {
	includes proto proto
	includes store proto store
	includes broker proto store broker
	includes client proto client
	includes tests proto store broker client tests
}

# The Chatham House rule by construction: nothing that a report is made of can name a writer, also not
# through a header of a header.
anonymous_report() {
	local file
	for file in $(files 'client/report/*.c' 'client/report/*.h'); do
		gcc $FLAGS -MM "$file" | grep -oE '\bproto/(event|command)\.h' |
			sed "s|^|$file reaches |"
	done
}

# And whoever publishes or writes a report has no handle to who is behind a pseudonym.
nameless() {
	local file
	for file in $(files 'broker/press/*.[ch]' 'broker/synthesis/*.[ch]' 'broker/names/*.[ch]' 'client/report/*.[ch]'); do
		gcc $FLAGS -MM "$file" | grep -oE '\bstore/identities(_internal)?\.h' | sed "s|^|$file reaches |"
	done
}

# Nor by any chain of calls, as the linker would resolve it; the desk has one.
unreached() {
	tests/reach.py store/identities broker/press,broker/synthesis,broker/names,client/report,client/ broker/desk $OBJECTS
}

# Nothing phones home: who opens a connection is known. The broker's two try its own doors, and notify speaks to the service manager.
ways_out() {
	local known='broker/notify|broker/desk/desk_door|broker/press/press_feed|client/lib/(connection|socket|feed)'
	nm -gA $OBJECTS | grep -E ' U (connect|sendto|getaddrinfo|getnameinfo|gethostby[a-z_]+|res_[a-z]+|zmq_connect|curl_[a-z_]+)$' |
		grep -vE "/($known)\.o:"
}

check layout layout
check clang-tidy tidy
check cppcheck second_opinion
check shellcheck shell_scripts
check 'man pages' man_pages
check 'banned calls' none banned_calls
check 'no globals' none globals
check 'no typedef of structs' none typedefs
check 'nothing unfinished' none unfinished
check 'no sleeps in tests' none sleeps
check 'at most 500 lines a file' none long_files
check 'every source in a list' none unlisted
check 'nothing of one machine' none foreign
check 'who includes what' none boundaries
check 'no writers in a report' none anonymous_report
check 'no identities in press and report' none nameless
check 'no way to identities from press and report' unreached
check 'no way out but those that are known' none ways_out
exit "$failed"
