/*
 * drag.js - the same acts with a pointer: onto a point's middle merges, onto its upper or lower edge orders, onto a category
 * moves. Each of them can be done without dragging: M, Alt+arrows or the buttons, and Move.
 */
import { set } from '../lib/dom.js';

/* act.merge(points), act.before(point, next | null), act.moveTo(point, category) */
export function dragging(list, act) {
	const { box } = list;
	let dragged = null;
	let over = null;

	function mark(node, where) {
		if (over && over !== node)
			set(over, 'data-drop', null);
		over = node;
		if (node)
			set(node, 'data-drop', where);
	}

	function whereIn(option, event) {
		const { top, height } = option.getBoundingClientRect();
		const part = (event.clientY - top) / height;
		const same = option.point.category === dragged.category;
		if (same && part < 0.28)
			return 'before';
		return same && part > 0.72 ? 'after' : 'merge';
	}

	box.addEventListener('dragstart', (event) => {
		dragged = event.target.closest('.point')?.point ?? null;
		event.dataTransfer.setData('text/plain', dragged?.statement ?? '');
		event.dataTransfer.effectAllowed = 'move';
	});
	box.addEventListener('dragover', (event) => {
		const option = event.target.closest('.point');
		const group = event.target.closest('[data-category]');
		if (!dragged || (!option && !group) || option?.point.id === dragged.id)
			return mark(null);
		event.preventDefault();
		return option ? mark(option, whereIn(option, event)) : mark(group, 'into');
	});
	box.addEventListener('drop', (event) => {
		event.preventDefault();
		const target = over;
		const where = target?.dataset.drop;
		mark(null);
		if (!dragged || !where)
			return;
		if (where === 'into')
			act.moveTo(dragged, target.dataset.category);
		else if (where === 'merge')
			act.merge([target.point, dragged]);
		else {
			const siblings = list.siblings(target.point).filter((one) => one.id !== dragged.id);
			const at = siblings.findIndex((one) => one.id === target.point.id);
			act.before(dragged, where === 'before' ? target.point : siblings[at + 1] ?? null);
		}
	});
	box.addEventListener('dragend', () => {
		dragged = null;
		mark(null);
	});
}
