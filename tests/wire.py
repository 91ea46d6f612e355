"""tests/wire.py - what stories say on the wire beyond what a well-behaved client would; over tests/client.py."""
from client import *

CODES = {'bad_frames': 1, 'bad_bytes': 2, 'too_big': 3, 'wrong_major': 4, 'unknown_type': 5, 'bad_envelope': 6,
         'bad_field': 20, 'text_empty': 21, 'text_long': 22, 'session_closed': 42, 'not_yours': 48, 'stale': 49,
         'id_taken': 50, 'behind': 61, 'disk_full': 62, 'damaged': 63}


def client(writer=None):
    return Client(os.environ['RAPPORTEUR_BROKER'], writer)


def programme(session='s1', title='A session'):
    return {'session': session, 'title': title, 'timezone': 'UTC', 'language': None, 'series': None,
            'rounds': [{'number': 1, 'start': '2020-10-28T11:30', 'end': '2020-10-28T12:20',
                        'start_ms': 1603884600000, 'end_ms': 1603887600000}],
            'agenda': [], 'categories': [{'key': 'challenge', 'heading': 'Challenges', 'headings': []}],
            'lenses': ['gender'], 'objectives': [{'number': 2, 'title': 'Two', 'questions': []}],
            'rooms': [{'key': 'WG-2', 'round': 1, 'objectives': [2], 'cohosts': []}]}


def open_session(session='s1', title='A session'):
    one = client()
    one.put(OPEN, session, programme(session, title))
    return one


def envelope(message, body=None, session='s1', writer=b'w' * 16, id=None, **changed):
    """The bytes of a command; changed: fields of the envelope as they should not be, None leaves one out."""
    fields = {'v': 1, 'm': 0, 't': message, 'i': id or uuid7(), 'w': writer, 's': session, 'a': 0,
              'b': msgpack.packb(body or {})}
    fields.update(changed)
    return msgpack.packb({key: value for key, value in fields.items() if value is not None})


def dealer(patience_ms=20000):
    socket = zmq.Context.instance().socket(zmq.DEALER)
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.RCVTIMEO, patience_ms)
    socket.connect(os.environ['RAPPORTEUR_BROKER'])
    return socket


def answer(socket, *frames):
    """The answer's error code to frames sent as they are."""
    socket.send_multipart(frames)
    return unpack(socket.recv())['e']


def expect(what, expected, found):
    if expected != found:
        sys.exit('%s: expected %r, found %r' % (what, expected, found))


def expect_refused(what, error, ask, *arguments, **named):
    """Returns the refusal's reply."""
    try:
        ask(*arguments, **named)
    except Refused as refused:
        expect(what, CODES[error], refused.reply['e'])
        return refused.reply
    sys.exit(what + ': was not refused')


def submit(one, text, session='s1', **named):
    return one.ask(SUBMIT, {'r': 'WG-2', 'x': text}, session, **named)


def counters(one=None):
    body = (one or client()).ask(STATUS)['body']
    return dict({row['k']: row['v'] for row in body['l']}, press=body['p'])


def texts(session='s1'):
    """The texts of the submitted notes, in order; the chain is verified on the way."""
    return [event['x'] for event in client().journal()
            if event['head']['t'] == 10 and event['head']['s'] == session]


def synthesis_counts(session='s1', at_least=0):
    """Of each objective, its whole map."""
    return client().synthesis(session, at_least)[0]


def rss_kib(pid):
    with open('/proc/%d/status' % int(pid), encoding='ascii') as file:
        return next(int(line.split()[1]) for line in file if line.startswith('VmRSS'))
