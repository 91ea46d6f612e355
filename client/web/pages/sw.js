/*
 * sw.js - opens the pages without a network, where the context is secure. Files come from the network as long as it
 * answers within two seconds, so that a page is never made of two versions by us; else as they were last. What the
 * API says is kept by the pages themselves.
 */
const CACHE = 'rapporteur-pages';
const PATIENCE_MS = 2000;
const SHELLS = ['index', 'join', 'write', 'moderate', 'plenary', 'setup', 'follow'];

/* All sessions share one file a page. */
function nameOf(url) {
	const found = /^\/s\/[^/]+\/(\w+)$/.exec(url.pathname);
	if (found && SHELLS.includes(found[1]))
		return `/s/-/${found[1]}`;
	if (url.pathname.startsWith('/j/'))
		return '/j/-';
	return url.pathname;
}

async function fetched(request, name) {
	const reply = await fetch(request);
	if (reply.ok && reply.type === 'basic') {
		const cache = await caches.open(CACHE);
		await cache.put(name, reply.clone());
	}
	return reply;
}

async function answer(request, name) {
	const network = fetched(request, name);
	const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
	const first = await Promise.race([network.catch(() => null), patience]);
	if (first)
		return first;
	return (await caches.match(name)) ?? network;
}

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
	const url = new URL(event.request.url);
	const ours = url.origin === self.location.origin && event.request.method === 'GET';
	if (ours && !/^\/(api|healthz|metrics)/.test(url.pathname))
		event.respondWith(answer(event.request, nameOf(url)));
});

/* The page that registers us was loaded before we were there: it names the files that it is made of. */
self.addEventListener('message', (event) => {
	event.waitUntil(Promise.all(event.data.files.map(async (file) => {
		const url = new URL(file, self.location.origin);
		if (url.origin === self.location.origin && !url.pathname.startsWith('/api/'))
			await fetched(new Request(url), nameOf(url)).catch(() => {});
	})));
});
