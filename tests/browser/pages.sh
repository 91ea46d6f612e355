#!/bin/bash
# timeout: 300
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/web.sh"

/usr/bin/python3 "$TOP/tests/browser/pages_check.py" "$TOP/client/web/pages"

# The pages are the same whatever the programs were built with: once is enough.
[ "$BIN" = "$BUILD" ] || { echo "# a browser looks at the pages of the default build only" && exit 0; }

BUILD=$BUILD sh "$TOP/tests/browser/install.sh" 7>&-
MODULES=$BUILD/browser/node_modules
if ! command -v node >/dev/null || ! [ -x /usr/bin/chromium ] || ! [ -d "$MODULES/axe-core" ]; then
	echo "ok - the pages in a browser # SKIP there is no Node.js, Chromium, playwright-core or axe-core: see tests/browser/install.sh"
	exit 0
fi

# The driver starts and kills broker and gateway by itself: what they say is in its folder.
story "the pages in a browser"
RAPPORTEUR_TOP=$TOP RAPPORTEUR_PORT=$port RAPPORTEUR_WEB_PORT=$web_port RAPPORTEUR_MODULES=$MODULES RAPPORTEUR_DIR=$dir \
	node "$TOP/tests/browser/drive.mjs" ${ONLY_CASE:+"$ONLY_CASE"} || fail "a case failed"
