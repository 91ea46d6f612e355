/*
 * names.js - a text that names somebody, as a moderator sees it: what was written, with the names marked, and what the others
 * read until it is released.
 */
import { el } from '../lib/dom.js';
import { t } from '../lib/words.js';

/* Nodes of the text; flags say bytes of it, in UTF-8. Where a flag does not fit the text, nothing is marked by it. */
export function marked(text, flags) {
	const bytes = new TextEncoder().encode(text);
	const decoder = new TextDecoder();
	const nodes = [];
	let at = 0;
	for (const { start, size, reason } of [...flags].sort((one, other) => one.start - other.start)) {
		if (start < at || start + size > bytes.length)
			continue;
		nodes.push(decoder.decode(bytes.subarray(at, start)), el('mark', { title: reason }, decoder.decode(bytes.subarray(start, start + size))));
		at = start + size;
	}
	return [...nodes, decoder.decode(bytes.subarray(at))];
}

/* Whether the note's text is masked for the others. */
export const waits = (note) => typeof note.original === 'string';

export const whyMasked = (note) => [...new Set((note.flags ?? []).map(({ reason }) => reason))].join(', ');

export const othersRead = (note) => t('moderate.others.read', { text: note.text ?? '' });
