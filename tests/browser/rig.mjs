/*
 * rig.mjs - what the cases are written with: a broker with keys and its gateway as real processes that can be killed,
 * persons with a browser of their own, axe. Nothing sleeps: everything waits for what it wants to see.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';

export const env = (name) => process.env[`RAPPORTEUR_${name}`];
const require = createRequire(`${env('MODULES')}/`);
const { chromium } = require('playwright-core');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const WEB = `http://127.0.0.1:${env('WEB_PORT')}`;
export const SESSION = 'gcm-ap-2020-10-28';
export const PROGRAMME = `${env('TOP')}/tests/example/programme.yaml`;
const broker = `tcp://127.0.0.1:${env('PORT')}`;
const log = openSync(`${env('DIR')}/processes.log`, 'a');
const running = new Map();
const began = Date.now();

export function check(truth, what) {
	if (!truth)
		throw new Error(what);
}

export function equal(found, expected, what) {
	check(JSON.stringify(found) === JSON.stringify(expected), `${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
}

/* Until test() gives something true, at most 20 s. */
export async function until(test, what) {
	const end = Date.now() + 20000;
	for (;;) {
		const found = await test();
		if (found)
			return found;
		check(Date.now() < end, `waited in vain: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 40));
	}
}

async function output(command, ...args) {
	const child = spawn(command, args, { stdio: ['ignore', 'pipe', log] });
	let text = '';
	child.stdout.on('data', (data) => { text += data; });
	const [code] = await once(child, 'close');
	check(code === 0, `${command} ${args[0]} ended with ${code}`);
	return text;
}

function answers(port) {
	return new Promise((resolve) => {
		const socket = net.connect(port, '127.0.0.1', () => resolve(true));
		socket.on('error', () => resolve(false)).on('connect', () => socket.end());
	});
}

async function begin(name, port, command, args) {
	const child = spawn(command, args, { stdio: ['ignore', log, log] });
	running.set(name, child);
	await until(() => child.exitCode !== null || answers(port), `${name} answers`);
	check(child.exitCode === null, `${name} did not start`);
}

async function end(name, signal) {
	const child = running.get(name);
	if (!child)
		return;
	running.delete(name);
	child.kill(signal);
	if (child.exitCode === null && child.signalCode === null)
		await once(child, 'close');
}

let invitation = '';
const key = () => invitation.split('/')[3];

/* Makes the broker's keys; its first invitation's words. */
export async function init() {
	const text = await output('rapporteurd', 'init', '--data', `${env('DIR')}/data`, '--bind', broker);
	invitation = /^\s*invitation\s+(\S+)/m.exec(text)[1];
	return invitation.split('/').at(-1);
}

export const brokerStart = () => begin('broker', env('PORT'), 'rapporteurd', ['--data', `${env('DIR')}/data`, '--bind', broker]);
export const brokerKill = () => end('broker', 'SIGKILL');
export const webStart = () => begin('web', env('WEB_PORT'), 'rapporteur-web', ['--broker', broker, '--broker-key', key(), '--listen', `127.0.0.1:${env('WEB_PORT')}`,
	'--pages', `${env('TOP')}/client/web/pages`, '--quiet']);
export const webKill = () => end('web', 'SIGKILL');

/* Somebody without a browser takes up an invitation's words and imports the notes of a file. */
export async function notesImport(words, file) {
	const state = ['--state', `${env('DIR')}/importer`];
	await output('rapporteur', 'join', `rapporteur://127.0.0.1:${env('PORT')}/${key()}/${words}`, '--wait', '20', ...state);
	return output('rapporteur', 'import', SESSION, file, '--broker', broker, ...state);
}

let chrome = null;
const problems = [];

/* A browser's profile of its own, with one page. What a page throws or what its policy forbids fails the case. */
export async function person(options = {}) {
	chrome ??= await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
	const context = await chrome.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 }, ...options });
	context.setDefaultTimeout(15000);
	const page = await context.newPage();
	await watchPage(page);
	return { context, page };
}

export async function watchPage(page) {
	page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`));
	page.on('console', (message) => /Content Security Policy|Refused to/.test(message.text()) && problems.push(`${page.url()}: ${message.text()}`));
	page.on('dialog', (dialog) => {
		problems.push(`${page.url()}: a dialog: ${dialog.message()}`);
		dialog.dismiss();
	});
	return page;
}

export async function join({ page }, words, name) {
	await page.goto(`${WEB}/j/${words}`);
	if (name)
		await page.getByLabel('Your name (optional)').fill(name);
	await page.getByRole('button', { name: 'Join' }).click();
	await page.waitForURL((url) => !url.pathname.startsWith('/j/'));
}

/* No violation of WCAG 2.2 A and AA, nor of axe's own advice. */
export async function axe(page, what) {
	await page.evaluate(AXE);
	const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'], rules: { region: { enabled: false } } }));
	check(found.violations.length === 0, `axe, ${what}: ${found.violations.map((one) => `${one.id} (${one.nodes.map((node) => node.target.join(' ')).slice(0, 3).join('; ')})`).join(', ')}`);
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	check(wide <= 0, `${what} scrolls sideways by ${wide} px`);
}

const cases = [];
export const it = (name, act) => cases.push([name, act]);

export async function run(word) {
	let failed = 0;
	for (const [name, act] of cases) {
		if (word && !name.includes(word) && !name.startsWith('*'))
			continue;
		const from = Date.now();
		try {
			await act();
			check(problems.length === 0, problems.join('\n'));
			console.log(`ok - ${name.replace(/^\*/, '')}\n# ${Date.now() - from} ms`);
		} catch (error) {
			failed += 1;
			console.log(`not ok - ${name}\n# ${error.stack.replaceAll('\n', '\n# ')}`);
			await shots(failed);
		}
		problems.length = 0;
	}
	console.log(`# ${Math.round((Date.now() - began) / 1000)} s in all`);
	await chrome?.close();
	await end('web', 'SIGTERM');
	await end('broker', 'SIGTERM');
	return failed;
}

async function shots(number) {
	let count = 0;
	for (const context of chrome?.contexts() ?? []) {
		for (const page of context.pages())
			await page.screenshot({ path: `${env('DIR')}/failed-${number}-${++count}.png` }).catch(() => {});
	}
}
