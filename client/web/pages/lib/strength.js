/* strength.js - how strongly a point was raised: as many dots as people, up to eight, and the number in words. */
import { el, set, say } from './dom.js';
import { t } from './words.js';

const DOTS_MOST = 8;

export function strength(point) {
	const node = el('span', { class: 'strength' }, el('span', { class: 'dots', 'aria-hidden': 'true' }), el('span', { class: 'unseen' }));
	strengthIs(node, point);
	return node;
}

export function strengthIs(node, point) {
	const writers = point.writers ?? 0;
	say(node.children[0], '●'.repeat(Math.min(DOTS_MOST, writers)) + (writers > DOTS_MOST ? `+${writers - DOTS_MOST}` : ''));
	say(node.children[1], t('point.writers', { count: writers }));
	set(node, 'title', t('point.writers', { count: writers }));
}
