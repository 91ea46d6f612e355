/*
 * client/report/write/xlsx.c - a workbook: points, notes, the balance, the log of curation, the balance by objective. Office
 * Open XML.
 *
 * Every text is an inline string, which no program takes for a formula whatever it begins with; numbers are
 * numbers. Rows are written as they come, so that a workbook of any size needs little memory.
 */
#include "client/report/write/xml_internal.h"
#include "client/report/write/zip_internal.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS_MAX 26u /* named by one letter */

struct xlsx {
	struct report_zip zip;
	struct report_out *out;
	uint64_t row;
	unsigned column;
};

struct column {
	const char *name;
	unsigned width; /* in characters */
};

static void put(struct xlsx *xlsx, const char *markup)
{
	report_out_text(xlsx->out, markup);
}

static void cell_start(struct xlsx *xlsx, const char *attributes)
{
	char letter = (char)('A' + (int)(xlsx->column++ % COLUMNS_MAX));
	put(xlsx, "<c r=\"");
	report_out_add(xlsx->out, &letter, 1);
	report_out_number(xlsx->out, xlsx->row);
	put(xlsx, attributes);
}

static void add_text(struct xlsx *xlsx, const char *text)
{
	if (text == NULL) {
		xlsx->column++;
		return;
	}
	cell_start(xlsx, "\" s=\"1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
	report_xml_text(xlsx->out, text);
	put(xlsx, "</t></is></c>");
}

static void add_number(struct xlsx *xlsx, uint64_t number)
{
	cell_start(xlsx, "\"><v>");
	report_out_number(xlsx->out, number);
	put(xlsx, "</v></c>");
}

static void row_start(struct xlsx *xlsx)
{
	xlsx->row++;
	xlsx->column = 0;
	put(xlsx, "<row r=\"");
	report_out_number(xlsx->out, xlsx->row);
	put(xlsx, "\">");
}

static void row_end(struct xlsx *xlsx)
{
	put(xlsx, "</row>\n");
}

/* The head, which stays when the sheet is scrolled. */
static void sheet_start(
    struct xlsx *xlsx, const char *entry, const struct column *columns, size_t count)
{
	xlsx->out = report_zip_begin(&xlsx->zip, entry);
	xlsx->row = 0;
	put(xlsx,
	    XML_DECLARATION
	    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
	    "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" "
	    "activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>");
	for (size_t i = 0; i < count; i++) {
		put(xlsx, "<col min=\"");
		report_out_number(xlsx->out, i + 1);
		put(xlsx, "\" max=\"");
		report_out_number(xlsx->out, i + 1);
		put(xlsx, "\" width=\"");
		report_out_number(xlsx->out, columns[i].width);
		put(xlsx, "\" customWidth=\"1\"/>");
	}
	put(xlsx, "</cols><sheetData>\n");
	row_start(xlsx);
	for (size_t i = 0; i < count; i++) {
		cell_start(xlsx, "\" s=\"2\" t=\"inlineStr\"><is><t>");
		report_xml_text(xlsx->out, columns[i].name);
		put(xlsx, "</t></is></c>");
	}
	row_end(xlsx);
}

static void sheet_end(struct xlsx *xlsx)
{
	put(xlsx, "</sheetData></worksheet>");
	report_zip_end(&xlsx->zip);
}

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void add_points(struct xlsx *xlsx, const struct report *report)
{
	static const struct column columns[] = { { "objective", 10 }, { "category", 16 },
		{ "theme", 16 }, { "rank", 6 }, { "point", 15 }, { "statement", 80 },
		{ "notes", 8 }, { "note takers", 12 }, { "rooms", 8 } };
	sheet_start(xlsx, "xl/worksheets/sheet1.xml", columns, COUNT(columns));
	for (size_t i = 0; i < report->note_count; i++) {
		const struct report_note *listed = &report->notes[i];
		const struct synthesis_point *point = listed->point;
		/* Each point once: where its first note is. */
		if (point == NULL || strcmp(point->notes[0], listed->note->id) != 0)
			continue;
		row_start(xlsx);
		add_number(xlsx, listed->objective);
		add_text(xlsx, point->category);
		add_text(xlsx, point->theme);
		add_number(xlsx, listed->rank);
		add_text(xlsx, point->id);
		add_text(xlsx, point->statement);
		add_number(xlsx, point->note_count);
		add_number(xlsx, point->writers);
		add_number(xlsx, point->room_count);
		row_end(xlsx);
	}
	sheet_end(xlsx);
}

static void add_notes(struct xlsx *xlsx, const struct report *report)
{
	static const struct column columns[] = { { "ref", 10 }, { "note", 15 }, { "objective", 10 },
		{ "category", 16 }, { "lens", 10 }, { "room", 10 }, { "lang", 6 }, { "text", 80 },
		{ "point", 15 }, { "place", 12 }, { "reason", 30 }, { "on_the_record", 24 },
		{ "body", 24 } };
	sheet_start(xlsx, "xl/worksheets/sheet2.xml", columns, COUNT(columns));
	for (size_t i = 0; i < report->note_count; i++) {
		const struct report_note *listed = &report->notes[i];
		const struct synthesis_note *note = listed->note;
		row_start(xlsx);
		add_text(xlsx, note->ref);
		add_text(xlsx, note->id);
		add_number(xlsx, listed->objective);
		add_text(xlsx, note->category);
		add_text(xlsx, note->lens);
		add_text(xlsx, note->room);
		add_text(xlsx, note->language);
		/* Why a note was hidden may be in its text. */
		add_text(xlsx, note->place == NOTE_HIDDEN ? NULL : note->text);
		add_text(xlsx, listed->point == NULL ? NULL : listed->point->id);
		add_text(xlsx, note_place_word(note->place));
		add_text(xlsx, note->reason);
		add_text(xlsx, listed->speaker);
		add_text(xlsx, listed->body);
		row_end(xlsx);
	}
	sheet_end(xlsx);
}

static void add_balance(struct xlsx *xlsx, const struct report *report)
{
	static const struct column columns[] = { { "place", 14 }, { "notes", 10 } };
	sheet_start(xlsx, "xl/worksheets/sheet3.xml", columns, COUNT(columns));
	row_start(xlsx);
	add_text(xlsx, "received");
	add_number(xlsx, report->received);
	row_end(xlsx);
	for (size_t i = 0; i < NOTE_PLACE_COUNT; i++) {
		row_start(xlsx);
		add_text(xlsx, note_place_word((enum note_place)i));
		add_number(xlsx, report->counts[i]);
		row_end(xlsx);
	}
	sheet_end(xlsx);
}

/* "2020-10-28T08:00:00Z": sorts as it is read. */
static void add_time(struct xlsx *xlsx, uint32_t minute)
{
	cell_start(xlsx, "\" s=\"1\" t=\"inlineStr\"><is><t>");
	report_xml_time(xlsx->out, (uint64_t)minute * 60000u);
	put(xlsx, "</t></is></c>");
}

static void add_curation(struct xlsx *xlsx, const struct report *report)
{
	static const struct column columns[] = { { "event", 10 }, { "time", 20 }, { "role", 12 },
		{ "act", 10 }, { "objective", 10 }, { "what", 80 }, { "reason", 40 },
		{ "undone by event", 14 } };
	sheet_start(xlsx, "xl/worksheets/sheet4.xml", columns, COUNT(columns));
	for (size_t i = 0; i < report->act_count; i++) {
		const struct report_act *act = &report->acts[i];
		row_start(xlsx);
		add_number(xlsx, act->event);
		add_time(xlsx, act->minute);
		add_text(xlsx, act->role);
		add_text(xlsx, act->act);
		add_number(xlsx, act->objective);
		add_text(xlsx, act->what);
		add_text(xlsx, act->reason);
		if (act->undone_by > 0)
			add_number(xlsx, act->undone_by);
		row_end(xlsx);
	}
	sheet_end(xlsx);
}

/* The table of the report's balance, or NULL: the report has none. */
static const struct document_table *balance_table(const struct report *report)
{
	const struct document *document = &report->document;
	for (size_t i = 0; i < document->annex_count; i++) {
		for (size_t k = 0; k < document->annexes[i].block_count; k++) {
			const struct document_block *block = &document->annexes[i].blocks[k];
			if (block->kind == DOCUMENT_TABLE && block->table.last_is_total &&
			    block->table.column_count <= COLUMNS_MAX)
				return &block->table;
		}
	}
	return NULL;
}

static void add_balance_table(struct xlsx *xlsx, const struct report *report)
{
	struct column columns[COLUMNS_MAX] = { { "objective", 14 } };
	const struct document_table *table = balance_table(report);
	size_t count = table == NULL ? 1 : table->column_count;
	for (size_t i = 0; table != NULL && i < count; i++)
		columns[i] = (struct column){ .name = table->columns[i], .width = 14 };
	sheet_start(xlsx, "xl/worksheets/sheet5.xml", columns, count);
	for (size_t i = 0; table != NULL && i < table->row_count; i++) {
		row_start(xlsx);
		for (size_t k = 0; k < count; k++) {
			const struct document_cell *cell = &table->rows[i].cells[k];
			const char *text =
			    cell->line_count == 0 ? NULL : cell->lines[0].text.runs[0].text;
			if (text != NULL && text[strspn(text, "0123456789")] == '\0')
				add_number(xlsx, strtoull(text, NULL, 10));
			else
				add_text(xlsx, text);
		}
		row_end(xlsx);
	}
	sheet_end(xlsx);
}

#define SHEET_TYPE \
	"ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
#define OFFICE "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define RELATIONS \
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"

static const char CONTENT_TYPES[] = XML_DECLARATION
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" "
    "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/xl/workbook.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
    "<Override PartName=\"/xl/styles.xml\" "
    "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>"
    "<Override PartName=\"/xl/worksheets/sheet1.xml\" " SHEET_TYPE
    "<Override PartName=\"/xl/worksheets/sheet2.xml\" " SHEET_TYPE
    "<Override PartName=\"/xl/worksheets/sheet3.xml\" " SHEET_TYPE
    "<Override PartName=\"/xl/worksheets/sheet4.xml\" " SHEET_TYPE
    "<Override PartName=\"/xl/worksheets/sheet5.xml\" " SHEET_TYPE "</Types>";

static const char PACKAGE_RELATIONS[] = XML_DECLARATION RELATIONS
    "<Relationship Id=\"rId1\" " OFFICE "officeDocument\" Target=\"xl/workbook.xml\"/>"
    "</Relationships>";

static const char WORKBOOK_RELATIONS[] = XML_DECLARATION RELATIONS
    "<Relationship Id=\"rId1\" " OFFICE "worksheet\" Target=\"worksheets/sheet1.xml\"/>"
    "<Relationship Id=\"rId2\" " OFFICE "worksheet\" Target=\"worksheets/sheet2.xml\"/>"
    "<Relationship Id=\"rId3\" " OFFICE "worksheet\" Target=\"worksheets/sheet3.xml\"/>"
    "<Relationship Id=\"rId4\" " OFFICE "worksheet\" Target=\"worksheets/sheet4.xml\"/>"
    "<Relationship Id=\"rId5\" " OFFICE "worksheet\" Target=\"worksheets/sheet5.xml\"/>"
    "<Relationship Id=\"rId6\" " OFFICE "styles\" Target=\"styles.xml\"/></Relationships>";

static const char WORKBOOK[] = XML_DECLARATION
    "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>"
    "<sheet name=\"points\" sheetId=\"1\" r:id=\"rId1\"/>"
    "<sheet name=\"notes\" sheetId=\"2\" r:id=\"rId2\"/>"
    "<sheet name=\"balance\" sheetId=\"3\" r:id=\"rId3\"/>"
    "<sheet name=\"curation\" sheetId=\"4\" r:id=\"rId4\"/>"
    "<sheet name=\"by objective\" sheetId=\"5\" r:id=\"rId5\"/></sheets></workbook>";

/* 0: a number; 1: a text, which wraps; 2: the head, bold. */
static const char STYLES[] = XML_DECLARATION
    "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
    "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
    "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
    "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
    "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
    "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"
    "</cellStyleXfs><cellXfs count=\"3\">"
    "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyAlignment=\"1\">"
    "<alignment vertical=\"top\"/></xf>"
    "<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
    "applyNumberFormat=\"1\" applyAlignment=\"1\"><alignment vertical=\"top\" wrapText=\"1\"/></xf>"
    "<xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
    "applyNumberFormat=\"1\" applyFont=\"1\"/></cellXfs></styleSheet>";

enum report_result report_xlsx(const struct report *report, const struct report_sink *sink)
{
	struct xlsx xlsx = { .row = 0 };
	report_zip_init(&xlsx.zip, sink);
	report_zip_text(&xlsx.zip, "[Content_Types].xml", CONTENT_TYPES);
	report_zip_text(&xlsx.zip, "_rels/.rels", PACKAGE_RELATIONS);
	report_zip_text(&xlsx.zip, "xl/workbook.xml", WORKBOOK);
	report_zip_text(&xlsx.zip, "xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS);
	report_zip_text(&xlsx.zip, "xl/styles.xml", STYLES);
	add_points(&xlsx, report);
	add_notes(&xlsx, report);
	add_balance(&xlsx, report);
	add_curation(&xlsx, report);
	add_balance_table(&xlsx, report);
	return report_zip_finish(&xlsx.zip);
}
