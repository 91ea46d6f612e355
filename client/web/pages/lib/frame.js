/*
 * frame.js - what all pages of a session share: which session, who one is in it, the bar at the top with the ways to
 * the other pages and the language, and the session as it was last seen when the broker cannot be reached.
 */
import { get, Refused, sessionPath, Unavailable } from './api.js';
import { announce } from './announce.js';
import { el, say } from './dom.js';
import { openStore } from './store.js';
import { changeLanguage, languageNow, LANGUAGES, speak, t } from './words.js';

const PAGES = {
	secretariat: ['setup', 'write', 'moderate', 'plenary', 'follow'],
	moderator: ['moderate', 'write', 'plenary', 'follow'],
	rapporteur: ['write'],
	observer: ['follow', 'plenary'],
};

/* Stands for a session that is yet to be opened: its page is the bare file. */
export const NEW = '';

export const pagesOf = (role) => PAGES[role] ?? ['follow'];

export const sessionOfAddress = () => decodeURIComponent(location.pathname.split('/')[2] ?? '');
export const pageAddress = (session, page, query = '') =>
	(session === NEW ? `/${page}.html` : `/s/${encodeURIComponent(session)}/${page}${query}`);

/* Resolves to { session, store, facts } or never, when the person is led elsewhere. facts.old: as last seen. */
export async function enter(page) {
	await speak();
	registerWorker();
	const session = sessionOfAddress();
	const store = await openStore();
	const facts = session === NEW ? { role: 'secretariat', title: t('setup.new'), programme: null } : await factsOf(session, store, page);
	document.title = `${t(`page.${page}`)} · ${facts.title ?? session}`;
	return { session, store, facts };
}

async function factsOf(session, store, page) {
	for (let wait = 1000; ; wait = Math.min(wait * 2, 10000)) {
		try {
			const facts = await get(sessionPath(session));
			await store.keep(`session ${session}`, facts).catch(() => {});
			return facts;
		} catch (error) {
			if (error instanceof Refused) {
				stop(error);
				await new Promise(() => {});
			}
			const kept = await store.kept(`session ${session}`).catch(() => undefined);
			if (kept && error instanceof Unavailable)
				return { ...kept, old: true };
		}
		waiting(page);
		await new Promise((resolve) => setTimeout(resolve, wait));
	}
}

function waiting(page) {
	document.title = t(`page.${page}`);
	if (!document.querySelector('main'))
		document.body.append(el('main', { class: 'lone' }, el('h1', {}, t('frame.waiting')), el('p', {}, t('frame.waiting.more'))));
}

/* 401: this browser belongs to nobody here; what else is refused says why. */
function stop(error) {
	document.querySelector('main')?.remove();
	document.title = t('frame.stop');
	document.body.append(el('main', { class: 'lone' },
		el('h1', {}, error.status === 401 ? t('frame.stranger') : t('frame.stop')),
		el('p', {}, error.message),
		el('p', {}, el('a', { href: '/', class: 'button main' }, t('frame.to.start')))));
}

/* The page after what `waiting` showed. bar: see below. */
export function lay(bar, main) {
	document.querySelector('main')?.remove();
	document.body.prepend(el('a', { class: 'skip', href: '#main' }, t('frame.skip')), bar);
	main.id = 'main';
	main.tabIndex = -1;
	bar.after(main);
}

/* title, then `more` (nodes of the page's own), then the menu. */
export function bar({ session, facts }, page, ...more) {
	return el('header', { class: 'bar' },
		el('p', { class: 'bar-title', title: facts.title }, facts.title ?? session),
		el('div', { class: 'bar-own' }, more),
		menu(session, facts, page));
}

function menu(session, facts, page) {
	const links = (session === NEW ? [] : pagesOf(facts.role)).map((one) =>
		el('li', {}, el('a', { href: pageAddress(session, one), 'aria-current': one === page ? 'page' : null }, t(`page.${one}`))));
	const details = el('details', { class: 'menu' },
		el('summary', {}, t('frame.menu')),
		el('nav', { 'aria-label': t('frame.menu') },
			el('ul', {}, links, el('li', {}, el('a', { href: '/' }, t('frame.to.start')))),
			languageChoice(), insecure()));
	document.addEventListener('pointerdown', (event) => details.contains(event.target) || details.removeAttribute('open'));
	details.addEventListener('keydown', (event) => {
		if (event.key === 'Escape' && details.open) {
			details.open = false;
			details.querySelector('summary').focus();
			event.stopPropagation();
		}
	});
	return details;
}

export function languageChoice() {
	return el('label', { class: 'field' }, el('span', {}, t('frame.language')),
		el('select', { onchange: (event) => changeLanguage(event.target.value) },
			LANGUAGES.map(([tag, name]) => el('option', { value: tag, lang: tag, selected: tag === languageNow() }, name))));
}

export function insecure() {
	const local = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
	return location.protocol === 'http:' && !local ? el('p', { class: 'warning' }, t('frame.insecure')) : null;
}

/* Opens the pages without a network. Only there in secure contexts; elsewhere the open page goes on by itself. */
export function registerWorker() {
	if (!navigator.serviceWorker)
		return;
	navigator.serviceWorker.register('/sw.js').catch(() => {});
	navigator.serviceWorker.ready.then(({ active }) => {
		const files = performance.getEntriesByType('resource').map((entry) => entry.name);
		active.postMessage({ files: [location.href, ...files] });
	});
}

/* A word in the bar about the line: nothing while it is good, and nothing in the first seconds of trouble. */
export function lineWord() {
	const node = el('span', { class: 'line-word' });
	let timer = 0;
	let down = false;
	return {
		node,
		set(up) {
			if (up === !down)
				return;
			down = !up;
			clearTimeout(timer);
			if (up) {
				if (node.textContent)
					announce(t('frame.line.back'));
				say(node, '');
			} else
				timer = setTimeout(() => {
					say(node, t('frame.line.away'));
					announce(t('frame.line.away'));
				}, 3000);
		},
	};
}
