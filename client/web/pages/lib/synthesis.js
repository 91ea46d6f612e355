/*
 * synthesis.js - the points as this page knows them: a fold over the stream's events. It holds whatever came
 * last, so that a page goes on showing it while the network is away.
 */
export class Synthesis {
	constructor() {
		this.objectives = new Map(); /* number -> { points: Map id -> point, counts, ...what else came with it } */
		this.loaded = false;
	}

	/* Returns the ids of the points that are new, changed or gone, or null where there was nothing before. */
	take(data) {
		const have = this.objectives.get(data.objective);
		const whole = data.whole || !have;
		const { points, changed, gone, aside, whole: ignored, ...facts } = data;
		const next = { ...facts, points: whole ? new Map() : have.points, aside: whole ? new Map() : have.aside };
		const news = [];
		for (const point of points ?? changed ?? []) {
			const before = have?.points.get(point.id);
			if (!before || JSON.stringify(before) !== JSON.stringify(point))
				news.push(point.id);
			next.points.set(point.id, point);
			for (const note of point.notes ?? [])
				next.aside.delete(note.id);
		}
		for (const id of gone ?? [])
			next.points.delete(id) && news.push(id);
		for (const note of aside ?? [])
			next.aside.set(note.id, note);
		this.objectives.set(data.objective, { ...(whole ? {} : have), ...next });
		this.loaded = true;
		return have ? news : null;
	}

	/* What a tab that comes later needs: the events that make this. */
	asEvents() {
		return [...this.objectives.entries()].map(([objective, { points, aside, ...facts }]) =>
			({ ...facts, objective, points: [...points.values()], aside: [...aside.values()], whole: true }));
	}

	points(objective) {
		return [...(this.objectives.get(objective)?.points.values() ?? [])].filter((point) => !point.hidden);
	}

	/* Notes that are in no point: kept out, hidden, late. */
	aside(objective) {
		return [...(this.objectives.get(objective)?.aside.values() ?? [])];
	}

	/* Every note with its point, or null. */
	notes(objective) {
		return [...this.points(objective).flatMap((point) => (point.notes ?? []).map((note) => ({ note, point }))),
			...this.aside(objective).map((note) => ({ note, point: null }))];
	}

	all() {
		return [...this.objectives.keys()].flatMap((objective) => this.points(objective).map((point) => ({ ...point, objective })));
	}

	find(id) {
		for (const [objective, { points }] of this.objectives) {
			if (points.has(id))
				return { ...points.get(id), objective };
		}
		return null;
	}
}

/* The order within a category and theme: as moderators ordered, then by strength, then the earlier. */
export function byRank(one, other) {
	return (one.rank || 1e9) - (other.rank || 1e9) || other.writers - one.writers || other.count - one.count ||
		one.number - other.number;
}

/* [{ category, points }] in the programme's order; within, themes in theirs, and what has none first. */
export function byCategory(points, programme, themes = []) {
	const place = (point) => (point.theme ? themes.findIndex((one) => one.category === point.category && one.key === point.theme) : -1);
	const groups = new Map(programme.categories.map((category) => [category.key, []]));
	for (const point of points) {
		if (!groups.has(point.category))
			groups.set(point.category, []);
		groups.get(point.category).push(point);
	}
	return [...groups.entries()].map(([category, list]) => ({ category,
		points: list.sort((one, other) => place(one) - place(other) || byRank(one, other)) }));
}

export function heading(programme, category, objective) {
	const found = programme.categories.find((one) => one.key === category);
	const other = found?.headings;
	if (Array.isArray(other))
		return other.find((one) => one.objective === objective)?.heading ?? found.heading;
	return other?.[objective] ?? found?.heading ?? category;
}
