/*
 * acts.js - what a moderator does to the synthesis, sent to the broker. An act names notes, since points come and go; it has an
 * id of its own, so that trying again after a lost answer does nothing twice. Two moderators at once both succeed, and the
 * later one holds: there is nothing to lock.
 */
import { post, Refused, sessionPath } from '../lib/api.js';
import { ask, el, field, select } from '../lib/dom.js';
import { uuid7 } from '../lib/ids.js';
import { heading } from '../lib/synthesis.js';
import { t } from '../lib/words.js';

const TRIES = 4;

/* Notes of a point, the one whose words it has first: the act then is about this point wherever its notes end up. */
export function notesOf(point) {
	const notes = [...(point.notes ?? [])].sort((one, other) => (other.id === point.statement_note) - (one.id === point.statement_note));
	return notes.map((note) => [note.id, note.number]);
}

const slug = (text) => text.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 24) ||
	`t${Date.now().toString(36)}`;

export class Acts {
	/* on.done(sentence), on.failed(sentence, again), on.own() before the change can come back over the stream. */
	constructor({ session, programme, objective, themes, seen }, on) {
		Object.assign(this, { session, programme, objective, themes, seen, on, done: [] });
	}

	async send(act, fields, sentence) {
		const body = { id: uuid7(), act, objective: this.objective(), ...fields };
		for (let tries = 1; ; tries++) {
			try {
				this.on.own();
				const { number } = await post(sessionPath(this.session, '/curate'), body, true);
				if (act !== 'undo')
					this.done.push(number);
				this.on.done(sentence);
				return true;
			} catch (error) {
				if (error instanceof Refused || tries === TRIES) {
					this.on.failed(error instanceof Refused ? error.message : t('moderate.not.reached'));
					return false;
				}
				await new Promise((resolve) => setTimeout(resolve, 500 * tries));
			}
		}
	}

	merge(points) {
		if (points.length < 2)
			return this.on.failed(t('moderate.merge.how'));
		return this.send('merge', { notes: points.flatMap(notesOf) }, t('moderate.merged', { count: points.length }));
	}

	/* ids: of the notes that stand apart. */
	split(point, ids) {
		const apart = notesOf(point).filter(([id]) => ids.has(id));
		const rest = notesOf(point).filter(([id]) => !ids.has(id));
		if (!apart.length || !rest.length)
			return this.on.failed(t('moderate.split.how'));
		return this.send('split', { notes: apart, others: rest }, t('moderate.split.done'));
	}

	async restate(point) {
		const answer = await ask(t('moderate.restate'), [
			field(t('moderate.statement'), el('textarea', { name: 'text', rows: 4, required: true, maxlength: 1000, dir: 'auto' }, point.statement)),
			reasonField(false)], t('moderate.restate'), t('ask.leave'));
		return answer && this.send('restate', { notes: notesOf(point), text: answer.text, ...reasonOf(answer) }, t('moderate.restated'));
	}

	async hide(point, ids) {
		const notes = notesOf(point).filter(([id]) => !ids.size || ids.has(id));
		const answer = await ask(t('moderate.hide.ask', { count: notes.length }), [el('blockquote', { dir: 'auto' }, point.statement), reasonField(true)],
			t('moderate.hide'), t('ask.leave'));
		return answer && this.send('hide', { notes, ...reasonOf(answer) }, t('moderate.hid', { count: notes.length }));
	}

	back(note) {
		const act = note.place === 'hidden' ? 'unhide' : 'place';
		return this.send(act, { notes: [[note.id, note.number]] }, t('moderate.back.done'));
	}

	pin(point) {
		return this.send('pin', { notes: notesOf(point) }, t('moderate.pinned'));
	}

	async move(point) {
		const categories = this.programme.categories.map((one) => [one.key, heading(this.programme, one.key, this.objective())]);
		const themes = this.themes().map((one) => [`${one.category} ${one.key}`, `${heading(this.programme, one.category, this.objective())}: ${one.title}`]);
		const answer = await ask(t('moderate.move'), [
			field(t('write.category'), select('category', categories, point.category)),
			themes.length ? field(t('moderate.theme'), select('theme', [['', t('moderate.theme.none')], ...themes], point.theme ? `${point.category} ${point.theme}` : ''), t('moderate.theme.hint')) : null,
			reasonField(false)], t('moderate.move'), t('ask.leave'));
		if (!answer)
			return null;
		const [category, theme] = answer.theme ? answer.theme.split(' ') : [answer.category, ''];
		return this.send('move', { notes: notesOf(point), category, theme, ...reasonOf(answer) }, t('moderate.moved'));
	}

	moveTo(point, category) {
		return this.send('move', { notes: notesOf(point), category, theme: '' }, t('moderate.moved'));
	}

	async theme(point) {
		const answer = await ask(t('moderate.theme.new'), [
			el('p', {}, t('moderate.theme.why', { category: heading(this.programme, point.category, this.objective()) })),
			field(t('moderate.theme.title'), el('input', { name: 'text', required: true, maxlength: 500, dir: 'auto' }))], t('moderate.theme.new'), t('ask.leave'));
		if (!answer)
			return null;
		const theme = slug(answer.text);
		const made = await this.send('theme', { category: point.category, theme, text: answer.text }, t('moderate.theme.made'));
		return made && this.send('move', { notes: notesOf(point), category: point.category, theme }, t('moderate.moved'));
	}

	async lens(point) {
		const answer = await ask(t('moderate.lens'), [el('fieldset', {}, el('legend', {}, t('moderate.lens.which')),
			this.programme.lenses.map((lens) => el('label', { class: 'check' },
				el('input', { type: 'checkbox', name: lens, checked: point.lenses.includes(lens) }), el('span', { dir: 'auto' }, lens))))], t('moderate.lens'), t('ask.leave'));
		if (!answer)
			return;
		for (const lens of this.programme.lenses) {
			const on = answer[lens] !== undefined;
			if (on !== point.lenses.includes(lens))
				await this.send('lens', { notes: notesOf(point), lens, value: on ? 1 : 0 }, t('moderate.lens.done'));
		}
	}

	/* Directly before `next`, or last of its category and theme. */
	order(point, next) {
		return this.send('order', { notes: notesOf(point), ...(next ? { others: notesOf(next) } : {}) }, t('moderate.ordered'));
	}

	/* One place up or down among its siblings. */
	shift(point, siblings, by) {
		const at = siblings.findIndex((one) => one.id === point.id);
		const to = at + by;
		if (to < 0 || to >= siblings.length)
			return null;
		return this.order(point, by < 0 ? siblings[to] : siblings[to + 1]);
	}

	/* The notes may stand under another objective than the one that is shown. */
	release(notes, objective = this.objective()) {
		return this.send('release', { objective, notes: notes.map((note) => [note.id, note.number]), seen: this.seen() }, t('moderate.released'));
	}

	undo(number) {
		const which = number ?? this.done.pop();
		if (!which)
			return this.on.failed(t('moderate.undo.none'));
		return this.send('undo', { undo: which }, t('moderate.undone'));
	}
}

function reasonField(required) {
	return field(t(required ? 'moderate.reason' : 'moderate.reason.may'), el('input', { name: 'reason', required, maxlength: 500, dir: 'auto' }), t('moderate.reason.hint'));
}

const reasonOf = ({ reason }) => (reason ? { reason } : {});
