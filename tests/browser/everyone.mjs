/*
 * everyone.mjs - axe on every page in light, dark and at 320 px; the wall of languages; hostile text.
 */
import { at, people } from './meeting.mjs';
import { axe, check, it, until, WEB } from './rig.mjs';

const PAGES = [['secretariat', 'setup'], ['secretariat', 'setup', '#people'], ['secretariat', 'setup', '#session'], ['moderator', 'moderate'],
	['moderator', 'plenary'], ['observer', 'follow'], ['amina', 'write', '?room=WG-2']];

async function ready(page) {
	await page.locator('main').waitFor();
	await until(() => page.evaluate(() => document.readyState === 'complete'), 'the page is loaded');
}

it('axe finds nothing on any page, in light, dark and at 320 px', async () => {
	for (const [name, what, rest = ''] of PAGES) {
		const { page } = people[name];
		await page.goto(at(what, rest));
		await ready(page);
		for (const [colorScheme, width] of [['light', 1280], ['dark', 1280], ['light', 320]]) {
			await page.emulateMedia({ colorScheme });
			await page.setViewportSize({ width, height: 800 });
			await axe(page, `${what}${rest} ${colorScheme} ${width}`);
		}
		await page.emulateMedia({ colorScheme: 'light' });
		await page.setViewportSize({ width: 1280, height: 800 });
	}
	await people.observer.page.goto(WEB);
	await ready(people.observer.page);
	await axe(people.observer.page, 'join');
});

it('hostile text is text on every page', async () => {
	const { page } = people.amina;
	const text = '<img src=x onerror=alert(1)><script>alert(2)</script>"\'>';
	await page.goto(at('write', '?room=WG-2'));
	await page.locator('#line').fill(text);
	await page.keyboard.press('Enter');
	await page.locator('.note[data-state="broker"] .note-text').getByText(text).waitFor();
	for (const [name, what, rest = ''] of PAGES) {
		const { page: other } = people[name];
		await other.goto(at(what, rest));
		await ready(other);
		check(await other.locator('img[src="x"], main script').count() === 0, `${what} made markup of a note`);
	}
});

it('from right to left nothing is cut off, and all words come from the catalogue', async () => {
	const { page } = people.observer;
	await page.goto(at('follow', '?lang=qps'));
	await ready(page);
	check(await page.evaluate(() => document.documentElement.dir) === 'rtl', 'the direction');
	await axe(page, 'follow from right to left');
});
