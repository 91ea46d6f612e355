/*
 * main.js of Write - the page of a rapporteur in a room. What is typed goes into the outbox, and from there to the
 * broker; everything else on this page is for looking at.
 */
import { announce, announceCount } from '../lib/announce.js';
import { ask, el, saveFile, set } from '../lib/dom.js';
import { bar, enter, lay, lineWord, pageAddress } from '../lib/frame.js';
import { watch } from '../lib/shared.js';
import { clock } from '../lib/time.js';
import { t } from '../lib/words.js';
import { Line } from './line.js';
import { Mine, Near, places, Room } from './lists.js';
import { Outbox } from './outbox.js';
import { substitute } from './parse.js';
import { Unsent } from './unsent.js';

const newInRoom = (count) => t('write.room.new', { count });

async function start() {
	const frame = await enter('write');
	const { facts } = frame;
	const rooms = facts.programme.rooms.filter((room) => !facts.rooms_own?.length || facts.rooms_own.includes(room.key));
	const asked = new URLSearchParams(location.search).get('room');
	const room = rooms.find((one) => one.key === asked) ?? (rooms.length === 1 ? rooms[0] : null);
	if (room)
		new Write(frame, room, rooms).start();
	else
		chooseRoom(frame, rooms);
}

function chooseRoom(frame, rooms) {
	const { facts, session } = frame;
	const links = rooms.map((room) => el('li', {}, el('a', { href: roomAddress(session, room) },
		el('strong', {}, room.key), ' ', el('span', {}, roundWords(facts, room)), ' ',
		el('span', { dir: 'auto' }, room.objectives.map((number) => titleOf(facts.programme, number)).join(' · ')))));
	lay(bar(frame, 'write'), el('main', { class: 'lone' }, el('h1', {}, t('write.which.room')),
		rooms.length ? el('ul', { class: 'doors' }, links) : el('p', {}, t('write.no.room'))));
}

const roomAddress = (session, room) => pageAddress(session, 'write', `?room=${encodeURIComponent(room.key)}`);

function titleOf(programme, number) {
	return `${number}. ${programme.objectives.find((one) => one.number === number)?.title ?? ''}`;
}

function roundWords({ programme, timezone }, room) {
	const round = programme.rounds.find((one) => one.number === room.round);
	const times = round ? { start: clock(round.start_ms, timezone), end: clock(round.end_ms, timezone) } : { start: '', end: '' };
	return t('write.round', { number: String(room.round), ...times });
}

class Write {
	constructor(frame, room, rooms) {
		Object.assign(this, { frame, room, rooms, facts: frame.facts, programme: frame.facts.programme });
		this.objective = room.objectives[0];
		this.others = null;
		const on = { edit: (note) => this.line.edit(note), retract: (note) => this.retract(note), again: (note) => this.outbox.sendAgain(note.id) };
		this.mine = new Mine(this.facts, on);
		this.roomList = new Room(this.facts, room.key);
		this.near = new Near(this.programme);
		this.lineWord = lineWord();
		this.outbox = new Outbox(frame.store, frame.session, {
			changed: () => this.draw(),
			refusedHere: (error) => this.unsent.stranger(error),
		});
		this.unsent = new Unsent(frame.store.durable, () => this.saveUnsent());
		this.watching = { synthesis: null };
		this.line = new Line(this.programme, `draft ${frame.session} ${room.key}`, {
			enter: (parsed, editing) => this.enter(parsed, editing),
			typing: (parsed) => this.watching.synthesis && this.near.draw(parsed.text ?? '', this.watching.synthesis, parsed.objective ?? this.objective),
			earlier: (note) => this.earlier(note),
		});
	}

