/* client/terminal/options.c - see options.h. */
#include "client/terminal/options.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "client/lib/rapporteur.h"

#define SECONDS_MAX 32u /* commands of one first word that a complaint lists */

struct option_info {
	char letter;
	const char *word;
	const char *value;
	const char *sentence;
};

static struct option_info option_info(enum option option)
{
#define X(name, letter, word, value, sentence) { letter, word, value, sentence },
	static const struct option_info TABLE[] = { OPTIONS(X) };
#undef X
	return TABLE[option];
}

static bool fail(struct options_fault *fault, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool fail(struct options_fault *fault, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(fault->message, sizeof fault->message, format, arguments);
	va_end(arguments);
	return false;
}

bool number_parse(const char *text, uint64_t min, uint64_t max, uint64_t *number)
{
	uint64_t value = 0;
	size_t i = 0;
	for (; text[i] >= '0' && text[i] <= '9'; i++) {
		uint64_t digit = (uint64_t)(text[i] - '0');
		if (value > (max - digit) / 10 || digit > max)
			return false;
		value = value * 10 + digit;
	}
	if (i == 0 || text[i] != '\0' || value < min)
		return false;
	*number = value;
	return true;
}

/* The unit at text in ms, and how many characters it has; 0: there is none. */
static uint64_t unit_ms(const char *text, size_t *size)
{
	static const struct {
		const char *word;
		uint64_t ms;
	} UNITS[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 },
		{ "d", 86400000 } };
	for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
		*size = strlen(UNITS[i].word);
		if (strncmp(text, UNITS[i].word, *size) == 0)
			return UNITS[i].ms;
	}
	return 0;
}

bool duration_parse(const char *text, bool bare_seconds, uint64_t max_ms, uint64_t *ms)
{
	uint64_t sum = 0;
	const char *at = text;
	while (*at != '\0') {
		char digits[20];
		size_t count = strspn(at, "0123456789");
		uint64_t value = 0;
		if (count == 0 || count >= sizeof digits)
			return false;
		memcpy(digits, at, count);
		digits[count] = '\0';
		if (!number_parse(digits, 0, max_ms, &value))
			return false;
		bool bare = at == text && at[count] == '\0';
		size_t unit_size = 0;
		uint64_t unit = bare ? (bare_seconds || value == 0 ? 1000 : 0)
				     : unit_ms(at + count, &unit_size);
		if (unit == 0 || value > (max_ms - sum) / unit)
			return false;
		sum += value * unit;
		at += count + unit_size;
	}
	if (at == text)
		return false;
	*ms = sum;
	return true;
}

/* The option that is written so and that the command takes; OPTION_COUNT: none. */
static enum option option_find(const struct command *command, const char *word, size_t size)
{
	uint64_t taken = OPTIONS_GLOBAL | (command != NULL ? command->options : 0);
	for (unsigned i = 0; i < OPTION_COUNT; i++) {
		struct option_info info = option_info((enum option)i);
		if ((taken & OPTION_BIT(i)) == 0)
			continue;
		bool is_letter = size == 1 && info.letter == word[0];
		if (is_letter || (strlen(info.word) == size && strncmp(word, info.word, size) == 0))
			return (enum option)i;
	}
	return OPTION_COUNT;
}

static bool is_option(const char *argument)
{
	if (argument[0] != '-')
		return false;
	return isalpha((unsigned char)argument[argument[1] == '-' ? 2 : 1]) != 0;
}

/* Arguments as they are read: words move to the front, so that what was read is `words`. */
struct reader {
	char **arguments;
	size_t count;
	size_t next;
	size_t word_count;
	bool words_only; /* after -- */
};

/* Takes the option at reader->next, and its value. */
static bool option_take(
    struct reader *reader, struct invocation *invocation, struct options_fault *fault)
{
	const char *argument = reader->arguments[reader->next++];
	bool is_long = argument[1] == '-';
	const char *word = argument + (is_long ? 2 : 1);
	size_t size = is_long ? strcspn(word, "=") : 1;
	const char *value = is_long && word[size] == '=' ? word + size + 1 : NULL;
	if (!is_long && word[1] != '\0')
		value = word + 1;
	enum option option = option_find(invocation->command, word, size);
	if (option == OPTION_COUNT)
		return fail(fault,
		    "there is no option %.*s here; a text that begins so goes after --",
		    (int)(is_long ? size + 2 : 2), argument);
	if (option_info(option).value == NULL) {
		if (value != NULL)
			return fail(fault, "--%s takes no value", option_info(option).word);
		invocation->values[option] = "";
		return true;
	}
	if (value == NULL && reader->next < reader->count)
		value = reader->arguments[reader->next++];
	if (value == NULL || value[0] == '\0')
		return fail(fault, "--%s wants a value: %s", option_info(option).word,
		    option_info(option).value);
	invocation->values[option] = value;
	return true;
}

