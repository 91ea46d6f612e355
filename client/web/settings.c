/* client/web/settings.c - see settings.h. */
#include "client/web/settings.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <libgen.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/wire/token.h"

static const char usage[] =
    "usage: rapporteur-web --broker tcp://HOST:PORT --listen ADDRESS:PORT [OPTION ...]\n"
    "  --broker-key KEY       the broker's public key, as it stands in an invitation's link; a whole\n"
    "                         link will do. Without, the broker must be one without keys\n"
    "  --pages DIR            the folder of pages; else the one that was installed with us\n"
    "  --tls-cert FILE        certificate (PEM, with those that signed it), and\n"
    "  --tls-key FILE         its key\n"
    "  --insecure-http        plain HTTP also off loopback; the pages say so to everybody\n"
    "  --url URL              how browsers reach us, such as https://notes.example.org\n"
    "  --connections N        at most so many at once (8192)\n"
    "  --connections-of-address N\n"
    "                         of one address, loopback excepted (2048)\n"
    "  --quiet                no line for each request\n"
    "  --help, --version\n";

static enum settings_result wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));
static enum settings_result wrong(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	fputs("rapporteur-web: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	return SETTINGS_USAGE;
}

static bool count_take(const char *text, uint32_t max, uint32_t *count)
{
	char *end = NULL;
	unsigned long value = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || value == 0 || value > max)
		return false;
	*count = (uint32_t)value;
	return true;
}

/* 127.0.0.1:8080, [::1]:8080 */
static bool listen_take(struct settings *settings, const char *text)
{
	char host[INET6_ADDRSTRLEN + 2];
	const char *colon = strrchr(text, ':');
	uint32_t port = 0;
	if (colon == NULL || !count_take(colon + 1, 65535, &port))
		return false;
	size_t size = (size_t)(colon - text);
	if (size >= 2 && text[0] == '[' && text[size - 1] == ']') {
		text++;
		size -= 2;
	}
	if (size >= sizeof host)
		return false;
	memcpy(host, text, size);
	host[size] = '\0';
	struct sockaddr_in *four = (struct sockaddr_in *)&settings->listen;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)&settings->listen;
	if (inet_pton(AF_INET, host, &four->sin_addr) == 1) {
		four->sin_family = AF_INET;
		four->sin_port = htons((uint16_t)port);
		settings->listen_size = sizeof *four;
		settings->loopback = (ntohl(four->sin_addr.s_addr) >> 24) == 127;
		return true;
	}
	if (inet_pton(AF_INET6, host, &six->sin6_addr) != 1)
		return false;
	six->sin6_family = AF_INET6;
	six->sin6_port = htons((uint16_t)port);
	settings->listen_size = sizeof *six;
	settings->loopback = IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
	return true;
}

/* The key itself, or the link that it stands in. */
static bool broker_key_take(struct settings *settings, const char *text)
{
	struct invitation_link link;
	settings->keyed = key_parse(text, settings->broker_key);
	if (settings->keyed)
		return true;
	if (link_parse(text, &link) != TOKEN_OK)
		return false;
	memcpy(settings->broker_key, link.broker_key, CURVE_KEY_BYTES);
	settings->keyed = true;
	return true;
}

static bool is_folder(const char *path)
{
	struct stat facts;
	return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

/* Installed beside us, or in the tree that we were built in. */
static bool pages_find(struct settings *settings)
{
	static const char *const places[] = { "../share/rapporteur/web", "../client/web/pages",
		"../../client/web/pages" };
	char own[PATH_MAX];
	ssize_t size = readlink("/proc/self/exe", own, sizeof own - 1);
	if (size <= 0)
		return false;
	own[size] = '\0';
	const char *folder = dirname(own);
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		char path[PATH_MAX + 64];
		char *real = NULL;
		snprintf(path, sizeof path, "%s/%s", folder, places[i]);
		if (is_folder(path))
			real = realpath(path, NULL);
		if (real == NULL)
			continue;
		snprintf(settings->pages, sizeof settings->pages, "%s", real);
		free(real);
		return true;
	}
	return false;
}

static enum settings_result url_take(struct settings *settings, const char *text)
{
	size_t size = strlen(text);
	bool scheme = strncmp(text, "https://", 8) == 0 || strncmp(text, "http://", 7) == 0;
	if (!scheme || size >= SETTINGS_URL_MAX || text[size - 1] == '/' ||
	    strpbrk(text, " \"<>?#") != NULL)
		return wrong(
		    "--url %s: say how browsers reach us, without a slash at the end, such "
		    "as https://notes.example.org",
		    text);
	settings->url = text;
	return SETTINGS_OK;
}

