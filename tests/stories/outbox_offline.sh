#!/bin/bash
. "$(dirname "$0")/../lib.sh"

session=gcm-ap-2020-10-28
broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >/dev/null
broker stop

story "a note without a broker is kept here, and it is said so"
expect_exit 3 as amina note $session WG-2 --wait 200ms Flood funds come too late >out 2>err
equal 0 "$(wc -c <out)" 'bytes of output'
contains err 'kept here, 1 waiting'
printf 'one\ntwo\n' >lines
expect_exit 3 as amina note $session WG-2 --wait 200ms - <lines 2>err
contains err 'kept here, 3 waiting'
as amina outbox >list
contains list 'here '
contains list 'Flood funds come too late'
contains list '3 saved here, 0 on the broker, 0 refused'

story "what waits can be written to a file that nobody else may read"
as amina outbox --save saved.jsonl 2>/dev/null
equal 3 "$(wc -l <saved.jsonl)" 'lines'
contains saved.jsonl '"text":"Flood funds come too late"'
equal 600 "$(stat -c %a saved.jsonl)" 'mode'

story "sending without a broker says that it did not"
expect_exit 3 as amina outbox --send --wait 200ms 2>err
contains err '3 waiting'

story "what waited is sent when the broker is back, once"
broker start
as amina outbox --send 2>err
as amina outbox --send 2>err
contains err '0 saved here, 3 on the broker, 0 refused'
rapporteur export $session --format jsonl >notes
equal 3 "$(wc -l <notes)" 'notes'
as amina outbox --json >list
contains list '"entries":[]'

story "what was refused stays until it is forgotten"
expect_exit 1 as amina note $session WG-99 A point in no room 2>/dev/null
as amina outbox >list
contains list 'refused: no_room'
contains list 'A point in no room'
as amina outbox --forget-refused 2>/dev/null
as amina outbox >list
contains list '0 saved here, 3 on the broker, 0 refused'
