#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

flood() { # FROM TO: notes that have no word in common, 200 under way
	wire "$@" <<'PY'
def letters(number):
    return ''.join(chr(ord('a') + int(digit)) for digit in '%04d' % number)[::-1]
socket, number, end = dealer(), int(sys.argv[1]), int(sys.argv[2])
while number <= end:
    batch = range(number, min(number + 200, end + 1))
    for i in batch:
        socket.send(envelope(SUBMIT, {'r': 'WG-2', 'x': '%s %sx' % (letters(i), letters(i))}))
    for i in batch:
        expect('answer', 0, unpack(socket.recv())['e'])
    number += 200
PY
}
# The points that the watcher was told of, put together, are those that the broker has, with N notes.
shows_all() { # N
	wire "$1" <<'PY'
shown = {}
with open('watcher.out', encoding='utf-8') as file:
    for line in file.read().split('\n')[:-1]:
        line = json.loads(line)
        shown.update({point['point']: (point['statement'], point['notes']) for point in line['points']})
        for point in line['removed']:
            del shown[point]
[objective] = synthesis_counts(at_least=client().hello()['n']).values()
expect('points', {point['i']: (point['t'], len(point['k'])) for point in objective['p']}, shown)
expect('how many', int(sys.argv[1]), sum(notes for _, notes in shown.values()))
PY
}

story "a watcher that stood still while 3,000 notes came ends with the complete synthesis"
broker start
echo 'open_session()' | wire
start watcher rapporteur watch s1 --json
watcher=$started
flood 1 5
wait_until shows_all 5
kill -STOP "$watcher"
flood 6 3000
kill -CONT "$watcher"
wait_until shows_all 3000

story "and when the press died meanwhile"
kill -STOP "$watcher"
flood 3001 3100
press killed
flood 3101 3200
kill -CONT "$watcher"
wait_until shows_all 3200
kill -TERM "$watcher"
wait "$watcher"
