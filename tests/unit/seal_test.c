/* tests/unit/seal_test.c - feed frames: whoever has the key reads, nobody forges. */
#include <sodium.h>
#include <stdlib.h>

#include "tests/unit/proto_fixture.h"

#include "proto/wire/seal.h"

struct feed {
	uint8_t topic[TOPIC_BYTES];
	uint8_t key[FEED_KEY_BYTES];
	uint8_t sign_key[SIGN_KEY_BYTES];
	uint8_t sign_secret[SIGN_SECRET_BYTES];
	struct seal_head head;
};

static const uint8_t payload[] = "an update";

static void feed_make(struct feed *feed)
{
	static const uint8_t seed[crypto_sign_SEEDBYTES] = { 7 };
	bytes_fill(feed->topic, TOPIC_BYTES, 1);
	bytes_fill(feed->key, FEED_KEY_BYTES, 2);
	crypto_sign_seed_keypair(feed->sign_key, feed->sign_secret, seed);
	feed->head = (struct seal_head){ .epoch = 3, .run = 0x0102030405060708, .number = 41 };
}

static void frame_make(const struct feed *feed, size_t size, struct buffer *frame)
{
	buffer_init(frame, MESSAGE_BYTES_MAX);
	seal_close(&feed->head, feed->topic, feed->key, feed->sign_secret, payload, size, frame);
}

static enum seal_result frame_open(const struct feed *feed, const uint8_t *bytes, size_t size,
    struct seal_head *head, struct buffer *out)
{
	buffer_init(out, MESSAGE_BYTES_MAX);
	return seal_open(
	    head, feed->topic, feed->head.epoch, feed->key, feed->sign_key, bytes, size, out);
}

static void a_frame_opens_to_its_payload(void **state)
{
	(void)state;
	static const size_t sizes[] = { 0, 1, sizeof payload };
	struct feed feed;
	feed_make(&feed);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct buffer frame;
		struct buffer out;
		struct seal_head head;
		frame_make(&feed, sizes[i], &frame);
		assert_int_equal(frame.size, SEAL_BYTES_MIN + sizes[i]);
		assert_int_equal(frame_open(&feed, frame.bytes, frame.size, &head, &out), SEAL_OK);
		assert_int_equal(out.size, sizes[i]);
		if (sizes[i] > 0)
			assert_memory_equal(out.bytes, payload, sizes[i]);
		assert_int_equal(head.epoch, 3);
		assert_true(head.run == feed.head.run);
		assert_int_equal(head.number, 41);
		buffer_close(&out);
		buffer_close(&frame);
	}
}

static void its_head_is_laid_out_as_the_page_says(void **state)
{
	(void)state;
	static const uint8_t wanted[SEAL_HEAD_BYTES] = { 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 0,
		0, 0, 0, 0, 0, 0, 41 };
	struct feed feed;
	struct buffer frame;
	feed_make(&feed);
	frame_make(&feed, sizeof payload, &frame);
	assert_memory_equal(frame.bytes, wanted, sizeof wanted);
	buffer_close(&frame);
}

static void a_frame_changed_in_any_byte_is_refused(void **state)
{
	(void)state;
	struct feed feed;
	struct buffer frame;
	feed_make(&feed);
	frame_make(&feed, sizeof payload, &frame);
	for (size_t i = 0; i < frame.size; i++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			struct buffer out;
			struct seal_head head;
			frame.bytes[i] ^= (uint8_t)(1u << bit);
			enum seal_result result =
			    frame_open(&feed, frame.bytes, frame.size, &head, &out);
			assert_int_equal(result, i == 0 ? SEAL_MALFORMED : SEAL_FORGED);
			assert_int_equal(out.size, 0);
			frame.bytes[i] ^= (uint8_t)(1u << bit);
			buffer_close(&out);
		}
	}
	buffer_close(&frame);
}

static void a_frame_cut_or_lengthened_is_refused(void **state)
{
	(void)state;
	struct feed feed;
	struct buffer frame;
	feed_make(&feed);
	frame_make(&feed, sizeof payload, &frame);
	for (size_t size = 0; size < frame.size; size++) {
		struct buffer out;
		struct seal_head head;
		uint8_t *exact = malloc(size + 1);
		assert_non_null(exact);
		memcpy(exact + 1, frame.bytes, size);
		assert_int_not_equal(frame_open(&feed, exact + 1, size, &head, &out), SEAL_OK);
		buffer_close(&out);
		free(exact);
	}
	struct buffer out;
	struct seal_head head;
	buffer_add(&frame, "", 1);
	assert_int_equal(frame_open(&feed, frame.bytes, frame.size, &head, &out), SEAL_FORGED);
	buffer_close(&out);
	buffer_close(&frame);
}

static void other_topics_keys_and_signers_do_not_open_it(void **state)
{
	(void)state;
	struct feed feed;
	struct buffer frame;
	feed_make(&feed);
	frame_make(&feed, sizeof payload, &frame);
	struct feed others[4];
	for (size_t i = 0; i < COUNT(others); i++)
		others[i] = feed;
	others[0].topic[0] ^= 1;
	others[1].key[0] ^= 1;
	others[2].sign_key[0] ^= 1;
	others[3].head.epoch = 4;
	static const enum seal_result wanted[] = { SEAL_FORGED, SEAL_FORGED, SEAL_FORGED,
		SEAL_OTHER_EPOCH };
	for (size_t i = 0; i < COUNT(others); i++) {
		struct buffer out;
		struct seal_head head = { 0 };
		assert_int_equal(
		    frame_open(&others[i], frame.bytes, frame.size, &head, &out), wanted[i]);
		assert_int_equal(out.size, 0);
		if (wanted[i] == SEAL_OTHER_EPOCH)
			assert_int_equal(
			    head.epoch, 3); /* so that the client knows which to ask for */
		buffer_close(&out);
	}
	buffer_close(&frame);
}

static void no_two_frames_share_a_nonce(void **state)
{
	(void)state;
	struct feed feed;
	struct buffer one;
	struct buffer two;
	feed_make(&feed);
	frame_make(&feed, sizeof payload, &one);
	frame_make(&feed, sizeof payload, &two);
	assert_memory_not_equal(
	    one.bytes + SEAL_HEAD_BYTES, two.bytes + SEAL_HEAD_BYTES, SEAL_NONCE_BYTES);
	buffer_close(&one);
	buffer_close(&two);
}

static void a_payload_that_outgrows_its_buffer_fails(void **state)
{
	(void)state;
	struct feed feed;
	feed_make(&feed);
	for (size_t room = 0; room < SEAL_BYTES_MIN + sizeof payload; room++) {
		struct buffer frame;
		buffer_init(&frame, room);
		seal_close(&feed.head, feed.topic, feed.key, feed.sign_secret, payload,
		    sizeof payload, &frame);
		assert_true(frame.failed);
		buffer_close(&frame);
	}
}

int main(void)
{
	if (sodium_init() < 0)
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_frame_opens_to_its_payload),
		cmocka_unit_test(its_head_is_laid_out_as_the_page_says),
		cmocka_unit_test(a_frame_changed_in_any_byte_is_refused),
		cmocka_unit_test(a_frame_cut_or_lengthened_is_refused),
		cmocka_unit_test(other_topics_keys_and_signers_do_not_open_it),
		cmocka_unit_test(no_two_frames_share_a_nonce),
		cmocka_unit_test(a_payload_that_outgrows_its_buffer_fails),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
