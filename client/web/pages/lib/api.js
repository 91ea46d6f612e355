/*
 * api.js - requests to the gateway. What fails is an Unavailable (say the same again later) or a Refused (it stays
 * as it is), never anything else: whoever calls decides by these two.
 */
const BASE = '/api/1/';
const PATIENCE_MS = 10000;
/* busy, disk_full, stopping, and a session that a restored broker has not been given again yet. */
const LATER = [60, 62, 64, 40];

export class Unavailable extends Error {
	constructor(sentence, code = 0) {
		super(sentence);
		this.code = code;
	}
}

export class Refused extends Error {
	constructor(status, answer) {
		super(answer.sentence ?? answer.error ?? String(status));
		this.status = status;
		this.word = answer.error ?? '';
		this.code = answer.code ?? 0;
		this.answer = answer;
	}
}

async function request(path, options) {
	const patience = new AbortController();
	const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
	try {
		const reply = await fetch(BASE + path, { credentials: 'same-origin', cache: 'no-store', signal: patience.signal, ...options });
		const text = await reply.text();
		return { status: reply.status, ok: reply.ok, answer: text === '' ? {} : JSON.parse(text) };
	} catch (error) {
		throw new Unavailable(error.message);
	} finally {
		clearTimeout(timer);
	}
}

function judge({ status, ok, answer }, permanentCodes) {
	if (ok)
		return answer;
	if (status >= 500 || status === 429 || (LATER.includes(answer.code) && !permanentCodes))
		throw new Unavailable(answer.sentence ?? '', answer.code);
	throw new Refused(status, answer);
}

export const path = (...parts) => parts.map(encodeURIComponent).join('/');
export const sessionPath = (session, rest = '') => `sessions/${encodeURIComponent(session)}${rest}`;

/* permanentCodes: a person waits for this answer, so that 'later' is an answer, too. */
export async function get(where, permanentCodes = false) {
	return judge(await request(where, {}), permanentCodes);
}

export async function post(where, body, permanentCodes = false) {
	return judge(await request(where, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', 'X-Rapporteur': '1' },
		body: JSON.stringify(body),
	}), permanentCodes);
}

/* Text as it is: a programme, a preview. */
export async function getText(where) {
	const reply = await fetch(BASE + where, { credentials: 'same-origin', cache: 'no-store' }).catch((error) => {
		throw new Unavailable(error.message);
	});
	const text = await reply.text();
	if (!reply.ok) {
		let answer = {};
		try {
			answer = JSON.parse(text);
		} catch { /* a proxy's page: the status is all there is */ }
		throw new Refused(reply.status, answer);
	}
	return text;
}

export const address = (where) => BASE + where;
