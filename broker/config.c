/* broker/config.c - see config.h. */
#include "broker/config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PRESS_BYTES_DEFAULT (1024ull << 20)
#define HOST_MAX            80u
#define DICTIONARIES_FOLDER "/usr/share/dictd" /* where Debian's packages put them */

const char *config_usage(void)
{
	return "usage: rapporteurd --data DIR [--bind tcp://HOST:PORT]   serves; feed on PORT+1\n"
	       "       rapporteurd check --data DIR                      walks every record\n"
	       "       rapporteurd --version | --help\n"
	       "\n"
	       "  --data DIR         the journal's folder, made when it is not there\n"
	       "  --bind ENDPOINT    where commands are taken (tcp://127.0.0.1:7400)\n"
	       "  --quota MIB        the journal may grow so far (no quota)\n"
	       "  --reserve MIB      free disk space below which notes are refused (64)\n"
	       "  --press-memory MIB memory of the press (1024)\n"
	       "  --vectors FILE     the table of word vectors (vectors.bin, installed with us)\n"
	       "  --dictionaries DIR FreeDict's dictionaries (" DICTIONARIES_FOLDER ")\n"
	       "\n"
	       "Off loopback a broker needs keys, which this version has not: it refuses to start.\n";
}

static bool fail(struct config_fault *fault, const char *what, const char *value)
{
	snprintf(fault->what, sizeof fault->what, "%s: %s", value, what);
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
	if (!is_loopback(name))
		return fail(fault, "keys are needed off loopback: bind to 127.0.0.1", text);
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

static bool option_take(
    struct config *config, int option, const char *value, struct config_fault *fault)
{
	switch (option) {
	case 'd':
		config->data = value;
		return true;
	case 'b':
		return endpoint_read(config, value, fault);
	case 'q':
		return mebibytes_read("--quota", value, &config->quota_bytes, fault);
	case 'r':
		return mebibytes_read("--reserve", value, &config->reserve_bytes, fault);
	case 'm':
		return mebibytes_read("--press-memory", value, &config->press_bytes, fault);
	case 'V':
		config->vectors = value;
		return access(value, R_OK) == 0 ||
		    fail(fault, "the table of word vectors cannot be read", value);
	case 'D':
		config->dictionaries = value;
		return true;
	case 'h':
		config->action = CONFIG_HELP;
		return true;
	case 'v':
		config->action = CONFIG_VERSION;
		return true;
	default:
		return fail(fault, "unknown option, or its value is missing", "arguments");
	}
}

static bool action_take(struct config *config, const char *word, struct config_fault *fault)
{
	if (strcmp(word, "check") == 0)
		config->action = CONFIG_CHECK;
	else if (strcmp(word, "press") == 0)
		config->action = CONFIG_PRESS; /* how the desk starts its other half */
	else
		return fail(fault, "unknown command", word);
	return true;
}

bool config_read(struct config *config, int count, char **arguments, struct config_fault *fault)
{
	static const struct option options[] = {
		{ "data", required_argument, NULL, 'd' },
		{ "bind", required_argument, NULL, 'b' },
		{ "quota", required_argument, NULL, 'q' },
		{ "reserve", required_argument, NULL, 'r' },
		{ "press-memory", required_argument, NULL, 'm' },
		{ "vectors", required_argument, NULL, 'V' },
		{ "dictionaries", required_argument, NULL, 'D' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 },
	};
	*config = (struct config){ .press_bytes = PRESS_BYTES_DEFAULT,
		.dictionaries = DICTIONARIES_FOLDER };
	char endpoint[CONFIG_ENDPOINT_MAX];
	snprintf(endpoint, sizeof endpoint, "tcp://127.0.0.1:%u", CONFIG_PORT_DEFAULT);
	if (!endpoint_read(config, endpoint, fault))
		return false;
	opterr = 0;
	for (;;) {
		int option = getopt_long(count, arguments, "", options, NULL);
		if (option == -1)
			break;
		if (!option_take(config, option, optarg, fault))
			return false;
	}
	for (int i = optind; i < count; i++)
		if (!action_take(config, arguments[i], fault))
			return false;
	bool informs = config->action == CONFIG_HELP || config->action == CONFIG_VERSION;
	if (config->data == NULL && !informs)
		return fail(fault, "say where the journal is", "--data DIR");
	return true;
}
