/* broker/counters.c - the rows of counters.h. */
#include "broker/counters.h"

#include <assert.h>

const struct counter_info *counter_info(enum counter counter)
{
	static const struct counter_info table[COUNTER_COUNT] = {
#define X(name, word, unit, sentence) [name] = { word, unit, sentence },
		COUNTERS(X)
#undef X
	};
	assert(counter < COUNTER_COUNT);
	return &table[counter];
}
