/*
 * hostile.mjs - what a person can fill in is text wherever it is shown: nothing of it runs, no element is made of it.
 */
import { readFileSync } from 'node:fs';
import { at, invite, people } from './meeting.mjs';
import { PAGES } from './reach.mjs';
import { check, it, join, person, PROGRAMME, until, WEB } from './rig.mjs';

const hostile = (where) => `<img src=x onerror=alert('${where}')><script>alert('${where}')</script>"'>${where}`;

async function clean(page, what) {
	const made = await page.evaluate(() => [...document.querySelectorAll('img[src="x"], body script, [onerror], [onload]')].map((node) => node.outerHTML.slice(0, 80)));
	check(made.length === 0, `${what} made an element of a text: ${made[0]}`);
}

async function dialog(page, key, fields, verb) {
	await page.getByRole('listbox').focus();
	await page.keyboard.press('End');
	await page.keyboard.press(key);
	for (const [name, text] of Object.entries(fields))
		await page.getByRole('dialog').locator(`[name=${name}]`).fill(text);
	await page.getByRole('dialog').getByRole('button', { name: verb }).click();
	await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/* The example's programme with hostile text wherever a text may stand. */
function programme() {
	return readFileSync(PROGRAMME, 'utf8').replace(/^title: .*$/m, `title: ${JSON.stringify(hostile('title'))}`)
		.replace(/^( +)(title|heading|moderator): .*$/gm, (all, indent, key) => `${indent}${key}: ${JSON.stringify(hostile(key))}`)
		.replace(/^( +)speakers: \[.*\]$/gm, (all, indent) => `${indent}speakers: [${JSON.stringify(hostile('speaker'))}]`)
		.replace(/cohosts: \[[^\]]*\]/g, `cohosts: [${JSON.stringify(hostile('cohost'))}]`);
}

it('hostile text in a programme, a name, a note and a moderator\'s acts is text on every page', async () => {
	const { page: office } = people.secretariat;
	const guest = await person();
	await join(guest, await invite('rapporteur', 'WG-2'), hostile('name'));
	await office.goto(at('setup', '#programme'));
	await office.reload();
	await office.getByText('The programme holds together.').waitFor();
	await office.getByRole('tab', { name: 'YAML' }).click();
	await office.getByRole('textbox', { name: 'YAML' }).fill(programme());
	await office.getByText('The programme holds together.').waitFor();
	await office.locator('.main').first().click();
	await until(async () => (await office.locator('body').textContent()).includes('The session was updated.'), 'the programme was changed');
	await clean(office, 'YAML');

	await guest.page.goto(at('write', '?room=WG-2'));
	await guest.page.locator('#line').fill(`c: ${hostile('note')}`);
	await guest.page.keyboard.press('Enter');
	await guest.page.locator('.note-state').getByText('in point').waitFor();

	const { page } = people.moderator;
	await page.goto(at('moderate'));
	await page.locator('[role=option]').filter({ hasText: 'note' }).first().waitFor();
	await dialog(page, 'r', { text: hostile('restated'), reason: hostile('reason') }, 'Restate');
	await dialog(page, 't', { text: hostile('theme') }, 'New theme');
	for (const tab of await page.getByRole('tablist').last().getByRole('tab').all()) {
		await tab.click();
		await clean(page, `moderate, ${await tab.textContent()}`);
	}
	await page.keyboard.press('/');
	await page.getByRole('tab', { name: 'Search' }).click();
	await page.locator('#search').fill(hostile('restated'));
	await clean(page, 'the search of moderate');
	for (const [name, what, rest = ''] of PAGES) {
		const { page: other } = people[name];
		await other.goto('about:blank');
		await other.goto(at(what, rest));
		await other.locator('main').waitFor();
		await other.waitForLoadState('networkidle', { timeout: 700 }).catch(() => {});
		await clean(other, `${what}${rest}`);
	}
	await people.observer.page.getByRole('searchbox').fill(hostile('search'));
	await clean(people.observer.page, 'the search of follow');
	await people.observer.page.goto(`${WEB}/j/${encodeURIComponent(hostile('words'))}`);
	await clean(people.observer.page, 'join');
	await guest.context.close();
});
