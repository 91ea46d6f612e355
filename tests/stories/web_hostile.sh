#!/bin/bash
# timeout: 300
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/web.sh"

broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >opened
web start --connections 30

story "what is no request, or could be read in two ways, is refused, and the gateway goes on"
web_client refuses

story "heads that come a byte at a time are cut, and whoever waited behind them is served"
web_client drips
web stop

story "whoever watches and does not read is cut, and the others miss nothing"
web start
web_client stuck_watchers
web stop

story "plain HTTP over a network is refused to the operator; with a certificate it is TLS, and so are its cookies"
expect_exit 2 rapporteur-web --broker "$RAPPORTEUR_BROKER" --listen 0.0.0.0:$web_port 2>refused
contains refused "--insecure-http"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout tls.key -out tls.pem -days 2 \
	-subj /CN=localhost -addext subjectAltName=DNS:localhost >made 2>&1
web start --tls-cert tls.pem --tls-key tls.key
web_client over_tls tls.pem
web stop