	start() {
		const { frame, facts, room } = this;
		const closed = el('p', { class: 'warning', hidden: facts.state !== 'closed' }, t('write.closed'));
		lay(bar(frame, 'write', this.lineWord.node, this.unsent.count), el('main', { class: 'write' },
			el('section', { class: 'place', 'aria-label': t('write.place') },
				el('h1', {}, this.roomName()), el('p', {}, roundWords(facts, room)), this.objectiveChoice()),
			closed, this.unsent.alarm,
			el('div', { class: 'columns' }, this.mine.node, this.roomList.node),
			el('div', { class: 'desk' }, this.near.node, this.line.form)));
		this.watching = watch(frame.session, 'own', {
			change: (objective, ids) => this.changed(ids),
			line: (up) => {
				this.lineWord.set(up);
				if (up)
					this.outbox.compare().then(() => this.outbox.hurry());
			},
			session: (data) => set(closed, 'hidden', data.state !== 'closed'),
			broker: (where) => where === 'here' && this.outbox.compare().then(() => this.outbox.hurry()),
			refused: () => {},
		});
		this.outbox.open();
		navigator.storage?.persist?.().catch(() => {});
		this.line.input.focus();
	}

	roomName() {
		if (this.rooms.length === 1)
			return this.room.key;
		return el('a', { href: pageAddress(this.frame.session, 'write'), title: t('write.other.room') }, this.room.key);
	}

	/* The room's objective, or a choice where it has several; any other by @number in the line. */
	objectiveChoice() {
		const { objectives } = this.room;
		if (objectives.length === 1)
			return el('p', { class: 'objective', dir: 'auto' }, titleOf(this.programme, objectives[0]));
		return el('label', { class: 'objective' }, el('span', { class: 'unseen' }, t('write.objective')),
			el('select', { onchange: (event) => {
				this.objective = Number(event.target.value);
				this.line.input.focus();
			} }, objectives.map((number) => el('option', { value: number }, titleOf(this.programme, number)))));
	}

	earlier(than) {
		const notes = this.outbox.notes().filter((note) => !note.gone && note.room === this.room.key);
		const index = than ? notes.findIndex((note) => note.id === than.id) : notes.length;
		return notes[index - 1] ?? null;
	}

	/* Resolves once it is in the store; a sentence instead when nothing was written. */
	async enter(parsed, editing) {
		if (parsed.change) {
			const note = editing ?? this.earlier(null);
			const text = note && substitute(note.text, parsed.change);
			if (!text)
				return t('write.no.such.words', { words: parsed.change.old });
			await this.amend(note, { ...this.body(note), text });
		} else if (editing)
			await this.amend(editing, this.body({ ...editing, ...parsed, objective: parsed.objective ?? editing.objective }));
		else
			await this.outbox.write('submit', null, this.body({ room: this.room.key, objective: this.objective, ...parsed }));
		return '';
	}

	body({ room, objective, category, lens, text }) {
		return { room, objective, category, ...(lens ? { lens } : {}), text };
	}

	/* What was refused from the start was never there: it is written anew. */
	async amend(note, body) {
		if (note.state === 'refused' && !note.public) {
			await this.outbox.write('submit', null, body);
			await this.outbox.forget(note.id);
		} else
			await this.outbox.write('amend', note.id, body);
	}

	async retract(note) {
		const sure = await ask(t('write.retract.ask'), el('blockquote', { dir: 'auto' }, note.text), t('write.retract'), t('ask.leave'));
		if (sure)
			await this.outbox.write('retract', note.id, {});
		this.line.input.focus();
	}

	changed(ids) {
		const before = this.others;
		this.draw();
		if (ids !== null && before !== null && this.others > before)
			announceCount(newInRoom, this.others - before);
	}

	draw() {
		const { synthesis } = this.watching;
		const notes = this.outbox.notes().filter((note) => note.room === this.room.key);
		this.mine.draw(notes, synthesis ? places(synthesis, this.programme) : new Map());
		if (synthesis?.loaded)
			this.others = this.roomList.draw(synthesis, new Set(this.outbox.notes().map((note) => note.public)));
		this.unsent.draw(this.outbox.unsent(), this.outbox.notes().length, this.outbox.trouble);
	}

	saveUnsent() {
		const lines = this.outbox.unsent().map(({ made, room, objective, category, lens, text }) =>
			JSON.stringify({ written: new Date(made).toISOString(), room, objective, category, lens, text }));
		saveFile(`${this.frame.session}-unsent.jsonl`, `${lines.join('\n')}\n`, 'application/x-ndjson');
		announce(t('write.saved.file'));
	}
}

start();
