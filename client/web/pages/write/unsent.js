/*
 * unsent.js - the count of what is not on the broker, always on the screen; and the alarm, which comes after three
 * seconds and not at once: most of what is late is there before anybody has looked.
 */
import { el, say, set } from '../lib/dom.js';
import { t } from '../lib/words.js';

const ALARM_MS = 3000;

export class Unsent {
	constructor(durable, save) {
		this.durable = durable;
		this.notMember = '';
		this.timer = 0;
		this.count = el('p', { class: 'count', id: 'unsent', 'data-count': 0 });
		this.words = el('p', {});
		this.why = el('p', { class: 'why' });
		this.alarm = el('section', { class: 'alarm', role: 'status', 'aria-label': t('write.alarm'), hidden: true },
			this.words, this.why, el('button', { type: 'button', onclick: save }, t('write.save.file')));
	}

	/* The browser's cookie is not known (any more): what is written stays here until it has joined again. */
	stranger(error) {
		this.notMember = error.message;
	}

	draw(unsent, all, trouble) {
		const sure = unsent.filter((note) => note.state === 'here').length;
		say(this.count, unsent.length ? t('write.unsent', { count: unsent.length }) : t('write.all.sent', { count: all }));
		set(this.count, 'data-count', unsent.length);
		set(this.count, 'class', unsent.length ? 'count some' : 'count');
		clearTimeout(this.timer);
		const oldest = Math.min(...unsent.map((note) => note.waitingSince ?? note.made));
		const rest = unsent.length ? oldest + ALARM_MS - Date.now() : Infinity;
		const show = unsent.length > 0 && rest <= 0;
		if (unsent.length && rest > 0)
			this.timer = setTimeout(() => this.draw(unsent, all, trouble), rest + 20);
		set(this.alarm, 'hidden', !show && this.durable);
		if (!show) {
			say(this.words, this.durable ? '' : t('write.keeps.nothing'));
			say(this.why, '');
			return;
		}
		say(this.words, sure ? t(this.durable ? 'write.alarm.here' : 'write.alarm.tab', { count: sure }) :
			t('write.alarm.refused', { count: unsent.length }));
		say(this.why, this.notMember || trouble || '');
	}
}
