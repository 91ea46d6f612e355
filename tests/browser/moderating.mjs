/*
 * moderating.mjs - every act of a moderator, by keyboard and by pointer, against the real broker, and its undo; names that are
 * masked; two moderators at once; a thousand points.
 */
import { writeFileSync } from 'node:fs';
import { at, invite, people } from './meeting.mjs';
import { check, env, equal, it, notesImport, until } from './rig.mjs';

const EXAMPLE = `${env('TOP')}/tests/example/notes.jsonl`;
const option = (page, text) => page.getByRole('option').filter({ has: page.locator('.statement', { hasText: text }) });
const texts = (page, category) => page.locator(`[data-category="${category}"] .statement`).allTextContents();
const points = (page) => page.getByRole('option').count();

/* The point is the active one, the focus on the list, the pointer away from it. */
async function choose(page, text) {
	await option(page, text).click();
	await page.mouse.move(2, 2);
	await page.locator('#points').focus();
}

async function answer(page, fields, verb) {
	const dialog = page.getByRole('dialog');
	for (const [name, value] of Object.entries(fields)) {
		const field = dialog.locator(`[name="${name}"]`);
		await (await field.evaluate((node) => node.tagName) === 'SELECT' ? field.selectOption(value) : field.fill(value));
	}
	await dialog.getByRole('button', { name: verb, exact: true }).click();
}

async function undo(page) {
	await page.locator('#points').focus();
	await page.keyboard.press('u');
	await page.locator('.message').getByText('Undone.').waitFor();
}

const seen = (locator) => locator.waitFor({ state: 'attached' });
const gone = (locator) => locator.waitFor({ state: 'detached' });

it('*a moderator has the notes of the example before them', async () => {
	await notesImport(await invite('secretariat'), EXAMPLE);
	const { page } = people.moderator;
	await page.goto(at('moderate', '?objective=5'));
	await until(async () => await points(page) >= 12, 'points of objective 5');
});

it('merge, split, restate, pin and lens do what they say, and are undone', async () => {
	const { page } = people.moderator;
	const [one, two] = await texts(page, 'challenge');
	const before = await points(page);
	await choose(page, one);
	await page.keyboard.press('Space');
	await choose(page, two);
	await page.keyboard.press('m');
	await until(async () => await points(page) === before - 1, 'two points are one');
	await undo(page);
	await until(async () => await points(page) === before, 'they are two again');

	await page.locator('#points').focus();
	const many = await page.getByRole('option').filter({ has: page.locator('.point-facts', { hasNotText: /^1 note/ }) }).first().locator('.statement').textContent();
	await choose(page, many);
	await page.locator('#panel .under input').nth(1).check();
	await page.locator('#points').focus();
	await page.keyboard.press('s');
	await until(async () => await points(page) === before + 1, 'a note stands apart');
	await undo(page);
	await until(async () => await points(page) === before, 'it is back in its point');

	await choose(page, one);
	await page.keyboard.press('r');
	await answer(page, { text: 'Said <b>anew</b> by the moderator', reason: 'shorter' }, 'Restate');
	await seen(option(page, 'Said <b>anew</b> by the moderator').locator('.badge.restated'));
	await undo(page);
	await seen(option(page, one));

	await choose(page, one);
	await page.keyboard.press('p');
	await seen(option(page, one).locator('.badge.pinned'));
	await undo(page);
	await gone(option(page, one).locator('.badge.pinned'));

	await choose(page, one);
	await page.keyboard.press('l');
	const lens = page.getByRole('dialog').locator('input:not(:checked)').first();
	const tag = `#${await lens.getAttribute('name')}`;
	await lens.check();
	await page.getByRole('dialog').getByRole('button', { name: 'Lenses' }).click();
	await seen(option(page, one).locator('.point-facts', { hasText: tag }));
	await undo(page);
	await gone(option(page, one).locator('.point-facts', { hasText: tag }));
});

