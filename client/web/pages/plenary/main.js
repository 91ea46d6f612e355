/*
 * main.js of Plenary - for the wall: read from the last row, one objective at a time, the strongest points of each
 * category as large as they fit. There are no names and no controls on it; a bar with the few that a person at the
 * machine needs comes with the pointer or the Tab key, and goes again.
 *
 * When the network is lost the wall goes on showing what it has: only a small ring in a corner tells who knows.
 */
import { post, sessionPath } from '../lib/api.js';
import { el, keyed, say, set } from '../lib/dom.js';
import { enter, lay, pageAddress } from '../lib/frame.js';
import { watch } from '../lib/shared.js';
import { byCategory, heading } from '../lib/synthesis.js';
import { number, t } from '../lib/words.js';

const TURN_MS = 18000;
const CELL_POINTS = 8;
const CELLS_MOST = 4;
const GREW_MS = 6000;
const FOLLOWERS = 1000;

class Plenary {
	constructor(frame) {
		Object.assign(this, { frame, programme: frame.facts.programme, at: 0, paused: false, grew: new Map() });
		this.number = el('span', { class: 'wall-number' });
		this.title = el('h1', { dir: 'auto' }, this.number, this.titleText = el('span', {}));
		this.cells = el('div', { class: 'wall-cells' });
		this.ring = el('span', { class: 'wall-ring', hidden: true, role: 'img', 'aria-label': t('frame.line.away') });
		this.turns = el('ol', { class: 'wall-turns', 'aria-hidden': 'true' }, this.programme.objectives.map((one) => el('li', {}, String(one.number))));
		this.empty = el('p', { class: 'wall-empty' }, t('plenary.empty'));
	}

	start() {
		const { frame } = this;
		const follow = el('aside', { class: 'wall-follow', 'aria-label': t('plenary.follow') });
		lay(this.controls(), el('main', { class: 'wall' },
			el('header', {}, el('p', { class: 'wall-session', dir: 'auto' }, frame.facts.title ?? frame.session), this.title),
			this.empty, this.cells, el('footer', {}, this.turns, this.ring, follow)));
		this.watching = watch(frame.session, 'own', {
			change: (objective, ids) => this.changed(objective, ids),
			line: (up) => set(this.ring, 'hidden', up),
			broker: (where) => set(this.ring, 'hidden', where === 'here'),
			refused: () => set(this.ring, 'hidden', false),
		});
		setInterval(() => this.paused || document.hidden || this.step(1), TURN_MS);
		document.addEventListener('keydown', (event) => this.key(event));
		addEventListener('resize', () => this.draw());
		invite(frame, follow);
		this.draw();
	}

	controls() {
		const button = (text, act) => el('button', { type: 'button', onclick: act }, text);
		this.pauseButton = button(t('plenary.pause'), () => this.pause());
		const bar = el('nav', { class: 'wall-controls', 'aria-label': t('plenary.controls') },
			button(t('plenary.back'), () => this.step(-1)), this.pauseButton, button(t('plenary.next'), () => this.step(1)),
			button(t('plenary.full'), () => document.documentElement.requestFullscreen?.()),
			el('a', { class: 'button', href: '/' }, t('frame.to.start')));
		let timer = 0;
		document.addEventListener('pointermove', () => {
			document.body.classList.add('touched');
			clearTimeout(timer);
			timer = setTimeout(() => document.body.classList.remove('touched'), 3000);
		});
		return bar;
	}

	key(event) {
		if (event.target.closest('a, button') && event.key === ' ')
			return;
		const act = { ArrowRight: () => this.step(1), ArrowLeft: () => this.step(-1), PageDown: () => this.step(1),
			PageUp: () => this.step(-1), ' ': () => this.pause() }[event.key];
		if (act) {
			event.preventDefault();
			act();
		}
	}

	pause() {
		this.paused = !this.paused;
		say(this.pauseButton, t(this.paused ? 'plenary.go' : 'plenary.pause'));
	}

	/* To the next objective that has something to show, and to its next part where it has more than four categories. */
	step(by) {
		const turns = this.shown();
		this.at = turns.length ? (this.at + by + turns.length) % turns.length : 0;
		this.draw();
	}

