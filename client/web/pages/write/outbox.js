/*
 * outbox.js - what was written here, until the broker has it. Promises:
 *   (1) A command is in the store before it is sent, and the same id and body are sent until an answer comes.
 *   (2) It leaves HERE only by an answer. What is refused keeps its text.
 *   (3) Commands of one note go out one after the other: a change names the number of the answer before it.
 *   (4) When the broker is another one than it was (another journal, or the same one cut short), what it may lack
 *       is offered again under the old ids; what it has is answered as a repeat.
 *   (5) Several tabs may send at once: to the broker that is a repeat. No lock is needed for correctness.
 *
 *   HERE -> BROKER   accepted              BROKER -> HERE   (4)
 *   HERE -> REFUSED  it stays as it is     REFUSED -> HERE  the person sends it again
 */
import { get, post, Refused, sessionPath, Unavailable } from '../lib/api.js';
import { uuid7 } from '../lib/ids.js';

const WAIT_LEAST_MS = 1000;
const WAIT_MOST_MS = 15000;
const WINDOW = 6;
const KEEP_ANSWERED_MS = 14 * 24 * 3600 * 1000;
const VERB = { submit: '/notes', amend: '/notes/amend', retract: '/notes/retract' };

export class Outbox {
	/* changed() after anything is another way; refusedHere() when the gateway does not know us (any more). */
	constructor(store, session, on) {
		this.store = store;
		this.session = session;
		this.on = on;
		this.commands = [];
		this.madeAt = new Map(); /* id -> performance.now(): an age by a clock that does not step */
		this.trouble = '';
		this.wait = WAIT_LEAST_MS;
		this.sending = null;
		this.again = false;
		this.timer = 0;
		this.channel = 'BroadcastChannel' in window ? new BroadcastChannel(`rapporteur outbox ${session}`) : null;
		this.channel?.addEventListener('message', () => this.reload());
		addEventListener('online', () => this.hurry());
		document.addEventListener('visibilitychange', () => this.hurry());
	}

	async open() {
		await this.reload();
		for (const command of this.commands) {
			if (command.state === 'broker' && Date.now() - command.made > KEEP_ANSWERED_MS)
				await this.store.remove(command.id);
		}
		this.send();
	}

	async reload() {
		this.commands = (await this.store.all()).filter((command) => command.session === this.session);
		this.on.changed();
	}

	/* Resolves once it is in the store, and rejects when it could not be written there. */
	async write(kind, note, body) {
		const id = uuid7();
		const command = { id, session: this.session, note: note ?? id, kind, body, made: Date.now(), state: 'here' };
		this.madeAt.set(id, performance.now());
		await this.store.put(command);
		this.commands.push(command);
		this.on.changed();
		this.channel?.postMessage('written');
		this.hurry();
		return command;
	}

	hurry() {
		this.wait = WAIT_LEAST_MS;
		this.send();
	}

	/* Sends what is here; one run at a time in a tab. */
	send() {
		clearTimeout(this.timer);
		this.again = true;
		this.sending ??= this.run().finally(() => {
			this.sending = null;
		});
		return this.sending;
	}

	async run() {
		while (this.again) {
			this.again = false;
			const done = await this.round();
			if (!done) {
				this.timer = setTimeout(() => this.send(), this.wait * (0.75 + Math.random() / 2));
				this.wait = Math.min(this.wait * 2, WAIT_MOST_MS);
				return;
			}
		}
	}

	/* True when nothing that can be sent is left. */
	async round() {
		for (;;) {
			const ready = this.ready().slice(0, WINDOW);
			if (!ready.length)
				return true;
			const outcomes = await Promise.all(ready.map((command) => this.offer(command)));
			await this.reload();
			if (outcomes.includes('later'))
				return false;
			this.wait = WAIT_LEAST_MS;
		}
	}

	/* The first unanswered command of each note; a change waits until what it changes has its number. */
	ready() {
		const answered = new Set();
		const waiting = new Set();
		const list = [];
		for (const command of this.commands) {
			if (command.state === 'broker')
				answered.add(command.note);
			if (command.state !== 'here' || waiting.has(command.note))
				continue;
			waiting.add(command.note);
			if (command.kind === 'submit' || answered.has(command.note))
				list.push(command);
		}
		return list;
	}