it('hide, put back, move, theme and order do what they say, and are undone', async () => {
	const { page } = people.moderator;
	const [one, two] = await texts(page, 'challenge');
	await choose(page, one);
	await page.keyboard.press('h');
	await answer(page, { reason: 'said in confidence' }, 'Hide');
	await gone(option(page, one));
	await page.getByRole('tab', { name: 'Kept out' }).click();
	const out = page.locator('#panel li', { hasText: 'said in confidence' });
	await out.getByRole('button', { name: 'Put back' }).first().click();
	await seen(option(page, one));
	await undo(page);
	await gone(option(page, one));
	await undo(page);
	await seen(option(page, one));
	await page.getByRole('tab', { name: 'Point' }).click();

	await choose(page, one);
	await page.keyboard.press('v');
	await answer(page, { category: 'recommendation' }, 'Move');
	await seen(page.locator('[data-category="recommendation"]').getByText(one, { exact: true }));
	await undo(page);
	await seen(page.locator('[data-category="challenge"]').getByText(one, { exact: true }));

	await choose(page, one);
	await page.keyboard.press('t');
	await answer(page, { text: 'Regular pathways' }, 'New theme');
	await seen(option(page, one).locator('.theme', { hasText: 'Regular pathways' }));
	await undo(page);
	await gone(option(page, one).locator('.theme', { hasText: 'Regular pathways' }));
	await undo(page);

	await until(async () => (await texts(page, 'challenge'))[0] === one, 'the first point is first');
	await choose(page, one);
	await page.keyboard.press('Alt+ArrowDown');
	await until(async () => (await texts(page, 'challenge')).indexOf(one) === 1, 'it is the second');
	equal((await texts(page, 'challenge'))[0], two, 'the first point');
	await undo(page);
	await until(async () => (await texts(page, 'challenge'))[0] === one, 'it is the first again');
});

it('the pointer merges, orders and moves by dragging', async () => {
	const { page } = people.moderator;
	const before = await points(page);
	const [one, two, three] = await texts(page, 'challenge');
	const drag = async (from, to, part) => {
		const { height } = await to.boundingBox();
		await option(page, from).dragTo(to, { targetPosition: { x: 80, y: Math.max(2, Math.min(height - 2, height * part)) } });
		await page.mouse.move(2, 2);
	};
	await drag(three, option(page, one), 0.05);
	await until(async () => (await texts(page, 'challenge'))[0] === three, 'the third is the first');
	await undo(page);
	await until(async () => (await texts(page, 'challenge'))[0] === one, 'it is not');
	await drag(one, option(page, two), 0.5);
	await until(async () => await points(page) === before - 1, 'two points are one');
	await undo(page);
	await until(async () => await points(page) === before, 'they are two again');
	await drag(one, page.locator('[data-category]:not([data-category="challenge"]) h2').first(), 0.5);
	await until(async () => !(await texts(page, 'challenge')).includes(one), 'it is of another category');
	await undo(page);
	await until(async () => (await texts(page, 'challenge')).includes(one), 'it is back');
});

it('who is named is marked for the moderator, masked for the room, and read by all after a release', async () => {
	const { page } = people.moderator;
	const { page: writer } = people.bela;
	await writer.goto(at('write', '?room=WG-2'));
	await writer.locator('#line').fill('Ms Layla Haddad of the fishers: the delta is salt now');
	await writer.keyboard.press('Enter');
	await page.goto(at('moderate', '?objective=12'));
	await page.getByRole('tab', { name: 'Names' }).click();
	const item = page.locator('#panel li', { hasText: 'Haddad' });
	await item.locator('mark', { hasText: 'Layla Haddad' }).waitFor();
	const reader = people.observer.page;
	const read = reader.locator('.statement', { hasText: 'the delta is salt now' });
	await reader.goto(at('follow'));
	await read.waitFor();
	check(!(await reader.locator('body').textContent()).includes('Haddad'), 'a name was read before its release');
	await item.locator('.found-point').click();
	const note = page.locator('#panel .under li', { hasText: 'Haddad' });
	await note.getByText(/^Others read:/).waitFor();
	await note.getByRole('button', { name: 'Release' }).click();
	await option(page, 'Layla Haddad').waitFor();
	await gone(page.locator('#panel mark'));
	await read.filter({ hasText: 'Layla Haddad' }).waitFor();
	await undo(page);
	await gone(option(page, 'Layla Haddad'));
	await gone(read.filter({ hasText: 'Layla Haddad' }));
	await page.getByRole('tab', { name: 'Names' }).click();
	const waiting = await page.locator('#panel li').count();
	await page.locator('#panel li', { hasText: 'Nimali' }).getByRole('button', { name: 'Release' }).click();
	await until(async () => await page.locator('#panel li').count() === waiting - 1, 'a name of another objective is released from here');
	equal(await page.evaluate(() => document.activeElement.id), 'panel', 'the focus');
});

