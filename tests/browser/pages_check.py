#!/usr/bin/python3
"""pages_check.py FOLDER - what can be said of the pages without a browser, in TAP.

The catalogues have the same keys, the same {names} and no empty sentence; every key that a page uses is there, and
none is left over; nothing parses HTML or asks another host; a first load of each page is under 100 kB compressed.
"""
import gzip
import pathlib
import re
import sys

FIRST_LOAD_MAX = 100_000
LANGUAGES = ('en', 'fr', 'es')
# Keys that are put together: what stands before the variable part.
MADE = ('page.', 'role.', 'badge.', 'act.', 'panel.', 'missing.', 'place.', 'balance.', 'format.', 'setup.tab.', 'setup.people.',
        'setup.rooms.', 'setup.done.', 'setup.rounds', 'setup.categories', 'setup.objectives', 'setup.agenda', 'state.')
ENTRY = re.compile(r"^\t'([^']+)': (.+),$")
SENTENCE = re.compile(r"'((?:[^'\\]|\\.)*)'")


def catalogue(path):
    entries = {}
    for number, line in enumerate(path.read_text().split('\n'), 1):
        found = ENTRY.match(line)
        if found:
            key, value = found.groups()
            assert key not in entries, '%s:%d: %s is there twice' % (path.name, number, key)
            entries[key] = SENTENCE.findall(value)
        else:
            assert re.fullmatch(r"(/\*.*\*/|export default \{|\};)?", line), '%s:%d: not an entry: %s' % (path.name, number, line)
    return entries


def names(sentences):
    return {name for sentence in sentences for name in re.findall(r'\{(\w+)\}', sentence)}


def catalogues_agree(folder):
    english, *others = [catalogue(folder / 'words' / (language + '.js')) for language in LANGUAGES]
    for language, other in zip(LANGUAGES[1:], others):
        missing, more = english.keys() - other.keys(), other.keys() - english.keys()
        assert not missing, '%s lacks %s' % (language, sorted(missing))
        assert not more, '%s has what en has not: %s' % (language, sorted(more))
        for key, sentences in english.items():
            assert all(other[key]), '%s: %s is empty' % (language, key)
            assert names(sentences) == names(other[key]), '%s: %s has other {names}' % (language, key)
            assert (len(sentences) > 1) == (len(other[key]) > 1), '%s: %s counts in one language only' % (language, key)


def keys_are_there(folder):
    english = catalogue(folder / 'words' / 'en.js')
    text = ''.join(path.read_text() for path in sorted(folder.glob('*/*.js')) if path.parent.name != 'words')
    plain = set(re.findall(r"'([a-z]+(?:\.[a-z_]+)+)'", text))
    used = {key for call in re.findall(r"\bt\(([^;\n]*)", text) for key in re.findall(r"'([a-z]+(?:\.[a-z_]+)+)'", call)}
    assert used - english.keys() == set(), 'no catalogue has %s' % sorted(used - english.keys())
    left = {key for key in english.keys() - plain if not key.startswith(MADE)}
    assert not left, 'no page uses %s' % sorted(left)


FORBIDDEN = re.compile(r'innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc|createContextualFragment'
                       r'|setHTML|javascript:|\bstyle=|\bon(click|load|error)="')


def nothing_parses_html(folder):
    for path in [*folder.glob('**/*.js'), *folder.glob('**/*.html')]:
        for number, line in enumerate(path.read_text().split('\n'), 1):
            assert not FORBIDDEN.search(line), '%s:%d: %s' % (path.relative_to(folder), number, line.strip())


def nothing_from_elsewhere(folder):
    for path in folder.glob('**/*'):
        if path.suffix in ('.js', '.html', '.css', '.webmanifest'):
            for address in re.findall(r'https?://[^\s\'"`)]+', path.read_text()):
                assert address in ('http://www.w3.org/2000/svg', 'http://www.w3.org/2000/svg\';') or '\\/' in address, '%s names %s' % (path.name, address)


def loads(folder, page):
    """The files of a first load: what the page names, and what its modules import."""
    found, todo = {}, [folder / page]
    while todo:
        path = todo.pop().resolve()
        if path in found:
            continue
        text = path.read_text()
        found[path] = len(gzip.compress(path.read_bytes(), 6))
        if path.suffix == '.html':
            todo += [folder / name for name in re.findall(r'(?:href|src)="/([^"]+)"', text)]
        elif path.suffix == '.js':
            todo += [path.parent / name for name in re.findall(r"^import .*?'(\.[^']+)'", text, re.M)]
    return found


def first_load_is_small(folder):
    for page in sorted(folder.glob('*.html')):
        found = loads(folder, page.name)
        size = sum(found.values())
        print('# %s: %d files, %d bytes compressed' % (page.name, len(found), size))
        assert size < FIRST_LOAD_MAX, '%s: %d bytes' % (page.name, size)


def modules_are_named_ahead(folder):
    """All that a page imports is named in its head: else a slow line waits once for every step of the chain."""
    for page in folder.glob('*.html'):
        named = set(re.findall(r'(?:href|src)="/([^"]+)"', page.read_text()))
        needed = {str(path.relative_to(folder.resolve())) for path in loads(folder, page.name)} - {page.name}
        assert needed <= named, '%s does not name %s' % (page.name, sorted(needed - named))


def files_are_short(folder):
    for path in folder.glob('**/*'):
        if path.is_file():
            lines = path.read_text().count('\n')
            assert lines < 500, '%s has %d lines' % (path.name, lines)


CASES = {
    'the catalogues have the same keys and names, and no sentence is missing': catalogues_agree,
    'every key that a page uses is in the catalogue, and none is left over': keys_are_there,
    'nothing parses HTML or runs a text': nothing_parses_html,
    'no page asks another host': nothing_from_elsewhere,
    'a first load is under 100 kB compressed': first_load_is_small,
    'a page names all its modules in its head': modules_are_named_ahead,
    'every file is under 500 lines': files_are_short,
}


def main():
    folder = pathlib.Path(sys.argv[1])
    failed = 0
    for name, case in CASES.items():
        try:
            case(folder)
            print('ok - ' + name)
        except AssertionError as error:
            failed += 1
            print('not ok - %s\n# %s' % (name, error))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
