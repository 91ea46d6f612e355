#!/usr/bin/python3
"""tests/canary.py - who is told what: names, keys and texts that are easy to find again, planted wherever a person can.

canary.py plant LINK PROGRAMME.json   joins as a secretariat, plants all, hears the three feeds; writes heard.work, heard.room and
    heard.plenary, secrets (a line each: what it is, hex) and originals, and prints a link for another secretariat
canary.py search FILE...              looks for them, in zip archives and PDF text too; prints what it finds, exits 1 if anything
"""
import base64, io, json, re, subprocess, sys, time, zipfile, zmq, zmq.utils.z85
import client as c
from feeds import Ear

SESSION = 'canary-1'
PLAIN = 'Harbour fees rose again'
WORDS = ['zqwren', 'quillfeather']  # in every canary that is text; one of them in each
MACHINE = c.os.uname().nodename.lower()
if len(MACHINE) >= 8 and MACHINE != 'localhost':
    WORDS.append(MACHINE)
MASKED = ['Mr Zqwrenflag Quillfeather said that berths are too few', 'Write to zqwrenmail@quillfeather.example about the berths',
          'Dr. Zqwrensay Quillfeather thinks berths are too few, and zqwrensay agrees']
HIDDEN = 'Berths are too few, zqwrenhidden'
REASON = 'Ms Zqwrenreason Quillfeather asked for it'
SPOKEN = ('Ms. Onrecord', 'Quay House', 'The quay is open to all')


def invited(house, role, secrets):
    token = house.invite(SESSION, role)
    who, _ = c.Client.join(house.link(token), name='Zqwren%s Quillfeather' % role)
    secrets += [('token of the ' + role, token), ('key of the ' + role, who.key.public),
                ('secret key of the ' + role, bytes(who.key.secret)), ('writer id of the ' + role, who.writer)]
    who.ask(c.HELLO, {'c': 'zqwrenclient-%s Quillfeather' % role})
    for member in who.ask(c.WHOAMI)['body']['l']:
        secrets.append(('pseudonym of the ' + role, member['p']))
    return who


def plain(value):
    """Everything in it as text; bin as hex."""
    return json.dumps(value, ensure_ascii=False, default=bytes.hex)


def numbers(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [number for one in value for number in numbers(one)]
    return [value] if isinstance(value, int) and not isinstance(value, bool) else []


def plant(link, path):
    with open(path, encoding='utf-8') as file:
        programme = dict(json.load(file), session=SESSION)
    house, _ = c.Client.join(link, name='Zqwrenhouse Quillfeather')
    secrets = [('key of the house', house.key.public), ('writer id of the house', house.writer)]
    house.put(c.OPEN, SESSION, programme)
    who = {name: invited(house, role, secrets)
           for name, role in (('work', 'moderator'), ('room', 'rapporteur'), ('plenary', 'observer'))}
    joins = {name: one.ask(c.JOIN, session=SESSION)['body'] for name, one in who.items()}
    ears = {name: Ear(one, joins[name]['p']) for name, one in who.items()}
    for ear in ears.values():
        if not ear.until(lambda heard: heard):
            sys.exit('the feed is silent')
    room, objective = programme['rooms'][0]['key'], programme['rooms'][0]['objectives'][0]
    write = lambda text, **more: who['room'].ask(c.SUBMIT, dict({'r': room, 'x': text}, **more), SESSION)
    write(PLAIN)
    masked = [write(text) for text in MASKED]
    hidden = write(HIDDEN)
    write(SPOKEN[2], s=SPOKEN[0], d=SPOKEN[1])
    act = who['work'].ask(c.CURATE, {'o': objective, 'a': 6, 'n': [hidden['n'], hidden['body']['i']], 'w': REASON}, SESSION)
    originals = {}
    for name, one in who.items():
        last = b'[a name] said' if name == 'plenary' else SPOKEN[2].encode()
        if not ears[name].until(lambda heard: any(last in update for update in ears[name].updates(joins[name]))):
            sys.exit(name + ' does not hear of the notes')
        whole, _, _ = one.synthesis(SESSION, act['n'])
        updates = plain([c.unpack(update) for update in ears[name].updates(joins[name])])
        # Until it was hidden it was a note like any other.
        told = json.loads(updates.replace(HIDDEN, '')) + list(whole.values())
        fine = [number for number in numbers(told) if number > 10 ** 8]
        if fine:
            sys.exit('%s is told numbers that could be times finer than the minute: %s' % (name, fine[:5]))
        for objective_map in told:  # what was written is for moderators: kept apart
            for note in objective_map['n']:
                if name != 'work' and ('o' in note or 'g' in note):
                    sys.exit('%s is told what was written, or whom it names' % name)
                written = note.pop('o', None)
                if written is not None:
                    originals[note['i']] = written
                if note['p'] == 1 and name == 'work':
                    note.pop('x')  # why it was hidden is for moderators, too
        with open('heard.' + name, 'w', encoding='utf-8') as file:
            file.write(plain(told))
    if sorted(originals.values()) != sorted(MASKED):
        sys.exit('moderators are not told what was written: %s' % originals)
    with open('secrets', 'w', encoding='utf-8') as file:
        for what, secret in secrets:
            file.write('%s\t%s\n' % (what, secret if isinstance(secret, str) else secret.hex()))
    token = c.os.urandom(10)
    house.ask(c.INVITE, {'h': c.token_hash(token), 'r': 1, 'c': 1, 'x': int(time.time() * 1000) + 3600000})
    print(house.link(token))


def pieces(path):
    """The bytes of a file, those of what is packed in it, and the text of a PDF with its metadata."""
    with open(path, 'rb') as file:
        data = file.read()
    yield path, data
    if data[:2] == b'PK':
        archive = zipfile.ZipFile(io.BytesIO(data))
        for name in archive.namelist():
            yield path + '!' + name, name.encode() + b'\n' + archive.read(name)
    if data[:5] == b'%PDF-':
        for command in (['pdftotext', path, '-'], ['pdfinfo', path]):
            yield path + '!' + command[0], subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def forms(secret):
    """How a secret may be written."""
    if not re.fullmatch('(?:[0-9a-f]{2}){8,}', secret):
        return [secret.encode()]
    data = bytes.fromhex(secret)
    found = [data, secret.encode(), secret.upper().encode(), base64.b64encode(data).rstrip(b'='),
             base64.urlsafe_b64encode(data).rstrip(b'=')]
    if len(data) % 4 == 0:
        found.append(zmq.utils.z85.encode(data))
    if len(data) == 10:
        found.append(c.words_of(data).encode())
    return found


def search(paths):
    with open('secrets', encoding='utf-8') as file:
        secrets = [line.rstrip('\n').split('\t') for line in file]
    hits = 0
    for path in paths:
        for name, data in pieces(path):
            low = data.lower()
            found = [word for word in WORDS if re.search(rb'(?<![a-z0-9+/])' + re.escape(word.encode()), low)]
            found += [what for what, secret in secrets if any(form in data for form in forms(secret))]
            for what in found:
                hits += 1
                print('%s holds: %s' % (name, what))
    return 1 if hits else 0


if __name__ == '__main__':
    sys.exit(plant(*sys.argv[2:]) if sys.argv[1] == 'plant' else search(sys.argv[2:]))
