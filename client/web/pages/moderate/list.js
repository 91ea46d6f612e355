/*
 * list.js - the points of one objective, as a listbox with groups. The focus stays on the list and its active point is
 * named by id, so that nothing is lost when points come, go and change places.
 *
 * Nothing jumps: while the pointer is over the list, or keys were pressed in it within seconds, what comes from elsewhere waits
 * and is counted; it is laid in when the person says so, or has gone. One's own acts show at once, and the active point
 * then stays where it is on the screen.
 */
import { el, keyed, say, set } from '../lib/dom.js';
import { strength, strengthIs } from '../lib/strength.js';
import { byCategory, heading } from '../lib/synthesis.js';
import { t } from '../lib/words.js';

const OWN_MS = 4000;
const IDLE_MS = 5000;

export class List {
	/* on.active(point | null), on.marks(count) */
	constructor(programme, on) {
		Object.assign(this, { programme, on, active: null, marked: new Set(), news: new Set(), pending: new Set(), shown: [], ownUntil: 0, waits: false });
		this.pointer = false;
		this.paused = false;
		this.touched = 0;
		this.box = el('div', { id: 'points', class: 'points', role: 'listbox', tabindex: 0, 'aria-multiselectable': 'true' });
		this.none = el('p', { class: 'none' }, t('moderate.none'));
		this.hold = el('button', { type: 'button', class: 'held', hidden: true, onclick: () => this.release() });
		this.node = el('section', { class: 'list', 'aria-label': t('moderate.points') }, this.hold, this.none, this.box);
		this.box.addEventListener('pointerenter', () => { this.pointer = true; });
		this.box.addEventListener('pointerleave', () => this.leave(() => { this.pointer = false; }));
		this.box.addEventListener('focusout', () => setTimeout(() => this.leave(() => {})));
		this.box.addEventListener('keydown', () => { this.touched = Date.now(); });
		setInterval(() => this.leave(() => {}), 1000);
		this.box.addEventListener('click', (event) => this.click(event));
	}

	held() {
		const typing = document.activeElement === this.box && Date.now() - this.touched < IDLE_MS;
		return this.paused || (this.shown.length > 0 && (this.pointer || typing) && Date.now() > this.ownUntil);
	}

	leave(change) {
		change();
		if (this.waits && !this.held())
			this.release();
	}

	/* What comes next is by this person's own hand. */
	own() {
		this.ownUntil = Date.now() + OWN_MS;
	}

	show(objective, synthesis) {
		if (objective !== this.objective) {
			this.marked.clear();
			this.active = null;
			this.box.scrollTop = 0;
		}
		Object.assign(this, { objective, synthesis });
		set(this.box, 'aria-label', this.programme.objectives.find((one) => one.number === objective)?.title);
		this.release();
		this.on.active(this.point());
	}

	/* ids: what is new, changed or gone, null when all of it is; none of them: a theme or a note beside. */
	changed(ids) {
		for (const id of ids ?? []) {
			this.pending.add(id);
			if (Date.now() > this.ownUntil)
				this.news.add(id);
		}
		if (ids === null || !this.held())
			this.release();
		else {
			this.waits = true;
			this.draw(false);
		}
	}

	release() {
		this.waits = false;
		this.pending.clear();
		this.draw(true);
	}

	draw(anew) {
		say(this.hold, t('moderate.held', { count: this.pending.size }));
		set(this.hold, 'hidden', this.pending.size === 0);
		if (!anew || !this.synthesis)
			return;
		const facts = this.synthesis.objectives.get(this.objective);
		const groups = byCategory(this.synthesis.points(this.objective), this.programme, facts?.themes);
		this.themes = facts?.themes ?? [];
		this.shown = groups.flatMap(({ points }) => points);
		set(this.none, 'hidden', this.shown.length > 0);
		const before = this.option(this.active)?.offsetTop;
		keyed(this.box, groups.filter(({ points }) => points.length), ({ category }) => category, ({ category }) =>
			el('div', { role: 'group', 'data-category': category }, el('h2', { id: `g-${category}`, role: 'presentation', dir: 'auto' }), el('div', { role: 'presentation' })),
		(node, { category, points }) => this.group(node, category, points));
		this.settle(before);
	}

