#!/bin/bash
. "$(dirname "$0")/../lib.sh"

broker start
programme=$TOP/tests/example/programme.yaml

events() { rapporteur status --json | sed 's/.*"event":\([0-9]*\).*/\1/'; }

story "a session is opened from its programme, and opening it again changes nothing"
rapporteur session open "$programme" >said
contains said 'session gcm-ap-2020-10-28: opened'
# The broker says by itself what its synthesis is made with: an event, as soon as it is ready.
made_with() { rapporteur session list --json | grep -q '"made_with":[0-9]'; }
wait_until made_with
before=$(events)
rapporteur session open "$programme" >said
contains said 'nothing changed'
equal "$before" "$(events)" 'newest event'

story "an edited programme updates the session, and it is said what changed"
sed 's/^title: .*/title: "Another title"/; s/title: "Enhance/title: "Improve/' "$programme" >edited.yaml
rapporteur session open edited.yaml >said
contains said 'session gcm-ap-2020-10-28: updated'
contains said 'title: "Ensuring that migration is voluntary, regular, safe and orderly" is now "Another title"'
contains said 'objective 5 title: "Enhance availability'
rapporteur session open edited.yaml >said
contains said 'nothing changed'

story "a room with notes cannot be left out"
as amina note gcm-ap-2020-10-28 WG-2 A point >/dev/null
sed '/key: WG-2$/,/cohosts/d' edited.yaml >without.yaml
expect_exit 1 rapporteur session open without.yaml 2>err
contains err 'Notes stand under something that the new programme leaves out.'

story "what is wrong in the file is told with its line"
sed 's/^timezone: .*/timezone: Asia\/Atlantis/' "$programme" >wrong.yaml
expect_exit 1 rapporteur session open wrong.yaml 2>err
grep -qE '^rapporteur: wrong.yaml:[0-9]+:[0-9]+: ' err || fail "no line: $(cat err)"
expect_exit 1 rapporteur session open absent.yaml 2>err
contains err 'absent.yaml: No such file or directory'

story "a closed session is listed so, and takes nothing"
rapporteur session close gcm-ap-2020-10-28 >said
contains said 'closed'
rapporteur session list --json >sessions
contains sessions '"closed":true'
expect_exit 1 as amina note gcm-ap-2020-10-28 WG-2 Too late 2>err
contains err 'The session is closed.'
