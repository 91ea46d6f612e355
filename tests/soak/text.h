/* tests/soak/text.h - the session that the simulation plays, and what is said in it. */
#ifndef RAPPORTEUR_TESTS_SOAK_TEXT_H
#define RAPPORTEUR_TESTS_SOAK_TEXT_H

#include "proto/wire/buffer.h"
#include "proto/command.h"
#include "tests/soak/random.h"

#define SESSION_KEY    "soak"
#define TEXT_BYTES_MAX 512u
#define TEXT_NAME      "Mr Okafor" /* whom some notes name */

/* The programme's bytes; every version has another title. */
void text_programme(struct buffer *out, uint32_t version);
/* A note's fields; its text goes to text, and no other note has the same. */
void text_note(
    struct random *plan, uint64_t serial, char text[TEXT_BYTES_MAX], struct note_put *put);

#endif
