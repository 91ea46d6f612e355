#!/bin/bash
# tests/bench/run.sh - what the broker does in a second, beside the least that any such broker must do.
# Broker and reference take turns on the same disk; three runs (RUNS=N), the median told with the
# spread. Writes $BUILD/bench.json: name, value, unit, reference, ratio, spread (largest less smallest,
# as a part of the median, of the value and of the ratio). ratio is the median of the ratios within a run.
#
# The load: the example consultation's session, 8 writers, notes of two of its texts each (some 280
# bytes with their envelope), so that the synthesis in the press works as on a real day; the press
# runs beside the desk all the time. Nothing here is a test: no figure fails.
set -euo pipefail
cd "$(dirname "$0")/../.."
: "${BENCH_DIR?}" "${BUILD?}" "${RAPPORTEUR_BIN?}"
BENCH_DIR=$(cd "$BENCH_DIR" && pwd) BIN=$(cd "$RAPPORTEUR_BIN" && pwd) OUT=$(cd "$BUILD" && pwd)
runs=${RUNS:-3} notes=${NOTES:-200000} latency_notes=3000 watch_notes=10000 export_notes=10000
streams=${STREAMS:-5000} stream_seconds=20
crowd_notes=${CROWD_NOTES:-100000} large_notes=${LARGE_NOTES:-1000000}
dir=$(mktemp -d "$OUT/bench.XXXXXX")
pid=''

stop() {
	[ -z "$pid" ] || { kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null; } || true
	pid=''
}
trap 'stop; rm -rf "$dir"' EXIT
trap 'exit 143' TERM INT HUP

answers() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Three ports in a row below those that the kernel hands out: commands, feed, the reference's feed.
claim_ports() {
	port=$((20000 + (RANDOM % 2500) * 4))
	while answers "$port" || answers $((port + 1)) || answers $((port + 2)); do
		port=$((20000 + (RANDOM % 2500) * 4))
	done
	endpoint=tcp://127.0.0.1:$port
}

# serve broker|reference [FOLDER]: on a journal of its own, or on the one that is there.
serve() {
	local data=${2:-$dir/data}
	[ -n "${2:-}" ] || rm -rf "$data"
	mkdir -p "$data"
	claim_ports
	case $1 in
	broker) "$BIN/rapporteurd" --data "$data" --bind "$endpoint" --rate 0 2>"$dir/log" & ;;
	reference) "$BENCH_DIR/reference" router "$endpoint" "$data" & ;;
	esac
	pid=$!
}

# keep RUN PREFIX: lines `name value` become values of the run.
keep() {
	sed "s/^/$1 $2/" >>"$dir/values"
}

resident() { # PID NAME
	awk -v name="$2" '$1 == "VmRSS:" { print name, $2 }' "/proc/$1/status"
}

press_of() { tr ' ' '\n' <"/proc/$pid/task/$pid/children" | head -n 1; }

throughput() { # RUN
	serve reference
	"$BENCH_DIR/load" "$endpoint" "$notes" 8 256 | keep "$1" reference_
	resident "$pid" router_memory | keep "$1" reference_
	stop
	serve broker
	"$BENCH_DIR/load" "$endpoint" "$notes" 8 256 | keep "$1" broker_
	resident "$pid" desk_memory | keep "$1" broker_
	resident "$(press_of)" press_memory | keep "$1" broker_
	stop
	rm -rf "$dir/data" && mkdir "$dir/data"
	"$BENCH_DIR/reference" lmdb "$dir/data" "$notes" 280 | keep "$1" ''
}

crowding() { # RUN: a thousand writers, each with one note under way
	serve reference
	"$BENCH_DIR/crowd" "$endpoint" "$crowd_notes" 1000 1 1 0 | keep "$1" reference_crowd_
	resident "$pid" router_memory | keep "$1" reference_crowd_
	stop
	echo "journal_bytes $(($(stat -c %s "$dir/data/data.mdb") / crowd_notes))" | keep "$1" reference_
	serve broker
	"$BENCH_DIR/crowd" "$endpoint" "$crowd_notes" 1000 1 1 0 | keep "$1" broker_crowd_
	resident "$pid" desk_memory | keep "$1" broker_crowd_
	resident "$(press_of)" press_memory | keep "$1" broker_crowd_
	stop
}

# A journal of many sessions, made once.
large() {
	serve broker "$dir/large"
	"$BENCH_DIR/crowd" "$endpoint" "$large_notes" 8 256 100 0 >/dev/null
	stop
	bytes=$(cat "$dir"/large/generation-*/data.mdb | wc -c)
	echo "journal_bytes $((bytes / large_notes))" | keep 1 broker_
}

starting() { # RUN
	serve broker "$dir/large"
	"$BENCH_DIR/until" "$endpoint" answers | keep "$1" start_up_
	resident "$pid" desk_memory | keep "$1" start_up_
	stop
}