enum flag {
	BROKER = 256,
	BROKER_KEY,
	LISTEN,
	PAGES,
	TLS_CERT,
	TLS_KEY,
	INSECURE,
	URL,
	CONNECTIONS,
	OF_ADDRESS,
	QUIET,
	HELP,
	VERSION
};

static enum settings_result option_take(struct settings *settings, int flag, const char *value)
{
	switch (flag) {
	case BROKER:
		settings->broker = value;
		return SETTINGS_OK;
	case BROKER_KEY:
		return broker_key_take(settings, value)
		    ? SETTINGS_OK
		    : wrong("--broker-key: that is no key of a broker: it stands in each "
			    "invitation's link, 43 characters");
	case LISTEN:
		return listen_take(settings, value)
		    ? SETTINGS_OK
		    : wrong("--listen %s: say ADDRESS:PORT, such as 127.0.0.1:8080", value);
	case PAGES:
		snprintf(settings->pages, sizeof settings->pages, "%s", value);
		return is_folder(value) ? SETTINGS_OK : wrong("--pages %s: no such folder", value);
	case TLS_CERT:
		settings->tls_certificate = value;
		return SETTINGS_OK;
	case TLS_KEY:
		settings->tls_key = value;
		return SETTINGS_OK;
	case INSECURE:
		settings->insecure = true;
		return SETTINGS_OK;
	case URL:
		return url_take(settings, value);
	case CONNECTIONS:
		return count_take(value, CONNECTIONS_MAX, &settings->connections_max)
		    ? SETTINGS_OK
		    : wrong("--connections: 1 to %u", CONNECTIONS_MAX);
	case OF_ADDRESS:
		return count_take(value, CONNECTIONS_MAX, &settings->connections_of_address_max)
		    ? SETTINGS_OK
		    : wrong("--connections-of-address: 1 to %u", CONNECTIONS_MAX);
	case QUIET:
		settings->quiet = true;
		return SETTINGS_OK;
	case HELP:
		fputs(usage, stdout);
		return SETTINGS_ENOUGH;
	case VERSION:
		puts(SETTINGS_VERSION);
		return SETTINGS_ENOUGH;
	default:
		fputs(usage, stderr);
		return SETTINGS_USAGE;
	}
}

/* What the options must be together. */
static enum settings_result settings_check(struct settings *settings)
{
	if (settings->broker == NULL)
		return wrong("say --broker tcp://HOST:PORT");
	if (settings->listen_size == 0)
		return wrong("say --listen ADDRESS:PORT, such as 127.0.0.1:8080");
	if ((settings->tls_certificate == NULL) != (settings->tls_key == NULL))
		return wrong("--tls-cert and --tls-key go together");
	if (settings->tls_certificate == NULL && !settings->loopback && !settings->insecure)
		return wrong(
		    "plain HTTP off loopback lets everybody on the way read and write: give "
		    "--tls-cert and --tls-key, listen on 127.0.0.1 behind a reverse proxy, "
		    "or say --insecure-http");
	if (settings->pages[0] == '\0' && !pages_find(settings))
		return wrong("the folder of pages is not where it should be: say --pages DIR");
	if (settings->tls_certificate != NULL || settings->loopback)
		settings->insecure = false;
	return SETTINGS_OK;
}

enum settings_result settings_read(struct settings *settings, int argc, char **argv)
{
	static const struct option options[] = { { "broker", required_argument, NULL, BROKER },
		{ "broker-key", required_argument, NULL, BROKER_KEY },
		{ "listen", required_argument, NULL, LISTEN },
		{ "pages", required_argument, NULL, PAGES },
		{ "tls-cert", required_argument, NULL, TLS_CERT },
		{ "tls-key", required_argument, NULL, TLS_KEY },
		{ "insecure-http", no_argument, NULL, INSECURE },
		{ "url", required_argument, NULL, URL },
		{ "connections", required_argument, NULL, CONNECTIONS },
		{ "connections-of-address", required_argument, NULL, OF_ADDRESS },
		{ "quiet", no_argument, NULL, QUIET }, { "help", no_argument, NULL, HELP },
		{ "version", no_argument, NULL, VERSION }, { NULL, 0, NULL, 0 } };
	*settings = (struct settings){ .broker = getenv("RAPPORTEUR_BROKER"),
		.connections_max = CONNECTIONS_DEFAULT,
		.connections_of_address_max = CONNECTIONS_OF_ADDRESS_DEFAULT };
	enum settings_result result = SETTINGS_OK;
	int option = 0;
	while (result == SETTINGS_OK && (option = getopt_long(argc, argv, "", options, NULL)) != -1)
		result = option_take(settings, option, optarg);
	if (result == SETTINGS_OK && optind < argc)
		return wrong("%s: what is that for? See --help", argv[optind]);
	return result == SETTINGS_OK ? settings_check(settings) : result;
}
