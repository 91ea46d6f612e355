/*
 * client/report/read/xml_read.h - the elements of an XML text that somebody else made, one after the other, by expat.
 *
 * A document type that declares anything is refused, so that there are no entities but the five of XML: none that
 * grow, none that fetch. Depth is bounded. Names are as they are written ("w:p").
 */
#ifndef RAPPORTEUR_CLIENT_REPORT_READ_XML_READ_H
#define RAPPORTEUR_CLIENT_REPORT_READ_XML_READ_H

#include <stdbool.h>
#include <stddef.h>

#define XML_DEPTH_MAX 256u
#define XML_FAULT_MAX 160u

struct xml_handler {
	/* attributes: name, value, name, value … NULL */
	void (*start)(void *context, const char *name, const char **attributes);
	void (*end)(void *context, const char *name);
	void (*text)(void *context, const char *bytes, size_t size); /* UTF-8, in pieces */
	void *context;
};

/* False: fault says what is wrong, with its line. */
bool xml_read(
    const char *bytes, size_t size, const struct xml_handler *handler, char fault[XML_FAULT_MAX]);
/* The value of an attribute, or NULL. */
const char *xml_attribute(const char **attributes, const char *name);

#endif
