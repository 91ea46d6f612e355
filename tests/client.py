#!/usr/bin/python3
"""tests/client.py - a client of rapporteurd, written from proto/PROTOCOL.md alone.

client.py [--state FILE] [--key FILE] COMMAND ...   with RAPPORTEUR_BROKER=tcp://HOST:PORT; exit 0 done, 1 refused, 3 not reachable
  hello | status | list | get SESSION | close SESSION [GRACE_MS] | journal [SESSION]
  open SESSION PROGRAMME.json                  note SESSION ROOM TEXT [key=value ...]
  amend SESSION NOTE EVENT ROOM TEXT           retract SESSION NOTE EVENT
  join LINK [NAME]: makes FILE, a key         invite SESSION|- ROLE [ROOM ...] [c=COUNT] [x=MS]: prints a link
  people SESSION|-   whoami   rekey           revoke SESSION|- PSEUDONYM
  curate SESSION ACT KEY=VALUE ...: n and m as NUMBER:ID,NUMBER:ID
  synthesis SESSION [AT_LEAST_EVENT]           watch SESSION: one JSON line for the whole, then one an update
Replies are printed as JSON, bin as hex. id=HEX sets the command's id, to send the same again.
"""
import base64, hashlib, json, os, random, re, sys, time, urllib.parse
import msgpack, nacl.public, nacl.signing, zmq, zmq.utils.z85
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as aead_open

HELLO, STATUS, JOIN, OPEN, UPDATE, CLOSE, LIST, GET, SUBMIT, AMEND, RETRACT, SYNTHESIS, JOURNAL, PART = (
    1, 2, 3, 10, 11, 12, 13, 14, 20, 21, 22, 30, 31, 32)
REDEEM, INVITE, PEOPLE, REVOKE, REKEY, WHOAMI = 60, 61, 62, 63, 64, 65
CURATE, ACTS = 40, ('pin merge split restate move hide unhide place order theme lens undo release').split()
ROLES = {'secretariat': 1, 'moderator': 2, 'rapporteur': 3, 'observer': 4}
SNAPSHOT, UPDATED, HEARTBEAT, GOODBYE = 100, 101, 102, 103
PART_BYTES, FEED_STALE_MS, LATER = 32768, 6500, {'busy': 60, 'disk_full': 62, 'stopping': 64}


class Refused(Exception):
    def __init__(self, reply):
        super().__init__('%d %s (%s)' % (reply['e'], reply.get('y', ''), reply.get('x', '')))
        self.reply = reply


class NotReachable(Exception):
    pass


def blake2b(data):
    return hashlib.blake2b(data, digest_size=32).digest()


def uuid7():
    raw = bytearray(int(time.time() * 1000).to_bytes(6, 'big') + os.urandom(10))
    raw[6], raw[8] = 0x70 | raw[6] & 0x0f, 0x80 | raw[8] & 0x3f
    return bytes(raw)


def unpack(data):
    return msgpack.unpackb(data, raw=False, strict_map_key=True)


def words_of(token):
    consonants, vowels, data = 'bdfghjklmnprstvz', 'aiou', token + blake2b(token)[:2]
    numbers = [int.from_bytes(data[at:at + 2], 'big') for at in range(0, 12, 2)]
    return '-'.join(consonants[n >> 12] + vowels[n >> 10 & 3] + consonants[n >> 6 & 15] + vowels[n >> 4 & 3] +
                    consonants[n & 15] for n in numbers)


def token_of(words):
    consonants, vowels, data = 'bdfghjklmnprstvz', 'aiou', b''
    for word in re.split('[- ,.]+', words.lower()):
        a, b, c, d, e = (letters.index(letter) for letter, letters in zip(word, (consonants, vowels) * 2 + (consonants,)))
        data += (a << 12 | b << 10 | c << 6 | d << 4 | e).to_bytes(2, 'big')
    if len(data) != 12 or data[10:] != blake2b(data[:10])[:2]:
        raise ValueError('a word is wrong')
    return data[:10]


def token_hash(token):
    return hashlib.blake2b(token, digest_size=32, key=b'rapporteur invitation').digest()


