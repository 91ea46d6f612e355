/*
 * broker/config.h - what rapporteurd was told, on its command line and in its configuration file.
 *
 * A setting has one name, one form and one reader, wherever it stands: `--quota 4096`, `quota: 4096`. What
 * stands on the command line wins. What is not understood is refused, never skipped: a broker that
 * runs with other settings than its operator believes is worse than one that does not start.
 */
#ifndef RAPPORTEUR_BROKER_CONFIG_H
#define RAPPORTEUR_BROKER_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONFIG_ENDPOINT_MAX 128u
#define CONFIG_PORT_DEFAULT 7400u
#define CONFIG_PATH_MAX     4096u
#define CONFIG_FILE_MAX     65536u /* bytes; with every setting and a comment on each it has 2,000 */

enum config_action {
	CONFIG_SERVE,
	CONFIG_INIT,
	CONFIG_CHECK,
	CONFIG_BACKUP,
	CONFIG_RESTORE,
	CONFIG_COMPACT,
	CONFIG_PRESS,
	CONFIG_HELP,
	CONFIG_VERSION
};

struct config {
	enum config_action action;
	const char *data;                   /* data_bytes; NULL: not said */
	const char *to;                     /* a backup's folder; borrowed from the arguments */
	const char *from;                   /* the same, to restore */
	bool private_part;                  /* a backup of who people are, not of what was said */
	char commands[CONFIG_ENDPOINT_MAX]; /* tcp://HOST:PORT */
	char feed[CONFIG_ENDPOINT_MAX];     /* tcp://HOST:PORT+1 */
	uint32_t feed_port;
	bool beyond;              /* it is bound off loopback: only with keys */
	uint64_t quota_bytes;     /* of the journal; 0: none */
	uint64_t reserve_bytes;   /* of free disk space; 0: the journal's default */
	uint64_t press_bytes;     /* memory of the press */
	uint32_t rate_per_second; /* commands of one sender, see rate.h; 0: no bound */
	uint32_t rate_burst;
	const char *vectors;                /* the table of word vectors; NULL: the usual places */
	char dictionaries[CONFIG_PATH_MAX]; /* the folder of FreeDict's dictionaries */
	char vectors_bytes[CONFIG_PATH_MAX];
	char data_bytes[CONFIG_PATH_MAX]; /* so a config stays where it was read to */
};

struct config_fault {
	char what[640]; /* a sentence for the person at the terminal */
};

/* True when the arguments, and the file that they may name, make sense; fault says what does not. */
bool config_read(struct config *config, int count, char **arguments, struct config_fault *fault);

/* One setting by its name. Copies the value. False: fault says why not; config is as it was. */
bool config_set(
    struct config *config, const char *name, const char *value, struct config_fault *fault);
/* The names of all settings. Static. */
const char *const *config_names(size_t *count);

/* What stands in a configuration file. path is for the fault, which names the line. bytes may be anything
 * of any size. After a fault config may hold some of the settings. */
bool config_file_take(struct config *config, const char *path, const char *bytes, size_t size,
    struct config_fault *fault);
bool config_file_read(struct config *config, const char *path, struct config_fault *fault);

/* The usage text. Static. */
const char *config_usage(void);

#endif
