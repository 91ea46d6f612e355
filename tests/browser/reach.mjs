/*
 * reach.mjs - every page for everyone: each tab and dialog by axe, in forced colours, in the dark, from right to left, with large
 * text on a narrow screen; by the keyboard alone; on a thin line.
 */
import { at, people } from './meeting.mjs';
import { axe, check, it } from './rig.mjs';

const KBYTES_MAX = 100;
const REQUESTS_MAX = 40;
const LINE = { offline: false, latency: 300, downloadThroughput: 50000, uploadThroughput: 50000 };
const TABS_MAX = 150;

export const PAGES = [['secretariat', 'setup', '#programme'], ['secretariat', 'setup', '#people'], ['secretariat', 'setup', '#rooms'], ['secretariat', 'setup', '#session'],
	['secretariat', 'setup', '#report'], ['secretariat', 'setup', '#pictures'], ['moderator', 'moderate'], ['second', 'plenary'], ['observer', 'follow'],
	['bela', 'write', '?room=WG-2']];

/* Each person's pages one after the other, all persons at once. */
async function everyPage(act) {
	const names = [...new Set(PAGES.map(([name]) => name))];
	const ended = await Promise.allSettled(names.map(async (name) => {
		const { page } = people[name];
		for (const [, what, rest = ''] of PAGES.filter(([one]) => one === name)) {
			await page.goto('about:blank');
			await act(page, what, rest);
		}
	}));
	const problems = ended.filter((one) => one.reason).map((one) => one.reason.message);
	check(problems.length === 0, problems.join('\n'));
}

async function open(page, what, rest, language = '') {
	const [query, hash] = rest.startsWith('#') ? ['', rest] : [rest, ''];
	await page.goto(at(what, `${query}${language && `${query ? '&' : '?'}lang=${language}`}${hash}`));
	await page.locator('main').waitFor();
}

async function notSideways(page, what) {
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	check(wide <= 0, `${what} scrolls sideways by ${wide} px`);
}

it('no page scrolls sideways at 320 px, with text of 200 %, or from right to left; forced colours and dark pass axe', async () => {
	await everyPage(async (page, what, rest) => {
		await open(page, what, rest, 'qps');
		check(await page.evaluate(() => document.documentElement.dir) === 'rtl', 'the direction');
		await notSideways(page, `${what}${rest} from right to left`);
		await page.setViewportSize({ width: 320, height: 700 });
		await notSideways(page, `${what}${rest} from right to left at 320 px`);
		await open(page, what, rest);
		await notSideways(page, `${what}${rest} at 320 px`);
		await page.setViewportSize({ width: 640, height: 800 });
		await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
		await notSideways(page, `${what}${rest} with text of 200 %`);
		await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
		await page.setViewportSize({ width: 1280, height: 800 });
		await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
		await axe(page, `${what}${rest} in forced colours`);
		await page.emulateMedia({ forcedColors: 'none', colorScheme: 'dark' });
		await axe(page, `${what}${rest} in the dark`);
		await page.emulateMedia({ colorScheme: 'light' });
	});
});

it('axe finds nothing in any panel and dialog of the moderator, nor in those of the secretariat', async () => {
	const { page } = people.moderator;
	await open(page, 'moderate', '');
	await page.locator('[role=listbox] [role=option]').first().waitFor();
	for (const tab of await page.getByRole('tablist').last().getByRole('tab').all()) {
		await tab.click();
		await axe(page, `moderate, ${await tab.textContent()}`);
	}
	await page.getByRole('tablist').last().getByRole('tab').first().click();
	for (const key of ['r', 'h', 'v', 't', 'l']) {
		await page.getByRole('listbox').focus();
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press(key);
		await page.getByRole('dialog').waitFor();
		await axe(page, `moderate, the dialog of ${key}`);
		await page.keyboard.press('Escape');
		await page.getByRole('dialog').waitFor({ state: 'detached' });
	}
	const { page: office } = people.secretariat;
	for (const [rest, name] of [['#people', 'Revoke'], ['#session', 'Close the session']]) {
		await office.goto('about:blank');
		await open(office, 'setup', rest);
		await office.getByRole('button', { name }).first().click();
		await axe(office, `setup, ${name}`);
		await office.keyboard.press('Escape');
	}
});

/* What Tab comes to, until it comes round: each time something that can be seen, with a focus that can be seen. */
async function walk(page, what) {
	await page.evaluate(() => {
		window.wayTo = (node) => (node.parentElement ? `${window.wayTo(node.parentElement)}/${[...node.parentElement.children].indexOf(node)}` : '');
		window.reached = new Set();
	});
	for (let steps = 0, ends = 0; steps < TABS_MAX && ends < 2; steps++) {
		await page.keyboard.press('Tab');
		const found = await page.evaluate(() => {
			const node = document.activeElement;
			if (!node || node === document.body)
				return 'end';
			const way = window.wayTo(node);
			if (window.reached.has(way))
				return window.last === way ? `it stays on ${node.outerHTML.slice(0, 120)}` : 'round';
			window.reached.add(way);
			window.last = way;
			const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(node);
			return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 || boxShadow !== 'none' ? 'seen' : `no focus is seen on ${node.outerHTML.slice(0, 120)}`;
		});
		if (found === 'round')
			break;
		ends += found === 'end' ? 1 : 0;
		check(found === 'end' || found === 'seen', `${what}: ${found}`);
	}
	const missed = await page.evaluate(() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
		.filter((node) => node.tabIndex >= 0 && !node.disabled && node.checkVisibility() && !window.reached.has(window.wayTo(node))).map((node) => node.outerHTML.slice(0, 120)));
	check(missed.length === 0, `${what}: Tab did not come to ${missed.length}: ${missed[0]}`);
}

it('Tab comes to every control of every page, with a focus that can be seen, and comes round', async () => {
	await everyPage(async (page, what, rest) => {
		if (rest === '#programme')
			return;
		await open(page, what, rest);
		await page.waitForLoadState('networkidle', { timeout: 1500 }).catch(() => {});
		await walk(page, `${what}${rest}`);
	});
});

it('the page to write on is usable on a thin line, and its files are few and small', async () => {
	const { context } = people.bela;
	const page = await context.newPage();
	const session = await context.newCDPSession(page);
	let bytes = 0;
	let count = 0;
	await session.send('Network.enable');
	await session.send('Network.setCacheDisabled', { cacheDisabled: true });
	await session.send('Network.setBypassServiceWorker', { bypass: true });
	await session.send('Network.emulateNetworkConditions', LINE);
	session.on('Network.requestWillBeSent', () => { count += 1; });
	session.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
	const from = Date.now();
	await page.goto(at('write', '?room=WG-2'), { waitUntil: 'commit' });
	await page.locator('#line').waitFor();
	const seconds = (Date.now() - from) / 1000;
	console.log(`# write: ${seconds.toFixed(1)} s, ${count} requests, ${Math.round(bytes / 1000)} kB at ${LINE.downloadThroughput / 1000} kB/s and ${LINE.latency} ms`);
	check(bytes < KBYTES_MAX * 1000, `${bytes} bytes for the first load`);
	check(count <= REQUESTS_MAX, `${count} requests for the first load`);
	check(seconds < 15, `${seconds} s until the line is there`);
	await page.close();
});
