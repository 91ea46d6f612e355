/*
 * meeting.mjs - from the first invitation to the report: a secretariat opens the example session and prints its sheets, a
 * rapporteur writes, the moderator and the wall see it, the session is closed.
 */
import { readFileSync } from 'node:fs';
import { brokerStart, check, equal, init, it, join, person, PROGRAMME, SESSION, until, WEB, webStart } from './rig.mjs';

export const people = {};
export const at = (page, query = '') => `${WEB}/s/${SESSION}/${page}${query}`;

/* Makes an invitation on the page of the secretariat; its words. */
export async function invite(role, room) {
	const { page } = people.secretariat;
	await page.goto(at('setup', '#people'));
	await page.reload();
	await page.locator('select[name=role]').selectOption(role);
	await page.locator('select[name=room]').selectOption(room ?? '');
	await page.getByLabel('For how many people, each').fill('20');
	await page.getByRole('button', { name: 'Make invitations' }).click();
	return (await page.locator('.sheet-words').first().textContent()).replaceAll(' ', '-');
}

it('*a secretariat joins with its words and opens the session from YAML', async () => {
	const words = await init();
	await brokerStart();
	await webStart();
	people.secretariat = await person();
	const { page } = people.secretariat;
	await page.goto(WEB);
	await page.getByLabel('The six words of your invitation').fill(words.replaceAll('-', ' '));
	await page.getByRole('button', { name: 'Join' }).click();
	await page.getByRole('link', { name: 'Open a new session' }).click();
	await page.getByRole('tab', { name: 'YAML' }).click();
	const yaml = page.getByRole('textbox', { name: 'YAML' });
	await yaml.fill(readFileSync(PROGRAMME, 'utf8').replace('round: 1,', 'round: 7,'));
	await page.getByRole('button', { name: /^Line \d+/ }).first().waitFor();
	check(await page.getByRole('button', { name: 'Open the session' }).isDisabled(), 'a programme with a fault can be sent');
	await yaml.fill(readFileSync(PROGRAMME, 'utf8'));
	await page.getByText('The programme holds together.').waitFor();
	await page.getByRole('button', { name: 'Open the session' }).click();
	await page.waitForURL(`**/s/${SESSION}/setup**`);
});

it('the form and the YAML are the same programme, both ways', async () => {
	const { page } = people.secretariat;
	await page.goto(at('setup'));
	await page.getByText('The programme holds together.').waitFor();
	await page.getByRole('tab', { name: 'YAML' }).click();
	const yaml = page.getByRole('textbox', { name: 'YAML' });
	const before = await yaml.inputValue();
	await page.getByRole('tab', { name: 'Form' }).click();
	await page.getByLabel('Title', { exact: true }).first().fill('A title: with "quotes" and # a hash');
	await page.getByText('The programme holds together.').waitFor();
	await page.getByRole('tab', { name: 'YAML' }).click();
	check((await yaml.inputValue()).includes('A title: with \\"quotes\\" and # a hash'), 'the form did not write the title');
	await yaml.fill(before);
	await page.getByRole('tab', { name: 'Form' }).click();
	await until(async () => await page.getByLabel('Title', { exact: true }).first().inputValue() === 'Ensuring that migration is voluntary, regular, safe and orderly', 'the form has the title');
	equal(await page.locator('[data-kind="rooms"] > li').count(), 5, 'rooms in the form');
});

it('*rapporteurs, moderators and an observer join with the words of their sheets', async () => {
	const invited = { amina: await invite('rapporteur', 'WG-2'), moderator: await invite('moderator'), observer: await invite('observer') };
	invited.second = invited.moderator;
	invited.bela = invited.amina;
	for (const [name, words] of Object.entries(invited)) {
		people[name] = await person();
		await join(people[name], words, name);
	}
	check(people.amina.page.url().endsWith('/write?room=WG-2'), `a rapporteur was led to ${people.amina.page.url()}`);
	check(people.moderator.page.url().endsWith('/moderate'), `a moderator was led to ${people.moderator.page.url()}`);
	check(people.observer.page.url().endsWith('/follow'), `an observer was led to ${people.observer.page.url()}`);
});

it('what is typed is on the screen at once, then on the broker, then in a point', async () => {
	const { page } = people.amina;
	await page.keyboard.type('r: Regional funds should pay for flood defences #gender');
	await page.keyboard.press('Enter');
	await page.locator('#mine .note-text').getByText('Regional funds should pay for flood defences').waitFor();
	equal(await page.locator('#line').inputValue(), '', 'the line after Enter');
	await page.locator('.note-state').getByText('in point 1').waitFor();
	equal(await page.locator('#unsent').getAttribute('data-count'), '0', 'unsent notes');
	equal(await page.evaluate(() => document.activeElement.id), 'line', 'the focus');
	equal(await page.locator('#mine .note-lens').textContent(), '#gender', 'the lens');
});

it('the last note is changed with arrow up and with s/old/new/, and taken back', async () => {
	const { page } = people.amina;
	await page.keyboard.type('Storms destroy harvets');
	await page.keyboard.press('Enter');
	await page.locator('#mine .note').nth(1).waitFor();
	await page.keyboard.type('s/harvets/harvests/');
	await page.keyboard.press('Enter');
	await page.locator('#mine .note-text').getByText('Storms destroy harvests').waitFor();
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('End');
	await page.keyboard.type(' every year');
	await page.keyboard.press('Enter');
	await page.locator('#mine .note-text').getByText('Storms destroy harvests every year').waitFor();
	await until(async () => (await page.locator('.note-state').allTextContents()).every((text) => text.startsWith('in point')), 'both notes are in points');
	await page.keyboard.type('Never mind this');
	await page.keyboard.press('Enter');
	await page.locator('#mine .note').nth(2).getByRole('button', { name: 'Take back' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
	await page.locator('.note-state').getByText('taken back').waitFor();
	equal(await page.locator('#mine .note').count(), 3, 'notes');
});

it('the others in the room see it without a name, and are shown what is near while they type', async () => {
	const { page } = people.bela;
	await page.locator('#room .note-text').getByText('Storms destroy harvests every year').waitFor();
	check(!(await page.locator('body').textContent()).includes('amina'), 'a name is on the page');
	await page.keyboard.type('The harvests are destroyed by storms');
	await page.locator('.near[data-found="true"]').getByText('Storms destroy harvests every year').waitFor();
	await page.keyboard.press('Enter');
	await page.locator('.note-state').getByText('in point').waitFor();
});

it('the moderator and the wall see the point, and the observer reads it', async () => {
	const { page } = people.moderator;
	await page.getByRole('option').getByText('Regional funds should pay for flood defences').waitFor();
	await page.goto(at('plenary'));
	await page.locator('.wall').getByText('Regional funds should pay for flood defences').waitFor();
	equal(await page.locator('.wall-controls').evaluate((node) => getComputedStyle(node).opacity), '0', 'controls on the wall');
	await page.goto(at('moderate'));
	const { page: reader } = people.observer;
	const text = reader.locator('.statement').getByText('Regional funds should pay for flood defences');
	await text.waitFor();
	await reader.getByLabel('Search').fill('storms');
	await text.waitFor({ state: 'detached' });
	check(reader.url().includes('q=storms'), 'a filter is not in the address');
	await reader.goto(at('follow'));
	const link = reader.getByRole('link', { name: /^Permanent link to: Regional/ });
	const address = await link.getAttribute('href');
	await reader.goto(at('follow', address));
	await reader.reload();
	await reader.locator('li:focus .statement').getByText('Regional funds').waitFor();
});
