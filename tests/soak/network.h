/*
 * tests/soak/network.h - the lines between clients and broker, and the packets on them.
 *
 *   DOWN --a try, when both ends are there--> UP --cut, an end closes, the broker dies--> DOWN
 *
 * What is under way on a line that goes down is lost. On a line that is up a packet is delayed,
 * lost, doubled or overtaken, as the seed says; a line may also fall silent without going down.
 */
#ifndef RAPPORTEUR_TESTS_SOAK_NETWORK_H
#define RAPPORTEUR_TESTS_SOAK_NETWORK_H

#include "tests/soak/machine.h"

#define LINKS_MAX   64u
#define FRAMES_MAX  2u
#define ROUTE_BYTES 5u /* as libzmq's own */

enum port { PORT_COMMANDS, PORT_FEED, PORT_COUNT };

struct parcel {
	struct parcel *next;
	size_t frame_count;
	size_t sizes[FRAMES_MAX];
	uint8_t bytes[]; /* one frame after the other */
};

struct queue {
	struct parcel *first;
	struct parcel *last;
	size_t count;
};

/* A socket of one of the parts: tests/soak/zmq.c. */
struct port_socket;

struct line {
	struct port_socket *client; /* NULL: free */
	enum port port;
	bool up;
	bool subscribed;
	uint64_t life; /* drawn anew when it comes up, so that older packets find nobody */
	uint64_t silent_until_ms;
};

enum happening { PACKET_TO_BROKER, PACKET_TO_CLIENT, LINK_TRY, LINK_SUBSCRIBE };
struct packet {
	uint64_t due_ms;
	uint64_t order;
	enum happening kind;
	size_t link;
	uint64_t life;
	struct parcel *message; /* owned */
};

/* What may become of a packet, per mille, and how long it takes. */
struct weather {
	uint32_t loss;
	uint32_t doubling;
	uint32_t straggling; /* seconds late */
	uint32_t delay_ms_max;
};

struct network {
	struct weather weather;
	struct line links[LINKS_MAX];
	struct port_socket *bound[PORT_COUNT];
	struct packet *packets; /* a heap, the next one first */
	size_t packet_count;
	size_t packet_capacity;
	uint64_t order;
	uint64_t lost;
	uint64_t doubled;
};

void network_open(struct network *network);
void network_close(struct network *network);
/* When the next thing happens on the lines; UINT64_MAX: nothing is under way. */
uint64_t network_due(const struct network *network);
/* Lets it happen. */
void network_step(struct network *network);

/* A client's socket wants a line. Answers its number. */
size_t network_connect(struct network *network, struct port_socket *client, enum port port);
void network_disconnect(struct network *network, size_t link);
/* Puts a message on the line; copies. */
void network_send(
    struct network *network, size_t link, bool to_broker, const struct parcel *message);
/* The line goes down, both ends notice. */
void network_cut(struct network *network, size_t at);
/* All lines of a port go down: who served it is gone. */
void network_port_closed(struct network *network, enum port port);
/* True when the message of a link that is up would reach the other end. */
bool network_link_up(const struct network *network, size_t link);

struct parcel *parcel_make(const void *first, size_t first_size, const void *second,
    size_t second_size); /* second NULL: one frame */
void queue_put(struct queue *queue, struct parcel *message);
struct parcel *queue_take(struct queue *queue);
void queue_clear(struct queue *queue);

/* --- tests/soak/zmq.c, for the network -------------------------------------------------------- */

struct machine *port_socket_owner(const struct port_socket *socket);
void port_socket_deliver(struct port_socket *socket, size_t link, struct parcel *message);
void port_socket_up(struct port_socket *socket);
void port_socket_down(struct port_socket *socket);

#endif
