/* broker/config.c - see config.h. */
#include "broker/config.h"
#include "broker/desk/rate.h"
#include "proto/yaml/yaml_tree.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PRESS_BYTES_DEFAULT (1024ull << 20)
#define HOST_MAX            80u
#define SETTING_FIRST       256 /* of getopt's answers: above those that are letters */
#define DICTIONARIES_FOLDER "/usr/share/dictd" /* where Debian's packages put them */

const char *config_usage(void)
{
	return "usage: rapporteurd --data DIR [--bind tcp://HOST:PORT]   serves; feed on PORT+1\n"
	       "       rapporteurd --config FILE                         the same, told by a file\n"
	       "       rapporteurd init --data DIR [--bind ENDPOINT]     makes keys, invites a secretariat\n"
	       "       rapporteurd check --data DIR                      walks every record\n"
	       "       rapporteurd backup --data DIR --to DIR            copies it, also while it is used\n"
	       "       rapporteurd backup --private --data DIR --to DIR  its keys, and who people are\n"
	       "       rapporteurd restore --from DIR --data DIR         a backup becomes a journal again\n"
	       "       rapporteurd compact --data DIR                    gives back room (to a running\n"
	       "                                                         rapporteurd: signal USR1)\n"
	       "       rapporteurd --version | --help\n"
	       "\n"
	       "  --data DIR         the journal's folder, made when it is not there\n"
	       "  --bind ENDPOINT    where commands are taken (tcp://127.0.0.1:7400)\n"
	       "  --quota MIB        the journal may grow so far (no quota)\n"
	       "  --reserve MIB      free disk space below which notes are refused (64)\n"
	       "  --press-memory MIB memory of the press (1024)\n"
	       "  --rate NUMBER      commands a second from one writer or connection (1000; 0: any)\n"
	       "  --burst NUMBER     ... and at once, after a pause (10000)\n"
	       "  --config FILE      YAML, each of the above as `name: value`; what is said here wins\n"
	       "  --vectors FILE     the table of word vectors (vectors.bin, installed with us)\n"
	       "  --dictionaries DIR FreeDict's dictionaries (" DICTIONARIES_FOLDER ")\n"
	       "\n"
	       "Off loopback a broker needs keys: `init` makes them. Where they are, nobody is served without one.\n";
}

static bool fail(struct config_fault *fault, const char *what, const char *value)
{
	char quoted[YAML_QUOTE_BYTES]; /* it may come from a file, and hold what a terminal obeys */
	snprintf(fault->what, sizeof fault->what, "%s: %s", yaml_quote(quoted, value), what);
	return false;
}

static bool number_read(const char *text, uint64_t max, uint64_t *number)
{
	char *end = NULL;
	errno = 0;
	unsigned long long value = strtoull(text, &end, 10);
	/* strtoull() itself would take leading blanks and a sign. */
	if (errno != 0 || text[0] < '0' || text[0] > '9' || *end != '\0' || value > max)
		return false;
	*number = value;
	return true;
}

