/*
 * client/report/write/pdf_font.c - the fonts of Debian's fonts-liberation and fonts-noto-core, by their files.
 *
 * What a person or a machine has set up for its screens must not change a page: fontconfig gets an own,
 * empty configuration, and of the files only those that this document's scripts ask for, since reading
 * all of Noto takes seconds.
 */
#include "client/report/write/pdf_internal.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>
#include <string.h>

#define FOLDER "/usr/share/fonts/"
#define NOTO   FOLDER "truetype/noto/"

struct script {
	gunichar first;
	gunichar last;
	const char *language; /* that it is shaped for, when the document's is not written so */
	const char *family;   /* NULL: the Latin font has it */
	const char *regular;
	const char *bold; /* NULL: there is none */
};

#define NOTO_FONT(name, family) family, NOTO name "-Regular.ttf", NOTO name "-Bold.ttf"
#define CJK \
	"Noto Serif CJK SC", FOLDER "opentype/noto/NotoSerifCJK-Regular.ttc", \
	    FOLDER "opentype/noto/NotoSerifCJK-Bold.ttc"

static const struct script SCRIPTS[] = {
	{ 0x0370, 0x03ff, "el", NULL, NULL, NULL },
	{ 0x0400, 0x052f, "ru", NULL, NULL, NULL },
	{ 0x0530, 0x058f, "hy", NOTO_FONT("NotoSerifArmenian", "Noto Serif Armenian") },
	{ 0x0590, 0x05ff, "he", NULL, NULL, NULL },
	{ 0x0600, 0x06ff, "ar", NOTO_FONT("NotoNaskhArabic", "Noto Naskh Arabic") },
	{ 0x0750, 0x077f, "ar", NOTO_FONT("NotoNaskhArabic", "Noto Naskh Arabic") },
	{ 0x0780, 0x07bf, "dv", NOTO_FONT("NotoSansThaana", "Noto Sans Thaana") },
	{ 0x08a0, 0x08ff, "ar", NOTO_FONT("NotoNaskhArabic", "Noto Naskh Arabic") },
	{ 0x0900, 0x097f, "hi", NOTO_FONT("NotoSerifDevanagari", "Noto Serif Devanagari") },
	{ 0x0980, 0x09ff, "bn", NOTO_FONT("NotoSerifBengali", "Noto Serif Bengali") },
	{ 0x0a00, 0x0a7f, "pa", NOTO_FONT("NotoSerifGurmukhi", "Noto Serif Gurmukhi") },
	{ 0x0a80, 0x0aff, "gu", NOTO_FONT("NotoSerifGujarati", "Noto Serif Gujarati") },
	{ 0x0b00, 0x0b7f, "or", NOTO_FONT("NotoSansOriya", "Noto Sans Oriya") },
	{ 0x0b80, 0x0bff, "ta", NOTO_FONT("NotoSerifTamil", "Noto Serif Tamil") },
	{ 0x0c00, 0x0c7f, "te", NOTO_FONT("NotoSerifTelugu", "Noto Serif Telugu") },
	{ 0x0c80, 0x0cff, "kn", NOTO_FONT("NotoSerifKannada", "Noto Serif Kannada") },
	{ 0x0d00, 0x0d7f, "ml", NOTO_FONT("NotoSerifMalayalam", "Noto Serif Malayalam") },
	{ 0x0d80, 0x0dff, "si", NOTO_FONT("NotoSerifSinhala", "Noto Serif Sinhala") },
	{ 0x0e00, 0x0e7f, "th", NOTO_FONT("NotoSerifThai", "Noto Serif Thai") },
	{ 0x0e80, 0x0eff, "lo", NOTO_FONT("NotoSerifLao", "Noto Serif Lao") },
	{ 0x0f00, 0x0fff, "dz", NOTO_FONT("NotoSerifTibetan", "Noto Serif Tibetan") },
	{ 0x1000, 0x109f, "my", NOTO_FONT("NotoSerifMyanmar", "Noto Serif Myanmar") },
	{ 0x10a0, 0x10ff, "ka", NOTO_FONT("NotoSerifGeorgian", "Noto Serif Georgian") },
	{ 0x1200, 0x139f, "am", NOTO_FONT("NotoSerifEthiopic", "Noto Serif Ethiopic") },
	{ 0x1780, 0x17ff, "km", NOTO_FONT("NotoSerifKhmer", "Noto Serif Khmer") },
	{ 0x1800, 0x18af, "mn", "Noto Sans Mongolian", NOTO "NotoSansMongolian-Regular.ttf", NULL },
	{ 0x19e0, 0x19ff, "km", NOTO_FONT("NotoSerifKhmer", "Noto Serif Khmer") },
	{ 0x2190, 0x23ff, NULL, "Noto Sans Math", NOTO "NotoSansMath-Regular.ttf", NULL },
	{ 0x2400, 0x2bff, NULL, "Noto Sans Symbols2", NOTO "NotoSansSymbols2-Regular.ttf", NULL },
	{ 0x2e80, 0x30ff, "ja", CJK },
	{ 0x3100, 0x9fff, "zh", CJK },
	{ 0xac00, 0xd7af, "ko", CJK },
	{ 0xf900, 0xfaff, "zh", CJK },
	{ 0xfb50, 0xfdff, "ar", NOTO_FONT("NotoNaskhArabic", "Noto Naskh Arabic") },
	{ 0xfe70, 0xfeff, "ar", NOTO_FONT("NotoNaskhArabic", "Noto Naskh Arabic") },
	{ 0xff00, 0xffef, "zh", CJK },
};
#define SCRIPT_COUNT (sizeof SCRIPTS / sizeof *SCRIPTS)

