#!/bin/bash
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/web.sh"
export PYTHONDONTWRITEBYTECODE=1

broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >opened
web start

story "every address of the interface is described, and answers as it is described"
/usr/bin/python3 "$TOP/tests/openapi.py" "$web_port" >walked
cat walked
web stop
