#!/usr/bin/python3
"""tests/attack.py - who wants harm, on the commands' port and on the feed's, with a key and without; and somebody who just
wants to write meanwhile.

attack.py LINK PROGRAMME.json BROKER_PID PRESS_PID      LINK: an invitation for a secretariat of the house
attack.py LINK                                          a crowd of connections alone, where descriptors are few

Beside each flood an honest writer's p99 is measured, and once more beside busy loops that take as much of the processor as the
flood did: it may be three times as long. A machine has other things to do, so each pair is tried up to three times.
"""
import json, os, random, select, signal, socket, struct, sys, time
import msgpack, zmq
import client as c
import zmtp
from wire import rss_kib

OWN, OTHER = 'attacked', 'elsewhere'
SLICE, SLICES, AFTER, TRIES, RATIO = 20, 5, 2, 3, 3.0
SILENT, MEMORY_KIB = 100, 512 << 10
PERIOD_S = 0.005
# A sanitizer makes broker and press many times slower, and who attacks them not at all: then only what it finds counts.
SANITIZED = any(word in os.environ.get('RAPPORTEUR_BIN', '') for word in ('address', 'thread'))


def check(what, holds, more=''):
    print('%s - %s%s' % ('ok' if holds else 'not ok', what, more and ' (%s)' % more), flush=True)
    if not holds:
        sys.exit(1)


