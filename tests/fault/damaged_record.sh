#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

flip() { # TEXT: one bit of it, wherever it lies in the journal's file
	/usr/bin/python3 - "$dir"/data/generation-*/data.mdb "$1" <<'PY'
import sys
with open(sys.argv[1], 'r+b') as file:
    data, text, found = bytearray(file.read()), sys.argv[2].encode(), 0
    at = data.find(text)
    while at >= 0:
        data[at] ^= 4
        found += 1
        at = data.find(text, at + 1)
    file.seek(0)
    file.write(data)
sys.exit(0 if found else 'not found: ' + sys.argv[2])
PY
}

story "a note whose record is damaged is never served, and all others are"
broker start
wire >damaged.id <<'PY'
one = open_session()
id = uuid7()
numbers = [submit(one, 'Wages at home are too low')['n'], submit(one, 'Flood funds come too late', id=id)['n'],
           submit(one, 'Consulates lack trained staff')['n']]
print(id.hex(), *numbers)
PY
broker stop
flip "Flood funds come too late"
broker start
damaged=$(cut -d " " -f 3 damaged.id)
# shellcheck disable=SC2046 # the id, and the numbers of the three events
wire $(cat damaged.id) <<'PY'
one = client(b'w' * 16)
before, damaged, after = map(int, sys.argv[2:])
def read(number):
    return one.ask(JOURNAL, {'n': number, 'm': 1})['body']['l'][0]['x']
expect_refused('the damaged one', 'damaged', read, damaged)
expect_refused('sent again', 'damaged', submit, one, 'Flood funds come too late', id=bytes.fromhex(sys.argv[1]))
expect('the one before', 'Wages at home are too low', read(before))
expect('the one after', 'Consulates lack trained staff', read(after))
if submit(one, 'Visas take a year')['n'] <= after:
    sys.exit('a new one has an old number')
if counters()['damaged'] < 2:
    sys.exit('status counts no damage')
PY

story "the press passes it over once, lives, and shows the others"
wire <<'PY'
[objective] = synthesis_counts(at_least=client().hello()['n']).values()
statements = str(objective)
for text in ('Wages at home', 'Consulates lack', 'Visas take'):
    if text not in statements:
        sys.exit('not in the synthesis: ' + text)
if 'lood funds' in statements:
    sys.exit('the damaged note is in the synthesis')
found = counters()
expect('passed over', 1, found['press_damaged'])
expect('starts of the press', 1, found['press_starts'])
expect('the press', 'live', found['press'])
PY
equal 1 "$(grep -c "event_passed_over event=$damaged " broker.log)" "lines about it"

story "an export that does not balance says so and fails"
expect_exit 1 rapporteur export s1 --format md -o report.md 2>export.err
[ -s export.err ] || fail "it does not say why"
broker stop

story "a check names the damaged record and fails"
expect_exit 1 rapporteurd check --data "$dir/data" >check.out
contains check.out "faults 1"
contains check.out "fault: table bodies, event $damaged: the checksum is wrong"
