/*
 * client/report/write/csv.c - one line a note, for spreadsheets. RFC 4180: lines end with CR LF, a cell
 * that holds a comma, a quote or a line end stands in quotes, a quote is doubled. No byte order mark:
 * programs that read the first heading would not know it; say UTF-8 when a spreadsheet asks.
 *
 * A spreadsheet takes a cell that begins with one of FORMULA for something to compute, and a note's text is
 * anybody's: such a cell gets an apostrophe before it, which spreadsheets read as "this is text".
 */
#include "client/report/write/out_internal.h"

#include <string.h>

static const char FORMULA[] = "=+-@\t\r\n";

static void add_cell(struct report_out *out, const char *text)
{
	if (text == NULL)
		return;
	bool quoted = strpbrk(text, ",\"\r\n") != NULL || text[0] == ' ';
	if (quoted)
		report_out_text(out, "\"");
	if (text[0] != '\0' && strchr(FORMULA, text[0]) != NULL)
		report_out_text(out, "'");
	while (*text != '\0') {
		size_t plain = strcspn(text, "\"");
		report_out_add(out, text, plain);
		text += plain;
		if (*text == '"') {
			report_out_text(out, "\"\"");
			text++;
		}
	}
	if (quoted)
		report_out_text(out, "\"");
}

static void add_note(struct report_out *out, const struct report_note *listed)
{
	const struct synthesis_note *note = listed->note;
	const struct synthesis_point *point = listed->point;
	add_cell(out, note->ref);
	report_out_text(out, ",");
	add_cell(out, note->id);
	report_out_text(out, ",");
	report_out_number(out, listed->objective);
	/* Why a note was hidden may be in its text. */
	const char *text = note->place == NOTE_HIDDEN ? NULL : note->text;
	const char *const cells[] = { note->category, note->lens, note->room, note->language, text,
		point == NULL ? NULL : point->id };
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		report_out_text(out, ",");
		add_cell(out, cells[i]);
	}
	report_out_text(out, ",");
	if (point != NULL)
		report_out_number(out, listed->rank);
	report_out_text(out, ",");
	add_cell(out, point == NULL ? NULL : point->statement);
	report_out_text(out, ",");
	add_cell(out, note_place_word(note->place));
	report_out_text(out, ",");
	add_cell(out, listed->speaker);
	report_out_text(out, ",");
	add_cell(out, listed->body);
	report_out_text(out, "\r\n");
}

enum report_result report_csv(const struct report *report, const struct report_sink *sink)
{
	struct report_out out;
	report_out_init(&out, sink);
	report_out_text(&out,
	    "ref,note,objective,category,lens,room,lang,text,point,rank,statement,place,on_the_record,body\r\n");
	for (size_t i = 0; i < report->note_count; i++)
		add_note(&out, &report->notes[i]);
	return report_out_end(&out);
}
