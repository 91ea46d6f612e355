/*
 * main.js of Follow - the synthesis to read: by objective and category, filtered by whatever the address says, so that
 * a filtered view can be sent to somebody. Each point has an address of its own (#p-ID) that stays as long as the point.
 */
import { announceCount } from '../lib/announce.js';
import { pictures } from '../lib/charts.js';
import { el, field, keyed, say, set } from '../lib/dom.js';
import { bar, enter, lay, lineWord } from '../lib/frame.js';
import { watch } from '../lib/shared.js';
import { strength, strengthIs } from '../lib/strength.js';
import { byCategory, heading } from '../lib/synthesis.js';
import { moment } from '../lib/time.js';
import { t } from '../lib/words.js';

const DRAW_MS = 300;
const FILTERS = ['q', 'objective', 'category', 'lens', 'round'];
const changedWords = (count) => t('follow.changed', { count });

class Follow {
	constructor(frame) {
		Object.assign(this, { frame, programme: frame.facts.programme, paused: false, held: 0, timer: 0 });
		this.filter = Object.fromEntries(FILTERS.map((name) => [name, new URLSearchParams(location.search).get(name) ?? '']));
		this.list = el('div', { class: 'reading' });
		this.found = el('p', { class: 'found', role: 'status' });
		this.asOf = el('p', { class: 'as-of' });
		this.lineWord = lineWord();
		this.charts = el('details', { class: 'charts', ontoggle: () => this.drawCharts() }, el('summary', {}, el('h2', {}, t('chart.title'))), el('div', {}));
	}

	start() {
		const { frame } = this;
		const pause = el('button', { type: 'button', 'aria-pressed': 'false', onclick: () => {
			this.paused = !this.paused;
			set(pause, 'aria-pressed', String(this.paused));
			if (!this.paused)
				this.draw();
		} }, t('follow.pause'));
		this.held = el('span', { class: 'held' });
		lay(bar(frame, 'follow', this.lineWord.node), el('main', { class: 'follow' },
			el('header', {}, el('h1', { dir: 'auto' }, frame.facts.title ?? frame.session), this.asOf),
			this.form(), el('div', { class: 'row tools' }, this.found, this.held, pause,
				el('button', { type: 'button', onclick: () => print() }, t('follow.print'))),
			this.list, this.charts));
		this.watching = watch(frame.session, 'own', {
			change: (objective, ids) => this.changed(ids),
			line: (up) => this.lineWord.set(up),
			refused: () => this.lineWord.set(false),
		});
		addEventListener('hashchange', () => this.toPoint());
		this.draw();
	}

	form() {
		const { programme, filter } = this;
		const choice = (name, label, options) => field(label, el('select', { name }, el('option', { value: '' }, t('follow.all')),
			options.map(([key, text]) => el('option', { value: key, selected: String(key) === filter[name] }, text))));
		const form = el('form', { class: 'filters', role: 'search', onsubmit: (event) => event.preventDefault() },
			field(t('follow.search'), el('input', { type: 'search', name: 'q', value: filter.q })),
			choice('objective', t('write.objective'), programme.objectives.map((one) => [one.number, `${one.number}. ${one.title}`])),
			choice('category', t('write.category'), programme.categories.map((one) => [one.key, one.heading])),
			programme.lenses.length ? choice('lens', t('write.lens'), programme.lenses.map((one) => [one, one])) : null,
			choice('round', t('follow.round'), programme.rounds.map((one) => [one.number, String(one.number)])));
		form.addEventListener('input', () => {
			Object.assign(this.filter, Object.fromEntries(new FormData(form)));
			const url = new URL(location.href);
			for (const name of FILTERS)
				this.filter[name] ? url.searchParams.set(name, this.filter[name]) : url.searchParams.delete(name);
			history.replaceState(null, '', url);
			this.draw();
		});
		return form;
	}

