#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

story "an acknowledged note is there once, though the broker was killed and the note sent again"
broker start
echo 'open_session()' | wire
send_note() { # ID
	wire "$1" <<'PY'
amina = client(b'a' * 16)
reply = submit(amina, 'Flood funds come too late', id=bytes.fromhex(sys.argv[1]))
print(reply['n'], reply['h'].hex(), reply['body']['i'])
PY
}
id=$(echo 'print(uuid7().hex())' | wire)
send_note "$id" >first.reply
broker killed
broker start
send_note "$id" >second.reply
same first.reply second.reply
equal 1 "$(notes_kept)" "notes kept"
equal 1 "$(counter repeated)" "repeats counted"
