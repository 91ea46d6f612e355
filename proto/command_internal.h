/* proto/command_internal.h - what the files command_*.c share: the pairs of a thing got in parts, reasons. */
#ifndef RAPPORTEUR_PROTO_COMMAND_INTERNAL_H
#define RAPPORTEUR_PROTO_COMMAND_INTERNAL_H

#include "proto/command.h"
#include "proto/wire/wire.h"

#define PART_GOT_PAIRS 4u

size_t part_want_pairs(const struct part_want *want);
void part_want_encode(const struct part_want *want, struct buffer *out);
void part_want_decode(struct part_want *want, struct wire *wire);
void part_got_encode(const struct part_got *got, struct buffer *out);
void part_got_decode(struct part_got *got, struct wire *wire);
/* Why somebody does something: y, 1..WHY_CHARS_MAX characters, one line; the arena's. */
const char *reason_decode(struct wire *wire, struct arena *arena);

#endif
