/* client/report/write/jsonl.c - one object a line and note; strings escaped as RFC 8259, 7 asks. */
#include "client/report/write/out_internal.h"

#include <stdio.h>
#include <string.h>

void report_json_inside(struct report_out *out, const char *text)
{
	const char *from = text;
	for (const char *at = text; *at != '\0'; at++) {
		unsigned char byte = (unsigned char)*at;
		char escaped[8];
		if (byte >= 0x20 && byte != 0x7f && byte != '"' && byte != '\\')
			continue;
		report_out_add(out, from, (size_t)(at - from));
		if (byte == '"' || byte == '\\')
			snprintf(escaped, sizeof escaped, "\\%c", byte);
		else
			snprintf(escaped, sizeof escaped, "\\u%04x", byte);
		report_out_text(out, escaped);
		from = at + 1;
	}
	report_out_text(out, from);
}

void report_json_string(struct report_out *out, const char *text)
{
	if (text == NULL) {
		report_out_text(out, "null");
		return;
	}
	report_out_text(out, "\"");
	report_json_inside(out, text);
	report_out_text(out, "\"");
}

static void add_field(struct report_out *out, const char *key, const char *text)
{
	report_out_text(out, key);
	report_json_string(out, text);
}

void report_json_note(struct report_out *out, const struct report_note *listed)
{
	const struct synthesis_note *note = listed->note;
	const struct synthesis_point *point = listed->point;
	add_field(out, "{\"ref\": ", note->ref);
	add_field(out, ", \"note\": ", note->id);
	report_out_text(out, ", \"objective\": ");
	report_out_number(out, listed->objective);
	add_field(out, ", \"category\": ", note->category);
	add_field(out, ", \"lens\": ", note->lens);
	add_field(out, ", \"room\": ", note->room);
	add_field(out, ", \"lang\": ", note->language);
	/* Why a note was hidden may be in its text. */
	add_field(out, ", \"text\": ", note->place == NOTE_HIDDEN ? NULL : note->text);
	add_field(out, ", \"point\": ", point == NULL ? NULL : point->id);
	report_out_text(out, ", \"rank\": ");
	if (point == NULL)
		report_out_text(out, "null");
	else
		report_out_number(out, listed->rank);
	add_field(out, ", \"statement\": ", point == NULL ? NULL : point->statement);
	add_field(out, ", \"place\": ", note_place_word(note->place));
	add_field(out, ", \"on_the_record\": ", listed->speaker);
	add_field(out, ", \"body\": ", listed->body);
	report_out_text(out, "}");
}

enum report_result report_jsonl(const struct report *report, const struct report_sink *sink)
{
	struct report_out out;
	report_out_init(&out, sink);
	for (size_t i = 0; i < report->note_count; i++) {
		report_json_note(&out, &report->notes[i]);
		report_out_text(&out, "\n");
	}
	return report_out_end(&out);
}