#define LATIN "Liberation Serif"
static const char *const LATIN_FILES[] = {
	FOLDER "truetype/liberation/LiberationSerif-Regular.ttf",
	FOLDER "truetype/liberation/LiberationSerif-Bold.ttf",
	FOLDER "truetype/liberation/LiberationSerif-Italic.ttf",
	FOLDER "truetype/liberation/LiberationSerif-BoldItalic.ttf",
};

/* SCRIPT_COUNT: of none of them. */
static size_t script_find(gunichar character)
{
	for (size_t i = 0; i < SCRIPT_COUNT && character >= SCRIPTS[0].first; i++) {
		if (character >= SCRIPTS[i].first && character <= SCRIPTS[i].last)
			return i;
	}
	return SCRIPT_COUNT;
}

/* The character at text, which is at its end when size is 0; what is no UTF-8 counts as one. */
static gunichar character_at(const char *text, size_t size, size_t *bytes)
{
	gunichar character = g_utf8_get_char_validated(text, (gssize)size);
	if (character >= (gunichar)-2) {
		*bytes = 1;
		return 0xfffd;
	}
	*bytes = (size_t)(g_utf8_next_char(text) - text);
	return character;
}

static void see(bool seen[SCRIPT_COUNT], const char *text)
{
	if (text == NULL)
		return;
	size_t size = strlen(text);
	for (size_t at = 0, bytes = 0; at < size; at += bytes) {
		bytes = 1;
		if ((unsigned char)text[at] < 0x80)
			continue;
		size_t script = script_find(character_at(text + at, size - at, &bytes));
		if (script < SCRIPT_COUNT)
			seen[script] = true;
	}
}

static void see_text(bool seen[SCRIPT_COUNT], const struct document_text *text)
{
	for (size_t i = 0; i < text->run_count; i++)
		see(seen, text->runs[i].text);
}

static void see_paragraph(bool seen[SCRIPT_COUNT], const struct document_paragraph *paragraph)
{
	for (size_t i = 0; i < paragraph->sentence_count; i++)
		see_text(seen, &paragraph->sentences[i].text);
	for (size_t i = 0; i < paragraph->item_count; i++) {
		see(seen, paragraph->items[i].label);
		see_text(seen, &paragraph->items[i].sentence.text);
	}
}

static void see_table(bool seen[SCRIPT_COUNT], const struct document_table *table)
{
	see(seen, table->caption);
	for (size_t i = 0; i < table->column_count; i++)
		see(seen, table->columns[i]);
	for (size_t i = 0; i < table->row_count; i++) {
		for (size_t k = 0; k < table->column_count; k++) {
			const struct document_cell *cell = &table->rows[i].cells[k];
			for (size_t l = 0; l < cell->line_count; l++)
				see_text(seen, &cell->lines[l].text);
		}
	}
}

static void see_part(bool seen[SCRIPT_COUNT], const struct document_part *part)
{
	see(seen, part->label);
	see(seen, part->title);
	for (size_t i = 0; i < part->block_count; i++) {
		const struct document_block *block = &part->blocks[i];
		switch (block->kind) {
		case DOCUMENT_HEADING:
			see(seen, block->heading.text);
			break;
		case DOCUMENT_PARAGRAPH:
			see_paragraph(seen, &block->paragraph);
			break;
		case DOCUMENT_TABLE:
			see_table(seen, &block->table);
			break;
		}
	}
}

