/*
 * main.js of Set up - the secretariat's page: the programme, people, the rooms as they go, the session, its report.
 */
import { pictures } from '../lib/charts.js';
import { el } from '../lib/dom.js';
import { bar, enter, lay, lineWord, NEW } from '../lib/frame.js';
import { watch } from '../lib/shared.js';
import { selectTab, tabs } from '../lib/tabs.js';
import { t } from '../lib/words.js';
import { People } from './people.js';
import { Programme } from './programme.js';
import { Report, Rooms, State } from './session.js';

const REFRESH_MS = 5000;

async function start() {
	const frame = await enter('setup');
	const word = lineWord();
	const watching = frame.session === NEW ? null : watch(frame.session, 'own', { change: () => {}, line: (up) => word.set(up), refused: () => word.set(false) });
	const parts = { programme: new Programme(frame) };
	if (watching) {
		parts.people = new People(frame);
		parts.rooms = new Rooms(frame, () => watching.synthesis, () => parts.people.list);
		parts.session = new State(frame);
		parts.report = new Report(frame);
		parts.pictures = { node: el('div', {}), refresh() {
			if (!this.node.querySelector('details[open]'))
				this.node.replaceChildren(...pictures(watching.synthesis, frame.facts));
		} };
	}
	const panel = el('div', { id: 'part', role: 'tabpanel', class: 'setup-part' });
	let now = '';
	const open = (name) => {
		now = name;
		selectTab(row, name);
		panel.setAttribute('aria-label', t(`setup.tab.${name}`));
		panel.replaceChildren(parts[name].node);
		history.replaceState(null, '', `#${name}`);
		parts[name].refresh?.();
	};
	const row = tabs(t('page.setup'), Object.keys(parts).map((name) => [name, t(`setup.tab.${name}`), 'part']), open);
	lay(bar(frame, 'setup', word.node), el('main', { class: 'setup' }, el('h1', { dir: 'auto' }, frame.facts.title ?? frame.session), row, panel));
	setInterval(() => !document.hidden && now !== 'report' && parts[now].refresh?.(), REFRESH_MS);
	await parts.programme.start();
	await parts.people?.refresh();
	open(location.hash.slice(1) in parts ? location.hash.slice(1) : 'programme');
}

start();
