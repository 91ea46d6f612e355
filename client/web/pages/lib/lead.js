/*
 * lead.js - of the tabs of one browser one leads: it holds the one stream that all of them watch. With Web Locks
 * where the context is secure; elsewhere with a lease in localStorage, which runs out when its tab is gone.
 */
const LEASE_MS = 6000;

/* onLead() is called once, when this tab leads; it leads until it is closed. */
export function lead(name, onLead) {
	if (navigator.locks) {
		navigator.locks.request(name, () => {
			onLead();
			return new Promise(() => {});
		}).catch(onLead);
		return;
	}
	const me = Math.random().toString(36).slice(2);
	const key = `rapporteur-lead ${name}`;
	let leading = false;
	const turn = () => {
		const held = parse(localStorage.getItem(key));
		if (held && held.tab !== me && held.until > Date.now() && held.until < Date.now() + 2 * LEASE_MS)
			return;
		localStorage.setItem(key, JSON.stringify({ tab: me, until: Date.now() + LEASE_MS }));
		if (!leading) {
			leading = true;
			onLead();
		}
	};
	try {
		turn();
		setInterval(turn, LEASE_MS / 3);
		addEventListener('pagehide', () => leading && localStorage.removeItem(key));
	} catch { /* no storage: each tab for itself */
		onLead();
	}
}

function parse(text) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
