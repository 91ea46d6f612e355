/* tests/unit/report_template_test.c - a docx looks like the template that somebody brings, and takes nothing else of it. */
#include "tests/unit/report_fixture.h"

#include "client/report/read/reading.h"
#include "client/report/read/zip_read.h"
#include "client/report/template.h"
#include "client/report/write/zip_internal.h"

#define W      "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define R      "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

/* A template in parts; a case changes one of them. */
struct given {
	const char *styles;
	const char *text;
	const char *relations;
	const char *header;
	const char *header_relations;
};

static const struct given well = {
	.styles = "<w:styles " W "><w:style w:type=\"paragraph\" w:styleId=\"berschrift1\">"
		  "<w:name w:val=\"heading 1\"/></w:style></w:styles>",
	.text = "<w:document " W " " R
		" xmlns:x=\"urn:x\"><w:body><w:p><w:r><w:t>Lorem ipsum</w:t></w:r></w:p>"
		"<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId1\"/>"
		"<w:pgSz w:w=\"12240\" w:h=\"15840\"/><w:pgMar w:left=\"1000\" w:right=\"1240\"/>"
		"</w:sectPr></w:body></w:document>",
	.relations =
	    "<Relationships><Relationship Id=\"rId1\" Type=\"" OFFICE
	    "header\" Target=\"header7.xml\"/><Relationship Id=\"rId2\" Type=\"" OFFICE
	    "hyperlink\" Target=\"https://example.org\" TargetMode=\"External\"/></Relationships>",
	.header = "<w:hdr " W "><w:p><w:r><w:t>The secretariat</w:t></w:r></w:p></w:hdr>",
	.header_relations = "<Relationships><Relationship Id=\"rId1\" Type=\"" OFFICE
			    "image\" Target=\"media/logo.png\"/></Relationships>",
};

static void template_make(const struct given *given, struct buffer *out)
{
	struct report_zip zip;
	struct report_sink sink = { .write = sink_buffer, .context = out };
	buffer_init(out, OUTPUT_BYTES_MAX);
	report_zip_init(&zip, &sink);
	report_zip_text(&zip, "word/document.xml", given->text);
	report_zip_text(&zip, "word/styles.xml", given->styles);
	report_zip_text(&zip, "word/_rels/document.xml.rels", given->relations);
	report_zip_text(&zip, "word/header7.xml", given->header);
	report_zip_text(&zip, "word/_rels/header7.xml.rels", given->header_relations);
	report_zip_text(&zip, "word/media/logo.png", "a picture");
	report_zip_text(&zip, "word/vbaProject.bin", "macros");
	assert_int_equal(report_zip_finish(&zip), REPORT_OK);
}

/* The text of a part of an archive; the caller closes out. */
static const char *part_of(const struct buffer *file, const char *name, struct buffer *out)
{
	struct zip_parts parts;
	struct arena arena;
	char fault[ZIP_FAULT_MAX] = "";
	arena_init(&arena, 1u << 20);
	buffer_init(out, OUTPUT_BYTES_MAX);
	assert_true(zip_parts_read(&parts, &arena, file->bytes, file->size, fault));
	const struct zip_part *part = zip_part_find(&parts, name);
	bool there = part != NULL && zip_part_read(&parts, part, out, fault);
	arena_close(&arena);
	return there ? buffer_text(out) : NULL;
}

static void contains_word(const struct buffer *file, const char *part, const char *word)
{
	struct buffer out;
	const char *text = part_of(file, part, &out);
	if (text == NULL || strstr(text, word) == NULL)
		fail_msg("%s: no %s in %s", part, word, text == NULL ? "nothing" : text);
	buffer_close(&out);
}