static void see_document(bool seen[SCRIPT_COUNT], const struct document *document)
{
	const struct document_masthead *masthead = &document->masthead;
	const char *const texts[] = { masthead->organ, masthead->symbol, masthead->distribution,
		masthead->submitted, masthead->original, masthead->heading, masthead->title,
		masthead->kind, masthead->reference, masthead->date, masthead->time,
		masthead->place, masthead->objectives, masthead->state };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		see(seen, texts[i]);
	see_part(seen, &document->body);
	for (size_t i = 0; i < document->annex_count; i++)
		see_part(seen, &document->annexes[i]);
	for (size_t i = 0; i < document->footnote_count; i++)
		see_text(seen, &document->footnotes[i]);
}

static bool add_file(FcConfig *config, const char *path)
{
	return path != NULL && FcConfigAppFontAddFile(config, (const FcChar8 *)path) == FcTrue;
}

/* What is not installed is left out: then its characters are shown as boxes with their code. */
static void add_script(FcConfig *config, const struct script *script, GString *families)
{
	if (script->family == NULL || strstr(families->str, script->family) != NULL)
		return;
	if (!add_file(config, script->regular))
		return;
	add_file(config, script->bold);
	g_string_append_printf(families, ",%s", script->family);
}

static void context_make(struct pdf_fonts *fonts, const struct document *document)
{
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts->map), 72);
	fonts->context = pango_font_map_create_context(fonts->map);
	pango_cairo_context_set_font_options(fonts->context, options);
	pango_context_set_language(fonts->context, pango_language_from_string(document->language));
	pango_context_set_round_glyph_positions(fonts->context, FALSE);
	cairo_font_options_destroy(options);
}

bool pdf_fonts_open(struct pdf_fonts *fonts, const struct document *document)
{
	bool seen[SCRIPT_COUNT] = { false };
	FcConfig *config = FcConfigCreate();
	GString *families = g_string_new(LATIN);
	bool latin = config != NULL;
	for (size_t i = 0; latin && i < sizeof LATIN_FILES / sizeof *LATIN_FILES; i++)
		latin = add_file(config, LATIN_FILES[i]);
	see_document(seen, document);
	for (size_t i = 0; latin && i < SCRIPT_COUNT; i++) {
		if (seen[i])
			add_script(config, &SCRIPTS[i], families);
	}
	fonts->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	latin = latin && fonts->map != NULL && PANGO_IS_FC_FONT_MAP(fonts->map);
	if (latin) {
		pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(fonts->map), config);
		context_make(fonts, document);
	}
	if (config != NULL)
		FcConfigDestroy(config); /* the map holds it */
	fonts->families = g_string_free(families, FALSE);
	return latin;
}

void pdf_fonts_close(struct pdf_fonts *fonts)
{
	g_clear_object(&fonts->context);
	/* Pango's map does not let go of a configuration by itself. */
	if (fonts->map != NULL && PANGO_IS_FC_FONT_MAP(fonts->map))
		pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(fonts->map), NULL);
	g_clear_object(&fonts->map);
	g_free(fonts->families);
	fonts->families = NULL;
}

static void tell(PangoAttrList *attributes, size_t script, size_t from, size_t to)
{
	if (script == SCRIPT_COUNT || SCRIPTS[script].language == NULL || from == to)
		return;
	PangoLanguage *language = pango_language_from_string(SCRIPTS[script].language);
	PangoAttribute *attribute = pango_attr_language_new(language);
	attribute->start_index = (guint)from;
	attribute->end_index = (guint)to;
	pango_attr_list_insert(attributes, attribute);
}

void pdf_fonts_tell(
    const struct document *document, const char *text, size_t size, PangoAttrList *attributes)
{
	PangoLanguage *own = pango_language_from_string(document->language);
	size_t script = SCRIPT_COUNT;
	size_t from = 0;
	for (size_t at = 0, bytes = 0; at < size; at += bytes) {
		gunichar character = character_at(text + at, size - at, &bytes);
		size_t here = script_find(character);
		if (here < SCRIPT_COUNT &&
		    pango_language_includes_script(
			own, (PangoScript)g_unichar_get_script(character)))
			here = SCRIPT_COUNT;
		if (here == script)
			continue;
		tell(attributes, script, from, at);
		script = here;
		from = at;
	}
	tell(attributes, script, from, size);
}
