#!/bin/bash
# With the right to mount: a small disk of its own, in a mount namespace that ends with the story. Without: a quota.
if [ -z "${STORY_DISK:-}" ]; then
	unshare --mount true 2>/dev/null && exec env STORY_DISK=own unshare --mount bash "$0"
	STORY_DISK=none
fi
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

# Asks once, and does not wait: prints the code of the answer.
once() { # ID TEXT
	wire "$@" <<'PY'
print(answer(dealer(), envelope(SUBMIT, {'r': 'WG-2', 'x': sys.argv[2]}, id=bytes.fromhex(sys.argv[1]))))
PY
}
id=$(echo 'print(uuid7().hex())' | wire)

if [ "$STORY_DISK" = own ]; then
	story "a full disk refuses notes, saves nothing of them, and is read on"
	mkdir data
	mount -t tmpfs -o size=24m tmpfs data || fail "no disk could be mounted"
	broker start --reserve 2
	echo 'submit(open_session(), "Before")' | wire
	dd if=/dev/zero of=data/filler bs=64k 2>/dev/null || true
	equal 62 "$(once "$id" "While it is full")" "the answer"
	equal 62 "$(once "$id" "While it is full")" "the answer to the same again"
	equal 1 "$(notes_kept)" "notes kept"
	# What the synthesis is made with may have been refused, too.
	[ "$(counter disk_full)" -ge 2 ] || fail "commits refused: $(counter disk_full)"

	story "with room again it goes on, without a restart"
	rm data/filler
	equal 0 "$(once "$id" "While it is full")" "the answer"
	equal 2 "$(notes_kept)" "notes kept"
	broker stop
	rapporteurd check --data "$dir/data" >check.out || fail "the check finds faults"

	story "a broker that starts on a full disk serves what there is"
	dd if=/dev/zero of=data/filler bs=64k 2>/dev/null || true
	broker start --reserve 2
	equal 2 "$(notes_kept)" "notes kept"
	equal 62 "$(once "$(echo 'print(uuid7().hex())' | wire)" "More")" "the answer"
	rm data/filler
	broker stop
	umount data
	rmdir data
fi

story "a journal at its quota refuses notes and is read on; with a larger one it goes on"
broker start --quota 1
wire <<'PY'
one, socket, kept, code = open_session(), dealer(), 0, 0
while code == 0 and kept < 1000:
    code = answer(socket, envelope(SUBMIT, {'r': 'WG-2', 'x': 'x' * 4000}))
    kept += code == 0
expect('the answer in the end', 62, code)
expect('kept', kept, len(texts()))
PY
broker stop
broker start --quota 64
before=$(notes_kept)
equal 0 "$(once "$(echo 'print(uuid7().hex())' | wire)" "More")" "the answer"
equal $((before + 1)) "$(notes_kept)" "notes kept"
broker stop

story "a note that comes twice in a batch which finds no room is not taken for saved"
rm -r data
broker start --quota 1
wire <<'PY'
open_session()
socket, codes, written = dealer(), {}, {}
while 62 not in codes.values() and len(written) < 2000:
    burst = [uuid7() for _ in range(60)]
    for id in burst:
        written[id] = '%d ' % len(written) + 'x' * 3900
    for id in [id for id in burst for _ in range(2)]:
        socket.send(envelope(SUBMIT, {'r': 'WG-2', 'x': written[id]}, id=id))
    for _ in range(2 * len(burst)):
        reply = unpack(socket.recv())
        codes[reply['i']] = min(reply['e'], codes.get(reply['i'], 62))
expect('full in the end', True, 62 in codes.values())
kept = {text.split()[0] for text in texts()}
expect('saved, and not there', set(), {written[id].split()[0] for id in codes if codes[id] == 0} - kept)
PY