/* Loopback by its number, so that no name service decides whether we are open to the world. */
static bool is_loopback(const char *host)
{
	struct in_addr v4;
	struct in6_addr v6;
	if (strcmp(host, "localhost") == 0)
		return true;
	if (inet_pton(AF_INET, host, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	return inet_pton(AF_INET6, host, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

/* By its number: a name would be looked up, and may be another's tomorrow. */
static bool is_address(const char *host)
{
	struct in_addr v4;
	struct in6_addr v6;
	return strcmp(host, "*") == 0 || inet_pton(AF_INET, host, &v4) == 1 ||
	    inet_pton(AF_INET6, host, &v6) == 1;
}

static bool has_keys(const char *data)
{
	char path[CONFIG_PATH_MAX + 16];
	snprintf(path, sizeof path, "%s/curve.key", data);
	return access(path, F_OK) == 0;
}

static bool endpoint_read(struct config *config, const char *text, struct config_fault *fault)
{
	static const char scheme[] = "tcp://";
	const char *host = text + strlen(scheme);
	const char *colon = strrchr(text, ':');
	if (strncmp(text, scheme, strlen(scheme)) != 0 || colon == NULL || colon <= host)
		return fail(fault, "an endpoint is tcp://HOST:PORT", text);
	size_t size = (size_t)(colon - host);
	bool bracketed = host[0] == '[' && host[size - 1] == ']' && size > 2;
	char name[HOST_MAX];
	if (size >= sizeof name)
		return fail(fault, "the host is too long", text);
	snprintf(name, sizeof name, "%.*s", (int)(bracketed ? size - 2 : size),
	    bracketed ? host + 1 : host);
	uint64_t port = 0;
	if (!number_read(colon + 1, 65534, &port) || port == 0)
		return fail(fault, "the port is 1 to 65534, the feed takes the next", text);
	config->beyond = !is_loopback(name);
	if (config->beyond && !is_address(name))
		return fail(fault, "the host is the number of an address, localhost or *", text);
	const char *bound = strcmp(name, "localhost") == 0 ? "127.0.0.1" : name;
	const char *open = bracketed ? "[" : "";
	const char *close = bracketed ? "]" : "";
	config->feed_port = (uint32_t)port + 1;
	snprintf(config->commands, sizeof config->commands, "tcp://%s%s%s:%u", open, bound, close,
	    (unsigned)port);
	snprintf(config->feed, sizeof config->feed, "tcp://%s%s%s:%u", open, bound, close,
	    (unsigned)port + 1);
	return true;
}

static bool mebibytes_read(
    const char *name, const char *text, uint64_t *bytes, struct config_fault *fault)
{
	uint64_t number = 0;
	if (!number_read(text, 1u << 24, &number) || number == 0)
		return fail(fault, "a number of MiB, at least 1", name);
	*bytes = number << 20;
	return true;
}

static bool data_take(struct config *config, const char *value, struct config_fault *fault)
{
	if (value[0] == '\0' || strlen(value) >= sizeof config->data_bytes)
		return fail(fault, "takes the path of a folder", "data");
	snprintf(config->data_bytes, sizeof config->data_bytes, "%s", value);
	config->data = config->data_bytes;
	return true;
}

static bool quota_take(struct config *config, const char *value, struct config_fault *fault)
{
	return mebibytes_read("quota", value, &config->quota_bytes, fault);
}

static bool reserve_take(struct config *config, const char *value, struct config_fault *fault)
{
	return mebibytes_read("reserve", value, &config->reserve_bytes, fault);
}

static bool press_memory_take(struct config *config, const char *value, struct config_fault *fault)
{
	return mebibytes_read("press-memory", value, &config->press_bytes, fault);
}

static bool rate_read(struct config *config, const char *value, struct config_fault *fault)
{
	uint64_t number = 0;
	if (!number_read(value, RATE_MAX, &number))
		return fail(fault, "commands a second, at most 1000000; 0: no bound", "rate");
	config->rate_per_second = (uint32_t)number;
	return true;
}

static bool burst_read(struct config *config, const char *value, struct config_fault *fault)
{
	uint64_t number = 0;
	if (!number_read(value, RATE_MAX, &number) || number == 0)
		return fail(fault, "a number of commands, 1 to 1000000", "burst");
	config->rate_burst = (uint32_t)number;
	return true;
}

static bool vectors_take(struct config *config, const char *value, struct config_fault *fault)
{
	snprintf(config->vectors_bytes, sizeof config->vectors_bytes, "%s", value);
	config->vectors = config->vectors_bytes;
	return (strlen(value) < sizeof config->vectors_bytes && access(value, R_OK) == 0) ||
	    fail(fault, "the table of word vectors cannot be read", value);
}

static bool dictionaries_take(struct config *config, const char *value, struct config_fault *fault)
{
	if (value[0] == '\0' || strlen(value) >= sizeof config->dictionaries)
		return fail(fault, "takes the path of a folder", "dictionaries");
	snprintf(config->dictionaries, sizeof config->dictionaries, "%s", value);
	return true;
}

typedef bool setting_take(struct config *config, const char *value, struct config_fault *fault);

#define SETTINGS(X) \
	X("data", data_take) \
	X("bind", endpoint_read) \
	X("quota", quota_take) \
	X("reserve", reserve_take) \
	X("press-memory", press_memory_take) \
	X("rate", rate_read) \
	X("burst", burst_read) \
	X("vectors", vectors_take) \
	X("dictionaries", dictionaries_take)

static setting_take *const takers[] = {
#define X(name, take) take,
	SETTINGS(X)
#undef X
};
static const char *const names[] = {
#define X(name, take) name,
	SETTINGS(X)
#undef X
};
#define SETTING_COUNT (sizeof names / sizeof *names)

const char *const *config_names(size_t *count)
{
	*count = SETTING_COUNT;
	return names;
}

bool config_set(
    struct config *config, const char *name, const char *value, struct config_fault *fault)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (strcmp(names[i], name) == 0)
			return takers[i](config, value, fault);
	return fail(fault, "there is no such setting", name);
}

static bool action_take(struct config *config, const char *word, struct config_fault *fault)
{
	if (strcmp(word, "check") == 0)
		config->action = CONFIG_CHECK;
	else if (strcmp(word, "backup") == 0)
		config->action = CONFIG_BACKUP;
	else if (strcmp(word, "restore") == 0)
		config->action = CONFIG_RESTORE;
	else if (strcmp(word, "compact") == 0)
		config->action = CONFIG_COMPACT;
	else if (strcmp(word, "init") == 0)
		config->action = CONFIG_INIT;
	else if (strcmp(word, "press") == 0)
		config->action = CONFIG_PRESS; /* how the desk starts its other half */
	else
		return fail(fault, "unknown command", word);
	return true;
}

/* The options in one pass: with the file, or with all but the file. */
static bool options_take(
    struct config *config, int count, char **arguments, bool file, struct config_fault *fault)
{
	struct option options[SETTING_COUNT + 7] = {
		{ "config", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ "to", required_argument, NULL, 't' },
		{ "from", required_argument, NULL, 'f' },
		{ "private", no_argument, NULL, 'p' },
	};
	for (size_t i = 0; i < SETTING_COUNT; i++)
		options[6 + i] =
		    (struct option){ names[i], required_argument, NULL, SETTING_FIRST + (int)i };
	optind = 0; /* glibc's getopt begins anew */
	opterr = 0;
	for (;;) {
		int option = getopt_long(count, arguments, "", options, NULL);
		bool well = true;
		if (option == -1)
			return true;
		if (option == '?')
			well = fail(fault, "unknown option, or its value is missing", "arguments");
		else if (option == 'c' && file)
			well = config_file_read(config, optarg, fault);
		else if (option == 'h')
			config->action = CONFIG_HELP;
		else if (option == 'v')
			config->action = CONFIG_VERSION;
		else if (option == 't')
			config->to = optarg;
		else if (option == 'f')
			config->from = optarg;
		else if (option == 'p')
			config->private_part = true;
		else if (option >= SETTING_FIRST && !file)
			well = takers[option - SETTING_FIRST](config, optarg, fault);
		if (!well)
			return false;
	}
}

bool config_read(struct config *config, int count, char **arguments, struct config_fault *fault)
{
	*config = (struct config){ .press_bytes = PRESS_BYTES_DEFAULT,
		.dictionaries = DICTIONARIES_FOLDER,
		.rate_per_second = RATE_PER_SECOND_DEFAULT,
		.rate_burst = RATE_BURST_DEFAULT };
	char endpoint[CONFIG_ENDPOINT_MAX];
	snprintf(endpoint, sizeof endpoint, "tcp://127.0.0.1:%u", CONFIG_PORT_DEFAULT);
	if (!endpoint_read(config, endpoint, fault) ||
	    !options_take(config, count, arguments, true, fault) ||
	    !options_take(config, count, arguments, false, fault))
		return false;
	for (int i = optind; i < count; i++)
		if (!action_take(config, arguments[i], fault))
			return false;
	bool informs = config->action == CONFIG_HELP || config->action == CONFIG_VERSION;
	if (config->data == NULL && !informs)
		return fail(fault, "say where the journal is", "--data DIR");
	if (config->action == CONFIG_SERVE && config->beyond && !has_keys(config->data))
		return fail(fault,
		    "keys are needed off loopback: bind to 127.0.0.1, or make them with "
		    "`rapporteurd init`",
		    config->commands);
	if ((config->action == CONFIG_BACKUP) != (config->to != NULL) && !informs)
		return fail(fault, "backup takes it, and nothing else does", "--to DIR");
	if (config->private_part && config->action != CONFIG_BACKUP && !informs)
		return fail(fault, "backup takes it, and nothing else does", "--private");
	if ((config->action == CONFIG_RESTORE) != (config->from != NULL) && !informs)
		return fail(fault, "restore takes it, and nothing else does", "--from DIR");
	return true;
}
