/*
 * shared.js - one stream for all tabs of a browser (HTTP/1.1 allows six connections, and each tab has one). The leader
 * passes on what comes; a tab that comes later asks it for what it knows. Who hears nothing of a leader (its tab
 * was frozen) watches for itself: one connection more is no harm.
 */
import { address, sessionPath } from './api.js';
import { lead } from './lead.js';
import { follow } from './stream.js';
import { Synthesis } from './synthesis.js';

const BEAT_MS = 4000;
const FROZEN_MS = 13000;

/*
 * Watches a session. on.change(objective, ids | null), on.session(data), on.line(up), on.broker('here' | 'away'),
 * on.refused(status). Returns { synthesis, up }.
 */
export function watch(session, audience, on) {
	const watching = { synthesis: new Synthesis(), up: false, newest: 0 };
	const name = `rapporteur ${session} ${audience}`;
	const channel = 'BroadcastChannel' in window ? new BroadcastChannel(name) : null;
	let own = null;
	let heard = Date.now();
	let there = null;

	function take(kind, data) {
		/* The newest event that has been shown: a release of names says how far was read. */
		if (kind === 'whole' || kind === 'update')
			watching.newest = Math.max(watching.newest, data.number ?? 0);
		/* A stream may begin with an older whole and the updates since: what was there when the page came is no news. */
		if (kind === 'state')
			there ??= data.number;
		if (kind === 'objective' || kind === 'update') {
			const ids = watching.synthesis.take(kind === 'objective' ? { ...data, whole: true } : data);
			on.change(data.objective, kind === 'update' && data.number <= there ? null : ids);
		} else if (kind === 'line') {
			watching.up = data;
			on.line(data);
		} else if (kind === 'state')
			on.broker?.(data.broker);
		else if (kind === 'session')
			on.session?.(data);
		else if (kind === 'refused')
			on.refused?.(data);
	}

	function tell(kind, data) {
		take(kind, data);
		channel?.postMessage({ kind, data });
	}

	function begin() {
		if (own)
			return;
		const query = audience === 'plenary' ? '?audience=plenary' : '';
		own = follow(address(sessionPath(session, `/stream${query}`)), {
			event: tell,
			line: (up) => tell('line', up),
			refused: (status) => tell('refused', status),
		});
		setInterval(() => channel?.postMessage({ kind: 'beat' }), BEAT_MS);
	}

	channel?.addEventListener('message', ({ data: { kind, data } }) => {
		heard = Date.now();
		if (kind === 'ask') {
			if (own && watching.synthesis.loaded) {
				for (const event of watching.synthesis.asEvents())
					channel.postMessage({ kind: 'objective', data: event });
				channel.postMessage({ kind: 'whole', data: { number: watching.newest } });
				channel.postMessage({ kind: 'line', data: watching.up });
			}
		} else if (!own && kind !== 'beat')
			take(kind, data);
	});
	lead(name, begin);
	channel?.postMessage({ kind: 'ask' });
	setInterval(() => Date.now() - heard > FROZEN_MS && begin(), BEAT_MS);
	renewAfterSleep(() => own?.renew());
	return watching;
}

/* A machine that slept, or changed its network, holds lines that are dead and do not know it. */
function renewAfterSleep(renew) {
	let last = Date.now();
	setInterval(() => {
		if (Date.now() - last > 20000)
			renew();
		last = Date.now();
	}, 2000);
	addEventListener('online', renew);
}
