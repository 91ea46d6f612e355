/*
 * form.js - a programme as a form. It draws what it is given and reads what stands in it; it decides nothing.
 */
import { el, field } from '../lib/dom.js';
import { t } from '../lib/words.js';

const lines = (text) => text.split('\n').map((line) => line.trim()).filter(Boolean);
const words = (text) => text.split(/[\s,;]+/).filter(Boolean);

function input(name, value, more = {}) {
	return el('input', { name, value: value ?? '', ...more });
}

function area(name, value, rows) {
	return el('textarea', { name, rows, dir: 'auto' }, value);
}

/* Rows of one kind, each of which can be taken away, and a button for one more. */
function rows(kind, items, make, empty) {
	const list = el('ol', { class: 'rows', 'data-kind': kind }, items.map((item) => row(kind, make(item))));
	return el('fieldset', { class: 'part' }, el('legend', {}, t(`setup.${kind}`)), list,
		el('p', {}, el('button', { type: 'button', class: 'quiet', onclick: () => {
			const made = row(kind, make(empty(list.children.length)));
			list.append(made);
			made.querySelector('input, textarea').focus();
		} }, t(`setup.${kind}.add`))));
}

function row(kind, fields) {
	const node = el('li', { class: `row-${kind}` }, fields, el('button', { type: 'button', class: 'quiet', 'aria-label': t(`setup.${kind}.remove`), onclick: () => {
		const next = node.nextElementSibling ?? node.previousElementSibling;
		const { parentNode: list } = node;
		node.remove();
		(next?.querySelector('input') ?? list.parentNode.querySelector('p button')).focus();
		list.dispatchEvent(new Event('input', { bubbles: true }));
	} }, '×'));
	return node;
}

function zones(name, value) {
	const all = Intl.supportedValuesOf?.('timeZone') ?? [];
	return el('span', {}, input(name, value, { list: 'zones', required: true, autocomplete: 'off' }),
		el('datalist', { id: 'zones' }, all.map((zone) => el('option', { value: zone }))));
}

const roundRow = (one) => [field(t('setup.number'), input('number', one.number, { type: 'number', min: 1, max: 99 })),
	field(t('setup.start'), input('start', one.start, { type: 'datetime-local' })), field(t('setup.end'), input('end', one.end, { type: 'datetime-local' }))];

const categoryRow = (one) => [field(t('setup.key'), input('key', one.key, { 'data-headings': JSON.stringify(one.headings ?? []) })),
	field(t('setup.heading'), input('heading', one.heading, { dir: 'auto' }))];

const objectiveRow = (one) => [field(t('setup.number'), input('number', one.number, { type: 'number', min: 1, max: 999 })),
	field(t('setup.title'), input('title', one.title, { dir: 'auto' })), field(t('setup.questions'), area('questions', one.questions.join('\n'), Math.max(2, one.questions.length)))];

const roomRow = (one) => [field(t('setup.key'), input('key', one.key)), field(t('follow.round'), input('round', one.round, { type: 'number', min: 1, max: 99 })),
	field(t('setup.room.objectives'), input('objectives', one.objectives.join(', '), { inputmode: 'numeric' })), field(t('setup.cohosts'), area('cohosts', one.cohosts.join('\n'), Math.max(1, one.cohosts.length)))];

const agendaRow = (one) => [field(t('setup.start'), input('start', one.start, { type: 'datetime-local' })), field(t('setup.end'), input('end', one.end, { type: 'datetime-local' })),
	field(t('setup.title'), input('title', one.title, { dir: 'auto' })), field(t('setup.moderator'), input('moderator', one.moderator, { dir: 'auto' })),
	field(t('setup.speakers'), area('speakers', (one.speakers ?? []).join('\n'), Math.max(1, (one.speakers ?? []).length)))];

/* Nodes for a form; fixed: the session is there, its key stays. */
export function drawForm(facts, programme, fixed) {
	return [el('div', { class: 'part grid', 'data-kind': 'head' },
		field(t('setup.session'), input('session', facts.session, { required: true, readonly: fixed, autocapitalize: 'none' }), t('setup.session.hint')),
		field(t('setup.series'), input('series', facts.series, { autocapitalize: 'none' })), field(t('setup.title'), input('title', facts.title, { required: true, dir: 'auto' })),
		field(t('setup.timezone'), zones('timezone', facts.timezone)), field(t('setup.language'), input('language', facts.language, { autocapitalize: 'none' })),
		field(t('setup.lenses'), input('lenses', programme.lenses.join(', ')), t('setup.lenses.hint'))),
	rows('rounds', programme.rounds, roundRow, (count) => ({ number: count + 1 })),
	rows('categories', programme.categories, categoryRow, () => ({})),
	rows('objectives', programme.objectives, objectiveRow, () => ({ questions: [] })),
	rows('rooms', programme.rooms, roomRow, () => ({ round: 1, objectives: [], cohosts: [] })),
	rows('agenda', programme.agenda, agendaRow, () => ({}))];
}

/* What stands in it: { facts, programme }. */
export function readForm(form) {
	const all = (kind, make) => [...form.querySelectorAll(`[data-kind="${kind}"] > li`)].map((node) =>
		make(Object.fromEntries([...node.querySelectorAll('input, textarea')].map((one) => [one.name, one.value.trim()])), node));
	const head = (name) => form.querySelector(`[data-kind="head"] [name="${name}"]`).value.trim();
	return {
		facts: { session: head('session'), series: head('series'), title: head('title'), timezone: head('timezone'), language: head('language') },
		programme: {
			lenses: words(head('lenses')),
			rounds: all('rounds', ({ number, start, end }) => ({ number, start, end })),
			categories: all('categories', (one, node) => ({ ...one, headings: JSON.parse(node.querySelector('[name=key]').dataset.headings) })),
			objectives: all('objectives', (one) => ({ ...one, questions: lines(one.questions) })),
			rooms: all('rooms', (one) => ({ ...one, objectives: words(one.objectives), cohosts: lines(one.cohosts) })),
			agenda: all('agenda', (one) => ({ ...one, speakers: lines(one.speakers) })),
		},
	};
}