	/* [{ objective, cells: [{ category, points }] }]: what the wall turns through. */
	shown() {
		if (!this.watching)
			return [];
		return this.programme.objectives.flatMap((objective) => {
			const points = this.watching.synthesis.points(objective.number).filter((point) => !point.flags?.length);
			const cells = byCategory(points, this.programme).filter((cell) => cell.points.length);
			const parts = [];
			for (let from = 0; from < cells.length; from += CELLS_MOST)
				parts.push({ objective, cells: cells.slice(from, from + CELLS_MOST) });
			return parts;
		});
	}

	changed(objective, ids) {
		for (const id of ids ?? [])
			this.grew.set(id, Date.now());
		this.draw();
	}

	draw() {
		const turns = this.shown();
		const turn = turns[Math.min(this.at, turns.length - 1)];
		set(this.empty, 'hidden', Boolean(turn));
		set(this.title, 'hidden', !turn);
		if (!turn)
			return this.cells.replaceChildren();
		say(this.number, String(turn.objective.number));
		say(this.titleText, turn.objective.title);
		[...this.turns.children].forEach((node, at) => set(node, 'class', this.programme.objectives[at] === turn.objective ? 'now' : null));
		set(this.cells, 'data-count', turn.cells.length);
		keyed(this.cells, turn.cells, (cell) => `${turn.objective.number} ${cell.category}`, () => el('section', {}, el('h2', { dir: 'auto' }), el('ol', {}), el('p', { class: 'wall-more' })),
			(node, cell) => this.cell(node, cell, turn.objective.number));
		return undefined;
	}

	cell(node, { category, points }, objective) {
		say(node.children[0], heading(this.programme, category, objective));
		const list = node.children[1];
		keyed(list, points.slice(0, CELL_POINTS), (point) => point.id, (point) => el('li', {}, el('span', { class: 'wall-strength' }), el('span', { dir: 'auto' })), (item, point) => {
			weigh(item.children[0], point);
			say(item.children[1], point.statement);
			set(item, 'class', Date.now() - (this.grew.get(point.id) ?? 0) < GREW_MS ? 'grew' : null);
			set(item, 'hidden', false);
		});
		/* The weakest go until the rest fits: nothing on a wall scrolls. */
		let left = list.children.length;
		while (left > 1 && node.scrollHeight > node.clientHeight + 2) {
			left -= 1;
			set(list.children[left], 'hidden', true);
			say(node.children[2], t('plenary.more', { count: points.length - left }));
		}
		say(node.children[2], points.length > left ? t('plenary.more', { count: points.length - left }) : '');
	}
}

/* From the last row a figure is read, dots are not. */
function weigh(node, { writers }) {
	say(node, number(writers));
	set(node, 'role', 'img');
	set(node, 'aria-label', t('point.writers', { count: writers }));
}

/*
 * The code to follow along with. Only a secretariat can invite; its browser keeps the invitation, so that a wall that is
 * opened anew shows the same.
 */
async function invite({ session, facts }, node) {
	const name = `follow ${session}`;
	let kept = null;
	try {
		kept = JSON.parse(localStorage.getItem(name));
		if (facts.role === 'secretariat' && !(kept?.expires > Date.now())) {
			[kept] = await post(sessionPath(session, '/invitations'), { role: 'observer', count: FOLLOWERS });
			localStorage.setItem(name, JSON.stringify(kept));
		}
	} catch { /* without keys there are no invitations: then the address alone */ }
	const where = kept?.link ?? new URL(pageAddress(session, 'follow'), location.href).href;
	if (kept?.svg)
		node.append(el('img', { src: `data:image/svg+xml,${encodeURIComponent(kept.svg)}`, alt: t('plenary.qr', { address: where }) }));
	node.append(el('p', {}, el('strong', {}, t('plenary.follow')), el('span', { dir: 'ltr' }, where.replace(/^https?:\/\//, ''))));
}

enter('plenary').then((frame) => new Plenary(frame).start());
