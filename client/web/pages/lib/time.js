/*
 * time.js - dates and times in the session's time zone, in the reader's language: who reads from elsewhere sees the
 * hour that stands on the programme.
 */
import { tagNow } from './words.js';

const made = new Map();

function formatter(zone, options) {
	const key = `${tagNow()} ${zone} ${JSON.stringify(options)}`;
	if (!made.has(key)) {
		try {
			made.set(key, new Intl.DateTimeFormat(tagNow(), { timeZone: zone || undefined, ...options }));
		} catch { /* a zone that this browser does not know: its own */
			made.set(key, new Intl.DateTimeFormat(tagNow(), options));
		}
	}
	return made.get(key);
}

export const clock = (ms, zone) => formatter(zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(ms));
export const day = (ms, zone) =>
	formatter(zone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(ms));
export const moment = (ms, zone) =>
	formatter(zone, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(ms));
