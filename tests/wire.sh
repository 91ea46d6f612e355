# shellcheck shell=bash
# tests/wire.sh - for stories that speak the protocol themselves, sourced before lib.sh: `wire` runs Python from its
# input with everything of tests/wire.py at hand. Arguments are in sys.argv.

wire() { # [ARGUMENT...] <<'EOF'
	{
		echo 'from wire import *'
		cat
	} | PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$TOP/tests" /usr/bin/python3 - "$@"
}

# A counter of `status`.
counter() { # NAME
	echo 'print(counters()[sys.argv[1]])' | wire "$1"
}

# How many notes of session s1 the journal has, its chain verified.
notes_kept() {
	echo 'print(len(texts()))' | wire
}
