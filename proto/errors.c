/* proto/errors.c - the words and sentences of errors.h. */
#include "proto/errors.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *error_word(enum error error)
{
#define X(name, code, word, sentence) \
	case name: \
		return word;
	switch (error) {
		ERRORS(X)
	}
#undef X
	return "unknown"; /* a newer broker's code, read off the wire */
}

const char *error_sentence(enum error error)
{
#define X(name, code, word, sentence) \
	case name: \
		return sentence;
	switch (error) {
		ERRORS(X)
	}
#undef X
	return "The broker answers with an error this client does not know. Update the client.";
}

enum error refuse(struct refusal *refusal, enum error error, const char *format, ...)
{
	refusal->error = error;
	va_list arguments;
	va_start(arguments, format);
	int size = vsnprintf(refusal->detail, sizeof refusal->detail, format, arguments);
	va_end(arguments);
	if (size < 0)
		refusal->detail[0] = '\0';
	if (size < (int)sizeof refusal->detail)
		return error;
	/* Cut: step back over the rest of a character. */
	size_t end = strlen(refusal->detail);
	size_t start = end;
	while (start > 0 && ((unsigned char)refusal->detail[start - 1] & 0xc0) == 0x80)
		start--;
	if (start > 0 && (unsigned char)refusal->detail[start - 1] >= 0xc0)
		refusal->detail[start - 1] = '\0';
	return error;
}
