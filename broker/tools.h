/*
 * broker/tools.h - what rapporteurd does to a journal apart from serving it: check, backup, restore,
 * compact.
 */
#ifndef RAPPORTEUR_BROKER_TOOLS_H
#define RAPPORTEUR_BROKER_TOOLS_H

#include "broker/config.h"

/*
 * Does config's action; says on stdout what was found and done, on stderr why not. True: it is done, and
 * all is well. The work is in a child: LMDB believes its own pages, and a damaged one can end the
 * process that reads it. Then that is what is told. No journal is open in this process.
 */
bool tools_run(const struct config *config);

#endif
