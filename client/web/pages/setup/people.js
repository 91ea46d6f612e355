/*
 * people.js - who belongs to the session, and invitations: words and a code for each, on a sheet to hang on the door.
 */
import { get, post, Refused, sessionPath } from '../lib/api.js';
import { ask, el, field, say, select } from '../lib/dom.js';
import { uuid7 } from '../lib/ids.js';
import { moment } from '../lib/time.js';
import { t } from '../lib/words.js';

const ROLES = ['rapporteur', 'moderator', 'observer', 'secretariat'];
const HOUR_MS = 3600000;

export class People {
	constructor({ session, facts }) {
		Object.assign(this, { session, facts });
		this.table = el('tbody', {});
		this.watching = el('p', { class: 'message' });
		this.problem = el('p', { class: 'problem', role: 'alert' });
		this.sheets = el('div', { class: 'sheets', tabindex: -1, 'aria-label': t('setup.sheets'), role: 'group' });
		this.print = el('button', { type: 'button', hidden: true, onclick: () => print() }, t('setup.sheets.print'));
		const columns = ['name', 'role', 'rooms', 'id', 'revoke'].map((key) => el('th', { scope: 'col' }, t(`setup.people.${key}`)));
		this.node = el('div', { class: 'stack' }, this.form(), this.problem, el('div', { class: 'row' }, this.print), this.sheets,
			el('h2', { class: 'big' }, t('setup.people')), this.watching,
			el('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': t('setup.people') }, el('table', {}, el('thead', {}, el('tr', {}, columns)), this.table)));
	}

	form() {
		const { rooms } = this.facts.programme;
		const form = el('form', { class: 'part grid' }, el('h2', { class: 'big whole' }, t('setup.invite')),
			field(t('setup.people.role'), select('role', ROLES.map((role) => [role, t(`role.${role}`)]), 'rapporteur')),
			field(t('setup.invite.room'), select('room', [['*', t('setup.invite.each')], ['', t('setup.invite.every')], ...rooms.map((room) => [room.key, room.key])], '*'), t('setup.invite.room.hint')),
			field(t('setup.invite.count'), el('input', { name: 'count', type: 'number', min: 1, max: 1000, value: 3, required: true })),
			field(t('setup.invite.hours'), el('input', { name: 'hours', type: 'number', min: 1, max: 720, value: 24, required: true })),
			el('p', { class: 'whole' }, el('button', { type: 'submit', class: 'main' }, t('setup.invite.make'))));
		form.addEventListener('submit', (event) => {
			event.preventDefault();
			this.invite(Object.fromEntries(new FormData(form)));
		});
		return form;
	}

	async invite({ role, room, count, hours }) {
		const place = role !== 'rapporteur' ? {} : room === '*' ? { each_room: true } : room ? { room } : {};
		try {
			const made = await post(sessionPath(this.session, '/invitations'), { role, count: Number(count), expires: Number(hours) * HOUR_MS, ...place }, true);
			say(this.problem, '');
			this.sheets.replaceChildren(...made.map((one) => this.sheet(one)));
			this.print.hidden = false;
			this.sheets.focus();
		} catch (error) {
			say(this.problem, error instanceof Refused ? error.message : t('moderate.not.reached'));
		}
	}

	sheet({ link, words, role, rooms, count, expires, svg }) {
		const { programme, title, timezone } = this.facts;
		const room = programme.rooms.find((one) => one.key === rooms?.[0]);
		const objectives = (room?.objectives ?? []).map((number) => programme.objectives.find((one) => one.number === number)).filter(Boolean);
		return el('article', { class: 'sheet' }, el('p', { class: 'sheet-session', dir: 'auto' }, title ?? this.session),
			el('h3', {}, room?.key ?? t(`role.${role}`)), objectives.map((one) => el('p', { class: 'sheet-objective', dir: 'auto' }, `${one.number}. ${one.title}`)),
			el('img', { src: `data:image/svg+xml,${encodeURIComponent(svg)}`, alt: t('plenary.qr', { address: link }) }),
			el('p', {}, t('setup.sheet.scan', { host: new URL(link, location.href).host })), el('p', { class: 'sheet-words', dir: 'ltr' }, words.replaceAll('-', ' ')),
			el('p', { class: 'sheet-small' }, t('setup.sheet.small', { count, role: t(`role.${role}`), time: moment(expires, timezone) })));
	}

	async refresh() {
		const answer = await get(sessionPath(this.session, '/people'), true).catch(() => null);
		if (!answer)
			return;
		const { work = 0, room = 0, plenary = 0 } = answer.watching ?? {};
		say(this.watching, t('setup.watching', { work, room, plenary }));
		this.list = answer.people;
		const open = document.activeElement?.closest('tr')?.dataset.key;
		this.table.replaceChildren(...answer.people.map((one) => this.person(one)));
		if (open)
			this.table.querySelector(`tr[data-key="${CSS.escape(open)}"] button`)?.focus();
	}

	person(one) {
		return el('tr', { 'data-key': one.pseudonym }, el('th', { scope: 'row', dir: 'auto' }, one.name ?? t('setup.people.nameless')), el('td', {}, t(`role.${one.role}`)),
			el('td', {}, one.rooms?.length ? one.rooms.join(', ') : t('setup.invite.every')), el('td', {}, one.id),
			el('td', {}, one.revoked ? t('setup.revoked') : el('button', { type: 'button', onclick: () => this.revoke(one) }, t('setup.revoke'))));
	}

	async revoke(one) {
		const sure = await ask(t('setup.revoke.ask'), el('p', { dir: 'auto' }, `${one.name ?? one.id} · ${t(`role.${one.role}`)}. ${t('setup.revoke.what')}`), t('setup.revoke'), t('ask.leave'));
		if (!sure)
			return;
		await post(sessionPath(this.session, '/revoke'), { id: uuid7(), pseudonym: one.pseudonym }, true)
			.catch((error) => say(this.problem, error.message));
		this.refresh();
	}
}
