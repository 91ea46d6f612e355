/*
 * alike.js - points that are near what is being typed, found here and at once: by the words they share, rarer words
 * counting more. The broker's grouping knows better, and decides; this only saves a person from typing twice.
 */
const SHARED_LEAST = 0.34;
const SHOWN = 3;

export function wordsOf(text) {
	return new Set((text.toLowerCase().normalize('NFKD').match(/[\p{L}\p{N}]{4,}|[\p{Script=Han}\p{Script=Thai}]/gu) ?? [])
		.map((word) => word.slice(0, 6)));
}

/* points: [{ id, statement, notes }]. At most three of them, the nearest first; none for less than two words. */
export function alike(text, points) {
	const words = wordsOf(text);
	if (words.size < 2)
		return [];
	const sets = points.map((point) => [point, wordsOf([point.statement, ...(point.notes ?? []).map((note) => note.text)].join(' '))]);
	const common = new Map();
	for (const [, set] of sets) {
		for (const word of set)
			common.set(word, (common.get(word) ?? 0) + 1);
	}
	const weight = (word) => 1 / Math.sqrt(common.get(word) ?? 1);
	let whole = 0;
	for (const word of words)
		whole += weight(word);
	return sets.map(([point, set]) => {
		let shared = 0;
		for (const word of words)
			shared += set.has(word) ? weight(word) : 0;
		return { point, share: shared / whole };
	}).filter(({ share }) => share >= SHARED_LEAST)
		.sort((one, other) => other.share - one.share).slice(0, SHOWN).map(({ point }) => point);
}
