/*
 * yaml.js - a programme written as YAML. Reading it is the gateway's: it has the broker's own parser, so that what is
 * checked here is what will be decided there. What the form does not know (the report's own part) is kept as it was
 * written.
 */
const quoted = (text) => JSON.stringify(String(text ?? ''));
const list = (items) => `[${items.map(quoted).join(', ')}]`;

function optional(key, value, indent) {
	return value ? `${indent}${key}: ${quoted(value)}\n` : '';
}

/* The lines of a top-level key, with what belongs to it; '' when it is not there. */
export function block(yaml, key) {
	const lines = yaml.split('\n');
	const from = lines.findIndex((line) => line.startsWith(`${key}:`));
	if (from < 0)
		return '';
	let to = from + 1;
	while (to < lines.length && (lines[to] === '' || /^[\s#-]/.test(lines[to])))
		to += 1;
	return `${lines.slice(from, to).join('\n').trimEnd()}\n`;
}

function roundsOf({ rounds }) {
	return `rounds:\n${rounds.map((one) => `  - { number: ${one.number}, start: ${one.start}, end: ${one.end} }\n`).join('')}`;
}

function agendaOf({ agenda }) {
	if (!agenda.length)
		return '';
	return `\nagenda:\n${agenda.map((one) => `  - start: ${one.start}\n${one.end ? `    end: ${one.end}\n` : ''}    title: ${quoted(one.title)}\n` +
		`${optional('moderator', one.moderator, '    ')}${one.speakers?.length ? `    speakers: ${list(one.speakers)}\n` : ''}`).join('')}`;
}

function categoriesOf({ categories }) {
	return `\ncategories:\n${categories.map((one) => `  - key: ${one.key}\n    heading: ${quoted(one.heading)}\n` +
		(one.headings?.length ? `    headings: { ${one.headings.map((other) => `${other.objective}: ${quoted(other.heading)}`).join(', ')} }\n` : '')).join('')}`;
}

function objectivesOf({ objectives }) {
	return `\nobjectives:\n${objectives.map((one) => `  - number: ${one.number}\n    title: ${quoted(one.title)}\n` +
		(one.questions.length ? `    questions:\n${one.questions.map((text) => `      - ${quoted(text)}\n`).join('')}` : '')).join('')}`;
}

function roomsOf({ rooms }) {
	return `\nrooms:\n${rooms.map((one) => `  - { key: ${one.key}, round: ${one.round}, objectives: [${one.objectives.join(', ')}]` +
		`${one.cohosts.length ? `, cohosts: ${list(one.cohosts)}` : ''} }\n`).join('')}`;
}

/* facts: { session, series, title, timezone, language }; before: the YAML that this one takes the place of. */
export function programmeYaml(facts, programme, before) {
	const report = block(before, 'report');
	return `session: ${facts.session}\n${facts.series ? `series: ${facts.series}\n` : ''}title: ${quoted(facts.title)}\ntimezone: ${facts.timezone}\n` +
		`${facts.language ? `language: ${facts.language}\n` : ''}\n${roundsOf(programme)}${agendaOf(programme)}${categoriesOf(programme)}` +
		`${programme.lenses.length ? `\nlenses: [${programme.lenses.join(', ')}]\n` : ''}${objectivesOf(programme)}${roomsOf(programme)}${report ? `\n${report}` : ''}`;
}

/* The top-level value of a key, as far as one line says it. */
export function scalar(yaml, key) {
	const found = new RegExp(`^${key}:[ \\t]*(.*?)[ \\t]*$`, 'm').exec(yaml);
	if (!found)
		return '';
	const text = found[1].replace(/\s+#.*$/, '');
	return /^"/.test(text) ? tryJson(text) : text.replace(/^'(.*)'$/, '$1');
}

function tryJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return text.replace(/^"|"$/g, '');
	}
}
