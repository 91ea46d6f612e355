/*
 * tests/soak/moderator.h - somebody who watches also curates: acts of the seed's choosing on notes that she sees.
 * Nothing of it is kept in an outbox; what she was not told may have been done.
 */
#ifndef RAPPORTEUR_TESTS_SOAK_MODERATOR_H
#define RAPPORTEUR_TESTS_SOAK_MODERATOR_H

#include "tests/soak/person.h"

/* Does one act, when she sees enough and none is under way. */
void moderator_act(struct person *person);

#endif
