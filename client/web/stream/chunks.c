/* client/web/stream/chunks.c - events of a stream as text, made once for all who watch. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "client/terminal/json_out.h"
#include "client/web/stream/channel.h"

#define WHOLE_BYTES_MAX (256u << 20)
#define DELTA_BYTES_MAX (8u << 20)

struct chunk *chunk_hold(struct chunk *chunk)
{
	chunk->holders++;
	return chunk;
}

void chunk_release(struct chunk *chunk)
{
	if (chunk != NULL && --chunk->holders == 0)
		free(chunk);
}

/* Adds an event; takes data. False: no memory. */
static bool event_add(
    struct buffer *out, const char *event, uint64_t run, uint64_t number, json_t *data)
{
	char *text = data == NULL ? NULL : json_dumps(data, JSON_COMPACT);
	json_decref(data);
	if (text == NULL)
		return false;
	buffer_format(out, "event: %s\n", event);
	if (run != 0)
		buffer_format(out, "id: %016" PRIx64 "-%" PRIu64 "\n", run, number);
	buffer_add_text(out, "data: ");
	buffer_add_text(out, text);
	bool added = buffer_add_text(out, "\n\n");
	free(text);
	return added;
}

/* Closes text. */
static struct chunk *chunk_of(struct buffer *text, uint64_t run, uint64_t number)
{
	struct chunk *chunk = text->failed ? NULL : malloc(sizeof *chunk + text->size);
	if (chunk != NULL) {
		*chunk = (struct chunk){
			.holders = 1, .run = run, .number = number, .size = text->size
		};
		memcpy(chunk->bytes, text->bytes, text->size);
	}
	buffer_close(text);
	return chunk;
}

struct chunk *chunk_make(const char *event, uint64_t run, uint64_t number, json_t *data)
{
	struct buffer text;
	buffer_init(&text, DELTA_BYTES_MAX);
	if (!event_add(&text, event, run, number, data))
		text.failed = true;
	return chunk_of(&text, run, number);
}

struct chunk *chunk_whole(const struct watch_update *update)
{
	struct buffer text;
	bool made = true;
	buffer_init(&text, WHOLE_BYTES_MAX);
	/* Only the last has an id: who breaks off before it has not got all, and must not go on from there. */
	for (size_t i = 0; made && i < update->objective_count; i++)
		made = event_add(&text, "objective", 0, 0, objective_json(&update->objectives[i]));
	json_t *end = json_object();
	json_set_number(&end, "number", update->event);
	if (!event_add(&text, "whole", update->run, update->number, end) || !made)
		text.failed = true;
	return chunk_of(&text, update->run, update->number);
}

struct chunk *chunk_update(const struct watch_update *update)
{
	const struct synthesis_objective *objective = update->objectives;
	const struct synthesis_objective *end = objective + update->objective_count;
	struct synthesis_objective delta;
	struct refusal refusal;
	struct arena arena;
	struct chunk *chunk = NULL;
	while (objective < end && objective->number != update->changed)
		objective++;
	if (objective == end)
		return NULL;
	arena_init(&arena, DELTA_BYTES_MAX);
	if (synthesis_objective_decode(
		&delta, &arena, update->delta, update->delta_size, NULL, &refusal) == ERROR_NONE) {
		json_t *data = change_json(&delta, objective);
		json_set_number(&data, "number", update->event);
		chunk = chunk_make("update", update->run, update->number, data);
	}
	arena_close(&arena);
	return chunk;
}
