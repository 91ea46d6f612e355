/*
 * broker/press/press.h - the other half of rapporteurd: follows the events, folds them into the synthesis, publishes
 * it. It holds no truth: thrown away, it reads the journal again.
 */
#ifndef RAPPORTEUR_BROKER_PRESS_PRESS_H
#define RAPPORTEUR_BROKER_PRESS_PRESS_H

#include "broker/config.h"

/* Runs until the desk says stop or is gone. 0: in good order. Descriptors as broker/press/press_shared.h says. */
int press_run(const struct config *config);

#endif
