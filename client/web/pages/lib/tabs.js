/*
 * tabs.js - a row of tabs. Arrows move within the row, as everywhere; Tab leaves it for what the tab shows.
 */
import { el, set } from './dom.js';

/* items: [[key, text or nodes, id of what it controls]]. Returns the row; choose(key) is called on a click. */
export function tabs(label, items, choose) {
	const row = el('div', { class: 'tabs', role: 'tablist', 'aria-label': label }, items.map(([key, text, controls]) =>
		el('button', { type: 'button', role: 'tab', 'data-key': key, 'aria-controls': controls, onclick: () => choose(key) }, text)));
	row.addEventListener('keydown', (event) => {
		const all = [...row.children];
		const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key] * (document.documentElement.dir === 'rtl' ? -1 : 1);
		if (!by)
			return;
		const next = all[(all.indexOf(document.activeElement) + by + all.length) % all.length];
		next.focus();
		next.click();
	});
	return row;
}

export function selectTab(row, key) {
	for (const tab of row.children) {
		set(tab, 'aria-selected', String(tab.dataset.key === String(key)));
		set(tab, 'tabindex', tab.dataset.key === String(key) ? 0 : -1);
	}
}
