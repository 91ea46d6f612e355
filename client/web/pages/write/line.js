/*
 * line.js - the one line to type in, with its category and lens. What is typed is on the screen at once and is
 * kept at every key, so that a closed lid loses nothing. A composition (Thai, Hindi, Chinese, Vietnamese) is never
 * touched: while one is under way Enter belongs to it, and the line is not written to by us.
 */
import { el, say, set } from '../lib/dom.js';
import { t } from '../lib/words.js';
import { parseLine, tidy } from './parse.js';

const CHARS_MAX = 4000;
const CHARS_NEAR = 3500;

/* on.enter(parsed) resolves once the text is kept; on.typing(parsed); on.earlier() -> note or null. */
export class Line {
	constructor(programme, draftName, on) {
		Object.assign(this, { programme, draftName, on, category: programme.categories[0].key, lens: null, editing: null });
		this.composing = false;
		this.input = el('textarea', { id: 'line', rows: 1, autocomplete: 'off', enterkeyhint: 'send', autocapitalize: 'sentences',
			'aria-describedby': 'line-help line-problem', placeholder: t('write.placeholder') });
		this.problem = el('p', { id: 'line-problem', class: 'problem', role: 'alert' });
		this.mode = el('p', { class: 'mode', hidden: true });
		this.categories = this.chips('category', programme.categories.map((one) => [one.key, one.heading]), t('write.category'));
		this.lenses = this.chips('lens', programme.lenses.map((one) => [one, one]), t('write.lens'));
		this.button = el('button', { type: 'submit', class: 'main' }, t('write.send'));
		this.form = el('form', { class: 'composer', onsubmit: (event) => this.submit(event) },
			el('div', { class: 'chips' }, this.categories, programme.lenses.length ? this.lenses : null),
			this.mode,
			el('div', { class: 'entry' },
				el('label', { for: 'line', class: 'unseen' }, t('write.line')), this.input, this.button),
			this.problem,
			el('p', { id: 'line-help', class: 'help' }, t('write.help')));
		this.listen();
		this.input.value = this.draft();
		this.changed();
	}

	chips(name, options, label) {
		return el('fieldset', { class: `chips-${name}` }, el('legend', {}, label),
			options.map(([key, text], index) => el('button', { type: 'button', class: 'chip', value: key, dir: 'auto',
				'aria-pressed': 'false', 'aria-keyshortcuts': index < 9 ? `Alt+${name === 'lens' ? 'Shift+' : ''}${index + 1}` : null,
				onclick: () => this.choose(name, key) }, text)));
	}

	choose(name, key) {
		if (name === 'category')
			this.category = key;
		else
			this.lens = this.lens === key ? null : key;
		this.changed();
		this.input.focus();
	}

	listen() {
		const { input } = this;
		input.addEventListener('compositionstart', () => {
			this.composing = true;
		});
		input.addEventListener('compositionend', () => {
			this.composing = false;
			this.changed();
		});
		input.addEventListener('input', () => this.changed());
		input.addEventListener('keydown', (event) => this.key(event));
		document.addEventListener('keydown', (event) => this.anywhere(event));
	}

	key(event) {
		if (this.composing || event.isComposing || event.keyCode === 229)
			return;
		if (event.key === 'Enter' && !event.shiftKey) {
			event.preventDefault();
			this.submit();
		} else if (event.key === 'ArrowUp' && (this.input.value === '' || (this.editing && this.input.selectionStart === 0))) {
			event.preventDefault();
			const note = this.on.earlier(this.editing);
			if (note)
				this.edit(note);
		} else if (event.key === 'Escape' && this.editing)
			this.leave();
	}

	/* Alt+1 .. 9 a category, with Shift a lens; a letter typed where nothing takes letters goes into the line. */
	anywhere(event) {
		const digit = event.altKey && !event.ctrlKey && !event.metaKey && /^Digit([1-9])$/.exec(event.code);
		if (digit) {
			const list = event.shiftKey ? this.programme.lenses : this.programme.categories.map((one) => one.key);
			const key = list[Number(digit[1]) - 1];
			if (key) {
				event.preventDefault();
				this.choose(event.shiftKey ? 'lens' : 'category', key);
			}
		} else if (document.activeElement === document.body && event.key.length === 1 && !event.ctrlKey && !event.metaKey)
			this.input.focus();
	}

	parsed() {
		const { input } = this;
		const parsed = parseLine(input.value, this.programme);
		return { ...parsed, category: parsed.category ?? this.category, lens: parsed.lens ?? this.lens };
	}

	changed() {
		const parsed = this.parsed();
		this.press(this.categories, parsed.category);
		this.press(this.lenses, parsed.lens);
		if (!CSS.supports('field-sizing', 'content')) {
			this.input.rows = 1;
			this.input.rows = Math.min(6, Math.ceil(this.input.scrollHeight / 26));
		}
		const length = [...this.input.value].length;
		say(this.problem, length > CHARS_NEAR ? t(length > CHARS_MAX ? 'write.too.long' : 'write.near.long', { count: length, most: CHARS_MAX }) : '');
		if (!this.editing)
			this.keepDraft(this.input.value);
		this.on.typing(parsed);
	}

	press(group, key) {
		for (const chip of group.querySelectorAll('.chip'))
			set(chip, 'aria-pressed', String(chip.value === key));
	}

	async submit(event) {
		event?.preventDefault();
		const { value } = this.input;
		const parsed = this.parsed();
		if (this.composing || (!parsed.change && tidy(parsed.text) === '') || [...value].length > CHARS_MAX)
			return this.input.focus();
		try {
			/* Until it is kept the text stays where it is; the next keys are not held up by that. */
			const refusal = await this.on.enter(parsed, this.editing);
			if (refusal)
				return say(this.problem, refusal);
			this.cleared(value);
		} catch (error) {
			say(this.problem, t('write.not.kept', { reason: error.message }));
		}
		this.input.focus();
		return undefined;
	}

	/* What was typed since Enter stays. */
	cleared(sent) {
		this.editing = null;
		set(this.mode, 'hidden', true);
		this.input.value = this.input.value.startsWith(sent) ? this.input.value.slice(sent.length).trimStart() : this.input.value;
		this.lens = null;
		say(this.button, t('write.send'));
		this.changed();
	}

	edit(note) {
		if (!this.editing)
			this.aside = { value: this.input.value, category: this.category, lens: this.lens };
		this.editing = note;
		this.category = note.category;
		this.lens = note.lens;
		this.input.value = note.text;
		say(this.mode, t('write.changing'));
		set(this.mode, 'hidden', false);
		say(this.button, t('write.change'));
		this.input.focus();
		this.input.setSelectionRange(0, 0);
		this.changed();
	}

	leave() {
		Object.assign(this, { editing: null, category: this.aside.category, lens: this.aside.lens });
		this.input.value = this.aside.value;
		set(this.mode, 'hidden', true);
		say(this.button, t('write.send'));
		this.changed();
	}

	draft() {
		try {
			return localStorage.getItem(this.draftName) ?? '';
		} catch {
			return '';
		}
	}

	keepDraft(value) {
		try {
			if (value)
				localStorage.setItem(this.draftName, value);
			else
				localStorage.removeItem(this.draftName);
		} catch { /* no storage: the line is on the screen, and that is all there is */ }
	}
}
