#!/bin/bash
# A real broker on a disk that fails once: tests/fault/shim.c stands between it and libc. See failing_disk.py.
# timeout: 300
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

library=$(cd "$TOP" && realpath "${FAULT_LIBRARY:-$BUILD/obj/gcc/tests/fault/shim.so}")
# The sanitizers' own library would like to be the first one.
export ASAN_OPTIONS="$ASAN_OPTIONS:verify_asan_link_order=0"

story "one write or sync fails, each in its turn: the broker answers nobody wrongly, and goes on when it is started again"
broker start
echo 'submit(open_session(), "Before")' | wire
broker stop
mv data before
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$TOP/tests" /usr/bin/python3 "$TOP/tests/fault/failing_disk.py" \
	"$library" "$port"
