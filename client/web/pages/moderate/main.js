/*
 * main.js of Moderate - the points of one objective to the left, what is asked about them to the right. Everything is
 * done with one letter while the focus is on the list, or with the buttons beside; the pointer may drag.
 */
import { announce, announceCount } from '../lib/announce.js';
import { el, say, set } from '../lib/dom.js';
import { bar, enter, lay, lineWord } from '../lib/frame.js';
import { watch } from '../lib/shared.js';
import { selectTab, tabs } from '../lib/tabs.js';
import { t } from '../lib/words.js';
import { Acts } from './acts.js';
import { dragging } from './drag.js';
import { List } from './list.js';
import { PANELS } from './panels.js';
import { KEYS, Point } from './point.js';

const NAMES = ['point', 'missing', 'names', 'aside', 'search', 'log', 'pictures'];
const changedWords = (count) => t('moderate.changed', { count });

class Moderate {
	constructor(frame) {
		Object.assign(this, { frame, programme: frame.facts.programme, objective: frame.facts.programme.objectives[0].number, panel: 'point' });
		this.lineWord = lineWord();
		this.list = new List(this.programme, { active: (point) => this.active(point), marks: (count) => this.marks(count) });
		this.acts = new Acts({ session: frame.session, programme: this.programme, objective: () => this.objective, seen: () => this.watching.newest,
			themes: () => this.watching.synthesis.objectives.get(this.objective)?.themes ?? [] },
		{ done: (sentence) => this.told(sentence, false), failed: (sentence) => this.told(sentence, true), own: () => this.list.own() });
		this.point = new Point(frame, (name) => this.act(name), (note) => this.acts.release([note]));
		this.message = el('p', { class: 'message', role: 'status' });
		this.side = el('div', { class: 'panel', id: 'panel', role: 'tabpanel', tabindex: 0 });
		dragging(this.list, { merge: (points) => this.acts.merge(points), before: (point, next) => this.acts.order(point, next), moveTo: (point, category) => this.acts.moveTo(point, category) });
	}

	start() {
		const { frame } = this;
		const pause = el('button', { type: 'button', 'aria-pressed': 'false', onclick: () => {
			this.list.paused = !this.list.paused;
			set(pause, 'aria-pressed', String(this.list.paused));
			this.list.leave(() => {});
		} }, t('follow.pause'));
		lay(bar(frame, 'moderate', this.lineWord.node, pause), el('main', { class: 'moderate' },
			el('h1', { class: 'unseen' }, t('page.moderate')), this.objectiveTabs(), this.message,
			el('div', { class: 'panes' }, this.list.node, el('section', { class: 'side', 'aria-label': t('moderate.side') }, this.panelTabs(), this.side)),
			el('p', { class: 'help' }, t('moderate.help'))));
		this.watching = watch(frame.session, 'own', {
			change: (objective, ids) => this.changed(objective, ids),
			line: (up) => this.lineWord.set(up),
			broker: (where) => this.lineWord.set(where === 'here'),
			refused: () => this.lineWord.set(false),
		});
		this.list.box.addEventListener('keydown', (event) => this.key(event));
		document.addEventListener('keydown', (event) => {
			if (event.key === '/' && !event.target.closest('input, textarea, select, dialog')) {
				event.preventDefault();
				this.open('search').then(() => document.getElementById('search')?.focus());
			}
		});
		this.show(Number(new URLSearchParams(location.search).get('objective')) || this.objective);
		this.list.box.focus();
	}

	objectiveTabs() {
		this.objectives = tabs(t('write.objective'), this.programme.objectives.map((one) => [one.number, [el('strong', {}, String(one.number)), ' ', el('span', { dir: 'auto' }, one.title)], 'points']),
			(key) => this.show(Number(key)));
		return this.objectives;
	}

	panelTabs() {
		this.panels = tabs(t('moderate.side'), NAMES.map((name) => [name, t(`panel.${name}`), 'panel']), (key) => this.open(key));
		selectTab(this.panels, 'point');
		this.side.replaceChildren(this.point.node);
		return this.panels;
	}

	show(objective) {
		if (!this.programme.objectives.some((one) => one.number === objective))
			return;
		this.objective = objective;
		selectTab(this.objectives, objective);
		this.list.show(objective, this.watching.synthesis);
		if (this.panel === 'aside')
			this.open('aside');
	}

	async open(name) {
		this.panel = name;
		selectTab(this.panels, name);
		set(this.side, 'aria-label', t(`panel.${name}`));
		if (name === 'point')
			return this.side.replaceChildren(this.point.node);
		const made = PANELS[name]({ session: this.frame.session, facts: this.frame.facts, programme: this.programme, synthesis: () => this.watching.synthesis,
			objective: () => this.objective, go: (objective, point) => this.go(objective, point),
			acts: this.acts, undo: (number) => this.acts.undo(number) });
		if (made instanceof Promise)
			this.side.replaceChildren(el('p', { class: 'none' }, t('moderate.asking')));
		const node = await made;
		if (this.panel !== name)
			return undefined;
		const inside = this.side.contains(document.activeElement);
		this.side.replaceChildren(node);
		/* Who was on a button in it goes on from the panel, not from the top of the page. */
		if (inside)
			this.side.focus();
		return undefined;
	}

	go(objective, id) {
		this.show(objective);
		this.list.go(id);
		this.open('point');
		this.list.box.focus();
	}

	active(point) {
		this.point.show(point);
	}

	marks(count) {
		if (count > 1)
			say(this.message, t('moderate.marked', { count }));
	}

	changed(objective, ids) {
		if (this.panel === 'names' || (this.panel === 'aside' && objective === this.objective))
			this.open(this.panel);
		if (objective !== this.objective)
			return;
		this.list.changed(ids);
		if (ids?.length && this.list.held())
			announceCount(changedWords, ids.length);
	}

	told(sentence, problem) {
		say(this.message, sentence);
		set(this.message, 'class', problem ? 'message problem' : 'message');
		if (!problem)
			announce(sentence);
		this.list.marked.clear();
		if (this.panel === 'log' || this.panel === 'missing')
			this.open(this.panel);
	}

	key(event) {
		if (event.ctrlKey || event.metaKey)
			return;
		const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -1e6, End: 1e6 };
		const letter = KEYS.find(([key]) => key === event.key.toLowerCase());
		if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown'))
			this.act(event.key === 'ArrowUp' ? 'up' : 'down');
		else if (event.altKey)
			return;
		else if (event.key in steps)
			this.list.step(steps[event.key]);
		else if (event.key === ' ')
			this.list.active && this.list.mark(this.list.active);
		else if (event.key === 'Enter')
			this.open('point').then(() => this.point.title.focus());
		else if (event.key === '.')
			this.list.release();
		else if (letter)
			this.act(letter[1]);
		else
			return;
		event.preventDefault();
	}

	async act(name) {
		const point = this.list.point();
		if (name === 'undo')
			return this.acts.undo();
		if (!point)
			return this.told(t('moderate.choose'), true);
		if (name === 'merge')
			return this.acts.merge(this.list.chosen());
		if (name === 'split' && !this.point.checked.size) {
			await this.open('point');
			this.told(t('moderate.split.how'), true);
			return this.point.list.querySelector('input')?.focus();
		}
		if (name === 'up' || name === 'down')
			return this.acts.shift(point, this.list.siblings(point), name === 'up' ? -1 : 1);
		return this.acts[name](point, this.point.checked);
	}
}

enter('moderate').then((frame) => new Moderate(frame).start());
