#!/bin/bash
# shellcheck disable=SC2317 # `check` calls the functions
#
# tests/image.sh - starts what `make image` has built, as a container would: in its own root, with its own user,
# with processes and mounts that end with this script. Root only; make check-image calls it.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

[ "$(id -u)" -eq 0 ] || { echo "tests/image.sh: must be root, for chroot" >&2 && exit 1; }
folder=$(realpath "${BUILD:-build}/image")
port=$((21000 + RANDOM % 4000 * 2))

if [ "${1-}" != inside ]; then
	code=0
	unshare --mount --propagation private --pid --fork --kill-child "$0" inside || code=$?
	exit "$code"
fi

tool() {
	local verb=$1
	shift
	buildah --root "$folder/store" --runroot "$folder/run" --storage-driver vfs "$verb" "$@"
}
failed=0
check() {
	local name=$1
	shift
	if "$@"; then
		echo "ok - image: $name"
	else
		echo "not ok - image: $name"
		failed=1
	fi
}
told() { tool inspect --type image --format "$1" localhost/rapporteur; }

# The programs of the image, as its user, with its environment.
inside() {
	RAPPORTEUR_BROKER=tcp://127.0.0.1:$port RAPPORTEUR_STATE=/var/lib/rapporteur/state \
		chroot --userspec=7400:7400 "$root" "$@"
}
healthy() { inside "${health[@]}" >/dev/null 2>&1; }
within_a_minute() {
	local until=$((SECONDS + 60))
	until "$@"; do
		[ "$SECONDS" -lt "$until" ] || return 1
		read -rt 0.1 <> <(:) || true
	done
}

container=$(tool from --pull=false localhost/rapporteur) || exit 1
root=$(tool mount "$container") || exit 1
at_exit() {
	tool umount "$container" >/dev/null
	tool rm "$container" >/dev/null
}
trap at_exit EXIT
mkdir -p "$root/proc"
mount -t proc proc "$root/proc"

user=$(told '{{.Docker.Config.User}}')
health=()
while read -r word; do [ "$word" = CMD ] || health+=("$word"); done < <(
	told '{{range .Docker.Config.Healthcheck.Test}}{{println .}}{{end}}' | grep .)

not_root() { [ "$user" = 7400:7400 ]; }
no_shell() { [ ! -e "$root/bin" ] && [ ! -e "$root/usr/bin/sh" ]; }
nothing_privileged() { [ -z "$(find "$root" -xdev -path "$root/proc" -prune -o -type f -perm /6000 -print)" ]; }
small() { [ "$(du -sxk --exclude=proc "$root" | cut -f 1)" -lt 40960 ]; }
told_health() { [ "${health[*]}" = "/usr/bin/rapporteur status" ]; }
refuses_the_world() {
	! inside /usr/sbin/rapporteurd --data /var/lib/rapporteur --bind "tcp://0.0.0.0:$port" 2>/dev/null
}
takes_a_note() {
	cp tests/example/programme.yaml "$root/var/lib/rapporteur/programme.yaml"
	chmod 644 "$root/var/lib/rapporteur/programme.yaml"
	inside /usr/bin/rapporteur session open /var/lib/rapporteur/programme.yaml >/dev/null &&
		inside /usr/bin/rapporteur note gcm-ap-2020-10-28 WG-2 "From within the image" >/dev/null &&
		inside /usr/bin/rapporteur export gcm-ap-2020-10-28 --format csv | grep -q "From within the image"
}
# Only what belongs to the journal and to the state was written, and only there.
writes_only_there() {
	[ -z "$(find "$root" -xdev -path "$root/proc" -prune -o -user 7400 ! -path "$root/var/lib/rapporteur*" -print)" ]
}
stops() { kill -TERM "$broker" && wait "$broker"; }
checks() { inside /usr/sbin/rapporteurd check --data /var/lib/rapporteur | grep -q 'all is well'; }

check "nobody in it is root" not_root
check "it has no shell" no_shell
check "nothing in it gives privileges" nothing_privileged
check "it takes less than 40 MiB" small
check "it says how to ask whether it is well" told_health
check "off loopback it refuses to start" refuses_the_world
# Not by inside(): its shell would stand between us and the broker.
chroot --userspec=7400:7400 "$root" /usr/sbin/rapporteurd --data /var/lib/rapporteur \
	--bind "tcp://127.0.0.1:$port" 2>"$folder/broker.log" &
broker=$!
check "the broker is well within a minute" within_a_minute healthy
check "a note goes in, and into a report" takes_a_note
check "it writes nowhere but into its folder" writes_only_there
check "SIGTERM ends it well" stops
check "what it leaves is whole" checks
umount "$root/proc"
[ "$failed" -eq 0 ] || tail -n 40 "$folder/broker.log"
exit "$failed"
