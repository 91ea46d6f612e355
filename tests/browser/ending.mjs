/*
 * ending.mjs - the last case: the secretariat closes the session on its page and takes the report home.
 */
import { readFileSync } from 'node:fs';
import { at, people } from './meeting.mjs';
import { check, equal, it, until } from './rig.mjs';

it('the secretariat closes the session on its page and downloads the report', async () => {
	const { page } = people.secretariat;
	await page.goto('about:blank');
	await page.goto(at('setup', '#session'));
	await page.getByRole('button', { name: 'Close the session' }).click();
	await page.getByRole('dialog').getByLabel(/minutes/).fill('0');
	await page.getByRole('dialog').getByRole('button', { name: 'Close the session' }).click();
	await page.getByRole('button', { name: 'Reopen the session' }).waitFor();
	await page.getByRole('tab', { name: 'Report' }).click();
	await until(async () => /^#+ /m.test(await page.locator('.preview').textContent()), 'the preview has headings');
	const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.formats a[href*="/docx"]').click()]);
	check(download.suggestedFilename().endsWith('.docx'), `the file is called ${download.suggestedFilename()}`);
	const bytes = readFileSync(await download.path());
	equal(bytes.subarray(0, 4).toString('latin1'), 'PK\u0003\u0004', 'how the report begins');
	check(bytes.includes('word/document.xml'), 'there is no document in the report');
});
