/* client/report/read/xml_read.c - see xml_read.h. */
#include "client/report/read/xml_read.h"

#include <expat.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

struct reader {
	const struct xml_handler *handler;
	XML_Parser parser;
	unsigned depth;
	const char *fault; /* NULL: none */
};

static void stop(struct reader *reader, const char *fault)
{
	reader->fault = fault;
	(void)XML_StopParser(reader->parser, XML_FALSE);
}

static void on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
	struct reader *reader = context;
	if (++reader->depth > XML_DEPTH_MAX)
		stop(reader, "it is nested too deeply");
	else
		reader->handler->start(reader->handler->context, name, attributes);
}

static void on_end(void *context, const XML_Char *name)
{
	struct reader *reader = context;
	reader->depth--;
	reader->handler->end(reader->handler->context, name);
}

static void on_text(void *context, const XML_Char *bytes, int size)
{
	struct reader *reader = context;
	reader->handler->text(reader->handler->context, bytes, (size_t)size);
}

/* HTML's own declares nothing and names nothing. */
static void on_doctype(void *context, const XML_Char *name, const XML_Char *system,
    const XML_Char *public, int has_inside)
{
	(void)name;
	if (system != NULL || public != NULL || has_inside != 0)
		stop(context, "it declares a document type, which such a file does not need");
}

bool xml_read(
    const char *bytes, size_t size, const struct xml_handler *handler, char fault[XML_FAULT_MAX])
{
	struct reader reader = { .handler = handler, .parser = XML_ParserCreate("UTF-8") };
	if (reader.parser == NULL || size > INT_MAX) {
		if (reader.parser != NULL)
			XML_ParserFree(reader.parser);
		(void)snprintf(fault, XML_FAULT_MAX, "there is not enough memory");
		return false;
	}
	XML_SetUserData(reader.parser, &reader);
	XML_SetElementHandler(reader.parser, on_start, on_end);
	XML_SetCharacterDataHandler(reader.parser, on_text);
	XML_SetStartDoctypeDeclHandler(reader.parser, on_doctype);
	bool well = XML_Parse(reader.parser, bytes, (int)size, 1) == XML_STATUS_OK;
	if (!well)
		(void)snprintf(fault, XML_FAULT_MAX, "line %lu: %s",
		    (unsigned long)XML_GetCurrentLineNumber(reader.parser),
		    reader.fault != NULL ? reader.fault
					 : XML_ErrorString(XML_GetErrorCode(reader.parser)));
	XML_ParserFree(reader.parser);
	return well;
}

const char *xml_attribute(const char **attributes, const char *name)
{
	for (; *attributes != NULL; attributes += 2) {
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	}
	return NULL;
}
