#!/bin/bash
. "$(dirname "$0")/../lib.sh"

secret='Zolbayar Quintessenz'
nowhere() { ! grep -rqaiF -e "$secret" -e Zolbayar -e Quintessenz "$@"; }
erased() { [ "$(grep -c ' erased ms=' broker.log)" -gt "$1" ]; }
check() { rapporteurd check --data data >checked || { cat checked; fail "the check finds fault"; }; }
programme() { sed "s/^session: .*/session: $1/; s/^title: .*/title: \"$2\"/" "$TOP/tests/example/programme.yaml" >"$1.yaml"; }
invited() {
	local who=$1 link
	shift
	link=$(rapporteur invite "$@" 2>>invite.err | head -n 1)
	as "$who" join "$link" --name "$who" >>join.out
}
forgotten() { ! grep -rqaF Wilhelmina data; }
told() { rapporteur export stays --format jsonl -o "$1"; }

story "two sessions side by side, with people of their own"
rapporteurd init --data "$dir/data" --bind "tcp://127.0.0.1:$port" >init.out
broker start
rapporteur join "$(awk '/^invitation/ { print $2 }' init.out)" >/dev/null
programme goes "About $secret"
programme stays "Another one"
rapporteur session open goes.yaml >/dev/null
rapporteur session open stays.yaml >/dev/null
invited Wilhelmina goes --role rapporteur
invited Bartholomew stays --role rapporteur
as Wilhelmina note goes WG-2 "Flood funds come late, says $secret" >written
as Bartholomew note stays WG-2 "Roads are bad" >/dev/null
rapporteur point restate goes "$(rapporteur why goes "$(cat written)" --json | jq -r .point)" "What $secret says" >/dev/null
told before
rapporteurd backup --data data --to backup-before >/dev/null
grep -rqaF Wilhelmina data/identities || fail "who wrote is not where it should be"

story "an open session is not deleted, and nobody but the secretariat deletes one"
expect_exit 1 rapporteur session delete goes --reason "too early" 2>err
contains err 'Only a closed session is deleted'
rapporteur session close goes >/dev/null
expect_exit 1 as Wilhelmina session delete goes --reason "not hers" 2>/dev/null
expect_exit 2 rapporteur session delete goes

story "deleted, nothing is left of what was said, nor of who said it"
rapporteur session delete goes --reason "agreed with the venue" >out
contains out 'session goes: deleted'
expect_exit 1 rapporteur export goes --format md -o gone.md 2>/dev/null
expect_exit 1 as Wilhelmina note goes WG-2 "After" 2>/dev/null
equal stays "$(rapporteur session list --json | jq -r '.[].session')"
wait_until erased 0
nowhere data || fail "a byte of it is left"
wait_until forgotten
check
contains checked 'all is well'
told after
same before after
as Bartholomew note stays WG-2 "Bridges, too" >/dev/null
expect_exit 1 as Wilhelmina status 2>/dev/null

story "its name stays taken, also when the broker starts again"
broker stop
broker start
expect_exit 1 rapporteur session open goes.yaml 2>err
contains err 'was deleted'
check

story "how long a session is kept is in its programme, and status tells when the next is due"
sed 's/^session: .*/session: kept/' stays.yaml >kept.yaml
echo 'retention: keep the session 1 day after close' >>kept.yaml
rapporteur session open kept.yaml >/dev/null
due() { rapporteur status --json | jq -r .counters.retention_due; }
equal 0 "$(due)"
rapporteur session close kept >/dev/null
within=$(due)
if [ "$within" -le 86000 ] || [ "$within" -gt 86400 ]; then fail "due in $within s"; fi
sed 's/1 day after/a day after/' kept.yaml >wrong.yaml
expect_exit 1 rapporteur session open wrong.yaml 2>err
contains err "keep the session N days after close"

story "an older backup does not bring it back"
broker stop
mv data lost
mkdir data
cp lost/erased lost/*.key data/
cp -R lost/identities data/
rapporteurd restore --from backup-before --data data >/dev/null
nowhere data || fail "it came back with the backup"
check
broker start
equal stays "$(rapporteur session list --json | jq -r '.[].session')"
told restored
same before restored
broker stop
nowhere broker.log || fail "the log has it"
