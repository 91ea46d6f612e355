/*
 * offline.mjs - bad networks: what was typed is there once, whatever was killed in between.
 */
import { at, people } from './meeting.mjs';
import { brokerKill, brokerStart, check, equal, it, until, watchPage, webKill, webStart } from './rig.mjs';

const texts = (page, list = '#mine') => page.locator(`${list} .note-text`).allTextContents();
const unsent = async (page) => Number(await page.locator('#unsent').getAttribute('data-count'));

async function write(page, ...lines) {
	for (const line of lines) {
		await page.locator('#line').fill(line);
		await page.keyboard.press('Enter');
		await page.locator('#mine .note-text').getByText(line, { exact: true }).waitFor();
	}
}

const times = (list, text) => list.filter((one) => one === text).length;

it('offline, with gateway, broker and page killed in between, no note is lost and none is there twice', async () => {
	const { page, context } = people.amina;
	await context.setOffline(true);
	await write(page, 'Offline one', 'Offline two');
	equal(await unsent(page), 2, 'unsent notes');
	check(await page.locator('.alarm').isHidden(), 'the alarm came at once');
	await page.getByText('2 notes are on this device and not yet on the broker.', { exact: false }).waitFor();
	await webKill();
	await context.setOffline(false);
	await page.close();
	await webStart();
	await brokerKill();
	people.amina.page = await watchPage(await context.newPage());
	await people.amina.page.goto(at('write', '?room=WG-2'));
	await write(people.amina.page, 'Offline three');
	equal(await unsent(people.amina.page), 3, 'unsent notes after a crash');
	await brokerStart();
	await until(async () => await unsent(people.amina.page) === 0, 'all is sent');
	await people.bela.page.locator('#room .note-text').getByText('Offline three').waitFor();
	const seen = await texts(people.bela.page, '#room');
	for (const text of ['Offline one', 'Offline two', 'Offline three'])
		equal(times(seen, text), 1, `the other person sees ${text}`);
});

it('the answer that never came does not make a note twice', async () => {
	const { page } = people.amina;
	let lost = 0;
	await page.route('**/notes', async (route) => {
		lost += 1;
		if (lost > 2)
			return route.continue();
		await route.fetch();
		return route.abort();
	});
	await write(page, 'The answer was lost');
	await until(async () => await unsent(page) === 0, 'it is sent again');
	await page.unroute('**/notes');
	check(lost >= 3, 'no answer was lost');
	await people.bela.page.locator('#room .note-text').getByText('The answer was lost').waitFor();
	equal(times(await texts(people.bela.page, '#room'), 'The answer was lost'), 1, 'the note');
});

it('unsent notes can be saved as a file, and a page that was loaded before opens without a network', async () => {
	const { page, context } = people.amina;
	await page.evaluate(() => navigator.serviceWorker.ready);
	await page.reload();
	await until(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller)), 'the worker controls the page');
	await until(() => page.evaluate(async () => (await (await caches.open('rapporteur-pages')).keys()).length > 20), 'the files are kept');
	await context.setOffline(true);
	await page.reload();
	await write(page, 'Written on a page that was opened offline');
	await page.locator('.alarm').getByRole('button').waitFor();
	const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.alarm').getByRole('button').click()]);
	const stream = await download.createReadStream();
	let text = '';
	for await (const piece of stream)
		text += piece;
	check(text.includes('Written on a page that was opened offline'), 'the file lacks the note');
	await context.setOffline(false);
	await until(async () => await unsent(page) === 0, 'it is sent once the network is back');
});

it('several tabs of a browser share one stream and one outbox', async () => {
	const { page, context } = people.amina;
	const other = await watchPage(await context.newPage());
	const streams = [];
	other.on('request', (request) => request.url().endsWith('/stream') && streams.push(request.url()));
	await other.goto(at('write', '?room=WG-2'));
	await write(other, 'From the second tab');
	await page.locator('#mine .note-text').getByText('From the second tab').waitFor();
	await other.locator('.note[data-state="broker"] .note-text').getByText('From the second tab').waitFor();
	await other.locator('#room .note-text').getByText('The harvests are destroyed by storms').waitFor();
	equal(streams.length, 0, 'streams of the second tab');
	await page.close();
	await until(() => streams.length === 1, 'the second tab leads when the first is closed');
	people.amina.page = other;
});

it('a composition is not cut by Enter, and its text is kept under loss', async () => {
	const { page, context } = people.amina;
	const session = await context.newCDPSession(page);
	await page.locator('#line').focus();
	await page.route('**/notes', (route) => (Math.random() < 0.5 ? route.abort() : route.continue()));
	for (const text of ['น้ำท่วมทำลายพืชผล', 'बाढ़ फसलों को नष्ट करती है', '洪水毁坏庄稼', 'Lũ lụt phá hủy mùa màng']) {
		const [first] = text;
		await session.send('Input.imeSetComposition', { text: first, selectionStart: 1, selectionEnd: 1 });
		await page.locator('#line').dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true });
		equal(await page.locator('#line').inputValue(), first, 'the line while composing');
		await session.send('Input.insertText', { text });
		await page.keyboard.press('Enter');
		await page.locator('#mine .note-text').getByText(text.normalize('NFC'), { exact: true }).waitFor();
	}
	await until(async () => await unsent(page) === 0, 'all is sent in spite of the loss');
	await page.unroute('**/notes');
});

it('what is being typed is there after a reload, and what is refused keeps its text', async () => {
	const { page } = people.amina;
	await page.locator('#line').fill('Half a thou');
	await page.reload();
	equal(await page.locator('#line').inputValue(), 'Half a thou', 'the line after a reload');
	await page.route('**/notes', (route) => route.fulfill({ status: 400, contentType: 'application/json', body: '{"error":"bad_field","code":20,"sentence":"A field is missing."}' }));
	await write(page, 'Refused at first');
	await page.locator('.note-state').getByText('not taken: A field is missing.').waitFor();
	await page.unroute('**/notes');
	await page.getByRole('button', { name: 'Send again' }).click();
	await until(async () => await unsent(page) === 0, 'it is taken when it is sent again');
});

it('a broker that was set back is offered what it lacks', async () => {
	const { page } = people.amina;
	const sent = [];
	await page.route('**/place?*', (route) => route.fulfill({ contentType: 'application/json', body: '{"behind":true,"journal":"00","number":1}' }));
	page.on('request', (request) => request.url().endsWith('/notes') && sent.push(JSON.parse(request.postData()).text));
	await webKill();
	await webStart();
	await until(() => sent.includes('Offline one') && sent.includes('Refused at first'), 'the notes are offered again');
	await page.unroute('**/place?*');
	await until(async () => await unsent(page) === 0, 'they are answered as repeats');
	equal(times(await texts(people.bela.page, '#room'), 'Offline one'), 1, 'Offline one');
});