/* Whether the words so far name the command. *used: how many of them do. */
static bool names(const struct command *command, char **words, size_t count, size_t *used)
{
	const char *space = strchr(command->name, ' ');
	size_t first = space == NULL ? strlen(command->name) : (size_t)(space - command->name);
	*used = space == NULL ? 1 : 2;
	if (count < *used || strlen(words[0]) != first ||
	    strncmp(words[0], command->name, first) != 0)
		return false;
	return space == NULL || strcmp(words[1], space + 1) == 0;
}

/* The second words of the commands that begin with that one: "open, close and list". How many there are. */
static size_t seconds_list(
    const struct command *commands, const char *first, char text[OPTIONS_MESSAGE_MAX])
{
	size_t size = strlen(first);
	const char *found[SECONDS_MAX];
	size_t count = 0;
	for (const struct command *at = commands; at->name != NULL && count < SECONDS_MAX; at++)
		if (strncmp(at->name, first, size) == 0 && at->name[size] == ' ')
			found[count++] = at->name + size + 1;
	size_t used = 0;
	for (size_t i = 0; i < count && used < OPTIONS_MESSAGE_MAX; i++) {
		int added = snprintf(text + used, OPTIONS_MESSAGE_MAX - used, "%s%s",
		    i == 0              ? ""
			: i + 1 < count ? ", "
					: " and ",
		    found[i]);
		used += added > 0 ? (size_t)added : 0;
	}
	return count;
}

static bool command_find(struct invocation *invocation, const struct command *commands,
    struct reader *reader, struct options_fault *fault)
{
	size_t used = 0;
	for (const struct command *command = commands; command->name != NULL; command++) {
		if (!names(command, invocation->words, reader->word_count, &used))
			continue;
		invocation->command = command;
		invocation->words += used;
		reader->word_count -= used;
		return true;
	}
	char seconds[OPTIONS_MESSAGE_MAX];
	if (seconds_list(commands, invocation->words[0], seconds) > 0) {
		if (reader->word_count == 1)
			return true; /* its second word may follow */
		return fail(fault, "%s %s: there are %s %s", invocation->words[0],
		    invocation->words[1], invocation->words[0], seconds);
	}
	return fail(
	    fault, "there is no command %s: rapporteur --help lists them", invocation->words[0]);
}

static bool arguments_read(struct reader *reader, struct invocation *invocation,
    const struct command *commands, struct options_fault *fault)
{
	while (reader->next < reader->count) {
		char *argument = reader->arguments[reader->next];
		if (!reader->words_only && strcmp(argument, "--") == 0) {
			reader->words_only = true;
			reader->next++;
			continue;
		}
		if (!reader->words_only && is_option(argument)) {
			if (!option_take(reader, invocation, fault))
				return false;
			continue;
		}
		invocation->words[reader->word_count++] = argument;
		reader->next++;
		if (invocation->command == NULL &&
		    !command_find(invocation, commands, reader, fault))
			return false;
		fault->command = invocation->command;
	}
	return true;
}

static bool words_check(const struct invocation *invocation, const struct command *commands,
    struct options_fault *fault)
{
	const struct command *command = invocation->command;
	char seconds[OPTIONS_MESSAGE_MAX];
	if (command == NULL && invocation->word_count > 0 &&
	    seconds_list(commands, invocation->words[0], seconds) > 0)
		return fail(fault, "%s: there are %s %s", invocation->words[0],
		    invocation->words[0], seconds);
	if (command == NULL)
		return fail(fault, "say what to do: rapporteur --help lists the commands");
	if (invocation->word_count < command->words_min)
		return fail(fault, "it wants: rapporteur %s %s", command->name, command->words);
	if (invocation->word_count > command->words_max)
		return fail(fault, "%s is one word too many: rapporteur %s %s",
		    invocation->words[command->words_max], command->name, command->words);
	return true;
}