latency() { # RUN
	serve reference
	"$BENCH_DIR/load" "$endpoint" "$latency_notes" 1 1 | keep "$1" reference_lone_
	stop
	serve broker
	"$BENCH_DIR/load" "$endpoint" "$latency_notes" 1 1 | keep "$1" broker_lone_
	stop
}

watching() { # RUN
	serve broker
	"$BENCH_DIR/watchers" "$endpoint" "tcp://127.0.0.1:$((port + 2))" "$watch_notes" 1000 200 | keep "$1" ''
	resident "$pid" desk_memory | keep "$1" watched_
	resident "$(press_of)" press_memory | keep "$1" watched_
	stop
}

gateway_well() { # PORT: it has reached its broker
	local status=''
	{ exec 8<>"/dev/tcp/127.0.0.1/$1" && printf 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n' >&8 &&
		read -r _ status _ <&8; } 2>/dev/null || true
	exec 8>&-
	[ "$status" = 200 ]
}

# Browsers that watch through the gateway, ten notes a second; then as many that a bare loop sends as many bytes to.
streaming() { # RUN
	local web bytes session
	session=$(awk '$1 == "session:" { print $2 }' tests/example/programme.yaml)
	serve broker
	web_port=$((port + 2))
	"$BIN/rapporteur-web" --quiet --broker "$endpoint" --listen "127.0.0.1:$web_port" --pages client/web/pages 2>"$dir/web.log" &
	web=$!
	"$BENCH_DIR/until" "$endpoint" live >/dev/null
	RAPPORTEUR_BROKER=$endpoint RAPPORTEUR_STATE=$dir/state-web-$1 \
		"$BIN/rapporteur" session open tests/example/programme.yaml >/dev/null
	until gateway_well "$web_port"; do :; done
	"$BENCH_DIR/streams" "$web_port" "$session" "$streams" "$stream_seconds" 10 >"$dir/streams"
	keep "$1" stream_ <"$dir/streams"
	resident "$web" gateway_memory | keep "$1" stream_
	awk '{ print "gateway_cpu", ($14 + $15) * 10 }' "/proc/$web/stat" | keep "$1" stream_
	kill "$web"
	wait "$web" || true
	stop
	bytes=$(awk '$1 == "bytes_per_update" { print $2 < 65536 ? $2 : 65536 }' "$dir/streams")
	"$BENCH_DIR/streams" bare "$web_port" "$streams" "$stream_seconds" 10 "$bytes" &
	pid=$!
	until grep -q "$(printf '0100007F:%04X 00000000:0000 0A' "$web_port")" /proc/net/tcp; do :; done
	"$BENCH_DIR/streams" to "$web_port" "$streams" | keep "$1" bare_
	wait "$pid" || true
	pid=''
}

# The example's notes again and again under other names, until there are enough.
many_notes() {
	local turn
	for ((turn = 1; turn <= export_notes / 235 + 1; turn++)); do
		sed "s/\"id\": \"\\([^\"]*\\)\"/\"id\": \"\\1-$turn\"/; s/\"text\": \"/&($turn) /" tests/example/notes.jsonl
	done | awk -v count="$export_notes" 'NR <= count'
}

exporting() { # RUN
	local session format
	export RAPPORTEUR_BROKER RAPPORTEUR_STATE=$dir/state-$1
	many_notes >"$dir/notes.jsonl"
	serve broker
	RAPPORTEUR_BROKER=$endpoint
	session=$(awk '$1 == "session:" { print $2 }' tests/example/programme.yaml)
	"$BIN/rapporteur" session open tests/example/programme.yaml >/dev/null
	"$BENCH_DIR/timed" "$dir/timed" "$BIN/rapporteur" import "$session" "$dir/notes.jsonl" >/dev/null
	keep "$1" import_ <"$dir/timed"
	"$BENCH_DIR/until" "$endpoint" live >/dev/null
	for format in md html docx odt pdf akn json jsonl csv xlsx; do
		"$BENCH_DIR/timed" "$dir/timed" "$BIN/rapporteur" export "$session" --format "$format" -o "$dir/out.$format"
		keep "$1" "export_${format}_" <"$dir/timed"
	done
	[ "$(wc -l <"$dir/out.jsonl")" -eq "$export_notes" ]
	stop
	serve broker "$dir/data"
	"$BENCH_DIR/until" "$endpoint" live | keep "$1" resume_
	stop
	rm "$dir/data/press/checkpoint"
	serve broker "$dir/data"
	"$BENCH_DIR/until" "$endpoint" live | keep "$1" catch_up_
	resident "$(press_of)" press_memory | keep "$1" catch_up_
	stop
}