class Child:
    """Something that runs now and then, and how much of the processor it took meanwhile."""
    def __init__(self, run, *arguments):
        ready, told = os.pipe()
        self.pid, self.ran = os.fork(), 0.0
        if self.pid == 0:
            os.close(ready)
            try:
                run(lambda: os.write(told, b'x'), *arguments)
            finally:
                os._exit(1)
        os.close(told)
        if os.read(ready, 1) != b'x':
            sys.exit('%s did not begin' % run.__name__)
        os.close(ready)
        self.used_before = self.used()
        self.began = time.monotonic()

    def used(self):
        with open('/proc/%d/stat' % self.pid, encoding='ascii') as file:
            fields = file.read().rsplit(')', 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def pause(self):
        os.kill(self.pid, signal.SIGSTOP)
        self.ran += time.monotonic() - self.began

    def resume(self):
        os.kill(self.pid, signal.SIGCONT)
        self.began = time.monotonic()

    def share(self):
        return (self.used() - self.used_before) / self.ran

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def busy(ready, share):
    """Takes that share of one processor."""
    ready()
    while True:
        end = time.monotonic() + PERIOD_S * share
        while time.monotonic() < end:
            pass
        if share < 1:
            pace(PERIOD_S * (1 - share))


def pace(seconds):
    """Of an attacker or a busy loop, or between two looks; nobody waits for it to be over."""
    select.select([], [], [], seconds)


def envelope(message, body=None, session='', **changed):
    fields = {'v': 1, 'm': 0, 't': message, 'i': c.uuid7(), 'w': b'w' * 16, 's': session, 'a': 0,
              'b': msgpack.packb(body or {})}
    fields.update(changed)
    return msgpack.packb(fields)


# --- Floods ------------------------------------------------------------------------------------------

def garbage(ready, port, key):
    """Connections that begin with anything, as fast as they are taken."""
    ready()
    beginnings = (os.urandom(200), b'GET / HTTP/1.1\r\nHost: x\r\n\r\n', zmtp.greeting(b'CURVE') + os.urandom(300),
                  zmtp.greeting(b'CURVE') + zmtp.framed(4, b'\x05HELLO\x01\x00' + os.urandom(192)),
                  zmtp.greeting(b'NULL') + zmtp.framed(4, b'\x05READY'), zmtp.greeting(b'CURVE')[:11], b'\xff' * 64,
                  zmtp.greeting(b'CURVE') + b'\x02' + struct.pack('>Q', 2 ** 33), b'')
    while True:
        for bytes_ in beginnings:
            one = socket.create_connection(('127.0.0.1', port + random.randrange(2)))
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            one.sendall(bytes_)
            one.close()


def handshakes(ready, port, key):
    """Strangers who come in and go, each with a key of its own."""
    ready()
    while True:
        try:
            zmtp.Curve(port, key).close()
        except OSError:
            pass


def dealers(port, key, count):
    context = zmq.Context()
    sockets = []
    for _ in range(count):
        one = context.socket(zmq.DEALER)
        one.setsockopt(zmq.LINGER, 0)
        one.setsockopt(zmq.SNDHWM, 100)
        key.use(one)
        one.connect('tcp://127.0.0.1:%d' % port)
        sockets.append(one)
    return sockets


def send_all(ready, sockets, frames):
    """As fast as they are taken; what is answered is read, so that no queue is in the way."""
    ready()
    while True:
        for one in sockets:
            try:
                for frame in frames:
                    one.send_multipart(frame, zmq.DONTWAIT)
                while True:
                    one.recv_multipart(zmq.DONTWAIT)
            except zmq.Again:
                pass


def strangers(ready, port, key):
    """Keys of nobody that try invitations, ask, and say what they may not."""
    frames = [[envelope(c.REDEEM, {'t': os.urandom(10)})], [envelope(c.HELLO, {'c': 'x'})], [envelope(c.STATUS)],
              [envelope(c.WHOAMI)], [os.urandom(500)]]
    send_all(ready, dealers(port, c.Key(key), 8), frames)


def proofs(ready, port, key):
    """Keys of nobody that bring the secrets of nobody, each another: to know whose it is takes long."""
    ready()
    sockets = dealers(port, c.Key(key), 8)
    while True:
        for one in sockets:
            try:
                for _ in range(10):
                    one.send(envelope(c.STATUS, p=os.urandom(32)), zmq.DONTWAIT)
                while True:
                    one.recv(zmq.DONTWAIT)
            except zmq.Again:
                pass


def notes(ready, port, key, secret):
    """A member's program gone wild."""
    frames = [[envelope(c.SUBMIT, {'r': 'WG-2', 'x': 'Flood %d' % n}, OTHER)] for n in range(20)]
    send_all(ready, dealers(port, c.Key(key, secret), 4), frames)


def questions(ready, port, key, secret):
    """A member who asks for all there is, again and again."""
    frames = [[envelope(c.GET, session=OTHER)], [envelope(c.SYNTHESIS, session=OTHER)], [envelope(c.LIST)],
              [envelope(c.WHOAMI)], [envelope(34, {'q': 'flood'}, OTHER)]]
    send_all(ready, dealers(port, c.Key(key, secret), 4), frames)


def nonsense(ready, port, key, secret):
    """A member's connection with what is no command."""
    frames = [[os.urandom(2000)], [b'x'] * 200, [b'\xdf\xff\xff\xff\xff'], [b'\x91' * 60000], [bytes(100000)]]
    send_all(ready, dealers(port, c.Key(key, secret), 4), frames)


# --- The honest writer -------------------------------------------------------------------------------

def written(writer, room, count):
    """How long each of count notes took, one after the other; each must be taken."""
    took = []
    for n in range(count):
        began = time.monotonic()
        writer.ask(c.SUBMIT, {'r': room, 'x': 'An honest note, number %d' % n}, OWN, wait_ms=30000)
        took.append(time.monotonic() - began)
    return took


def beside(children, writer, room, count):
    for child in children:
        child.resume()
    took = written(writer, room, count)
    for child in children:
        child.pause()
    written(writer, room, AFTER)  # what the flood left behind is over
    return took


def p99(took):
    return sorted(took)[len(took) * 99 // 100 - 1]


def compare(attacker, writer, room):
    """p99 beside the flood and beside busy loops of the same share, by turns: whatever else the machine does, it does to both."""
    beside([attacker], writer, room, SLICE)
    share = max(0.05, attacker.share())
    loops = [Child(busy, share / max(1, round(share + 0.4999))) for _ in range(max(1, round(share + 0.4999)))]
    attacked, quiet = [], []
    try:
        for child in loops:
            child.pause()
        for _ in range(SLICES):
            attacked += beside([attacker], writer, room, SLICE)
            quiet += beside(loops, writer, room, SLICE)
    finally:
        for child in loops:
            child.end()
    return share, p99(attacked), p99(quiet)


def flood(what, run, writer, room, *arguments):
    best, tries = RATIO + 1, 0
    attacker = Child(run, *arguments)
    attacker.pause()
    try:
        while best > RATIO and tries < TRIES:
            share, attacked, quiet = compare(attacker, writer, room)
            best, tries = min(best, attacked / quiet), tries + 1
            print('# %s: share %.2f, p99 %.1f ms, beside busy loops %.1f ms' % (
                what, share, attacked * 1000, quiet * 1000), flush=True)
    finally:
        attacker.end()
    check('beside %s an honest writer waits at most three times as long' % what, best <= RATIO or SANITIZED)


# --- One at a time -----------------------------------------------------------------------------------

def silent(port, key):
    """Half-made connections, some of which say a byte now and then: all are closed, and soon."""
    beginning = zmtp.greeting(b'CURVE')
    held = []
    for n in range(SILENT):
        one = socket.create_connection(('127.0.0.1', port + n % 2))
        one.settimeout(10)
        held.append(one)
    began, left = time.monotonic(), held
    while left and time.monotonic() - began < 10:
        at = int((time.monotonic() - began) * 20)
        for one in left[::2]:
            try:
                one.send(beginning[at % 60:at % 60 + 1])
            except OSError:
                pass
        pace(0.05)
        left = [one for one in left if not ended(one)]
    took = time.monotonic() - began
    for one in held:
        one.close()
    check('silent and slow connections are closed while they are half made', not left and took < 8, '%.1f s' % took)


def ended(one):
    """Whether the other side has closed it. What it said before that is passed over."""
    try:
        while one.recv(4096, socket.MSG_DONTWAIT):
            pass
    except BlockingIOError:
        return False
    except OSError:
        pass
    return True


def crowding(link):
    """One address takes every descriptor there is, and takes it again whenever it is cut: another gets in all the same."""
    house, _ = c.Client.join(link)
    port = int(house.broker.rsplit(':', 1)[1])
    crowd = Child(crowd_in, port)
    began, times, cut = time.monotonic(), [], 0
    while len(times) < 3 or cut == 0 and len(times) < 100:
        fresh = c.Client(house.broker, key=house.key)
        rows = fresh.ask(c.STATUS, wait_ms=20000)['body']['l']
        cut = next(row['v'] for row in rows if row['k'] == 'cut')
        times.append(time.monotonic() - began)
        began = time.monotonic()
        fresh.commands.close()
    crowd.end()
    check('who comes from elsewhere gets in beside a crowd', max(times) < 10 and cut > 0,
          '%.1f s at most, %d cut' % (max(times), cut))
    return 0


def crowd_in(ready, port):
    """Connections from an address of its own, each as it comes; those that are cut are made again."""
    held, told = [], False
    while True:
        held = [one for one in held if not ended(one)]
        while len(held) < 250:
            one = socket.socket()
            one.bind(('127.0.0.9', 0))
            one.settimeout(1)
            try:
                one.connect(('127.0.0.1', port))
            except OSError:
                break
            one.setblocking(False)
            held.append(one)
        if not told:
            told = ready() > 0
        pace(0.02)


def endless(what, connection, pid, frame):
    """A message that never ends: its connection is cut, and the memory has an end."""
    before, most, began = rss_kib(pid), 0, time.monotonic()
    frames, sent = 0, True
    while sent and time.monotonic() - began < 30:
        try:
            connection.say(connection.sealed(frame, more=True))
        except OSError:
            sent = False
        frames += 1
        most = max(most, rss_kib(pid) - before)
    check('a message without an end %s is cut' % what, not sent and most < MEMORY_KIB,
          '%d frames, %d MiB more' % (frames, most >> 10))


def topics(connection, pid):
    """Subscriptions without an end."""
    before, most, began, sent = rss_kib(pid), 0, time.monotonic(), True
    while sent and time.monotonic() - began < 30:
        try:
            connection.say(b''.join(connection.sealed(b'\1' + os.urandom(199)) for _ in range(50)))
        except OSError:
            sent = False
        most = max(most, rss_kib(pid) - before)
    check('a connection that subscribes without end is cut', not sent and most < MEMORY_KIB,
          '%d MiB more' % (most >> 10))


def oversize(port, key):
    """Each connection is cut that says a frame larger than any message."""
    for what, frame in (('8 GB', b'\x02' + struct.pack('>Q', 2 ** 33)), ('2^63', b'\x02' + struct.pack('>Q', 2 ** 63)),
                        ('200 KiB', None)):
        one = zmtp.Curve(port, key)
        try:
            one.say(frame or one.sealed(bytes(200 << 10)))
        except OSError:
            pass
        check('a frame of %s is not waited for' % what, one.is_cut())


def replayed(port, key, secret, counters):
    """What was sealed once is taken once, and in its order."""
    def frame():
        return envelope(c.HELLO, {'c': 'x'})

    def kept_after(what, *frames):
        one = zmtp.Curve(port, key, secret)
        sealed = [one.sealed(frame()) for _ in range(3)]
        one.say(sealed[0])
        one.opened()
        before = counters()['messages']
        one.say(b''.join(sealed[n] if isinstance(n, int) else n for n in frames))
        check('%s cuts its connection' % what, one.is_cut())
        return counters()['messages'] - before - 1  # the question itself is one

    check('... and what was replayed is not read', kept_after('a frame said twice', 1, 1, 2) == 1)
    check('... nor what came too early', kept_after('a frame out of its turn', 2, 1) == 1)
    other = zmtp.Curve(port, key, secret)
    other.next_nonce()
    check('... nor what was sealed for another connection', kept_after('a frame of another', other.sealed(frame())) == 0)
    one = zmtp.Curve(port, key, secret)
    spoilt = bytearray(one.sealed(frame()))
    spoilt[-1] ^= 1
    one.say(bytes(spoilt))
    check('a frame with one bit changed cuts its connection', one.is_cut())

    class Taped(zmtp.Curve):
        """Remembers what it said."""
        def say(self, data):
            self.tape = getattr(self, 'tape', b'') + data
            super().say(data)

    taped = Taped(port, key, secret)
    taped.say(taped.sealed(frame()))
    taped.opened()
    before = counters()['messages']
    again = zmtp.Raw(port)
    again.say(taped.tape)
    check('a whole connection said again is cut', again.is_cut())
    check('... and nothing of it is read', counters()['messages'] - before == 1)


def borrowed(port, key, member, house):
    """What everybody may know of a member proves nothing, over whosever connection it comes."""
    for what, connection in (('a stranger', zmtp.Curve(port, key)),
                             ('a member', zmtp.Curve(port, key, bytes(member.key.secret)))):
        for proof in (house.key.public, bytes(32), b'\xff' * 32, bytes(reversed(bytes(house.key.secret)))):
            connection.say(connection.sealed(envelope(c.PEOPLE, p=proof)))
            error = c.unpack(connection.opened())['e']
            check('what is no secret of a member proves nothing, said by %s' % what, error == 57, str(error))


def unheeding(port, key, member, who):
    """Who goes on although it is told to wait is cut, waits outside, and is let in again."""
    one = zmtp.Curve(port, key, bytes(member.key.secret))
    one.socket.settimeout(30)
    nonsense_ = os.urandom(300)
    try:
        for _ in range(200):
            one.say(b''.join(one.sealed(nonsense_) for _ in range(100)))
        cut = one.is_cut()
    except OSError:
        cut = True
    check('who goes on with what is refused is cut', cut)
    try:
        zmtp.Curve(port, key, bytes(member.key.secret))
        outside = False
    except OSError:
        outside = True
    check('... and its key waits outside', outside)
    check('... while others are let in', zmtp.Curve(port, key, bytes(who.key.secret)) is not None)
    began, back = time.monotonic(), None
    while back is None and time.monotonic() - began < 30:
        try:
            back = zmtp.Curve(port, key, bytes(member.key.secret))
        except OSError:
            pace(0.2)
    check('... and is let in again', back is not None)


def main(link, path, broker, press):
    with open(path, encoding='utf-8') as file:
        programme = json.load(file)
    room = programme['rooms'][0]['key']
    house, _ = c.Client.join(link)
    for session in (OWN, OTHER):
        house.put(c.OPEN, session, dict(programme, session=session))
    writer = c.Client.join(house.link(house.invite(OWN, 'rapporteur')))[0]
    member = c.Client.join(house.link(house.invite(OTHER, 'moderator')))[0]
    wild = c.Client.join(house.link(house.invite(OTHER, 'moderator')))[0]
    port = int(house.broker.rsplit(':', 1)[1])
    key, secret = house.key.broker_key, bytes(member.key.secret)

    def counters():
        return {row['k']: row['v'] for row in house.ask(c.STATUS)['body']['l']}

    borrowed(port, key, member, house)
    silent(port, key)
    oversize(port, key)
    replayed(port, key, secret, counters)
    endless('from a stranger', zmtp.Curve(port, key), int(broker), bytes(60000))
    endless('from a member', zmtp.Curve(port, key, secret), int(broker), bytes(60000))
    endless('to the feed', zmtp.Curve(port + 1, key, secret, b'SUB'), int(press), bytes(200))
    if not SANITIZED:  # whose allocations are too slow for libzmq to come to an end of them
        topics(zmtp.Curve(port + 1, key, secret, b'SUB'), int(press))
    now = counters()
    check('status tells who was cut', now['cut'] >= 2 and (SANITIZED or now['press_cut'] >= 2))
    unheeding(port, key, wild, member)
    for what, run, *arguments in (
            ('garbage', garbage), ('handshakes', handshakes), ('strangers', strangers), ('proofs', proofs),
            ('notes', notes, secret), ('questions', questions, secret), ('nonsense', nonsense, secret)):
        flood(what, run, writer, room, port, key, *arguments)
    check('neither desk nor press has died', [os.path.exists('/proc/' + pid) for pid in (broker, press)] == [True, True])
    check('... nor grown without an end', rss_kib(broker) < MEMORY_KIB and rss_kib(press) < MEMORY_KIB)
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 2 else crowding(sys.argv[1]))
