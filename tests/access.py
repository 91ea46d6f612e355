#!/usr/bin/python3
"""tests/access.py - walks the table of access: every message, as every role, in its own room, in its own session, in another
one and in none, over connections with keys. The table is the one of proto/PROTOCOL.md, which a test compares with the
code. carried: over connections of keys that are nobody's, as a gateway does it, with a proof each. Two sessions lie side by side, so that who belongs to one is tried in the other.

access.py LINK PROGRAMME.json [carried]     LINK: an invitation for a secretariat of the house; the broker is the link's
"""
import base64, json, os, re, sys
import msgpack
import client as c

NOT_ALLOWED, NOT_MEMBER, BAD_FIELD = 52, 57, 20
OWN, OTHER = 'own', 'other'


def table():
    page = open(os.path.join(os.path.dirname(__file__), '..', 'proto', 'PROTOCOL.md'), encoding='utf-8').read()
    rows = re.findall(r'^\| (\d+) \| ([a-z ]+) \| (read|change|keep) \| ([SMRrO?]*) \|', page, re.M)
    return [(int(code), title, roles) for code, title, kind, roles in rows]


class Walk:
    def __init__(self, link, programme, carried):
        self.programme, self.failed, self.walked, self.carried = programme, 0, 0, carried
        self.house = self.joined(link)
        for session in (OWN, OTHER):
            self.house.put(c.OPEN, session, dict(programme, session=session))
        self.rooms = [room['key'] for room in programme['rooms']]
        self.people = {letter: self.invited(role, [self.rooms[0]] if letter == 'R' else ())
                       for letter, role in zip('SMRO', ('secretariat', 'moderator', 'rapporteur', 'observer'))}
        self.stranger = c.Client(self.house.broker, key=c.Key(self.house.key.broker_key))
        self.spare = 0

    def invited(self, role, rooms=()):
        return self.joined(self.house.link(self.house.invite(OWN, role, rooms)))

    def joined(self, link):
        if not self.carried:
            return c.Client.join(link)[0]
        address, broker_key, words = link[len('rapporteur://'):].split('/')
        carrier = c.Client('tcp://' + address, key=c.Key(base64.urlsafe_b64decode(broker_key + '=')))
        carrier.proof = os.urandom(32)
        carrier.ask(c.REDEEM, {'t': c.token_of(words)})
        return carrier

    def error(self, who, message, body, session):
        try:
            who.ask(message, body, session)
            return 0
        except c.Refused as refused:
            return refused.reply['e']

    def body(self, title, room):
        note = {'r': room, 'x': 'Low wages push people abroad'}
        packed = msgpack.packb(dict(self.programme, session='third'))
        return {
            'session open': {'p': packed}, 'session update': {'p': packed}, 'note submit': note,
            'note amend': dict(note, n=c.uuid7(), e=1), 'note retract': {'n': c.uuid7(), 'e': 1},
            'journal read': {'n': 1}, 'part': {'d': bytes(32), 'k': 0, 'pc': 2, 'b': b'x'},
            'note redact': {'c': c.uuid7(), 'y': 'a test'}, 'redacted': {'l': b''},
            'session delete': {'y': 'a test'},
            'curate': {'a': 12, 'p': 1}, 'redeem': {'t': bytes(10)},
            'invite': {'h': os.urandom(32), 'r': 1, 'x': 2 ** 41}, 'revoke': {'p': bytes(16)},
            'rekey': {'k': os.urandom(32)}}.get(title, {})

    def cell(self, who, name, title, message, session, room, allowed):
        body = self.body(title, room)
        if title == 'rekey' and allowed:
            following = c.Key(who.key.broker_key)
            body = {'k': following.public}
        error = self.error(who, message, body, session)
        if title == 'rekey' and allowed and error == 0:
            if self.carried:
                who.proof = bytes(following.secret)
            else:
                who.key = following
                who.connect()
        self.walked += 1
        refused = error in (NOT_ALLOWED, NOT_MEMBER)
        # What is wrong in itself is refused before anybody looks at who says it.
        if refused == allowed and not (error == BAD_FIELD and not allowed):
            self.failed += 1
            print('%s, as %s in session "%s" room %s: error %d, %s' % (
                title, name, session, room, error, 'should be allowed' if allowed else 'should be refused'))

    def row(self, message, title, roles):
        alone = title in ('hello', 'status', 'session list', 'part', 'redeem', 'rekey', 'whoami')
        opens = title == 'session open'
        sessions = [''] if alone else ['third'] if opens else [OWN, OTHER]
        writes = title in ('note submit', 'note amend')
        for session in sessions:
            for room in self.rooms[:2] if writes else self.rooms[:1]:
                for letter, who in self.people.items():
                    own_room = room == self.rooms[0]
                    allowed = letter in roles or letter == 'R' and 'r' in roles and own_room
                    allowed = allowed and session in ('', OWN) and not opens
                    self.cell(who, letter, title, message, session, room, allowed)
                if title != 'session close' and not opens:
                    self.cell(self.house, 'the house', title, message, session, room, True)
                self.cell(self.stranger, 'a stranger', title, message, session, room, '?' in roles)
        if title in ('journal read', 'invite', 'people', 'revoke'):  # in no session: the house's alone
            for letter, who in self.people.items():
                self.cell(who, letter, title, message, '', self.rooms[0], False)
            self.cell(self.house, 'the house', title, message, '', self.rooms[0], True)

    def revoked(self, rows):
        """Whoever was shut out is a stranger, at the very next message and without connecting anew."""
        for letter, who in self.people.items():
            me = who.ask(c.WHOAMI)['body']['l'][0]['p']
            self.house.ask(c.REVOKE, {'p': me}, OWN)
            for message, title, roles in rows:
                if title not in ('hello', 'redeem', 'whoami', 'rekey', 'session open'):
                    session = '' if title in ('status', 'session list', 'part') else OWN
                    self.cell(who, letter + ' revoked', title, message, session, self.rooms[0], False)

    def of_series(self, rows):
        """A secretariat of a series: the same cells in each of its sessions, now and in future, and in no other."""
        for session, series in (('serial-1', 'alpha'), ('serial-2', 'alpha'), ('serial-3', 'beta')):
            self.put(self.house, c.OPEN, session, series)
        who = self.joined(self.house.link(self.house.invite('', 'secretariat', series='alpha')))
        for message, title, roles in rows:
            if title in ('hello', 'redeem', 'rekey', 'whoami', 'session open'):
                continue
            alone = title in ('status', 'session list', 'part')
            for session in [''] if alone else ['serial-1', 'serial-2', 'serial-3', OWN]:
                allowed = 'S' in roles and session in ('', 'serial-1', 'serial-2')
                self.cell(who, 'secretariat of a series', title, message, session, self.rooms[0], allowed)
            if title in ('journal read', 'invite', 'people', 'revoke'):
                self.cell(who, 'secretariat of a series', title, message, '', self.rooms[0], False)
        for series, allowed in (('alpha', True), ('beta', False), (None, False)):
            self.tell('opens one of series %s' % series, allowed, self.put(who, c.OPEN, 'new-of-%s' % series, series))
        for series, allowed in (('alpha', True), ('beta', False), ('alpha', True), (None, False)):
            self.put(self.house, c.UPDATE, 'serial-3', series)
            self.tell('reads one that is now of series %s' % series, allowed, self.error(who, c.GET, {}, 'serial-3'))
        me = who.ask(c.WHOAMI)['body']['l'][0]
        self.tell('is told what it is', True, 0 if (me['s'], me['y'], me['r']) == ('', 'alpha', 1) else NOT_ALLOWED)
        people = [one for one in self.house.ask(c.PEOPLE)['body']['l'] if one.get('y') == 'alpha']
        self.tell('is told to the house', True, 0 if [one['p'] for one in people] == [me['p']] else NOT_ALLOWED)
        self.house.ask(c.REVOKE, {'p': me['p']})
        for message, session in ((c.GET, 'new-of-alpha'), (c.JOURNAL, 'new-of-alpha'), (c.STATUS, '')):
            self.tell('is shut out', False, self.error(who, message, {'n': 1} if message == c.JOURNAL else {}, session))

    def put(self, who, message, session, series):
        packed = msgpack.packb(dict(self.programme, session=session, series=series))
        return self.error(who, message, {'p': packed}, session)

    def tell(self, what, allowed, error):
        self.walked += 1
        if (error in (NOT_ALLOWED, NOT_MEMBER)) == allowed or allowed and error != 0:
            self.failed += 1
            print('a secretariat of a series: %s: error %d' % (what, error))

    def malformed(self):
        """A proof is a key or nothing."""
        for size in (1, 31, 33, 512):
            self.stranger.proof = bytes(size)
            self.walked += 1
            if self.error(self.stranger, c.HELLO, {}, '') != 6:
                self.failed += 1
                print('a proof of %d bytes is not refused' % size)


def main(link, path, mode=''):
    with open(path, encoding='utf-8') as file:
        walk = Walk(link, json.load(file), mode == 'carried')
    rows = sorted(table(), key=lambda row: row[1] in ('session close', 'rekey'))
    for message, title, roles in rows:
        walk.row(message, title, roles)
    walk.of_series(rows)
    walk.revoked(rows)
    walk.malformed()
    print('%d cells, %d wrong' % (walk.walked, walk.failed))
    return 1 if walk.failed or walk.walked < 200 else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
