/*
 * store/folder/share_internal.h - DIR/press: the journal for a process that may open nothing else of DIR. Beside the journal lie the
 * keys and who people are; a rule that lets a process open what is beneath a folder (Landlock) cannot leave something
 * out, and cannot be widened later. So there is a folder of the same layout with nothing in it but the generation in
 * force, under a second name of its files (hard links: the same bytes and the same locks).
 *
 *   DIR/press/CURRENT                            as DIR/CURRENT
 *   DIR/press/generation-000001/                 data.mdb, lock.mdb: links
 *
 * A reader opens DIR/press as it would DIR, and follows it likewise.
 */
#ifndef RAPPORTEUR_STORE_FOLDER_SHARE_INTERNAL_H
#define RAPPORTEUR_STORE_FOLDER_SHARE_INTERNAL_H

#include "store/folder/folder_internal.h"

/* Makes DIR/press what DIR is now, and removes the generations that it had before. Both files are there. False with
 * errno: this file system has no links, for instance; then DIR/press has no generation at all. */
bool folder_share(const struct folder *folder);

#endif
