# tests/lists.mk - the tests by name, for the Makefile: nothing is found by searching.

# Unit tests: NAME is tests/unit/NAME_test.c, a cmocka program of its own. It is linked with what its
# part may include, and with nothing else.
UNIT_PROTO = \
	command \
	command_member \
	command_moderator \
	command_note \
	curation \
	envelope \
	event \
	fuzz_corpus \
	grouping \
	id \
	messages \
	name_mark \
	programme \
	programme_report \
	protocol_page \
	seal \
	security_page \
	synthesis_codec \
	text \
	token \
	walk \
	wire
UNIT_STORE = \
	backup \
	check \
	identities \
	identities_forget \
	journal \
	journal_damage \
	journal_folder \
	journal_killed \
	layout \
	migrate \
	rewrite \
	views
UNIT_BROKER = \
	acronym \
	apply \
	apply_close \
	apply_curation \
	apply_erase \
	apply_member \
	apply_report \
	apply_session \
	channel \
	committer \
	config \
	config_file \
	confine \
	contrast \
	curation_log \
	curation_property \
	door_trial \
	keyring \
	lexicon \
	likeness \
	names \
	notify \
	peers \
	press_checkpoint \
	press_audience \
	press_fold \
	proofs \
	press_names \
	question \
	rate \
	retention \
	staging \
	supervisor \
	synthesis \
	synthesis_ask \
	synthesis_change \
	synthesis_curation \
	synthesis_keep \
	synthesis_names \
	synthesis_record \
	synthesis_shown \
	synthesis_texts \
	words \
	zap
UNIT_CLIENT = \
	clock \
	connection \
	copy \
	example \
	import_forms \
	import_line \
	line_edit \
	lines \
	moderate \
	moderate_model \
	options \
	outbox \
	outbox_change \
	outbox_damage \
	outbox_erase \
	place \
	point_name \
	programme_yaml \
	prose \
	rapporteur \
	request \
	report \
	report_attendance \
	report_check \
	report_csv \
	report_html \
	report_json \
	report_markdown \
	report_passages \
	report_record \
	report_pdf \
	report_seal \
	report_series \
	report_template \
	report_version \
	screen_text \
	session_diff \
	watch \
	watch_draw \
	write_model \
	write_words \
	zone
# The gateway's.
UNIT_WEB = \
	web_guard \
	web_texts
# Those that need both ends at once.
UNIT_ALL = fuzz_files

# Stories with real processes: tests/NAME.sh.
STORIES = \
	browser/pages \
	fault/broker_set_back \
	fault/damaged_record \
	fault/failing_disk \
	fault/fifty_kills \
	fault/full_disk \
	fault/note_survives_broker_kill \
	fault/press_killed \
	stories/access_and_feeds \
	stories/adopt \
	stories/amend_against_amend \
	stories/attackers \
	stories/backup_and_restore \
	stories/canary \
	stories/caps \
	stories/changes_restored \
	stories/clean_stop \
	stories/client_never_reads \
	stories/clock_an_hour_off \
	stories/close_press_dead \
	stories/close_records_grouping \
	stories/compaction \
	stories/completion \
	stories/configuration \
	stories/connect_and_leave \
	stories/confined \
	stories/curation \
	stories/exit_codes \
	stories/export_balances \
	stories/export_formats \
	stories/export_series \
	stories/feed_gaps \
	stories/flood \
	stories/import_twice \
	stories/keys_and_roles \
	stories/late_notes \
	stories/library_example \
	stories/line_goes_silent \
	stories/log_has_no_text \
	stories/man_examples \
	stories/names_masked \
	stories/not_off_loopback \
	stories/moderate_together \
	stories/note_roundtrip \
	stories/outbox_offline \
	stories/peers_vanish \
	stories/redact \
	stories/reopen \
	stories/report_structure \
	stories/room_confirms \
	stories/second_broker_locked \
	stories/service_manager \
	stories/session_delete \
	stories/session_open_update \
	stories/stranger_client \
	stories/told_apart \
	stories/two_clients_one_outbox \
	stories/two_moderators \
	stories/verify \
	stories/watch_shows \
	stories/web_described \
	stories/web_hostile \
	stories/web_keys \
	stories/web_moderates \
	stories/web_proxy \
	stories/web_serves \
	stories/web_stops \
	stories/write_keeps_what_is_typed \
	stories/wrong_versions

# Faults of the disk, made by tests/fault/shim.c: NAME is tests/fault/NAME_test.c, linked with the store.
FAULT = bit_flips commit_faults power_cut

# NAME is tests/fuzz/NAME_fuzz.c: all readers of what comes from outside.
FUZZ = message programme import notes configuration synthesis token zap report
# NAME is tests/bench/NAME.c, a program of its own, linked with all parts; tests/bench/run.sh runs them.
BENCH = crowd load reference streams timed until watchers
# What they share.
BENCH_RIG = tests/bench/rig.c
# The simulation: all parts in one process, over a libzmq, a clock and a disk of its own.
SIM_SRC = \
	tests/soak/broker.c \
	tests/soak/disk.c \
	tests/soak/ledger.c \
	tests/soak/machine.c \
	tests/soak/moderator.c \
	tests/soak/network.c \
	tests/soak/person.c \
	tests/soak/promises.c \
	tests/soak/promises_erasure.c \
	tests/soak/promises_journal.c \
	tests/soak/promises_synthesis.c \
	tests/soak/quiet.c \
	tests/soak/random.c \
	tests/soak/sim.c \
	tests/soak/text.c \
	tests/soak/trouble.c \
	tests/soak/world.c \
	tests/soak/zmq.c
