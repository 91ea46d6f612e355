/*
 * lists.js - my notes with where each of them is, what others in the room wrote, and points that are near what I type.
 */
import { el, keyed, say, set } from '../lib/dom.js';
import { byCategory, heading } from '../lib/synthesis.js';
import { clock } from '../lib/time.js';
import { t } from '../lib/words.js';
import { alike } from './alike.js';

const ROOM_SHOWN = 60;

/* Where a note is, in words. */
export function stateWords(note, placeOf) {
	if (note.state === 'refused')
		return t('write.state.refused', { sentence: note.sentence });
	if (note.state === 'here')
		return t('write.state.here');
	if (note.gone)
		return t('write.state.gone');
	if (note.late)
		return t('write.state.late');
	const place = note.public && placeOf.get(note.public);
	if (place)
		return t('write.state.point', { number: place.rank });
	return t('write.state.broker');
}

/* Public id of a note -> its point and that point's place in its category. */
export function places(synthesis, programme) {
	const found = new Map();
	for (const [objective, { themes }] of synthesis.objectives) {
		for (const { points } of byCategory(synthesis.points(objective), programme, themes)) {
			points.forEach((point, index) => {
				for (const note of point.notes ?? [])
					found.set(note.id, { point, rank: index + 1, objective });
			});
		}
	}
	return found;
}

/* The newest stay in sight, unless the person has scrolled up to read. Call what it returns after drawing. */
function atEnd(node) {
	const follow = node.scrollHeight - node.scrollTop - node.clientHeight < 60;
	return () => {
		if (follow)
			node.scrollTop = node.scrollHeight;
	};
}

export class Mine {
	/* act.edit(note), act.retract(note), act.again(note) */
	constructor({ programme, timezone }, act) {
		Object.assign(this, { programme, timezone, act });
		this.list = el('ol', { class: 'notes', id: 'mine' });
		this.none = el('p', { class: 'none' }, t('write.none'));
		this.node = el('section', { class: 'mine', 'aria-labelledby': 'mine-title' },
			el('h2', { id: 'mine-title' }, t('write.mine')), this.none, this.list);
	}

	draw(notes, placeOf) {
		const stay = atEnd(this.node);
		set(this.none, 'hidden', notes.length > 0);
		keyed(this.list, notes, (note) => note.id, (note) => this.make(note), (node, note) => this.update(node, note, placeOf));
		stay();
	}

	make(note) {
		const node = el('li', { class: 'note' },
			el('p', { class: 'note-text', dir: 'auto' }), el('p', { class: 'note-stands', dir: 'auto', hidden: true }),
			el('p', { class: 'note-facts' },
				el('span', { class: 'note-state' }), el('span', { class: 'note-category', dir: 'auto' }),
				el('span', { class: 'note-lens', dir: 'auto' }), el('time', {}, clock(note.made, this.timezone))),
			el('p', { class: 'note-acts' },
				el('button', { type: 'button', class: 'quiet again', onclick: () => this.act.again(node.note) }, t('write.again')),
				el('button', { type: 'button', class: 'quiet edit', onclick: () => this.act.edit(node.note) }, t('write.edit')),
				el('button', { type: 'button', class: 'quiet retract', onclick: () => this.act.retract(node.note) }, t('write.retract'))));
		return node;
	}

	update(node, note, placeOf) {
		node.note = note;
		node.dataset.state = note.state;
		set(node, 'class', note.gone ? 'note gone' : 'note');
		const [text, stands] = node.children;
		say(text, note.text);
		set(stands, 'hidden', !note.stands);
		say(stands, note.stands ? t('write.stands', { text: note.stands }) : '');
		say(node.querySelector('.note-state'), stateWords(note, placeOf));
		const place = note.public && placeOf.get(note.public);
		say(node.querySelector('.note-category'), heading(this.programme, place?.point.category ?? note.category, place?.objective ?? note.objective));
		say(node.querySelector('.note-lens'), note.lens ? `#${note.lens}` : '');
		set(node.querySelector('.again'), 'hidden', note.state !== 'refused');
		set(node.querySelector('.edit'), 'hidden', note.gone);
		set(node.querySelector('.retract'), 'hidden', note.gone || note.state === 'refused');
	}
}

export class Room {
	constructor({ programme, timezone }, room) {
		Object.assign(this, { programme, timezone, room });
		this.list = el('ol', { class: 'notes', id: 'room' });
		this.none = el('p', { class: 'none' }, t('write.room.none'));
		this.node = el('section', { class: 'others', tabindex: 0, 'aria-labelledby': 'room-title' },
			el('h2', { id: 'room-title' }, t('write.room')), this.none, this.list);
	}

	/* mine: public ids of what this person wrote here. Returns how many notes there are of others. */
	draw(synthesis, mine) {
		const notes = [...synthesis.objectives.keys()].flatMap((objective) => synthesis.notes(objective))
			.filter(({ note }) => note.room === this.room && note.text && !mine.has(note.id))
			.map(({ note }) => note).sort((one, other) => one.number - other.number);
		const stay = atEnd(this.node);
		set(this.none, 'hidden', notes.length > 0);
		keyed(this.list, notes.slice(-ROOM_SHOWN), (note) => note.id, () => el('li', { class: 'note' },
			el('p', { class: 'note-text', dir: 'auto' }), el('p', { class: 'note-facts' })), (node, note) => {
			say(node.children[0], note.text);
			say(node.children[1], [heading(this.programme, note.category), note.lens ? `#${note.lens}` : '', clock(note.time, this.timezone)]
				.filter(Boolean).join(' · '));
		});
		stay();
		return notes.length;
	}
}

/* Keeps its room on the screen whether there is something near or not: nothing moves while a person types. */
export class Near {
	constructor(programme) {
		this.programme = programme;
		this.list = el('ul', {});
		this.node = el('aside', { class: 'near', 'aria-label': t('write.near') }, el('h2', {}, t('write.near')), this.list);
		this.timer = 0;
	}

	draw(text, synthesis, objective) {
		clearTimeout(this.timer);
		this.timer = setTimeout(() => {
			const near = alike(text, synthesis.points(objective));
			keyed(this.list, near, (point) => point.id, () => el('li', {}, el('span', { dir: 'auto' }), ' ', el('small', {})), (node, point) => {
				say(node.children[0], point.statement);
				say(node.children[1], t('point.writers', { count: point.writers }));
			});
			set(this.node, 'data-found', String(near.length > 0));
		}, 250);
	}
}
