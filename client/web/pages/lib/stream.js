/*
 * stream.js - what is watched: server-sent events, read with fetch and not with EventSource, because a line that is
 * dead without having said so is only found by the comments that the gateway sends each 15 s, and EventSource does
 * not show them.
 *
 *   WAITING -> OPEN      an answer                    OPEN -> WAITING   the end, an error, 35 s of silence
 *   WAITING -> WAITING   a failure: twice as long, up to 15 s, with some jitter; at once when the network comes back
 */
const SILENCE_MS = 35000;
const WAIT_LEAST_MS = 500;
const WAIT_MOST_MS = 15000;

/* on.event(kind, data), on.line(up: bool), on.refused(status) after which it has ended. Returns { close }. */
export function follow(address, on) {
	let closed = false;
	let lastId = '';
	let wait = WAIT_LEAST_MS;
	let hurry = () => {};
	let breaker = null;

	async function once() {
		breaker = new AbortController();
		const headers = { Accept: 'text/event-stream' };
		if (lastId)
			headers['Last-Event-ID'] = lastId;
		const reply = await fetch(address, { headers, credentials: 'same-origin', cache: 'no-store', signal: breaker.signal });
		if (reply.status >= 400 && reply.status < 500 && reply.status !== 429) {
			closed = true;
			on.refused(reply.status);
			return;
		}
		if (!reply.ok)
			return;
		wait = WAIT_LEAST_MS;
		on.line(true);
		await read(reply.body.getReader());
	}

	async function read(reader) {
		const decoder = new TextDecoder();
		const parser = eventParser((kind, data, id) => {
			if (id !== undefined)
				lastId = id;
			on.event(kind, data);
		});
		for (;;) {
			const silence = setTimeout(() => breaker.abort(), SILENCE_MS);
			const { done, value } = await reader.read().finally(() => clearTimeout(silence));
			if (done)
				return;
			parser(decoder.decode(value, { stream: true }));
		}
	}

	async function run() {
		while (!closed) {
			await once().catch(() => {});
			if (closed)
				break;
			on.line(false);
			await new Promise((resolve) => {
				hurry = resolve;
				setTimeout(resolve, wait * (0.75 + Math.random() / 2));
			});
			wait = Math.min(wait * 2, WAIT_MOST_MS);
		}
	}

	const now = () => hurry();
	addEventListener('online', now);
	document.addEventListener('visibilitychange', now);
	run();
	return {
		close() {
			closed = true;
			breaker?.abort();
			hurry();
		},
		/* The line may be dead without knowing it: a changed network, a sleep. Begin anew, from the last id. */
		renew() {
			breaker?.abort();
			hurry();
		},
	};
}

/* Takes pieces of text as they come; calls found(kind, data, id) for each whole event. */
export function eventParser(found) {
	let rest = '';
	let kind = '';
	let data = [];
	let id;
	const line = (text) => {
		if (text === '') {
			if (data.length)
				found(kind || 'message', JSON.parse(data.join('\n')), id);
			kind = '';
			data = [];
			return;
		}
		const colon = text.indexOf(':');
		const name = colon < 0 ? text : text.slice(0, colon);
		const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '');
		if (name === 'event')
			kind = value;
		else if (name === 'data')
			data.push(value);
		else if (name === 'id')
			id = value;
	};
	return (text) => {
		rest += text;
		const lines = rest.split('\n');
		rest = lines.pop();
		for (const one of lines)
			line(one.replace(/\r$/, ''));
	};
}