static void a_report_looks_like_its_template(void **state)
{
	(void)state;
	struct session_fixture made;
	struct report report;
	struct report_template template;
	struct buffer given;
	struct buffer out;
	struct buffer part;
	char detail[REPORT_DETAIL_MAX] = "";
	struct report_sink sink = { .write = sink_buffer, .context = &out };
	fixture_make(&made);
	template_make(&well, &given);
	buffer_init(&out, OUTPUT_BYTES_MAX);
	if (!report_template_open(&template, given.bytes, given.size, detail))
		fail_msg("%s", detail);
	assert_int_equal(fixture_build(&made, &report, detail), REPORT_OK);
	report.template = &template;
	assert_int_equal(report_docx(&report, &sink), REPORT_OK);
	contains_word(&out, "word/document.xml", "<w:pgSz w:w=\"12240\"");
	contains_word(&out, "word/document.xml", "xmlns:x=\"urn:x\"");
	contains_word(&out, "word/document.xml", "<w:pStyle w:val=\"berschrift1\"/>");
	contains_word(
	    &out, "word/document.xml", "<w:gridCol w:w=\"2000\"/>"); /* a fifth of 10,000 */
	contains_word(&out, "word/styles.xml", "w:styleId=\"UNPara\"");
	contains_word(&out, "word/numbering.xml", "<w:pStyle w:val=\"berschrift1\"/>");
	contains_word(&out, "word/header7.xml", "The secretariat");
	contains_word(&out, "word/media/logo.png", "a picture");
	contains_word(&out, "word/_rels/document.xml.rels", "Target=\"header7.xml\"");
	contains_word(&out, "[Content_Types].xml", "PartName=\"/word/header7.xml\"");
	assert_null(part_of(&out, "word/vbaProject.bin", &part));
	assert_null(strstr(part_of(&out, "word/document.xml", &part), "Lorem"));
	buffer_close(&part);
	assert_null(strstr(part_of(&out, "word/_rels/document.xml.rels", &part), "example.org"));
	buffer_close(&part);
	/* And it is read back as any other. */
	struct reading reading;
	assert_true(reading_open(&reading, out.bytes, out.size, detail));
	assert_int_equal(reading.document.annex_count, report.document.annex_count);
	assert_int_equal(reading.document.body.block_count, report.document.body.block_count);
	reading_close(&reading);
	report_close(&report);
	report_template_close(&template);
	buffer_close(&given);
	buffer_close(&out);
}

#define EXTERNAL \
	"<Relationships><Relationship Id=\"rId1\" Type=\"" OFFICE \
	"image\" Target=\"http://example.org/track.png\" TargetMode=\"External\"/></Relationships>"

static void a_hostile_template_is_refused(void **state)
{
	static const struct {
		const char *name;
		struct given given;
		const char *why;
	} cases[] = {
		{ "fetches a picture", { .header_relations = EXTERNAL }, "from outside" },
		{ "holds a program",
		    { .header_relations =
			    "<R><Relationship Id=\"a\" Target=\"embeddings/run.bin\"/></R>" },
		    "more than text" },
		{ "leads out of the archive",
		    { .header_relations =
			    "<R><Relationship Id=\"a\" Target=\"../../logo.png\"/></R>" },
		    "leads out" },
		{ "declares entities",
		    { .styles = "<!DOCTYPE a [<!ENTITY b \"c\">]><w:styles " W "></w:styles>" },
		    "document type" },
		{ "declares entities in a header",
		    { .header = "<!DOCTYPE a [<!ENTITY b \"c\">]><w:hdr " W "/>" },
		    "document type" },
		{ "has no styles", { .styles = "<a/>" }, "styles are not those of Word" },
		{ "has no page", { .text = "<w:document " W "/>" }, "nothing of its page" },
		{ "is no text of Word", { .text = "<html/>" }, "not that of Word" },
		{ "leaves no room",
		    { .text = "<w:document " W
			      "><w:sectPr><w:pgSz w:w=\"100\"/></w:sectPr></w:document>" },
		    "no room" },
		{ "has a page in a comment",
		    { .text =
			    "<w:document " W "><w:body><!-- <w:sectPr>--></w:body></w:document>" },
		    "nothing of its page" },
		{ "lacks a header", { .relations = "<Relationships/>" }, "is missing" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct report_template template;
		struct buffer file;
		char fault[TEMPLATE_FAULT_MAX] = "";
		struct given given = well;
		const struct given *other = &cases[i].given;
		given.styles = other->styles == NULL ? given.styles : other->styles;
		given.text = other->text == NULL ? given.text : other->text;
		given.relations = other->relations == NULL ? given.relations : other->relations;
		given.header = other->header == NULL ? given.header : other->header;
		if (other->header_relations != NULL)
			given.header_relations = other->header_relations;
		template_make(&given, &file);
		if (report_template_open(&template, file.bytes, file.size, fault))
			fail_msg("a template that %s was taken", cases[i].name);
		if (strstr(fault, cases[i].why) == NULL)
			fail_msg("%s: %s", cases[i].name, fault);
		report_template_close(&template);
		buffer_close(&file);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_looks_like_its_template),
		cmocka_unit_test(a_hostile_template_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
