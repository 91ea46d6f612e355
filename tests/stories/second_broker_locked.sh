#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

story "a second broker on the same folder does not start, and says why"
broker start
expect_exit 1 rapporteurd --data "$dir/data" --bind "tcp://127.0.0.1:$((port + 2))" 2>second.err
contains second.err "Another rapporteurd uses this folder: stop it first."

story "nor does one on the same port"
expect_exit 1 rapporteurd --data "$dir/other" --bind "tcp://127.0.0.1:$port" 2>third.err
contains third.err "not_bound endpoint=tcp://127.0.0.1:$port"

story "the first one serves on"
echo 'submit(open_session(), "Flood funds come too late")' | wire
equal 1 "$(notes_kept)" "notes kept"
equal 1 "$(counter press_starts)" "starts of its press"

story "after it was killed the folder is free"
broker killed
broker start
equal 1 "$(notes_kept)" "notes kept"
