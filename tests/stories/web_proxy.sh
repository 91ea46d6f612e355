#!/bin/bash
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/web.sh"

# Only where there is one: nobody who runs the tests shall get a web server with them.
if ! command -v nginx >/dev/null && ! command -v caddy >/dev/null; then
	story "behind a proxy: not tried, since neither nginx nor Caddy is installed here"
	exit 0
fi

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout tls.key -out tls.pem -days 2 \
	-subj /CN=localhost -addext subjectAltName=DNS:localhost >made 2>&1
proxy_port=$((web_port + 1))
broker start
rapporteur session open "$TOP/tests/example/programme.yaml" >opened
web start

by_nginx() {
	{
		echo "daemon off; pid $dir/nginx.pid; error_log stderr; worker_processes 1; events {} http { access_log off;"
		for kind in client_body proxy fastcgi uwsgi scgi; do echo "${kind}_temp_path $dir/$kind;"; done
		sed "s|listen 443 ssl http2|listen 127.0.0.1:$proxy_port ssl http2|; /listen \[::\]/d
			s|127.0.0.1:8080|127.0.0.1:$web_port|; s|/etc/ssl/notes.example.org.pem|$dir/tls.pem|
			s|/etc/ssl/private/notes.example.org.key|$dir/tls.key|" "$TOP/docker/proxy/nginx.conf"
		echo "}"
	} >nginx.conf
	nginx -p "$dir" -e stderr -c "$dir/nginx.conf" >nginx.log 2>&1 </dev/null 7>&- &
	proxy=$!
}

by_caddy() {
	printf '{\nadmin off\nauto_https disable_redirects\n}\n' >Caddyfile
	sed "s|^notes.example.org {|https://localhost:$proxy_port {\nbind 127.0.0.1\ntls $dir/tls.pem $dir/tls.key|
		s|127.0.0.1:8080|127.0.0.1:$web_port|" "$TOP/docker/proxy/Caddyfile" >>Caddyfile
	XDG_DATA_HOME=$dir/caddy XDG_CONFIG_HOME=$dir/caddy caddy run --config Caddyfile --adapter caddyfile \
		>caddy.log 2>&1 </dev/null 7>&- &
	proxy=$!
}

for name in nginx caddy; do
	command -v $name >/dev/null || continue
	story "behind $name, by the example of its configuration: cookies for TLS alone, streams as they come, changes taken"
	by_$name
	wait_until answers $proxy_port
	/usr/bin/python3 "$TOP/tests/web.py" $proxy_port over_tls tls.pem || fail "not over TLS"
	/usr/bin/python3 "$TOP/tests/web.py" $proxy_port changes_over_tls tls.pem || fail "no changes over TLS"
	kill -QUIT "$proxy"
	wait "$proxy" || true
done
web stop
