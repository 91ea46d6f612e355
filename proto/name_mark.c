/* proto/name_mark.c - see name_mark.h. */
#include "proto/name_mark.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

const char *name_kind_word(uint32_t kind)
{
	switch (kind) {
#define X(name, code, word, reason) \
	case name: \
		return word;
		NAME_KINDS(X)
#undef X
	default:
		return "name";
	}
}

const char *name_kind_reason(uint32_t kind)
{
	switch (kind) {
#define X(name, code, word, reason) \
	case name: \
		return reason;
		NAME_KINDS(X)
#undef X
	default:
		return "a kind that a newer version knows";
	}
}

/* What stands instead. Languages of the United Nations, and of those who take notes with this. */
static const struct mask {
	const char *language;
	const char *person;
	const char *body;
	const char *contact;
} masks[] = {
	{ "en", "[a name]", "[a body]", "[an address]" }, /* the first is for all others, too */
	{ "ar", "[اسم]", "[جهة]", "[عنوان]" },
	{ "es", "[un nombre]", "[un organismo]", "[una dirección]" },
	{ "fr", "[un nom]", "[un organisme]", "[une adresse]" },
	{ "pt", "[um nome]", "[um organismo]", "[um endereço]" },
	{ "ru", "[имя]", "[организация]", "[адрес]" },
	{ "th", "[ชื่อ]", "[หน่วยงาน]", "[ที่อยู่]" },
	{ "zh", "[姓名]", "[机构]", "[地址]" },
};

/* Whether the tag's first subtag is the language: "fr-CA" is French. */
static bool speaks(const char *tag, const char *language)
{
	size_t size = strlen(language);
	for (size_t i = 0; i < size; i++)
		if ((tag[i] | 0x20) != language[i])
			return false;
	return tag[size] == '\0' || tag[size] == '-';
}

static const struct mask *mask_find(const char *language)
{
	for (size_t i = 0; language != NULL && i < sizeof masks / sizeof *masks; i++)
		if (speaks(language, masks[i].language))
			return &masks[i];
	return &masks[0];
}

static const char *instead(const struct mask *mask, uint32_t kind)
{
	if (kind == NAME_CONTACT)
		return mask->contact;
	return kind == NAME_BODY || kind == NAME_WE ? mask->body : mask->person;
}

void name_mask(const char *text, const struct name_mark *marks, size_t count, const char *language,
    struct buffer *out)
{
	const struct mask *mask = mask_find(language);
	size_t at = 0;
	size_t end = strlen(text);
	for (size_t i = 0; i < count; i++) {
		assert(marks[i].start >= at);
		assert(marks[i].size <= end - marks[i].start);
		buffer_add(out, text + at, marks[i].start - at);
		buffer_add_text(out, instead(mask, marks[i].kind));
		at = marks[i].start + marks[i].size;
	}
	buffer_add(out, text + at, end - at);
}
