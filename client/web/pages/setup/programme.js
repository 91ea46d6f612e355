/*
 * programme.js - the programme, as a form and as YAML. The YAML is the one truth: the form writes it, and is drawn from
 * what the gateway reads in it. It is checked as it is typed; what is wrong is named with its line.
 */
import { get, getText, post, Refused, sessionPath } from '../lib/api.js';
import { el, say, saveFile, set } from '../lib/dom.js';
import { NEW, pageAddress } from '../lib/frame.js';
import { uuid7 } from '../lib/ids.js';
import { selectTab, tabs } from '../lib/tabs.js';
import { t } from '../lib/words.js';
import { drawForm, readForm } from './form.js';
import { programmeYaml, scalar } from './yaml.js';

const CHECK_MS = 400;
const day = () => new Date().toISOString().slice(0, 10);

const EMPTY = () => ({ rounds: [{ number: 1, start: `${day()}T10:00`, end: `${day()}T11:00` }], agenda: [],
	categories: [{ key: 'challenge', heading: t('setup.example.challenge') }, { key: 'practice', heading: t('setup.example.practice') },
		{ key: 'recommendation', heading: t('setup.example.recommendation') }],
	lenses: [], objectives: [{ number: 1, title: t('setup.example.objective'), questions: [] }], rooms: [{ key: 'room-1', round: 1, objectives: [1], cohosts: [] }] });

export class Programme {
	constructor({ session, facts }) {
		Object.assign(this, { session, facts, view: 'form', timer: 0, good: null, id: uuid7() });
		this.form = el('form', { class: 'programme', onsubmit: (event) => event.preventDefault(), oninput: () => this.typedForm() });
		this.text = el('textarea', { class: 'yaml', id: 'yaml', spellcheck: 'false', autocapitalize: 'none', dir: 'ltr', 'aria-label': t('setup.yaml'), oninput: () => this.typed() });
		this.findings = el('ul', { class: 'findings' });
		this.state = el('p', { role: 'status', class: 'message' });
		this.send = el('button', { type: 'button', class: 'main', disabled: true, onclick: () => this.open() }, t(session === NEW ? 'setup.open' : 'setup.update'));
		this.views = tabs(t('setup.programme'), [['form', t('setup.form'), 'programme-view'], ['yaml', t('setup.yaml'), 'programme-view']], (key) => this.show(key));
		this.body = el('div', { id: 'programme-view', role: 'tabpanel' });
		this.node = el('div', { class: 'stack' },
			el('div', { class: 'row' }, this.views, this.send, el('button', { type: 'button', onclick: () => saveFile(`${scalar(this.text.value, 'session')}.yaml`, this.text.value, 'text/yaml') }, t('setup.save'))),
			this.state, this.findings, this.body);
	}

	async start() {
		if (this.session === NEW) {
			this.draw({ session: '', timezone: Intl.DateTimeFormat().resolvedOptions().timeZone, title: '' }, EMPTY());
			this.text.value = this.yamlOfForm();
		} else {
			this.text.value = await getText(sessionPath(this.session, '/programme.yaml')).catch(() => '');
			this.draw(this.facts, this.facts.programme);
		}
		this.good = this.facts.programme;
		this.show('form');
		this.check();
	}

	draw(facts, programme) {
		this.form.replaceChildren(...drawForm(facts, programme, this.session !== NEW));
	}

	yamlOfForm() {
		const { facts, programme } = readForm(this.form);
		return programmeYaml(facts, programme, this.text.value);
	}

	typedForm() {
		this.text.value = this.yamlOfForm();
		this.typed();
	}

	typed() {
		clearTimeout(this.timer);
		set(this.send, 'disabled', true);
		this.timer = setTimeout(() => this.check(), CHECK_MS);
	}

	/* To the form only with a YAML that can be read: else something would be lost. */
	async show(view) {
		if (view === 'form' && this.view === 'yaml') {
			await this.check();
			if (!this.good)
				return say(this.state, t('setup.not.readable'));
			this.draw(this.headOf(this.text.value), this.good);
		}
		this.view = view;
		selectTab(this.views, view);
		return this.body.replaceChildren(view === 'form' ? this.form : this.text);
	}

	headOf(yaml) {
		return Object.fromEntries(['session', 'series', 'title', 'timezone', 'language'].map((key) => [key, scalar(yaml, key)]));
	}

	async check() {
		clearTimeout(this.timer);
		const yaml = this.text.value;
		try {
			const answer = await post('sessions', { id: this.id, yaml, check: true }, true);
			if (yaml === this.text.value)
				this.found([], answer.programme);
		} catch (error) {
			if (yaml !== this.text.value)
				return;
			if (error instanceof Refused)
				this.found(error.answer.findings ?? [{ sentence: `${error.message} ${error.answer.detail ?? ''}` }], null);
			else
				say(this.state, t('moderate.not.reached'));
		}
	}

	found(findings, programme) {
		this.good = programme;
		set(this.send, 'disabled', !programme);
		say(this.state, programme ? t('setup.good') : t('setup.findings', { count: findings.length }));
		this.findings.replaceChildren(...findings.map((one) => el('li', {}, el('button', { type: 'button', class: 'quiet', onclick: () => this.toLine(one) },
			one.line ? t('setup.line', { line: one.line }) : t('setup.yaml')), el('span', { dir: 'auto' }, one.sentence))));
	}

	async toLine({ line, column }) {
		await this.show('yaml');
		const lines = this.text.value.split('\n');
		const at = lines.slice(0, (line ?? 1) - 1).reduce((sum, text) => sum + text.length + 1, 0) + Math.max(0, (column ?? 1) - 1);
		this.text.focus();
		this.text.setSelectionRange(at, at + (lines[(line ?? 1) - 1] ?? '').length);
	}

	async open() {
		set(this.send, 'disabled', true);
		try {
			const answer = await post('sessions', { id: this.id, yaml: this.text.value, update: this.session !== NEW }, true);
			this.id = uuid7();
			if (this.session === NEW)
				return location.assign(pageAddress(answer.session, 'setup'));
			Object.assign(this.facts, await get(sessionPath(this.session)));
			say(this.state, answer.changes?.length ? `${t('setup.updated')} ${answer.changes.join('; ')}` : t('setup.unchanged'));
		} catch (error) {
			if (error instanceof Refused)
				this.id = uuid7();
			say(this.state, error instanceof Refused ? `${error.message} ${error.answer.detail ?? ''}` : t('moderate.not.reached'));
		}
		set(this.send, 'disabled', false);
		return undefined;
	}
}
