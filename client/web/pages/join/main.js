/*
 * main.js of Join - where everybody comes in: `/` leads a person to what is theirs, `/j/WORDS` is the link on the door.
 * Opening the link uses up nothing; the invitation is taken up when the person says so.
 */
import { get, post, Refused } from '../lib/api.js';
import { el, field, say, set } from '../lib/dom.js';
import { insecure, languageChoice, NEW, pageAddress, pagesOf, registerWorker } from '../lib/frame.js';
import { openStore } from '../lib/store.js';
import { speak, t } from '../lib/words.js';

async function start() {
	await speak();
	registerWorker();
	const store = await openStore();
	const token = location.pathname.startsWith('/j/') ? decodeURIComponent(location.pathname.slice(3)) : '';
	document.title = t('page.join');
	const main = el('main', { class: 'lone', id: 'main' });
	document.body.append(main, el('footer', { class: 'foot' }, languageChoice(), insecure()));
	if (token)
		main.append(...invitation(token));
	else
		await home(main, store);
}

async function home(main, store) {
	main.append(el('h1', {}, t('join.welcome')));
	const mine = await known(store);
	if (mine === null)
		main.append(el('p', { class: 'warning', role: 'status' }, t('join.away')));
	if (mine?.length)
		main.append(el('h2', {}, t('join.yours')), el('ul', { class: 'doors' }, mine.map(door)));
	main.append(...enterWords(mine?.length > 0));
	if (mine?.length)
		main.append(el('p', {}, el('button', { type: 'button', class: 'quiet', onclick: () => leave(store, main) }, t('join.forget'))));
}

/* The sessions that this browser belongs to; as last seen when the broker is away; null when nothing is known. */
async function known(store) {
	try {
		const me = await get('me');
		const members = me.members.filter((one) => !one.revoked);
		const all = members.length ? await get('sessions') : [];
		const own = all.map((one) => ({ ...one, rooms: members.find((member) => member.session === one.session)?.rooms ?? [] }));
		const house = members.some((one) => one.session === null) || me.open;
		const list = house ? [...own, { session: null, role: 'secretariat', title: null }] : own;
		await store.keep('mine', list).catch(() => {});
		return list;
	} catch (error) {
		return error instanceof Refused ? [] : (await store.kept('mine').catch(() => null)) ?? null;
	}
}

/* Set up opens a session, too: for a house the page stands under a session that is not there yet. */
function door({ session, title, role, rooms, state }) {
	if (session === null)
		return el('li', {}, el('a', { href: pageAddress(NEW, 'setup') }, el('strong', {}, t('join.new'))));
	const [first, ...others] = pagesOf(role);
	const more = others.map((page) => el('a', { href: pageAddress(session, page) }, t(`page.${page}`)));
	return el('li', {}, el('a', { href: firstAddress(session, first, rooms) },
		el('strong', { dir: 'auto' }, title ?? session),
		el('span', {}, `${t(`role.${role}`)}${rooms?.length ? ` · ${rooms.join(', ')}` : ''}${state === 'closed' ? ` · ${t('state.closed')}` : ''}`)),
	more.length ? el('p', { class: 'row' }, more) : null);
}

function firstAddress(session, page, rooms) {
	return pageAddress(session, page, page === 'write' && rooms?.length === 1 ? `?room=${encodeURIComponent(rooms[0])}` : '');
}

function enterWords(another) {
	const words = el('input', { name: 'words', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', required: true });
	const problem = el('p', { class: 'problem', role: 'alert' });
	const form = el('form', { class: 'stack' }, el('h2', {}, another ? t('join.another') : t('join.words.title')),
		field(t('join.words'), words, t('join.words.hint')), nameField(), problem,
		el('p', {}, el('button', { type: 'submit', class: 'main' }, t('join.enter'))));
	form.addEventListener('submit', (event) => {
		event.preventDefault();
		take(words.value, form, problem);
	});
	return [form];
}

const nameField = () => field(t('join.name'), el('input', { name: 'name', autocomplete: 'name', maxlength: 100 }), t('join.name.hint'));

function invitation(token) {
	const problem = el('p', { class: 'problem', role: 'alert' });
	const form = el('form', { class: 'stack' }, el('h1', {}, t('join.invited')),
		el('p', { class: 'words' }, token), nameField(), problem,
		el('p', {}, el('button', { type: 'submit', class: 'main', autofocus: true }, t('join.enter'))));
	form.addEventListener('submit', (event) => {
		event.preventDefault();
		take(token, form, problem);
	});
	return [form];
}

async function take(token, form, problem) {
	const button = form.querySelector('button');
	set(button, 'disabled', true);
	say(problem, '');
	try {
		const name = form.elements.name.value.trim();
		const member = await post('join', { token: token.trim(), ...(name ? { name } : {}) }, true);
		location.assign(member.session === null ? '/' : firstAddress(member.session, pagesOf(member.role)[0], member.rooms));
	} catch (error) {
		say(problem, error instanceof Refused ? error.message : t('join.not.reached'));
		set(button, 'disabled', false);
		button.focus();
	}
}

/* Not while there are notes that only this browser has. */
async function leave(store, main) {
	const unsent = (await store.all()).filter((command) => command.state !== 'broker').length;
	if (unsent) {
		main.append(el('p', { class: 'problem', role: 'alert' }, t('join.unsent', { count: unsent })));
		return;
	}
	await post('leave', {}).catch(() => {});
	await store.keep('mine', []).catch(() => {});
	location.assign('/');
}

start();
