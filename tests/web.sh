# shellcheck shell=bash disable=SC2154 # of tests/lib.sh
# tests/web.sh - what stories about the gateway say. A story sources it after lib.sh.
#
#   web start [FLAG ...]   rapporteur-web beside the story's broker, at $web_port
#   web killed | web stop
#   web_client CASE ...    a function of tests/web.py, with the gateway's address

export PYTHONDONTWRITEBYTECODE=1
web_pid=''

# The third of the story's four ports, the fourth for a second gateway.
web_port=$((port + 2))

web_answers() { answers "$web_port" || gone "$web_pid"; }

web() { # start [FLAG ...] | stop | killed
	local verb=$1 code=0
	shift
	case $verb in
	start)
		[ -z "$web_pid" ] || fail "the gateway is running already"
		rapporteur-web --broker "$RAPPORTEUR_BROKER" --listen "127.0.0.1:$web_port" \
			--pages "$TOP/client/web/pages" "$@" >>web.log 2>&1 </dev/null 7>&- &
		web_pid=$!
		wait_until web_answers
		! gone "$web_pid" || fail "the gateway did not start"
		;;
	stop)
		kill -TERM "$web_pid"
		wait "$web_pid" || code=$?
		web_pid=''
		[ "$code" -eq 0 ] || fail "the gateway stopped with exit code $code"
		;;
	killed)
		kill -KILL "$web_pid"
		wait "$web_pid" || true
		web_pid=''
		;;
	*) fail "web $verb: there are start, stop, killed" ;;
	esac
}

web_client() {
	/usr/bin/python3 "$TOP/tests/web.py" "$web_port" "$@" || fail "web_client $1"
}
