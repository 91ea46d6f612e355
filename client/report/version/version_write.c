/* client/report/version/version_write.c - a document as the blocks that a version is kept as; see version.h. */
#include "client/report/version/version.h"

#include "client/report/version/version_internal.h"
#include "proto/wire/wire.h"

#include <string.h>

static void add_text_if(struct buffer *out, const char *key, const char *text)
{
	if (text != NULL)
		pack_key_text(out, key, text);
}

static size_t one(bool there)
{
	return there ? 1 : 0;
}

static void add_run(struct buffer *out, const struct document_run *run)
{
	if (run->kind == DOCUMENT_FOOTNOTE) {
		pack_map(out, 1);
		pack_key_uint(out, "f", run->number);
		return;
	}
	bool link = run->kind == DOCUMENT_LINK && run->target != NULL;
	bool reference = run->kind == DOCUMENT_REFERENCE && run->target != NULL;
	pack_map(out,
	    one(run->text != NULL) + one(run->bold) + one(run->italic) + one(link || reference));
	add_text_if(out, "x", run->text);
	if (run->bold)
		pack_key_bool(out, "b", true);
	if (run->italic)
		pack_key_bool(out, "i", true);
	if (link || reference)
		pack_key_text(out, link ? "l" : "p", run->target);
}

static void add_runs(struct buffer *out, const char *key, const struct document_text *text)
{
	pack_key_array(out, key, text->run_count);
	for (size_t i = 0; i < text->run_count; i++)
		add_run(out, &text->runs[i]);
}

static void add_notes(struct buffer *out, const struct document_sentence *sentence)
{
	for (size_t i = 0; i < sentence->note_count; i++)
		pack_text(out, sentence->notes[i]);
}

static void add_sentence(struct buffer *out, const struct document_sentence *sentence)
{
	pack_map(out, 1 + one(sentence->note_count > 0));
	if (sentence->note_count > 0) {
		pack_key_array(out, "n", sentence->note_count);
		add_notes(out, sentence);
	}
	add_runs(out, "r", &sentence->text);
}

static void add_items(struct buffer *out, const struct document_paragraph *paragraph)
{
	pack_key_array(out, "t", paragraph->item_count);
	for (size_t i = 0; i < paragraph->item_count; i++) {
		const struct document_item *item = &paragraph->items[i];
		pack_map(out, 4);
		pack_key_uint(out, "k", item->kind);
		pack_key_text(out, "b", item->label);
		pack_key_uint(out, "d", item->depth);
		pack_text(out, "s");
		add_sentence(out, &item->sentence);
	}
}

static void add_paragraph(struct buffer *out, const struct document_paragraph *paragraph)
{
	size_t notes = 0;
	for (size_t i = 0; i < paragraph->sentence_count; i++)
		notes += paragraph->sentences[i].note_count;
	for (size_t i = 0; i < paragraph->item_count; i++)
		notes += paragraph->items[i].sentence.note_count;
	pack_map(
	    out, 3 + one(paragraph->id != NULL) + one(notes > 0) + one(paragraph->item_count > 0));
	pack_key_uint(out, "k", VERSION_PARAGRAPH);
	add_text_if(out, "i", paragraph->id);
	pack_key_bool(out, "m", paragraph->number != 0);
	if (notes > 0) {
		pack_key_array(out, "n", notes);
		for (size_t i = 0; i < paragraph->sentence_count; i++)
			add_notes(out, &paragraph->sentences[i]);
		for (size_t i = 0; i < paragraph->item_count; i++)
			add_notes(out, &paragraph->items[i].sentence);
	}
	pack_key_array(out, "s", paragraph->sentence_count);
	for (size_t i = 0; i < paragraph->sentence_count; i++)
		add_sentence(out, &paragraph->sentences[i]);
	if (paragraph->item_count > 0)
		add_items(out, paragraph);
}

static void add_table(struct buffer *out, const struct document_table *table)
{
	pack_map(out, 4);
	pack_key_uint(out, "k", VERSION_TABLE);
	pack_key_text(out, "x", table->caption);
	pack_key_texts(out, "h", table->columns, table->column_count);
	pack_key_array(out, "c", table->row_count);
	for (size_t i = 0; i < table->row_count; i++) {
		pack_array(out, table->column_count);
		for (size_t k = 0; k < table->column_count; k++) {
			const struct document_cell *cell = &table->rows[i].cells[k];
			pack_array(out, cell->line_count);
			for (size_t l = 0; l < cell->line_count; l++) {
				pack_map(out, 2);
				pack_key_bool(out, "b", cell->lines[l].bullet);
				add_runs(out, "r", &cell->lines[l].text);
			}
		}
	}
}

static void add_part(struct buffer *out, const struct document_part *part)
{
	if (part->title != NULL) {
		pack_map(out, 3 + one(part->id != NULL));
		pack_key_uint(out, "k", VERSION_ANNEX);
		add_text_if(out, "i", part->id);
		pack_key_text(out, "x", part->title);
		pack_key_text(out, "b", part->label);
	}
	for (size_t i = 0; i < part->block_count; i++) {
		const struct document_block *block = &part->blocks[i];
		switch (block->kind) {
		case DOCUMENT_HEADING:
			pack_map(out, 3 + one(block->heading.id != NULL));
			pack_key_uint(out, "k", VERSION_HEADING);
			add_text_if(out, "i", block->heading.id);
			pack_key_uint(out, "l", block->heading.level);
			pack_key_text(out, "x", block->heading.text);
			break;
		case DOCUMENT_PARAGRAPH:
			add_paragraph(out, &block->paragraph);
			break;
		case DOCUMENT_TABLE:
			add_table(out, &block->table);
			break;
		}
	}
}

void version_encode(const struct document *document, struct buffer *out)
{
	add_part(out, &document->body);
	for (size_t i = 0; i < document->annex_count; i++)
		add_part(out, &document->annexes[i]);
	for (size_t i = 0; i < document->footnote_count; i++) {
		pack_map(out, 2);
		pack_key_uint(out, "k", VERSION_FOOTNOTE);
		add_runs(out, "r", &document->footnotes[i]);
	}
}

static void tell_part(const struct document_part *part, version_sentence *tell, void *context)
{
	for (size_t i = 0; i < part->block_count; i++) {
		const struct document_paragraph *paragraph = &part->blocks[i].paragraph;
		if (part->blocks[i].kind != DOCUMENT_PARAGRAPH)
			continue;
		for (size_t k = 0; k < paragraph->sentence_count; k++)
			tell(context, paragraph, &paragraph->sentences[k]);
		for (size_t k = 0; k < paragraph->item_count; k++)
			tell(context, paragraph, &paragraph->items[k].sentence);
	}
}

void version_sentences(const struct document *document, version_sentence *tell, void *context)
{
	tell_part(&document->body, tell, context);
	for (size_t i = 0; i < document->annex_count; i++)
		tell_part(&document->annexes[i], tell, context);
}
