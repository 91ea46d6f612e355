/*
 * broker/config.h - what rapporteurd was told on its command line.
 */
#ifndef RAPPORTEUR_BROKER_CONFIG_H
#define RAPPORTEUR_BROKER_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#define CONFIG_ENDPOINT_MAX 128u
#define CONFIG_PORT_DEFAULT 7400u

enum config_action { CONFIG_SERVE, CONFIG_CHECK, CONFIG_PRESS, CONFIG_HELP, CONFIG_VERSION };

struct config {
	enum config_action action;
	const char *data;                   /* borrowed from the arguments */
	char commands[CONFIG_ENDPOINT_MAX]; /* tcp://HOST:PORT */
	char feed[CONFIG_ENDPOINT_MAX];     /* tcp://HOST:PORT+1 */
	uint32_t feed_port;
	uint64_t quota_bytes;     /* of the journal; 0: none */
	uint64_t reserve_bytes;   /* of free disk space; 0: the journal's default */
	const char *vectors;      /* the table of word vectors; NULL: the usual places */
	const char *dictionaries; /* the folder of FreeDict's dictionaries */
	uint64_t press_bytes;     /* memory of the press */
};

struct config_fault {
	char what[200]; /* a sentence for the person at the terminal */
};

/* True when the arguments make sense; fault says what does not. */
bool config_read(struct config *config, int count, char **arguments, struct config_fault *fault);

/* The usage text. Static. */
const char *config_usage(void);

#endif
