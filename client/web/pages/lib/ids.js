/*
 * ids.js - UUIDv7 in hex, made here: crypto.randomUUID is only there in secure contexts. Ids of one tab sort in the
 * order in which they were made, also within a millisecond and after the clock was set back.
 */
let last = 0;
let within = 0;

export function uuid7() {
	const now = Math.max(Date.now(), last);
	within = now === last ? within + 1 : 0;
	last = now;
	if (within > 0xfff) {
		last += 1;
		within = 0;
	}
	const bytes = crypto.getRandomValues(new Uint8Array(8));
	bytes[0] = 0x80 | (bytes[0] & 0x3f);
	return last.toString(16).padStart(12, '0') + '7' + within.toString(16).padStart(3, '0') +
		[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