class Key:
    """A person's key and the broker's."""
    def __init__(self, broker_key, secret=None):
        self.broker_key = broker_key
        self.secret = nacl.public.PrivateKey(secret) if secret else nacl.public.PrivateKey.generate()
        self.public = bytes(self.secret.public_key)

    @staticmethod
    def load(path):
        with open(path, 'rb') as file:
            data = file.read()
        return Key(data[:32], data[32:])

    def keep(self, path):
        with open(path, 'wb') as file:
            file.write(self.broker_key + bytes(self.secret))

    def use(self, socket):
        socket.curve_serverkey = zmq.utils.z85.encode(self.broker_key)
        socket.curve_publickey = zmq.utils.z85.encode(self.public)
        socket.curve_secretkey = zmq.utils.z85.encode(bytes(self.secret))


class Client:
    def __init__(self, broker, writer=None, key=None):
        self.key, self.proof = key, b''  # proof: the secret of whose commands these are, over this connection
        self.broker, self.writer, self.zmq = broker, writer or os.urandom(16), zmq.Context.instance()
        self.commands = None
        self.place = None  # (journal, number, hash), the newest seen
        self.connect()

    def socket(self, kind, port=None):
        socket = self.zmq.socket(kind)
        for option, value in ((zmq.LINGER, 0), (zmq.MAXMSGSIZE, 65536), (zmq.IMMEDIATE, 1),
                              (zmq.RECONNECT_IVL, 500), (zmq.RECONNECT_IVL_MAX, 30000)):
            socket.setsockopt(option, value)
        if self.key is not None:
            self.key.use(socket)
        url = urllib.parse.urlsplit(self.broker)
        socket.connect('tcp://%s:%d' % (url.hostname, port or url.port))
        return socket

    def connect(self):
        if self.commands is not None:
            self.commands.close()
        self.commands = self.socket(zmq.DEALER)

    def seen(self, journal, number, chain):
        if self.place is None or self.place[0] != journal or number >= self.place[1]:
            self.place = (journal, number, chain)

    def ask(self, message, body=None, session='', age_ms=0, id=None, wait_ms=5000):
        """The reply, its body unpacked under 'body'; raises Refused. The same bytes go again until answered."""
        id, packed, began, tries = id or uuid7(), msgpack.packb(body or {}), time.monotonic(), 0
        while tries < 3:
            tries += 1
            frame = msgpack.packb({'v': 1, 'm': 0, 't': message, 'i': id, 'w': self.writer, 's': session, 'p': self.proof,
                                   'a': age_ms + int((time.monotonic() - began) * 1000), 'b': packed})
            if len(frame) > 65536:
                raise ValueError('%d bytes: send it in parts' % len(frame))
            reply = self.exchange(frame, id, wait_ms)
            if reply is None:
                self.connect()
            elif reply['e'] in LATER.values():
                tries -= 1
                if time.monotonic() - began > 30:
                    raise Refused(reply)
                self.commands.poll(reply.get('u', 100) * random.uniform(1, 1.2))  # nothing comes: it only waits
            else:
                self.seen(reply['j'], reply['n'], reply['h'])
                reply['body'] = unpack(reply.pop('b')) if 'b' in reply else {}
                if reply['e'] != 0:
                    raise Refused(reply)
                return reply
        raise NotReachable('no answer from ' + self.broker)

    def exchange(self, frame, id, wait_ms):
        end = time.monotonic() + wait_ms / 1000
        if not self.commands.poll(wait_ms, zmq.POLLOUT):
            return None
        self.commands.send(frame)
        while self.commands.poll(max(0, int((end - time.monotonic()) * 1000))):
            reply = unpack(self.commands.recv())
            if reply['i'] == id:
                return reply
        return None

    def hello(self):
        body = {'c': 'client.py'}
        if self.place is not None:
            body.update(zip('jnh', self.place))
        return self.ask(HELLO, body)

    def put(self, message, session, programme, id=None):
        packed = msgpack.packb(programme)
        if len(packed) <= PART_BYTES:
            return self.ask(message, {'p': packed}, session, id=id)
        parts = [packed[at:at + PART_BYTES] for at in range(0, len(packed), PART_BYTES)]
        for k, part in enumerate(parts):
            self.ask(PART, {'d': blake2b(packed), 'k': k, 'pc': len(parts), 'b': part})
        return self.ask(message, {'d': blake2b(packed)}, session, id=id)

    def whole(self, message, session, body):
        """Something in parts, put together; and the body of its last part. Begins again when it has changed."""
        while True:
            try:
                got = self.ask(message, body, session)['body']
                data, digest = got['b'], got['d']
                for k in range(1, got['pc']):
                    got = self.ask(message, dict(body, k=k, d=digest), session)['body']
                    data += got['b']
            except Refused as refused:
                if refused.reply['e'] != 49:
                    raise
                continue
            if blake2b(data) != digest:
                raise ValueError('the parts have another digest')
            return data, got

    def synthesis(self, session, at_least=0, objective=0):
        data, got = self.whole(SYNTHESIS, session, {'o': objective, 'e': at_least})
        unpacker = msgpack.Unpacker(raw=False, max_buffer_size=len(data) or 1)
        unpacker.feed(data)
        return {one['o']: one for one in unpacker}, (got['u'], got['n']), got['e']

    def invite(self, session, role, rooms=(), count=1, expires_ms=None, series=None):
        """The token; who gets it may join."""
        token = os.urandom(10)
        body = {'h': token_hash(token), 'r': ROLES[role], 'c': count,
                'x': expires_ms or int(time.time() * 1000) + 3600000}
        if rooms:
            body['o'] = list(rooms)
        if series:
            body['y'] = series
        self.ask(INVITE, body, session)
        return token

    def link(self, token):
        key = base64.urlsafe_b64encode(self.key.broker_key).decode().rstrip('=')
        return 'rapporteur://%s/%s/%s' % (urllib.parse.urlsplit(self.broker).netloc, key, words_of(token))

    @staticmethod
    def join(link, key=None, name=None):
        """A client with the key, a new one unless given, and the reply."""
        address, broker_key, words = link[len('rapporteur://'):].split('/')
        client = Client('tcp://' + address, key=key or Key(base64.urlsafe_b64decode(broker_key + '=')))
        body = {'t': token_of(words)}
        if name:
            body['n'] = name
        return client, client.ask(REDEEM, body)

    def journal(self, session=''):
        """All events, with their heads unpacked. Without a session the chain is verified."""
        events, start, chain = [], 1, bytes(32)
        while True:
            body = self.ask(JOURNAL, {'n': start}, session)['body']
            for event in body['l']:
                event['head'] = unpack(event['a'])
                if session == '':
                    chain = blake2b(chain + event['a'])
                    if chain != event['h'] or event['head']['n'] != len(events) + 1:
                        raise ValueError('the chain breaks at event %d' % (len(events) + 1))
                events.append(event)
            if body['n'] == start:
                break
            start = body['n']
        if session == '' and events and self.place[1] == len(events) and self.place[2] != chain:
            raise ValueError('the newest event is another')
        return events

    def watch(self, session):
        """Yields ('whole', {objective: map}) and ('update', map), for ever; what was missed is fetched anew."""
        hello, join, feed, have, heard = self.hello()['body'], None, None, None, 0
        while True:
            if feed is None or time.monotonic() - heard > FEED_STALE_MS / 1000:
                if feed is not None:
                    feed.close()
                hello, join = self.hello()['body'], self.ask(JOIN, session=session)['body']
                feed, have, heard = self.socket(zmq.SUB, hello['f']), None, time.monotonic()
                feed.subscribe(join['p'])
            if have is None:
                whole, have, _ = self.synthesis(session)
                yield 'whole', whole
            if not feed.poll(1000):
                continue
            frames = feed.recv_multipart()
            opened = self.open_frame(frames, hello['k'], join)
            if opened is None:
                continue
            if opened == 'epoch':
                feed.poll(1000 * random.random())
                join = self.ask(JOIN, session=session)['body']
                continue
            (run, number), payload, heard = opened[0], opened[1], time.monotonic()
            self.seen(payload['j'], payload['e'], payload['h'])
            if run != have[0] or payload['t'] == SNAPSHOT and number > have[1]:
                have = None
            elif payload['t'] == UPDATED and number == have[1] + 1:
                have = (run, number)
                yield 'update', unpack(payload['b'])
            elif payload['t'] in (UPDATED, HEARTBEAT, GOODBYE) and number > have[1]:
                have = None

    @staticmethod
    def open_frame(frames, sign_key, join):
        if len(frames) != 2 or len(frames[1]) < 125 or frames[1][0] != 1:
            return None
        topic, frame = frames
        try:
            nacl.signing.VerifyKey(sign_key).verify(topic + frame[:-64], frame[-64:])
        except nacl.exceptions.BadSignatureError:
            return None
        if int.from_bytes(frame[1:5], 'big') != join['e']:
            return 'epoch'
        payload = aead_open(frame[45:-64], topic + frame[:21], frame[21:45], join['k'])
        place = int.from_bytes(frame[5:13], 'big'), int.from_bytes(frame[13:21], 'big')
        return place, unpack(payload)