	group(node, category, points) {
		set(node, 'aria-labelledby', `g-${category}`);
		say(node.children[0], `${heading(this.programme, category, this.objective)} · ${points.length}`);
		keyed(node.children[1], points, (point) => point.id, (point) => this.make(point), (option, point) => this.update(option, point, points));
	}

	make(point) {
		return el('div', { role: 'option', id: `o-${point.id}`, class: 'point', draggable: 'true' },
			el('p', { class: 'theme', dir: 'auto', hidden: true }), el('p', { class: 'statement', dir: 'auto' }),
			el('p', { class: 'facts' }, strength(point), el('span', { class: 'point-facts', dir: 'auto' }), el('span', { class: 'badges' })));
	}

	update(option, point, points) {
		option.point = point;
		const before = points[points.indexOf(point) - 1];
		const theme = this.themes.find((one) => one.category === point.category && one.key === point.theme);
		const first = theme && before?.theme !== point.theme;
		set(option.children[0], 'hidden', !first);
		say(option.children[0], first ? theme.title : '');
		say(option.children[1], point.statement);
		strengthIs(option.querySelector('.strength'), point);
		say(option.querySelector('.point-facts'), [t('moderate.notes', { count: point.count }), point.rooms.join(', '), point.lenses.map((lens) => `#${lens}`).join(' ')].filter(Boolean).join(' · '));
		const badges = [point.pinned && 'pinned', point.restated && 'restated', point.flags?.length && 'flagged', this.news.has(point.id) && 'new'].filter(Boolean);
		keyed(option.querySelector('.badges'), badges, (badge) => badge, (badge) => el('span', { class: `badge ${badge}` }, t(`badge.${badge}`)));
		set(option, 'aria-selected', String(this.marked.has(point.id)));
		set(option, 'class', point.id === this.active ? 'point active' : 'point');
	}

	/* After a change of the list the active point is where it was on the screen, or the nearest that is left. */
	settle(before) {
		for (const id of [...this.marked])
			this.shown.some((point) => point.id === id) || this.marked.delete(id);
		if (this.active && !this.point()) {
			const place = Math.min(this.place ?? 0, this.shown.length - 1);
			this.active = null;
			if (place >= 0)
				this.go(this.shown[place].id, false);
		}
		const after = this.option(this.active)?.offsetTop;
		if (before !== undefined && after !== undefined)
			this.box.scrollTop += after - before;
		this.place = this.shown.findIndex((point) => point.id === this.active);
		this.on.marks(this.marked.size);
		this.on.active(this.point());
	}

	point() {
		return this.shown.find((point) => point.id === this.active) ?? null;
	}

	option(id) {
		return id ? document.getElementById(`o-${id}`) : null;
	}

	go(id, scroll = true) {
		const before = this.option(this.active);
		if (before)
			set(before, 'class', 'point');
		this.active = id;
		const option = this.option(id);
		set(this.box, 'aria-activedescendant', option?.id);
		if (!option)
			return;
		set(option, 'class', 'point active');
		if (this.news.delete(id))
			option.querySelector('.badge.new')?.remove();
		this.place = this.shown.findIndex((point) => point.id === id);
		if (scroll)
			option.scrollIntoView({ block: 'nearest' });
		this.on.active(this.point());
	}

	step(by) {
		if (!this.shown.length)
			return;
		const at = (this.active ? this.place : -1) + by;
		this.go(this.shown[Math.max(0, Math.min(this.shown.length - 1, at))].id);
	}

	mark(id) {
		if (!this.marked.delete(id))
			this.marked.add(id);
		set(this.option(id), 'aria-selected', String(this.marked.has(id)));
		this.on.marks(this.marked.size);
	}

	click(event) {
		const option = event.target.closest('.point');
		if (!option)
			return;
		this.go(option.point.id);
		if (event.ctrlKey || event.metaKey)
			this.mark(option.point.id);
	}

	/* What a merge is about: the marked ones and the active one, in the order of the list. */
	chosen() {
		return this.shown.filter((point) => this.marked.has(point.id) || point.id === this.active);
	}

	/* The points of the active one's category and theme, in their order. */
	siblings(point) {
		return this.shown.filter((one) => one.category === point.category && (one.theme ?? '') === (point.theme ?? ''));
	}
}
