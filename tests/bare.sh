#!/bin/bash
# shellcheck disable=SC2016,SC2317 # formats of apt and dpkg; `timed` calls the functions
#
# tests/bare.sh - proves the first page of the README: on a bare Debian 12 with git and make, `make run`
# and `make check` install what is missing, build and work. Root only; make check-bare calls it.
#
# The system is made by debootstrap in $BARE_DIR (build/bare), from the mirror that this machine's apt
# uses (or $MIRROR), and holds a clone of what is committed here. It has mounts and processes of its
# own, which end with this script however it ends. It is removed when all went well, unless KEEP=1.
set -euo pipefail
cd "$(dirname "$0")/.."

[ "$(id -u)" -eq 0 ] || { echo "tests/bare.sh: must be root, for debootstrap and chroot" >&2 && exit 1; }

BUILD=${BUILD:-build}
mkdir -p "$BUILD/bare-packages"
root=$(realpath -m "${BARE_DIR:-$BUILD/bare}")
packages=$(realpath "$BUILD/bare-packages")
home=/srv/rapporteur

if [ "${1-}" != inside ]; then
	rm -rf --one-file-system "$root"
	code=0
	unshare --mount --propagation private --pid --fork --kill-child "$0" inside || code=$?
	if [ "$code" -eq 0 ] && [ -z "${KEEP:-}" ]; then
		rm -rf --one-file-system "$root"
	else
		echo "tests/bare.sh: the bare system is kept in $root"
	fi
	exit "$code"
fi

# What this machine's apt takes Debian 12 from: `URI RELEASE COMPONENT` lines.
sources() {
	apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
		awk '$2 ~ /^bookworm(-updates|-security)?$/ && $3 == "main"' | sort -u
}
# ... and how it gets there.
proxies() {
	apt-config dump | grep -iE '^Acquire::(http|https)::Proxy ' || true
}

mirror=${MIRROR:-$(sources | awk '$2 == "bookworm" { print $1; exit }')}
[ -n "$mirror" ] || { echo "tests/bare.sh: this machine's apt knows no bookworm; set MIRROR" >&2 && exit 1; }
[ -z "$(git status --porcelain)" ] || echo "tests/bare.sh: what is not committed is not tried"

# timed WHAT CMD...: runs CMD and says how long it took.
times=''
timed() {
	local what=$1 began=$SECONDS code=0
	shift
	echo "==== $what"
	"$@" || code=$?
	times+=$(printf '%-12s %4d s  exit %d' "$what" $((SECONDS - began)) "$code")$'\n'
	[ "$code" -eq 0 ] || failed=1
}
in_root() {
	chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb \
		RUN_ONCE=1 "$@"
}
bootstrap() {
	debootstrap --variant=minbase --include=git,make --cache-dir="$packages" \
		bookworm "$root" "$mirror" >"$BUILD/bare-debootstrap.log" 2>&1 ||
		{ tail -n 20 "$BUILD/bare-debootstrap.log" && return 1; }
}

failed=0
timed debootstrap bootstrap
[ "$failed" -eq 0 ] || exit 1

[ -n "${MIRROR:-}" ] || sources | sed 's/^/deb /' >"$root/etc/apt/sources.list"
proxies >"$root/etc/apt/apt.conf.d/90proxy"
cp --dereference /etc/resolv.conf "$root/etc/resolv.conf"
mount -t proc proc "$root/proc"
mount -t devpts devpts "$root/dev/pts"
mount -t tmpfs tmpfs "$root/dev/shm"
git clone --quiet --no-hardlinks . "$root$home"

in_root dpkg-query -W -f '${Package}\n' >"$BUILD/bare-packages.list"
echo "$(wc -l <"$BUILD/bare-packages.list") packages before; $(in_root git --version), $(in_root make --version | head -n 1)"
timed 'make run' in_root make --no-print-directory -C "$home" run
timed 'make check' in_root make --no-print-directory -C "$home" check

echo "==== on a bare Debian $(cat "$root/etc/debian_version"), $(nproc) cores"
printf '%s' "$times"
exit "$failed"
