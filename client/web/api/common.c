/* client/web/api/common.c - what several answers have. */
#include <sodium.h>

#include "client/lib/rapporteur_internal.h"
#include "client/terminal/json_out.h"
#include "client/web/api/api.h"

json_t *texts_json(const char *const *texts, size_t count)
{
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++)
		json_append(&list, json_string(texts[i]));
	return list;
}

void json_set_id(json_t **root, const char *key, const char *id)
{
	json_set_text(root, key, id[0] == '\0' ? NULL : id);
}

void place_json(json_t **root, const struct reply *reply)
{
	char journal[2 * ID_BYTES + 1];
	char hash[2 * HASH_BYTES + 1];
	sodium_bin2hex(journal, sizeof journal, reply->journal, ID_BYTES);
	sodium_bin2hex(hash, sizeof hash, reply->hash, HASH_BYTES);
	json_set_text(root, "journal", journal);
	json_set_number(root, "number", reply->number);
	json_set_text(root, "hash", hash);
}

void gateway_place_json(const struct gateway *gateway, json_t **root)
{
	const struct place *place = &gateway->broker->place;
	char journal[2 * ID_BYTES + 1];
	sodium_bin2hex(journal, sizeof journal, place->journal, ID_BYTES);
	json_set_text(root, "journal", place->known ? journal : NULL);
	json_set_number(root, "number", place->number);
}

void api_health(struct exchange *exchange)
{
	bool away = exchange->gateway->away;
	json_t *root = json_object();
	json_set_text(&root, "status", away ? "away" : "ok");
	json_set_text(&root, "broker", away ? "away" : "here");
	answer_json(exchange, away ? MHD_HTTP_SERVICE_UNAVAILABLE : MHD_HTTP_OK, root);
}
