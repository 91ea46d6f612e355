/*
 * dom.js - making and changing elements. All text goes in as text nodes, so that what people write can be
 * no markup anywhere: nothing in these pages parses HTML.
 */
const SVG = 'http://www.w3.org/2000/svg';

/* el('button', { class: 'quiet', onclick: act }, 'Undo'). Children may be nodes, texts, lists; null is nothing. */
export function el(name, attributes = {}, ...children) {
	return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
	return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(node, attributes, children) {
	for (const [key, value] of Object.entries(attributes))
		set(node, key, value);
	node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
	return node;
}

/* An attribute, or with 'on...' a listener. false, null and undefined take the attribute away. */
export function set(node, key, value) {
	if (key.startsWith('on'))
		node.addEventListener(key.slice(2), value);
	else if (value === undefined || value === null || value === false)
		node.removeAttribute(key);
	else if (node.getAttribute(key) !== String(value === true ? '' : value))
		node.setAttribute(key, value === true ? '' : value);
}

/* Only a text that differs is written: a screen reader would say it again. */
export function say(node, text) {
	if (node.textContent !== text)
		node.textContent = text;
}

/*
 * Makes the children of parent stand for items: a node that stood for the same key is kept, with its focus
 * and its place on the screen. update(node, item) is called for each.
 */
export function keyed(parent, items, keyOf, make, update) {
	const have = new Map();
	for (const node of [...parent.children])
		have.set(node.dataset.key, node);
	let place = parent.firstElementChild;
	for (const item of items) {
		const key = String(keyOf(item));
		let node = have.get(key);
		have.delete(key);
		if (!node) {
			node = make(item);
			node.dataset.key = key;
		}
		if (update)
			update(node, item);
		if (node === place)
			place = place.nextElementSibling;
		else
			parent.insertBefore(node, place);
	}
	for (const node of have.values())
		node.remove();
}

/* A dialog that answers with the form's data, or null when it was left. */
export function ask(title, fields, verb, leave) {
	return new Promise((resolve) => {
		const form = el('form', { method: 'dialog' }, el('h2', { id: 'ask-title' }, title), fields,
			el('div', { class: 'row end' },
				el('button', { type: 'button', class: 'quiet', onclick: () => dialog.close() }, leave),
				el('button', { type: 'submit', class: 'main' }, verb)));
		const dialog = el('dialog', { 'aria-labelledby': 'ask-title' }, form);
		const before = document.activeElement;
		let answer = null;
		form.addEventListener('submit', () => {
			answer = Object.fromEntries(new FormData(form));
		});
		dialog.addEventListener('close', () => {
			dialog.remove();
			if (before && before.isConnected)
				before.focus();
			resolve(answer);
		});
		document.body.append(dialog);
		dialog.showModal();
		const first = dialog.querySelector('textarea, input:not([type=hidden]), select');
		if (first)
			first.focus();
	});
}

export function field(label, control, hint) {
	return el('label', { class: 'field' }, el('span', {}, label), control, hint ? el('small', {}, hint) : null);
}

export function select(name, options, value) {
	return el('select', { name }, options.map(([key, text]) =>
		el('option', { value: key, selected: String(key) === String(value) }, text)));
}

/* A file out of a text, saved where the browser saves files. */
export function saveFile(name, text, type) {
	const url = URL.createObjectURL(new Blob([text], { type }));
	const link = el('a', { href: url, download: name });
	document.body.append(link);
	link.click();
	link.remove();
	setTimeout(() => URL.revokeObjectURL(url), 60000);
}
