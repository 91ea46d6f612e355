/*
 * words.js - the language of the page. A catalogue is one file in words/: keys to sentences, with {name} for
 * what is put in, and an object of plural forms where a count is said. English is loaded with the page, the
 * others when they are asked for. `qps` is English in brackets, laid out from right to left: tests look at it to
 * find what is in no catalogue, and what only works from left to right.
 */
import english from '../words/en.js';

export const LANGUAGES = [['en', 'English'], ['fr', 'Français'], ['es', 'Español']];
const RTL = ['qps', 'ar', 'he', 'fa', 'ur'];

let words = english;
let language = 'en';
let plurals = new Intl.PluralRules('en');
let numbers = new Intl.NumberFormat('en');

function wanted() {
	const asked = new URLSearchParams(location.search).get('lang');
	const kept = read('rapporteur-language');
	for (const tag of [asked, kept, ...navigator.languages]) {
		const short = (tag ?? '').toLowerCase().split('-')[0];
		if (short === 'qps' || LANGUAGES.some(([key]) => key === short))
			return short;
	}
	return 'en';
}

function read(key) {
	try {
		return localStorage.getItem(key);
	} catch {
		return null;
	}
}

/* Before anything is drawn. Without the catalogue (offline, never loaded) the page speaks English. */
export async function speak() {
	language = wanted();
	if (language !== 'en' && language !== 'qps') {
		try {
			words = (await import(`../words/${language}.js`)).default;
		} catch {
			language = 'en';
		}
	}
	plurals = new Intl.PluralRules(language === 'qps' ? 'en' : language);
	numbers = new Intl.NumberFormat(language === 'qps' ? 'en' : language);
	document.documentElement.lang = language === 'qps' ? 'en' : language;
	document.documentElement.dir = RTL.includes(language) ? 'rtl' : 'ltr';
}

export function changeLanguage(tag) {
	try {
		localStorage.setItem('rapporteur-language', tag);
	} catch { /* then it holds for this page, by its address */ }
	const url = new URL(location.href);
	url.searchParams.set('lang', tag);
	location.assign(url);
}

export const languageNow = () => language;
export const tagNow = () => (language === 'qps' ? 'en' : language);
export const number = (value) => numbers.format(value);

/* The sentence of a key. A key that no catalogue has is a mistake of ours: it is shown as it is. */
export function t(key, values = {}) {
	let sentence = words[key] ?? english[key] ?? key;
	if (typeof sentence === 'object')
		sentence = sentence[plurals.select(values.count ?? 0)] ?? sentence.other;
	const said = sentence.replace(/\{(\w+)\}/g, (all, name) => {
		const value = values[name];
		return typeof value === 'number' ? number(value) : String(value ?? '');
	});
	return language === 'qps' ? `⟦${said}⟧` : said;
}