	/* What a change replaces: the number of the last answer of its note. */
	replaces(command) {
		const before = this.commands.filter((one) => one.note === command.note && one.id < command.id && one.state !== 'here');
		return Math.max(0, ...before.map((one) => one.number ?? 0));
	}

	age(command) {
		const since = this.madeAt.get(command.id);
		return Math.max(0, Math.round(since === undefined ? Date.now() - command.made : performance.now() - since));
	}

	body(command) {
		const body = { id: command.id, ...command.body, age_ms: this.age(command) };
		if (command.kind === 'submit')
			return body;
		return { ...body, note: command.note, replaces: this.replaces(command) };
	}

	async offer(command) {
		try {
			const answer = await post(sessionPath(this.session, VERB[command.kind]), this.body(command));
			this.trouble = '';
			await this.settle(command, { state: 'broker', number: answer.number, journal: answer.journal, public: answer.note,
				hash: answer.hash, late: answer.late ?? false, sentence: '' });
			return 'done';
		} catch (error) {
			if (!(error instanceof Refused) || error.status === 401) {
				this.trouble = error instanceof Unavailable || error instanceof Refused ? error.message : '';
				if (error instanceof Refused)
					this.on.refusedHere(error);
				return 'later';
			}
			await this.settle(command, { state: 'refused', sentence: error.message, ...stands(error) });
			return 'done';
		}
	}

	async settle(command, outcome) {
		await this.store.change(command.id, (stored) => (stored.state === 'here' ? { ...stored, ...outcome } : null));
		this.channel?.postMessage('settled');
	}

	/*
	 * Asks the broker whether it has the newest that was answered here. If not, it was set back or is another one:
	 * see (4). Which ones it lacks cannot be told from here, so all of them are offered.
	 */
	async compare() {
		const answered = this.commands.filter((one) => one.state === 'broker' && one.journal);
		const newest = answered.reduce((most, one) => (most && most.number > one.number ? most : one), null);
		if (!newest)
			return 0;
		const place = new URLSearchParams({ journal: newest.journal, number: newest.number, hash: newest.hash ?? '' });
		const answer = await get(`place?${place}`).catch(() => null);
		if (!answer?.behind)
			return 0;
		for (const command of this.commands)
			await this.store.change(command.id, offeredAgain);
		await this.reload();
		this.hurry();
		return answered.length;
	}

	async sendAgain(note) {
		for (const command of this.commands) {
			if (command.note === note && command.state === 'refused')
				await this.store.change(command.id, (stored) => ({ ...stored, state: 'here', sentence: '' }));
		}
		await this.reload();
		this.hurry();
	}

	async forget(note) {
		for (const command of this.commands) {
			if (command.note === note && command.state === 'refused')
				await this.store.remove(command.id);
		}
		await this.reload();
	}

	/* Notes as the person sees them, oldest first: what was last written of each, and where it is. */
	notes() {
		const notes = new Map();
		for (const command of this.commands) {
			if (!notes.has(command.note))
				notes.set(command.note, { id: command.note, made: command.made, state: 'broker', gone: false });
			const note = notes.get(command.note);
			note.state = stateAfter(note, command);
			if (command.state !== 'broker')
				note.waitingSince ??= command.made;
			note.public = command.public ?? note.public;
			note.late = command.late || note.late;
			note.sentence = command.state === 'refused' ? command.sentence : note.sentence;
			note.stands = command.state === 'refused' ? command.stands : undefined;
			if (command.kind !== 'retract')
				Object.assign(note, command.body);
			else if (command.state !== 'refused')
				note.gone = true;
		}
		return [...notes.values()].filter((note) => note.text !== undefined);
	}

	/* How many notes are not, or not as they read here, on the broker. */
	unsent() {
		return this.notes().filter((note) => note.state !== 'broker');
	}
}

/* Numbers of another journal say nothing in this one. */
function offeredAgain(command) {
	if (command.state === 'refused')
		return { ...command, number: undefined };
	return { ...command, state: 'here', number: undefined };
}

/* A stale change: the next one of that note names the event that stands instead. */
function stands(error) {
	const there = error.word === 'stale' && error.answer.stands;
	return there ? { number: there.number, stands: there.text ?? '' } : {};
}

/* A refused note stays refused until it is sent again; a refused change is over once a later one is accepted. */
function stateAfter(note, command) {
	if (note.state === 'refused' && note.public === undefined)
		return 'refused';
	if (command.state === 'here' || note.state === 'here')
		return 'here';
	return command.state;
}
