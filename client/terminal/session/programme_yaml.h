/*
 * client/terminal/session/programme_yaml.h - a session's programme, as people write it in YAML. The file's
 * form is shown by tests/example/programme.yaml.
 *
 * Whoever wrote the file reads the fault: it names the line, what stands there and what belongs
 * there. Promises:
 *   (1) What is not understood is refused, never skipped: an unknown key, a key given twice.
 *   (2) A programme that is read has passed programme_check() and has its rounds' times in ms.
 *   (3) Any bytes of any size are safe to give.
 */
#ifndef RAPPORTEUR_CLIENT_TERMINAL_SESSION_PROGRAMME_YAML_H
#define RAPPORTEUR_CLIENT_TERMINAL_SESSION_PROGRAMME_YAML_H

#include "proto/yaml/yaml_tree.h"
#include "proto/programme.h"

enum programme_yaml_result {
	PROGRAMME_YAML_OK,
	PROGRAMME_YAML_SYNTAX, /* not YAML, or more of YAML than a programme may use */
	PROGRAMME_YAML_FIELD,  /* a key or a value */
	PROGRAMME_YAML_ZONE,   /* the time zone, or a time that it does not have */
	PROGRAMME_YAML_CHECK,  /* each line for itself is well, together they are not */
};

/* Sets *programme on PROGRAMME_YAML_OK only: the caller then closes it with programme_close(). Sets
 * *fault otherwise. Reads the time zone's file under ZONE_FOLDER. */
enum programme_yaml_result programme_yaml_read(
    const char *bytes, size_t size, struct programme *programme, struct yaml_fault *fault);

#endif
