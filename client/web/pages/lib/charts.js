/*
 * charts.js - pictures of a session, as inline SVG: lengths and figures carry what they say, colour nothing. Behind each
 * stands the table that it was drawn from.
 */
import { el, svg } from './dom.js';
import { heading } from './synthesis.js';
import { clock } from './time.js';
import { number, t } from './words.js';

const LABEL = 230;
const ROW = 30;
const MINUTE_MS = 60000;
const COLUMNS_MOST = 240;

const short = (text, most) => ([...text].length > most ? `${[...text].slice(0, most - 1).join('')}…` : text);

function figure(title, picture, rowTitle, columns, rows) {
	return el('figure', { class: 'chart' }, el('figcaption', {}, title),
		el('div', { class: 'chart-scroll', tabindex: 0, role: 'group', 'aria-label': title }, picture),
		el('details', {}, el('summary', {}, t('chart.table')), el('div', { class: 'chart-scroll', tabindex: 0, role: 'group', 'aria-label': t('chart.table') },
			el('table', {}, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, rowTitle), columns.map((text) => el('th', { scope: 'col', dir: 'auto' }, text)))),
				el('tbody', {}, rows.map(({ label, values }) => el('tr', {}, el('th', { scope: 'row', dir: 'auto' }, label),
					values.map((value) => el('td', {}, number(value))))))))));
}

/* A bar in each cell of rows and columns, with its figure beside it. */
function matrix(title, columns, rows) {
	const width = Math.max(90, Math.min(170, 560 / Math.max(1, columns.length)));
	const most = Math.max(1, ...rows.flatMap(({ values }) => values));
	const tall = ROW * (rows.length + 1.4);
	const picture = svg('svg', { viewBox: `0 0 ${LABEL + width * columns.length} ${tall}`, role: 'img', 'aria-label': title, direction: 'ltr' });
	columns.forEach((text, at) => picture.append(svg('text', { x: LABEL + at * width, y: 18, class: 'chart-head' }, short(text, Math.floor(width / 7.4)))));
	rows.forEach(({ label, values }, line) => {
		const y = ROW * (line + 1);
		picture.append(svg('line', { x1: 0, x2: LABEL + width * columns.length, y1: y, y2: y, class: 'chart-rule' }),
			svg('text', { x: 0, y: y + 20 }, short(label, 30)));
		values.forEach((value, at) => {
			const length = (width - 44) * value / most;
			picture.append(svg('rect', { x: LABEL + at * width, y: y + 8, width: value ? Math.max(2, length) : 0, height: ROW - 15, class: 'chart-bar' }),
				svg('text', { x: LABEL + at * width + length + 6, y: y + 20, class: value ? '' : 'chart-none' }, number(value)));
		});
	});
	return picture;
}

const objectiveLabel = (objective) => `${objective.number}. ${objective.title}`;

export function pointsByCategory(synthesis, programme) {
	const columns = programme.categories.map((one) => heading(programme, one.key));
	const rows = programme.objectives.map((objective) => ({ label: objectiveLabel(objective),
		values: programme.categories.map((one) => synthesis.points(objective.number).filter((point) => point.category === one.key).length) }));
	const title = t('chart.points');
	return figure(title, matrix(title, columns, rows), t('write.objective'), columns, rows);
}

export function lensesByObjective(synthesis, programme) {
	const rows = programme.objectives.map((objective) => ({ label: objectiveLabel(objective),
		values: programme.lenses.map((lens) => synthesis.points(objective.number).filter((point) => point.lenses.includes(lens)).length) }));
	const title = t('chart.lenses');
	return figure(title, matrix(title, programme.lenses, rows), t('write.objective'), programme.lenses, rows);
}

/* For those who see notes; null where there are none to count. */
export function notesByMinute(synthesis, programme, zone) {
	const notes = [...synthesis.objectives.keys()].flatMap((objective) => synthesis.notes(objective))
		.map(({ note }) => note).filter((note) => note.time && note.room);
	if (!notes.length)
		return null;
	const first = Math.floor(Math.min(...notes.map((note) => note.time)) / MINUTE_MS);
	const last = Math.floor(Math.max(...notes.map((note) => note.time)) / MINUTE_MS);
	const span = Math.ceil((last - first + 1) / COLUMNS_MOST); /* minutes a column, over many hours */
	const columns = Math.ceil((last - first + 1) / span);
	const rows = programme.rooms.map((room) => {
		const values = new Array(columns).fill(0);
		for (const note of notes) {
			if (note.room === room.key)
				values[Math.floor((Math.floor(note.time / MINUTE_MS) - first) / span)] += 1;
		}
		return { label: room.key, values };
	});
	const times = Array.from({ length: columns }, (none, at) => clock((first + at * span) * MINUTE_MS, zone));
	const title = t('chart.minutes', { count: span });
	return figure(title, steps(title, times, rows), t('chart.room'), times, rows);
}

/* A row a room: a bar a minute, and how many in all. */
function steps(title, times, rows) {
	const width = 520;
	const step = width / times.length;
	const most = Math.max(1, ...rows.flatMap(({ values }) => values));
	const tall = 40;
	const picture = svg('svg', { viewBox: `0 0 ${150 + width + 60} ${tall * rows.length + 24}`, role: 'img', 'aria-label': title, direction: 'ltr' });
	rows.forEach(({ label, values }, line) => {
		const base = tall * (line + 1);
		picture.append(svg('text', { x: 0, y: base - 8 }, short(label, 18)),
			svg('line', { x1: 150, x2: 150 + width, y1: base, y2: base, class: 'chart-rule' }),
			svg('text', { x: 150 + width + 10, y: base - 8 }, number(values.reduce((sum, value) => sum + value, 0))));
		values.forEach((value, at) => value && picture.append(svg('rect', { x: 150 + at * step, y: base - (tall - 10) * value / most,
			width: Math.max(1, step - 0.6), height: (tall - 10) * value / most, class: 'chart-bar' })));
	});
	for (const at of [0, Math.floor((times.length - 1) / 2), times.length - 1])
		picture.append(svg('text', { x: 150 + at * step, y: tall * rows.length + 18, class: 'chart-head' }, times[at]));
	return picture;
}

export function pictures(synthesis, { programme, timezone }) {
	return [pointsByCategory(synthesis, programme), notesByMinute(synthesis, programme, timezone),
		programme.lenses.length ? lensesByObjective(synthesis, programme) : null].filter(Boolean);
}
