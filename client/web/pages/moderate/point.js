/*
 * point.js - the chosen point: what can be done to it, its notes, and why they are together.
 */
import { get, sessionPath } from '../lib/api.js';
import { el, keyed, say, set } from '../lib/dom.js';
import { heading } from '../lib/synthesis.js';
import { clock } from '../lib/time.js';
import { t } from '../lib/words.js';
import { marked, othersRead, waits, whyMasked } from './names.js';

const ASK_MS = 250;
/* key, act: also what the letters on the list do. */
export const KEYS = [['m', 'merge'], ['s', 'split'], ['r', 'restate'], ['h', 'hide'], ['p', 'pin'], ['v', 'move'], ['t', 'theme'], ['l', 'lens'], ['u', 'undo']];

export class Point {
	/* act(name) does what a key does; release(note) lets the others read the note as it was written. */
	constructor({ session, facts }, act, release) {
		Object.assign(this, { session, release, facts, programme: facts.programme, checked: new Set(), timer: 0, point: null, why: null });
		this.title = el('h2', { dir: 'auto', tabindex: -1, class: 'statement' });
		this.facts_ = el('p', { class: 'facts' });
		this.reason = el('p', { class: 'facts', dir: 'auto' });
		this.list = el('ol', { class: 'under' });
		const buttons = KEYS.map(([key, name]) => el('button', { type: 'button', 'data-act': name, 'aria-keyshortcuts': key, onclick: () => act(name) },
			t(`act.${name}`), el('kbd', { 'aria-hidden': 'true' }, key)));
		const shift = [['up', -1], ['down', 1]].map(([name]) => el('button', { type: 'button', 'data-act': name, onclick: () => act(name) }, t(`act.${name}`)));
		this.acts = el('div', { class: 'row acts', role: 'group', 'aria-label': t('moderate.acts') }, buttons, shift);
		this.none = el('p', { class: 'none' }, t('moderate.choose'));
		this.body = el('div', { class: 'stack', hidden: true }, this.title, this.facts_, this.acts, this.reason, el('h3', {}, t('moderate.under')), this.list);
		this.node = el('div', {}, this.none, this.body);
	}

	show(point) {
		const other = point?.id !== this.point?.id;
		const same = !other && JSON.stringify(point) === JSON.stringify(this.point);
		this.point = point;
		set(this.none, 'hidden', Boolean(point));
		set(this.body, 'hidden', !point);
		if (other) {
			this.checked.clear();
			this.why = null;
		}
		if (!point || same)
			return;
		this.draw();
		clearTimeout(this.timer);
		this.timer = setTimeout(() => this.ask(point.id), ASK_MS);
	}

	async ask(id) {
		const why = await get(sessionPath(this.session, `/why?point=${encodeURIComponent(id)}`), true).catch(() => null);
		if (this.point?.id !== id || !why)
			return;
		this.why = why;
		this.draw();
	}

	draw() {
		const { point, why } = this;
		say(this.title, point.statement);
		say(this.facts_, [heading(this.programme, point.category), t('point.writers', { count: point.writers }), t('moderate.notes', { count: point.count }),
			point.rooms.join(', '), point.lenses.map((lens) => `#${lens}`).join(' '),
			t('moderate.span', { first: clock(point.first, this.facts.timezone), last: clock(point.last, this.facts.timezone) })].filter(Boolean).join(' · '));
		say(this.reason, point.reason ?? why?.reason ?? '');
		keyed(this.list, point.notes ?? [], (note) => note.id, (note) => this.make(note), (node, note) => this.update(node, note));
	}

	make(note) {
		const box = el('input', { type: 'checkbox', id: `n-${note.id}`, onchange: () => {
			if (box.checked)
				this.checked.add(note.id);
			else
				this.checked.delete(note.id);
		} });
		const node = el('li', {}, el('label', { class: 'check' }, box, el('span', { dir: 'auto' })), el('p', { class: 'facts' }), el('p', { class: 'facts why', dir: 'auto' }),
			el('p', { class: 'facts named', hidden: true }, el('span', { dir: 'auto' }), el('button', { type: 'button', onclick: () => this.release(node.note) }, t('act.release'))));
		return node;
	}

	update(node, note) {
		const masked = waits(note);
		const text = node.querySelector('label span');
		node.note = note;
		/* Texts alone do not tell a marked name from one that was released. */
		if (masked || text.firstElementChild)
			text.replaceChildren(...(masked ? marked(note.original, note.flags ?? []) : [note.text ?? '']));
		else
			say(text, note.text ?? '');
		set(node.children[3], 'hidden', !masked);
		say(node.children[3].firstElementChild, masked ? `${othersRead(note)} · ${whyMasked(note)}` : '');
		node.querySelector('input').checked = this.checked.has(note.id);
		say(node.children[1], [note.room, heading(this.programme, note.category), note.lens ? `#${note.lens}` : '', clock(note.time, this.facts.timezone),
			note.id === this.point.statement_note ? t('moderate.speaks') : ''].filter(Boolean).join(' · '));
		say(node.children[2], this.whyOf(note));
	}

	/* Laid beside the note that it is most like: how alike, and by which words. */
	whyOf(note) {
		const link = this.why?.links?.find((one) => one.note === note.id);
		if (!link)
			return '';
		const words = link.aligned.map(({ here, there }) => (here === there ? here : `${here} ~ ${there}`)).join(', ');
		return [t('moderate.alike', { words: link.words, gist: link.gist }), words, link.circumstance].filter(Boolean).join(' · ');
	}
}
