/* client/lib/example.c - the smallest program: keeps one note, waits until the broker has it,
 * prints its id. Installed, it begins with #include <rapporteur.h>; `pkg-config --cflags --libs
 * rapporteur` says the rest. */
#include <stdio.h>

#include "client/lib/rapporteur.h"

static void told(void *context, const struct entry *entry)
{
	*(struct entry *)context = *entry; /* its body is borrowed: not to be looked at later */
}

int main(int argc, char **argv)
{
	if (argc != 6)
		return fprintf(stderr, "usage: %s BROKER STATE SESSION ROOM TEXT\n", argv[0]), 2;
	struct entry entry = { .state = ENTRY_HERE };
	struct rapporteur_options options = { .broker = argv[1],
		.state = argv[2],
		.offer = true,
		.callbacks.entry = told,
		.context = &entry };
	struct rapporteur *rapporteur = NULL;
	if (rapporteur_open(&rapporteur, &options, NULL) != RAPPORTEUR_OK)
		return 3;
	struct rapporteur_note note = { .session = argv[3],
		.put = { .room = argv[4], .text = argv[5] } };
	struct refusal refusal;
	uint64_t sequence = 0;
	if (rapporteur_note(rapporteur, &note, &sequence, &refusal) != RAPPORTEUR_OK)
		entry = (struct entry){
			.sequence = sequence, .state = ENTRY_REFUSED, .error = refusal.error
		};
	while (entry.sequence != sequence || entry.state == ENTRY_HERE)
		rapporteur_wait_and_step(rapporteur, 1000);
	rapporteur_close(rapporteur);
	puts(entry.state == ENTRY_BROKER ? entry.public_id : error_sentence(entry.error));
	return entry.state == ENTRY_BROKER ? 0 : 1;
}
