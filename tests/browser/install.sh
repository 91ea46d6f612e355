#!/bin/sh
# tests/browser/install.sh - fetches what the browser tests need: Debian's Chromium and Node.js, and into build/browser the two
# packages of package.json. Where they are not to be had it says so and succeeds: the tests are then skipped, and say so, too.
set -u
cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}

skip() {
	echo "tests/browser/install.sh: the browser tests will be SKIPPED: $*" >&2
	exit 0
}

docker/install-deps --check browser || docker/install-deps browser || skip "no Chromium or no Node.js"
command -v npm >/dev/null || docker/install-deps npm || skip "no npm"
mkdir -p "$BUILD/browser"
cmp -s tests/browser/package.json "$BUILD/browser/package.json" && [ -d "$BUILD/browser/node_modules/axe-core" ] && exit 0
cp tests/browser/package.json "$BUILD/browser/package.json"
if ! npm install --prefix "$BUILD/browser" --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error >&2; then
	rm -f "$BUILD/browser/package.json"
	skip "npm could not fetch playwright-core and axe-core"
fi