def act(words):
    """The body of `curate` out of ACT and KEY=VALUE; notes as NUMBER:ID,NUMBER:ID."""
    body = {'a': ACTS.index(words[0]) + 1}
    for key, value in (word.split('=', 1) for word in words[1:]):
        if key in 'nm':
            value = [part for note in value.split(',') for part in (int(note.split(':')[0]), note.split(':')[1])]
        body[key] = int(value) if key in 'ovpe' else value
    return body


def run(client, command, *words):
    if command == 'curate':
        return client.ask(CURATE, act(words[1:]), words[0])
    options = dict(word.split('=', 1) for word in words if word[:2] in ('o=', 'c=', 'l=', 'k=', 'f=', 't=', 'x=')
                   or word[:3] == 'id=')
    words = [word for word in words if word.split('=')[0] not in options]
    id = bytes.fromhex(options.pop('id')) if 'id' in options else uuid7()
    options.update({key: int(options[key]) for key in 'ot' if key in options})
    if command == 'whoami':
        return client.ask(WHOAMI)
    if command in ('hello', 'status', 'list'):
        return client.hello() if command == 'hello' else client.ask(STATUS if command == 'status' else LIST)
    if command == 'journal':
        return client.journal(*words)
    session = words[0]
    session = '' if session == '-' else session
    if command == 'invite':
        return client.link(client.invite(session, words[1], words[2:], int(options.get('c', 1)), int(options.get('x', 0))))
    if command == 'people':
        return client.ask(PEOPLE, session=session)
    if command == 'revoke':
        return client.ask(REVOKE, {'p': bytes.fromhex(words[1])}, session, id=id)
    if command == 'open':
        with open(words[1], encoding='utf-8') as file:
            return client.put(OPEN, session, json.load(file), id=id)
    if command == 'close':
        return client.ask(CLOSE, {'g': int(words[1]) if words[1:] else 0}, session, id=id)
    if command == 'note':
        return client.ask(SUBMIT, dict(options, r=words[1], x=words[2]), session, id=id)
    if command == 'amend':
        body = dict(options, n=bytes.fromhex(words[1]), e=int(words[2]), r=words[3], x=words[4])
        return client.ask(AMEND, body, session, id=id)
    if command == 'retract':
        return client.ask(RETRACT, {'n': bytes.fromhex(words[1]), 'e': int(words[2])}, session, id=id)
    if command == 'get':
        programme, got = client.whole(GET, session, {})
        return {'programme': unpack(programme), 'facts': {key: got[key] for key in 'szocgrxylq'}}
    if command == 'synthesis':
        return client.synthesis(session, int(words[1]) if words[1:] else 0)[0]
    if command == 'watch':
        for kind, value in client.watch(session):
            print(json.dumps({kind: value}, default=bytes.hex, ensure_ascii=False), flush=True)
    raise SystemExit(__doc__)


