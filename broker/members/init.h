/*
 * broker/members/init.h - `rapporteurd init`: the broker gets its key, and the first secretariat its invitation.
 */
#ifndef RAPPORTEUR_BROKER_MEMBERS_INIT_H
#define RAPPORTEUR_BROKER_MEMBERS_INIT_H

#include "broker/config.h"

/* Makes DIR, its key and its identities, where they are not there yet; prints the key's fingerprint and a new
 * invitation, which is good for one secretariat of the house and for a day. Also while a broker serves DIR:
 * a secretariat that lost its key is let in again. False: stderr says why. */
bool members_init(const struct config *config);

#endif
