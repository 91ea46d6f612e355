/* broker/desk/desk_ask.c - questions about derived state go to the press and come back, without anybody
 * waiting: the tag of a question is its place in a table of who asked. */
#include <string.h>

#include "broker/desk/desk_internal.h"
#include "broker/log.h"

#define PRESS_RETRY_MS 300u /* it starts in less */

static bool busy(struct desk *desk, struct request *request, const char *why)
{
	desk->counters[COUNTER_BUSY]++;
	refuse(&request->refusal, ERROR_BUSY, "%s", why);
	request->retry_ms = PRESS_RETRY_MS;
	return false;
}

bool desk_ask(struct desk *desk, struct request *request)
{
	if (desk->supervisor.channel < 0)
		return busy(desk, request, "the press is starting");
	size_t slot = DESK_QUESTIONS_MAX;
	for (size_t i = 0; i < DESK_QUESTIONS_MAX && slot == DESK_QUESTIONS_MAX; i++) {
		size_t place = (desk->question_next + i) % DESK_QUESTIONS_MAX;
		if (!desk->questions[place].asked)
			slot = place;
	}
	if (slot == DESK_QUESTIONS_MAX)
		return busy(desk, request, "many questions are waiting");
	struct channel_packet packet = {
		.kind = CHANNEL_QUESTION,
		.tag = slot,
		.message = request->envelope.message,
		.audience = desk_audience(desk, request),
		.body = request->envelope.body,
		.body_size = request->envelope.body_size,
	};
	memcpy(packet.session, request->envelope.session, sizeof packet.session);
	if (!channel_send(desk->supervisor.channel, &packet))
		return busy(desk, request, "the press is busy");
	desk->question_next = slot + 1;
	desk->counters[COUNTER_QUESTIONS]++;
	struct question *question = &desk->questions[slot];
	question->asked = true;
	question->message = request->envelope.message;
	memcpy(question->id, request->envelope.id, ID_BYTES);
	question->news = request->news;
	zmq_msg_init(&question->route);
	zmq_msg_move(&question->route, &request->route);
	zmq_msg_close(&request->route);
	return true;
}

static void answered(
    struct desk *desk, struct question *question, const struct refusal *refusal, uint64_t retry_ms)
{
	desk->reply_news = question->news;
	desk_reply(desk, question->message, question->id, refusal, retry_ms, NULL);
	desk_send(desk, &question->route);
	question->asked = false;
}

void desk_answers(struct desk *desk)
{
	for (size_t i = 0; i < DESK_QUESTIONS_MAX && desk->supervisor.channel >= 0 && !desk->failed;
	     i++) {
		struct channel_packet packet;
		if (channel_receive(desk->supervisor.channel, &packet, desk->packet) != CHANNEL_OK)
			return; /* when it is gone, its death comes as a signal */
		if (packet.kind == CHANNEL_MADE || packet.kind == CHANNEL_GROUPING)
			desk_record(desk, &packet);
		if (packet.kind != CHANNEL_ANSWER || packet.tag >= DESK_QUESTIONS_MAX ||
		    !desk->questions[packet.tag].asked)
			continue;
		struct refusal refusal = { .error = packet.error };
		memcpy(refusal.detail, packet.detail, sizeof refusal.detail);
		if (packet.error == ERROR_BUSY)
			desk->counters[COUNTER_BUSY]++;
		buffer_clear(&desk->body);
		buffer_add(&desk->body, packet.body, packet.body_size);
		answered(desk, &desk->questions[packet.tag], &refusal, packet.retry_ms);
	}
}

void desk_questions_drop(struct desk *desk)
{
	struct refusal refusal;
	refuse(&refusal, ERROR_BUSY, "the press is starting again");
	buffer_clear(&desk->body);
	for (size_t i = 0; i < DESK_QUESTIONS_MAX; i++) {
		if (!desk->questions[i].asked)
			continue;
		if (desk->stopping || desk->failed)
			zmq_msg_close(&desk->questions[i].route);
		else
			answered(desk, &desk->questions[i], &refusal, PRESS_RETRY_MS);
		desk->questions[i].asked = false;
	}
}