/* The state folder: what was given, else where the system keeps such things. */
static bool state_find(struct invocation *invocation, struct options_fault *fault)
{
	const char *given = invocation->values[OPTION_STATE];
	if (given == NULL)
		given = getenv("RAPPORTEUR_STATE");
	const char *above = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");
	int size = 0;
	if (given != NULL && given[0] != '\0')
		size = snprintf(invocation->state, sizeof invocation->state, "%s", given);
	else if (above != NULL && above[0] == '/')
		size =
		    snprintf(invocation->state, sizeof invocation->state, "%s/rapporteur", above);
	else if (home != NULL && home[0] == '/')
		size = snprintf(invocation->state, sizeof invocation->state,
		    "%s/.local/state/rapporteur", home);
	else
		return fail(fault, "say where the outbox is: --state DIR, since HOME is not set");
	if (size < 0 || (size_t)size >= sizeof invocation->state)
		return fail(fault, "the state folder's path is too long");
	return true;
}

bool options_read(struct invocation *invocation, const struct command *commands, int count,
    char **arguments, struct options_fault *fault)
{
	*invocation = (struct invocation){ .words = arguments + (count > 0 ? 1 : 0),
		.wait_ms = WAIT_MS_DEFAULT };
	*fault = (struct options_fault){ .message = "" };
	struct reader reader = {
		.arguments = arguments, .count = count > 0 ? (size_t)count : 0, .next = 1
	};
	if (!arguments_read(&reader, invocation, commands, fault))
		return false;
	invocation->word_count = reader.word_count;
	if (option_given(invocation, OPTION_HELP) || option_given(invocation, OPTION_VERSION))
		return true;
	if (!words_check(invocation, commands, fault) || !state_find(invocation, fault))
		return false;
	const char *wait = invocation->values[OPTION_WAIT];
	if (wait != NULL && !duration_parse(wait, true, WAIT_MS_MAX, &invocation->wait_ms))
		return fail(fault, "--wait %s: say seconds, or a time such as 500ms or 2m", wait);
	invocation->broker = invocation->values[OPTION_BROKER];
	if (invocation->broker == NULL)
		invocation->broker = getenv("RAPPORTEUR_BROKER");
	bool said = invocation->broker != NULL && invocation->broker[0] != '\0';
	if (!said &&
	    rapporteur_broker_last(
		invocation->state, invocation->broker_last, sizeof invocation->broker_last))
		invocation->broker = invocation->broker_last;
	else if (!said)
		invocation->broker = BROKER_DEFAULT;
	return true;
}

static void option_print(FILE *out, enum option option)
{
	struct option_info info = option_info(option);
	char left[40];
	char letter[8] = "    ";
	if (info.letter != 0)
		snprintf(letter, sizeof letter, "-%c, ", info.letter);
	snprintf(left, sizeof left, "%s--%s%s%s", letter, info.word, info.value == NULL ? "" : " ",
	    info.value == NULL ? "" : info.value);
	fprintf(out, "  %-26s %s\n", left, info.sentence);
}

static void options_print(FILE *out, uint64_t options)
{
	for (unsigned i = 0; i < OPTION_COUNT; i++)
		if ((options & OPTION_BIT(i)) != 0)
			option_print(out, (enum option)i);
}

void options_help(FILE *out, const struct command *command)
{
	fprintf(out, "usage: rapporteur %s%s%s\n\n%s\n", command->name,
	    command->words[0] == '\0' ? "" : " ", command->words, command->summary);
	if (command->details[0] != '\0')
		fprintf(out, "%s\n", command->details);
	fputc('\n', out);
	options_print(out, command->options | OPTIONS_GLOBAL);
}

void options_overview(FILE *out, const struct command *commands)
{
	fputs("usage: rapporteur COMMAND [OPTION...] [WORD...]\n\n", out);
	for (const struct command *command = commands; command->name != NULL; command++) {
		char left[64];
		snprintf(left, sizeof left, "%s %s", command->name, command->words);
		fprintf(out, "  %-36s%s %s\n", left,
		    strlen(left) > 36 ? "\n                                      " : "",
		    command->summary);
	}
	fputs("\nOptions of every command; rapporteur COMMAND --help tells its own:\n", out);
	options_print(out, OPTIONS_GLOBAL);
	fputs(
	    "\nIt ends with 0: done, 1: refused, 2: wrong usage, 3: the broker does not answer; what "
	    "was\nwritten is then kept here and sent later.\n",
	    out);
}
