/*
 * parse.js - what a line means. `r: text` names a category by the beginning of its key or heading, `#gender` a lens, `@6` an
 * objective; `s/old/new/` changes the last note. Only what the programme has is taken out of the text: a
 * hash or a colon in a sentence stays where it is.
 */
export function parseLine(line, programme) {
	const change = /^s\/((?:\\\/|[^/])+)\/((?:\\\/|[^/])*)\/?$/.exec(line.trim());
	if (change)
		return { change: { old: change[1].replaceAll('\\/', '/'), now: change[2].replaceAll('\\/', '/') } };
	let text = line;
	const found = {};
	const prefix = /^\s*([\p{L}\p{N}_.-]{1,32}):(?=\s|$)/u.exec(text);
	const category = prefix && categoryOf(prefix[1], programme.categories);
	if (category) {
		found.category = category;
		text = text.slice(prefix[0].length);
	}
	text = text.replace(/(^|\s)#([\p{L}\p{N}_.-]+)(?=\s|$)/gu, (all, space, word) => {
		const lens = only(programme.lenses, (one) => one, word);
		if (!lens || found.lens)
			return all;
		found.lens = lens;
		return space;
	});
	text = text.replace(/(^|\s)@(\d{1,3})(?=\s|$)/g, (all, space, digits) => {
		if (found.objective || !programme.objectives.some((one) => one.number === Number(digits)))
			return all;
		found.objective = Number(digits);
		return space;
	});
	return { ...found, text: tidy(text) };
}

function categoryOf(word, categories) {
	return only(categories.map((one) => one.key), (key) => key, word) ??
		categories.find((one) => one.heading.toLowerCase().startsWith(word.toLowerCase()) && word.length > 2)?.key;
}

/* The one that begins so; the whole word before any beginning. */
function only(list, nameOf, word) {
	const small = word.toLowerCase();
	const exact = list.find((one) => nameOf(one).toLowerCase() === small);
	const begins = list.filter((one) => nameOf(one).toLowerCase().startsWith(small));
	return exact ?? (begins.length === 1 ? begins[0] : undefined);
}

/* The broker's form of a text, as far as a person could see it: the rest is done there. */
export const tidy = (text) => text.replace(/\s+/gu, ' ').trim().normalize('NFC');

/* The text with the first `old` replaced, or null when it is not in it. */
export function substitute(text, { old, now }) {
	const at = text.indexOf(old);
	return at < 0 ? null : tidy(text.slice(0, at) + now + text.slice(at + old.length));
}