def main(words):
    writer = None
    if words[:1] == ['--state']:
        if not os.path.exists(words[1]):
            with open(words[1], 'wb') as file:
                file.write(os.urandom(16))
        with open(words[1], 'rb') as file:
            writer = file.read(16)
        words = words[2:]
    path, key = None, None
    if words[:1] == ['--key']:
        path, key, words = words[1], Key.load(words[1]) if os.path.exists(words[1]) else None, words[2:]
    if not words:
        raise SystemExit(__doc__)
    try:
        if words[0] == 'join':
            client, answer = Client.join(words[1], key, words[2] if words[2:] else None)
            client.key.keep(path)
        elif words[0] == 'rekey':
            following = Key(key.broker_key)
            answer = Client(os.environ['RAPPORTEUR_BROKER'], writer, key).ask(REKEY, {'k': following.public})
            following.keep(path)
        else:
            answer = run(Client(os.environ['RAPPORTEUR_BROKER'], writer, key), *words)
        print(json.dumps(answer, default=bytes.hex, ensure_ascii=False))
    except Refused as refused:
        print(json.dumps(refused.reply, default=bytes.hex, ensure_ascii=False))
        print('client.py: %s' % refused, file=sys.stderr)
        return 1
    except NotReachable as why:
        print('client.py: %s' % why, file=sys.stderr)
        return 3
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
