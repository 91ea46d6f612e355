/*
 * store.js - IndexedDB, as little of it as the outbox needs: commands (what was written, until long after it was
 * answered) and things kept by name (the session as last seen, the line being typed).
 *
 * Where a browser keeps nothing (some private windows), a map of this tab stands in for it, and `durable` is false:
 * the page then says so.
 */
const NAME = 'rapporteur';

export async function openStore() {
	try {
		return idbStore(await open());
	} catch {
		return memoryStore();
	}
}

function open() {
	return new Promise((resolve, reject) => {
		const request = indexedDB.open(NAME, 1);
		request.onupgradeneeded = () => {
			request.result.createObjectStore('commands', { keyPath: 'id' }).createIndex('session', 'session');
			request.result.createObjectStore('kept');
		};
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error);
		request.onblocked = () => reject(new Error('blocked'));
	});
}

function idbStore(first) {
	let db = first;
	/* A connection that the browser closed (its storage was cleared, the disk came back) is opened anew, once. */
	async function within(store, mode, work) {
		try {
			return await transact(store, mode, work);
		} catch (error) {
			if (error.name !== 'InvalidStateError')
				throw error;
			db = await open();
			return transact(store, mode, work);
		}
	}
	function transact(store, mode, work) {
		return new Promise((resolve, reject) => {
			const transaction = db.transaction(store, mode, { durability: 'strict' });
			const request = work(transaction.objectStore(store));
			transaction.oncomplete = () => resolve(request?.result);
			transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
		});
	}
	return {
		durable: true,
		put: (command) => within('commands', 'readwrite', (store) => store.put(command)),
		remove: (id) => within('commands', 'readwrite', (store) => store.delete(id)),
		all: () => within('commands', 'readonly', (store) => store.getAll()),
		/* change(command) is called within the transaction and returns what shall stand, or null for no change. */
		change: (id, change) => within('commands', 'readwrite', (store) => {
			const request = store.get(id);
			request.onsuccess = () => {
				const next = request.result && change(request.result);
				if (next)
					store.put(next);
			};
			return request;
		}),
		keep: (name, value) => within('kept', 'readwrite', (store) => store.put(value, name)),
		kept: (name) => within('kept', 'readonly', (store) => store.get(name)),
	};
}

function memoryStore() {
	const commands = new Map();
	const kept = new Map();
	return {
		durable: false,
		put: async (command) => void commands.set(command.id, structuredClone(command)),
		remove: async (id) => void commands.delete(id),
		all: async () => structuredClone([...commands.values()].sort((one, other) => (one.id < other.id ? -1 : 1))),
		change: async (id, change) => {
			const next = commands.has(id) && change(structuredClone(commands.get(id)));
			if (next)
				commands.set(id, next);
		},
		keep: async (name, value) => void kept.set(name, structuredClone(value)),
		kept: async (name) => structuredClone(kept.get(name)),
	};
}