# One row of bench.json: NAME UNIT VALUE [REFERENCE], the last two as they are called in $dir/values.
row() {
	awk -v name="$1" -v unit="$2" -v of="$3" -v beside="${4:-}" '
		function sorted(list, count, i, j, kept) {
			for (i = 2; i <= count; i++)
				for (j = i; j > 1 && list[j - 1] > list[j]; j--) {
					kept = list[j]; list[j] = list[j - 1]; list[j - 1] = kept
				}
		}
		function middle(list, count) { sorted(list, count); return list[int((count + 1) / 2)] }
		function spread(list, count, m) { m = middle(list, count); return m > 0 ? (list[count] - list[1]) / m : 0 }
		$2 == of { value[$1] = $3 }
		$2 == beside { other[$1] = $3 }
		END {
			for (run in value) {
				values[++n] = value[run] + 0
				if (run in other && other[run] > 0) { others[++m] = other[run] + 0; ratios[m] = value[run] / other[run] }
			}
			if (n == 0) exit
			printf "{ \"name\": \"%s\", \"value\": %d, \"unit\": \"%s\", \"reference\": ", name, middle(values, n), unit
			if (m == 0) printf "null, \"ratio\": null, \"spread\": { \"value\": %.2f, \"ratio\": null } }\n", spread(values, n)
			else printf "%d, \"ratio\": %.2f, \"spread\": { \"value\": %.2f, \"ratio\": %.2f } }\n", \
				middle(others, m), middle(ratios, m), spread(values, n), spread(ratios, m)
		}' "$dir/values"
}

rows() {
	row durable_notes_per_second notes/s broker_notes_per_second reference_notes_per_second
	row reference_notes_per_second notes/s reference_notes_per_second lmdb_records_per_second
	row ack_latency_p50 us broker_lone_ack_p50 reference_lone_ack_p50
	row ack_latency_p99 us broker_lone_ack_p99 reference_lone_ack_p99
	row loaded_ack_latency_p50 us broker_ack_p50 reference_ack_p50
	row loaded_ack_latency_p99 us broker_ack_p99 reference_ack_p99
	row crowd_notes_per_second notes/s broker_crowd_notes_per_second reference_crowd_notes_per_second
	row crowd_ack_latency_p50 us broker_crowd_ack_p50 reference_crowd_ack_p50
	row crowd_ack_latency_p99 us broker_crowd_ack_p99 reference_crowd_ack_p99
	row desk_memory_crowd KiB broker_crowd_desk_memory reference_crowd_router_memory
	row press_memory_crowd KiB broker_crowd_press_memory
	row journal_bytes_per_note bytes broker_journal_bytes reference_journal_bytes
	row start_up_1000000 ms start_up_milliseconds
	row desk_memory_1000000 KiB start_up_desk_memory
	row press_catch_up_10000 ms catch_up_milliseconds
	row press_resume_10000 ms resume_milliseconds
	row press_memory_10000 KiB catch_up_press_memory
	row note_to_watcher_p50 us note_to_watcher_p50 reference_update_p50
	row note_to_watcher_p99 us note_to_watcher_p99 reference_update_p99
	row note_to_watcher_missed notes note_to_watcher_missed
	row desk_memory_loaded KiB broker_desk_memory reference_router_memory
	row press_memory_loaded KiB broker_press_memory
	row desk_memory_watched KiB watched_desk_memory
	row press_memory_watched KiB watched_press_memory
	row stream_update_p50 us stream_update_p50 bare_update_p50
	row stream_update_p99 us stream_update_p99 bare_update_p99
	row stream_bytes_per_update bytes stream_bytes_per_update bare_bytes_per_update
	row stream_gateway_memory KiB stream_gateway_memory
	row stream_gateway_cpu ms stream_gateway_cpu
	row import_10000 ms import_milliseconds
	for format in md html docx odt pdf akn json jsonl csv xlsx; do
		row "export_${format}_10000" ms "export_${format}_milliseconds"
		row "export_${format}_10000_memory" KiB "export_${format}_kib"
	done
}

echo "# a journal of $large_notes notes is made"
large
for ((run = 1; run <= runs; run++)); do
	echo "# run $run of $runs: throughput, crowd, start-up, latency, watchers, streams, export"
	throughput "$run"
	crowding "$run"
	starting "$run"
	latency "$run"
	watching "$run"
	streaming "$run"
	exporting "$run"
done
rows >"$dir/rows"
{ echo '[' && sed 's/^/  /; $!s/$/,/' "$dir/rows" && echo ']'; } >"$OUT/bench.json"
sed 's/[{}",:]/ /g' "$dir/rows" | awk '
	BEGIN { printf "%-28s %12s %-8s %12s %6s  %s\n", "name", "value", "unit", "reference", "ratio", "spread" }
	{ printf "%-28s %12s %-8s %12s %6s  %s\n", $2, $4, $6, $8, $10, $13 }'
echo "# $OUT/bench.json; $notes notes a throughput run, $crowd_notes of 1,000 writers with one under way each," \
	"$watch_notes notes at 1,000 a second to 200 watchers, 10 a second to $streams streams; load average $(cut -d ' ' -f 1-3 /proc/loadavg)"