it('two moderators see what the other did, the later one holds, and each undoes their own', async () => {
	const { page: one } = people.moderator;
	const { page: two } = people.second;
	await Promise.all([one, two].map((page) => page.goto(at('moderate', '?objective=6'))));
	await until(async () => await points(one) >= 8 && await points(two) === await points(one), 'both see the points');
	equal(await two.locator('.badge.new').count(), 0, 'new points for who has just come');
	const [text] = await texts(one, 'challenge');
	await choose(one, text);
	await choose(two, text);
	await one.keyboard.press('r');
	await two.keyboard.press('r');
	await answer(one, { text: 'As the first moderator says it' }, 'Restate');
	await seen(option(two, 'As the first moderator says it'));
	await answer(two, { text: 'As the second moderator says it' }, 'Restate');
	await seen(option(one, 'As the second moderator says it'));
	await undo(one);
	await two.getByRole('tab', { name: 'Log' }).click();
	await two.locator('#panel li', { hasText: 'undone' }).first().waitFor();
	equal(await option(one, 'As the second moderator says it').count(), 1, 'the later act after the earlier was undone');
	await undo(two);
	await seen(option(one, text));
	await seen(option(two, text));

	const before = await points(one);
	const [first, second] = await texts(one, 'challenge');
	const ready = async (page) => {
		await choose(page, first);
		await page.keyboard.press('Space');
		await choose(page, second);
	};
	await Promise.all([ready(one), ready(two)]); /* once one has merged them, the other cannot choose any more */
	await Promise.all([one, two].map((page) => page.keyboard.press('m')));
	await until(async () => await points(one) === before - 1 && await points(two) === before - 1, 'the same merge twice is one');
});

it('a thousand points: the list is there, keys go on, and nothing moves under the cursor', async () => {
	const { page } = people.moderator;
	const { page: other } = people.second;
	const word = (number) => [7, 11, 13, 17].map((prime) => 'bdfgklmnprstvz'[Math.floor(number / prime) % 14] + 'aeiou'[(number * prime) % 5] + (number % prime).toString(36)).join('');
	writeFileSync(`${env('DIR')}/thousand.jsonl`, Array.from({ length: 1000 }, (_, number) => JSON.stringify({ id: `t${number}`, room: 'WG-18', objective: 18,
		category: number % 2 ? 'challenge' : 'practice', text: [1, 2, 3, 4].map((part) => word(number * 4 + part)).join(' ') })).join('\n'));
	await page.goto(at('moderate', '?objective=18'));
	await until(async () => await points(page) > 5, 'points');
	const before = await points(page);
	await notesImport(await invite('secretariat'), `${env('DIR')}/thousand.jsonl`);
	await until(async () => await points(page) >= before + 900, 'a thousand points');
	await page.reload();
	await until(async () => await points(page) >= before + 900, 'a thousand points after a reload');
	await page.locator('#points').focus();
	await page.keyboard.press('End');
	for (let times = 0; times < 20; times++)
		await page.keyboard.press('ArrowUp');
	const active = page.locator('.point.active');
	const where = async () => ({ text: await active.locator('.statement').textContent(), top: (await active.boundingBox()).y });
	await active.hover();
	const stood = await where();
	/* A list scrolls by whole pixels, lines are not as high. */
	const stands = async (when) => {
		const { text, top } = await where();
		check(text === stood.text && Math.abs(top - stood.top) < 1, `${when}: ${text} at ${top}, not ${stood.text} at ${stood.top}`);
	};
	await other.goto(at('moderate', '?objective=18'));
	await until(async () => await points(other) >= before + 900, 'the other sees them');
	await choose(other, (await texts(other, 'challenge'))[0]);
	await other.keyboard.press('h');
	await answer(other, { reason: 'a test' }, 'Hide');
	await page.locator('.held').getByText('show').waitFor();
	await stands('while a change waits');
	await page.locator('#points').focus();
	await page.keyboard.press('.');
	await page.locator('.held').waitFor({ state: 'hidden' });
	await stands('after the change was laid in');
	await page.keyboard.press('ArrowUp');
	check((await where()).text !== stood.text, 'the key went nowhere');
});
