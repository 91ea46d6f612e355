# client/lists.mk - the sources of client/, by hand, in the order of the alphabet.

CLIENT_LIB_SRC = \
	client/lib/ask.c \
	client/lib/clock.c \
	client/lib/connection.c \
	client/lib/copy.c \
	client/lib/feed.c \
	client/lib/fetch.c \
	client/lib/erase.c \
	client/lib/get.c \
	client/lib/outbox/change.c \
	client/lib/key.c \
	client/lib/moderate.c \
	client/lib/outbox/note.c \
	client/lib/outbox/offer.c \
	client/lib/outbox/outbox.c \
	client/lib/outbox/outbox_erase.c \
	client/lib/outbox/outbox_file.c \
	client/lib/outbox/outbox_record.c \
	client/lib/outbox/sweep.c \
	client/lib/place.c \
	client/lib/rapporteur.c \
	client/lib/request.c \
	client/lib/socket.c \
	client/lib/watch.c
# What a program that uses the library includes; installed together.
CLIENT_HEADERS = client/lib/rapporteur.h
# The library's example, a program that a story runs.
EXAMPLE_MAIN = client/lib/example.c
# The terminal without its main(), and the report with its writers.
TERMINAL_SRC = \
	client/report/build/annexes.c \
	client/report/build/attendance.c \
	client/report/build/attendance_read.c \
	client/report/build/balance.c \
	client/report/build/blocks.c \
	client/report/build/build.c \
	client/report/build/masthead.c \
	client/report/build/organization.c \
	client/report/build/outcomes.c \
	client/report/build/passages.c \
	client/report/build/record.c \
	client/report/wording/common_words.c \
	client/report/wording/phrases.c \
	client/report/wording/prose.c \
	client/report/wording/tense.c \
	client/report/check/check.c \
	client/report/check/check_names.c \
	client/report/check/check_words.c \
	client/report/read/docx_parts_read.c \
	client/report/read/docx_read.c \
	client/report/read/html_read.c \
	client/report/read/json_read.c \
	client/report/read/reading.c \
	client/report/read/xml_read.c \
	client/report/read/zip_read.c \
	client/report/seal/blocks.c \
	client/report/seal/seal.c \
	client/report/write/akn.c \
	client/report/write/csv.c \
	client/report/write/docx.c \
	client/report/write/docx_parts.c \
	client/report/write/html.c \
	client/report/write/html_style.c \
	client/report/write/json.c \
	client/report/write/jsonl.c \
	client/report/write/markdown.c \
	client/report/write/odt.c \
	client/report/write/odt_styles.c \
	client/report/write/out.c \
	client/report/write/pdf.c \
	client/report/write/pdf_font.c \
	client/report/write/pdf_page.c \
	client/report/write/pdf_table.c \
	client/report/write/pdf_text.c \
	client/report/write/xlsx.c \
	client/report/write/xml.c \
	client/report/write/zip.c \
	client/terminal/file_in.c \
	client/terminal/file_out.c \
	client/terminal/json_out.c \
	client/terminal/local_time.c \
	client/terminal/member/invite.c \
	client/terminal/member/join.c \
	client/terminal/member/people.c \
	client/terminal/member/sheet.c \
	client/terminal/note/amend.c \
	client/terminal/note/import.c \
	client/terminal/note/import_line.c \
	client/terminal/note/lines.c \
	client/terminal/note/note.c \
	client/terminal/note/note_words.c \
	client/terminal/note/outbox_list.c \
	client/terminal/note/redact.c \
	client/terminal/note/sender.c \
	client/terminal/options.c \
	client/terminal/point/curation.c \
	client/terminal/point/flagged.c \
	client/terminal/point/ground.c \
	client/terminal/point/missing.c \
	client/terminal/point/point.c \
	client/terminal/point/point_list.c \
	client/terminal/point/point_name.c \
	client/terminal/point/point_order.c \
	client/terminal/point/search.c \
	client/terminal/point/why.c \
	client/terminal/screen/canvas.c \
	client/terminal/screen/curses.c \
	client/terminal/screen/line_edit.c \
	client/terminal/screen/screen_text.c \
	client/terminal/report/export.c \
	client/terminal/report/made.c \
	client/terminal/report/signers.c \
	client/terminal/report/verify.c \
	client/terminal/session/programme_report_yaml.c \
	client/terminal/session/programme_yaml.c \
	client/terminal/session/session.c \
	client/terminal/session/session_diff.c \
	client/terminal/session/session_end.c \
	client/terminal/session/zone.c \
	client/terminal/session/zone_rule.c \
	client/terminal/status.c \
	client/terminal/terminal.c \
	client/terminal/screen/screen_text.c \
	client/terminal/watch/watch.c \
	client/terminal/watch/watch_draw.c \
	client/terminal/watch/watch_lines.c \
	client/terminal/watch/watch_model.c \
	client/terminal/write/draft.c \
	client/terminal/write/programme_kept.c \
	client/terminal/write/write.c \
	client/terminal/write/write_draw.c \
	client/terminal/write/write_model.c \
	client/terminal/write/write_notes.c \
	client/terminal/write/write_plain.c \
	client/terminal/write/write_words.c \
	client/terminal/write/writing.c
TERMINAL_MAIN = client/terminal/main.c
# The gateway without its main().
WEB_SRC = \
	client/web/access_log.c \
	client/web/api/common.c \
	client/web/api/join.c \
	client/web/api/note.c \
	client/web/api/programme_json.c \
	client/web/api/session.c \
	client/web/api/titles.c \
	client/web/gateway.c \
	client/web/http/answer.c \
	client/web/http/ask.c \
	client/web/http/cookie.c \
	client/web/http/exchange.c \
	client/web/http/guard.c \
	client/web/http/input.c \
	client/web/http/pages.c \
	client/web/http/route.c \
	client/web/http/server.c \
	client/web/settings.c \
	client/web/stream/channel.c \
	client/web/stream/chunks.c \
	client/web/stream/point_json.c \
	client/web/stream/stream.c
WEB_MAIN = client/web/main.c
