/*
 * panels.js - what stands beside the list: what is missing, names, notes that are kept out, search, the log, pictures. Each is
 * asked for when it is opened; what is found leads to its point.
 */
import { get, sessionPath } from '../lib/api.js';
import { pictures } from '../lib/charts.js';
import { el, field } from '../lib/dom.js';
import { clock } from '../lib/time.js';
import { t } from '../lib/words.js';
import { marked, othersRead, waits, whyMasked } from './names.js';

const SEARCH_MS = 250;

const none = (key) => el('p', { class: 'none' }, t(key));

/* A button that leads to a point, or a plain text where there is none. */
function entry(text, facts, go, ...buttons) {
	return el('li', {}, go ? el('button', { type: 'button', class: 'found-point', dir: 'auto', onclick: go }, text) : el('p', { dir: 'auto' }, text),
		el('p', { class: 'facts row' }, el('span', { dir: 'auto' }, facts), buttons));
}

async function asked(session, where) {
	return get(sessionPath(session, where), true).catch((error) => error);
}

function listed(answer, key, make) {
	if (answer instanceof Error)
		return el('p', { class: 'problem' }, answer.message || t('moderate.not.reached'));
	return answer.length ? el('ol', { class: 'under' }, answer.map(make)) : none(key);
}

/* page: { session, facts, programme, synthesis(), objective(), go(objective, point), acts, undo(number) } */
export const PANELS = {
	async missing({ session, go }) {
		const answer = await asked(session, '/missing');
		return listed(answer, 'panel.missing.none', (one) => entry(one.what, `${one.objective} · ${t(`missing.${one.kind}`)} · ${one.reason}`,
			one.point ? () => go(one.objective, one.point) : null));
	},

	/* Notes that are masked, in points and out of them; and statements that a moderator wrote, which nothing masks. */
	names({ synthesis, programme, go, acts }) {
		const notes = programme.objectives.flatMap(({ number }) => synthesis().notes(number).filter(({ note }) => waits(note)).map((one) => ({ ...one, objective: number })));
		const points = synthesis().all().filter((point) => point.flags?.length && !(point.notes ?? []).some(waits));
		const items = [...notes.map(({ note, point, objective }) => entry(marked(note.original, note.flags ?? []),
			[objective, note.room, othersRead(note), whyMasked(note)].filter(Boolean).join(' · '), point ? () => go(objective, point.id) : null,
			el('button', { type: 'button', onclick: () => acts.release([note], objective) }, t('act.release')))),
		...points.map((point) => entry(point.statement, `${point.objective} · ${t('moderate.named.statement')}`, () => go(point.objective, point.id)))];
		return items.length ? el('ol', { class: 'under' }, items) : none('panel.names.none');
	},

	aside({ synthesis, objective, acts }) {
		const notes = synthesis().aside(objective()).filter((note) => ['hidden', 'unplaced'].includes(note.place));
		return listed(notes, 'panel.aside.none', (note) => entry(note.text ?? '', [note.room, t(`place.${note.place}`), note.reason].filter(Boolean).join(' · '), null,
			el('button', { type: 'button', onclick: () => acts.back(note) }, t('act.back'))));
	},

	search({ session, go }) {
		const results = el('div', { 'aria-live': 'polite' });
		let timer = 0;
		const input = el('input', { type: 'search', id: 'search', oninput: () => {
			clearTimeout(timer);
			timer = setTimeout(async () => {
				const words = input.value.trim();
				const answer = words ? await asked(session, `/search?q=${encodeURIComponent(words)}`) : [];
				if (words === input.value.trim())
					results.replaceChildren(listed(answer, words ? 'panel.search.none' : 'panel.search.how', (one) => entry(one.text ?? '',
						[one.objective, t(one.kind === 'point' ? 'panel.search.point' : 'panel.search.note'), one.reason].filter(Boolean).join(' · '),
						one.point ? () => go(one.objective, one.point) : null)));
			}, SEARCH_MS);
		} });
		return el('div', { class: 'stack' }, field(t('panel.search'), input, t('panel.search.how')), results);
	},

	async log({ session, facts, undo }) {
		const answer = await asked(session, '/log');
		const list = answer instanceof Error ? answer : [...answer].reverse();
		return listed(list, 'panel.log.none', (one) => entry(one.what,
			[clock(one.time, facts.timezone), t(`role.${one.role}`), one.reason, one.undone_by ? t('panel.log.undone') : ''].filter(Boolean).join(' · '), null,
			one.undone_by || one.act === 'undo' ? null : el('button', { type: 'button', class: 'quiet', onclick: () => undo(one.number) }, t('act.undo'))));
	},

	pictures({ synthesis, facts }) {
		return el('div', {}, pictures(synthesis(), facts));
	},
};