	changed(ids) {
		if (this.paused) {
			this.heldIds = new Set([...(this.heldIds ?? []), ...(ids ?? [])]);
			say(this.held, t('follow.held', { count: this.heldIds.size }));
			return;
		}
		if (ids?.length)
			announceCount(changedWords, ids.length);
		clearTimeout(this.timer);
		this.timer = setTimeout(() => this.draw(), DRAW_MS);
	}

	passes(point) {
		const { q, category, lens, round } = this.filter;
		const rounds = () => point.rooms.map((key) => this.programme.rooms.find((room) => room.key === key)?.round);
		const text = `${point.statement} ${(point.notes ?? []).map((note) => note.text ?? '').join(' ')}`.toLowerCase();
		return (!category || point.category === category) && (!lens || point.lenses.includes(lens)) &&
			(!round || rounds().includes(Number(round))) && q.toLowerCase().split(/\s+/).every((word) => text.includes(word));
	}

	draw() {
		const { synthesis } = this.watching ?? {};
		if (!synthesis)
			return;
		this.heldIds = null;
		say(this.held, '');
		const sections = this.programme.objectives
			.filter((one) => !this.filter.objective || String(one.number) === this.filter.objective)
			.map((objective) => ({ objective, groups: byCategory(synthesis.points(objective.number).filter((point) => this.passes(point)),
				this.programme, synthesis.objectives.get(objective.number)?.themes).filter((group) => group.points.length) }));
		const count = sections.reduce((sum, { groups }) => sum + groups.reduce((more, { points }) => more + points.length, 0), 0);
		say(this.found, synthesis.loaded ? t('follow.found', { count }) : t('follow.loading'));
		say(this.asOf, t('follow.as.of', { time: moment(Date.now(), this.frame.facts.timezone), zone: this.frame.facts.timezone }));
		keyed(this.list, sections.filter(({ groups }) => groups.length), ({ objective }) => objective.number,
			({ objective }) => el('section', {}, el('h2', { dir: 'auto' }, `${objective.number}. ${objective.title}`), el('div', {})),
			(node, section) => this.section(node.children[1], section));
		this.drawCharts();
		if (!this.went && synthesis.loaded && location.hash)
			this.toPoint();
	}

	section(node, { objective, groups }) {
		const { themes } = this.watching.synthesis.objectives.get(objective.number) ?? {};
		keyed(node, groups, ({ category }) => category, () => el('section', {}, el('h3', { dir: 'auto' }), el('ol', {})), (part, { category, points }) => {
			say(part.children[0], heading(this.programme, category, objective.number));
			keyed(part.children[1], points, (point) => point.id, (point) => this.point(point), (item, point) => {
				say(item.querySelector('.statement'), point.statement);
				strengthIs(item.querySelector('.strength'), point);
				say(item.querySelector('.point-facts'), this.facts(point, themes));
			});
		});
	}

	facts(point, themes) {
		const theme = themes?.find((one) => one.category === point.category && one.key === point.theme)?.title;
		return [theme, t('point.writers', { count: point.writers }), point.rooms.join(', '), point.lenses.map((lens) => `#${lens}`).join(' ')]
			.filter(Boolean).join(' · ');
	}

	point(point) {
		return el('li', { id: `p-${point.id}`, tabindex: -1 }, el('p', { class: 'statement', dir: 'auto' }),
			el('p', { class: 'row' }, strength(point), el('small', { class: 'point-facts', dir: 'auto' }),
				el('a', { class: 'permanent', href: `#p-${encodeURIComponent(point.id)}`, 'aria-label': t('follow.link', { text: point.statement.slice(0, 60) }) }, t('follow.link.short'))));
	}

	toPoint() {
		const node = document.getElementById(decodeURIComponent(location.hash.slice(1)));
		this.went = true;
		if (!node)
			return;
		node.scrollIntoView({ block: 'center' });
		node.focus({ preventScroll: true });
	}

	drawCharts() {
		if (this.charts.open && this.watching.synthesis.loaded && !this.charts.querySelector('.chart details[open]'))
			this.charts.lastElementChild.replaceChildren(...pictures(this.watching.synthesis, this.frame.facts));
	}
}

enter('follow').then((frame) => new Follow(frame).start());
