/*
 * announce.js - the one live region of a page: polite, and batched, so that a busy room does not talk over
 * what a person reads. What is counted is added up ('3 new notes'), what is said is said once.
 */
import { el } from './dom.js';

const BATCH_MS = 1500;
let region = null;
let timer = 0;
const counted = new Map();
let sentences = [];

function ready() {
	if (!region) {
		region = el('div', { role: 'status', 'aria-live': 'polite', class: 'unseen', id: 'announce' });
		document.body.append(region);
	}
	if (!timer)
		timer = setTimeout(flush, BATCH_MS);
}

function flush() {
	timer = 0;
	const texts = [...counted.entries()].map(([words, count]) => words(count)).concat(sentences);
	counted.clear();
	sentences = [];
	region.textContent = texts.join(' ');
}

/* words(count) gives the sentence; it is told by itself, so give the same function each time. */
export function announceCount(words, count = 1) {
	counted.set(words, (counted.get(words) ?? 0) + count);
	ready();
}

export function announce(sentence) {
	if (!sentences.includes(sentence))
		sentences.push(sentence);
	ready();
}
