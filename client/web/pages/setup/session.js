/*
 * session.js - the rooms as they go, opening and closing, the balance, and the report to take home.
 */
import { address, get, getText, post, Refused, sessionPath } from '../lib/api.js';
import { ask, el, field, say } from '../lib/dom.js';
import { uuid7 } from '../lib/ids.js';
import { clock, moment } from '../lib/time.js';
import { number, t } from '../lib/words.js';

const FORMATS = ['html', 'docx', 'odt', 'pdf', 'md', 'xlsx', 'csv', 'json', 'akn', 'jsonl'];
const BALANCE = ['received', 'in_points', 'hidden', 'unplaced', 'retracted', 'redacted', 'late'];

export class Rooms {
	constructor({ facts }, synthesis, people) {
		Object.assign(this, { facts, synthesis, people });
		this.table = el('tbody', {});
		const columns = ['room', 'round', 'objectives', 'people', 'notes', 'last'].map((key) => el('th', { scope: 'col' }, t(`setup.rooms.${key}`)));
		this.node = el('div', { class: 'stack' }, el('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': t('setup.rooms') },
			el('table', {}, el('thead', {}, el('tr', {}, columns)), this.table)));
	}

	refresh() {
		const synthesis = this.synthesis();
		const notes = [...synthesis.objectives.keys()].flatMap((objective) => synthesis.notes(objective)).map(({ note }) => note);
		const people = this.people() ?? [];
		this.table.replaceChildren(...this.facts.programme.rooms.map((room) => {
			const here = notes.filter((note) => note.room === room.key);
			const last = Math.max(0, ...here.map((note) => note.time ?? 0));
			const writers = people.filter((one) => !one.revoked && one.role === 'rapporteur' && (!one.rooms?.length || one.rooms.includes(room.key))).length;
			return el('tr', {}, el('th', { scope: 'row' }, room.key), el('td', {}, String(room.round)), el('td', {}, room.objectives.join(', ')),
				el('td', {}, number(writers)), el('td', {}, number(here.length)), el('td', {}, last ? clock(last, this.facts.timezone) : t('setup.rooms.silent')));
		}));
	}
}

export class State {
	constructor({ session, facts }) {
		Object.assign(this, { session, facts });
		this.state = el('p', { class: 'state' });
		this.message = el('p', { class: 'message', role: 'status' });
		this.acts = el('div', { class: 'row' });
		this.table = el('tbody', {});
		this.balances = el('p', {});
		this.node = el('div', { class: 'stack' }, this.state, this.acts, this.message, el('h2', { class: 'big' }, t('setup.balance')),
			el('table', { class: 'narrow' }, this.table), this.balances);
	}

	async refresh() {
		const [facts, balance] = await Promise.all([get(sessionPath(this.session), true).catch(() => this.facts), get(sessionPath(this.session, '/balance'), true).catch(() => null)]);
		Object.assign(this.facts, facts);
		const closed = facts.state === 'closed';
		say(this.state, closed ? t('setup.closed.at', { time: moment(facts.closed, facts.timezone), late: facts.late ?? 0 }) : t('setup.is.open', { count: facts.received ?? 0 }));
		this.buttons(closed, facts.late);
		if (!balance)
			return;
		this.table.replaceChildren(...BALANCE.map((key) => el('tr', {}, el('th', { scope: 'row' }, t(`balance.${key}`)), el('td', {}, number(balance[key] ?? 0)))));
		say(this.balances, t(balance.balances ? 'balance.good' : 'balance.bad'));
		this.balances.className = balance.balances ? '' : 'problem';
	}

	buttons(closed, late) {
		const kind = `${closed} ${late > 0}`;
		if (this.kind === kind)
			return;
		this.kind = kind;
		const button = (text, act, main) => el('button', { type: 'button', class: main ? 'main' : null, onclick: act }, text);
		this.acts.replaceChildren(...(closed ? [button(t('setup.reopen'), () => this.reopen()), late ? button(t('setup.admit'), () => this.post('admit', {})) : null] :
			[button(t('setup.close'), () => this.close(), true)]).filter(Boolean));
	}

	async close() {
		const answer = await ask(t('setup.close.ask'), [el('p', {}, t('setup.close.what')),
			field(t('setup.grace'), el('input', { name: 'grace', type: 'number', min: 0, max: 1440, value: 30, required: true }))], t('setup.close'), t('ask.leave'));
		if (answer)
			await this.post('close', { grace_s: Number(answer.grace) * 60 });
	}

	async reopen() {
		const answer = await ask(t('setup.reopen'), field(t('moderate.reason'), el('input', { name: 'reason', required: true, maxlength: 500 })), t('setup.reopen'), t('ask.leave'));
		if (answer)
			await this.post('reopen', { reason: answer.reason });
	}

	async post(what, body) {
		try {
			await post(sessionPath(this.session, `/${what}`), { id: uuid7(), ...body }, true);
			say(this.message, t(`setup.done.${what}`));
		} catch (error) {
			say(this.message, error instanceof Refused ? error.message : t('moderate.not.reached'));
		}
		await this.refresh();
	}
}

export class Report {
	constructor({ session }) {
		this.session = session;
		this.preview = el('pre', { class: 'preview', dir: 'auto', tabindex: 0, role: 'region', 'aria-label': t('setup.preview') }, t('moderate.asking'));
		const where = (format) => address(sessionPath(session, `/export/${format}`));
		this.node = el('div', { class: 'stack' }, el('p', {}, t('setup.report.what')),
			el('ul', { class: 'row formats' }, FORMATS.map((format) => el('li', {}, el('a', { class: 'button', href: where(format), download: '' }, t(`format.${format}`))))),
			el('p', {}, el('a', { href: `${where('html')}?preview=1`, target: '_blank', rel: 'noopener' }, t('setup.preview.page'))),
			el('h2', { class: 'big' }, t('setup.preview')), this.preview);
	}

	async refresh() {
		try {
			say(this.preview, await getText(sessionPath(this.session, '/export/md')));
		} catch (error) {
			say(this.preview, error instanceof Refused ? `${error.message} ${error.answer.detail ?? ''}` : t('moderate.not.reached'));
		}
	}
}
