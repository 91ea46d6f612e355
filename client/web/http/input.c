/* client/web/http/input.c - what a request says: parameters of its address, fields of its body. */
#include <stdlib.h>
#include <string.h>

#include "client/web/http/exchange.h"
#include "proto/wire/id.h"

#define ID_HEX_CHARS 32u

const char *query_text(const struct exchange *exchange, const char *name)
{
	return MHD_lookup_connection_value(exchange->connection, MHD_GET_ARGUMENT_KIND, name);
}

bool query_number(
    const struct exchange *exchange, const char *name, uint64_t min, uint64_t max, uint64_t *number)
{
	const char *text = query_text(exchange, name);
	if (text == NULL || text[0] == '\0')
		return true;
	char *end = NULL;
	size_t digits = strspn(text, "0123456789");
	if (digits == 0 || digits > 18 || text[digits] != '\0')
		return false;
	*number = strtoull(text, &end, 10);
	return *number >= min && *number <= max;
}

bool input_text(const struct exchange *exchange, const char *name, const char **text)
{
	json_t *value = json_object_get(exchange->input, name);
	*text = NULL;
	if (value == NULL || json_is_null(value))
		return true;
	*text = json_string_value(value);
	return *text != NULL && strlen(*text) == json_string_length(value);
}

bool input_number(const struct exchange *exchange, const char *name, uint64_t max, uint64_t *number)
{
	json_t *value = json_object_get(exchange->input, name);
	if (value == NULL || json_is_null(value))
		return true;
	json_int_t found = json_integer_value(value);
	/* A clock of a page has fractions. */
	if (json_is_real(value) && json_real_value(value) >= 0 && json_real_value(value) < 1e15)
		found = (json_int_t)json_real_value(value);
	else if (!json_is_integer(value))
		return false;
	if (found < 0 || (uint64_t)found > max)
		return false;
	*number = (uint64_t)found;
	return true;
}

bool input_flag(const struct exchange *exchange, const char *name, bool absent, bool *flag)
{
	json_t *value = json_object_get(exchange->input, name);
	*flag = absent;
	if (value == NULL || json_is_null(value))
		return true;
	*flag = json_is_true(value);
	return json_is_boolean(value);
}

static int digit_value(char digit)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = digit == '\0' ? NULL : strchr(digits, digit);
	return at == NULL ? -1 : (int)((at - digits) % 16);
}

bool id_parse(const char *text, uint8_t id[ID_BYTES])
{
	size_t count = 0;
	memset(id, 0, ID_BYTES);
	for (; *text != '\0'; text++) {
		if (*text == '-')
			continue;
		int value = digit_value(*text);
		if (value < 0 || count == ID_HEX_CHARS)
			return false;
		id[count / 2] = (uint8_t)((unsigned)id[count / 2] << 4 | (unsigned)value);
		count++;
	}
	return count == ID_HEX_CHARS;
}

void input_refuse(struct exchange *exchange, const char *field)
{
	answer_refusal(exchange, ERROR_FIELD, field, 0);
}

bool input_id(struct exchange *exchange)
{
	const char *text = NULL;
	if (input_text(exchange, "id", &text) && text != NULL && id_parse(text, exchange->id) &&
	    id_valid(exchange->id))
		return true;
	input_refuse(exchange, "id: a UUIDv7 in hex");
	return false;
}
