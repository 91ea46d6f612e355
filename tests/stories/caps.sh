#!/bin/bash
. "$(dirname "$0")/../wire.sh"
. "$(dirname "$0")/../lib.sh"

story "a note of 4,000 characters is kept, one of 4,001 is refused, and both are told"
broker start
wire <<'PY'
one = open_session()
for text in ('a' * 4000, '\U0001f30a' * 4000, ' \n' + 'b ' * 1999 + 'bb\t '):
    submit(one, text)
for text in ('a' * 4001, '\U0001f30a' * 4001):
    expect_refused('one too many', 'text_long', submit, one, text)
for text in ('', ' \n\t', '\u202e\u2066'):
    expect_refused('no text', 'text_empty', submit, one, text)
expect('kept', [4000, 4000, 4000], [len(text) for text in texts()])
PY

story "a frame of 65,536 bytes is read, one byte more is refused, and both peers go on"
wire <<'PY'
socket = dealer()
short = envelope(STATUS, session='', q=bytes(32000), r=bytes(33000))
exact = envelope(STATUS, session='', q=bytes(32000), r=bytes(33000 + 65536 - len(short)))
expect('its size', 65536, len(exact))
expect('at the bound', 0, answer(socket, exact))
expect('one past it', 3, answer(socket, exact + b'\0'))
expect('and then', 0, answer(socket, envelope(STATUS, session='')))
PY

story "a frame of 200 KiB cuts its own connection and nobody else's"
wire <<'PY'
bad, good = dealer(), dealer()
monitor = bad.get_monitor_socket(zmq.EVENT_DISCONNECTED)
for socket in (bad, good):
    expect('before', 0, answer(socket, envelope(STATUS, session='')))
bad.send(bytes(200 << 10))
expect('cut', True, monitor.poll(20000) > 0)
expect('the other one', 0, answer(good, envelope(STATUS, session='')))
expect('after it has connected anew', 0, answer(bad, envelope(STATUS, session='')))
PY

story "bytes that are no command are refused, each for what it is, and harm nobody"
wire <<'PY'
socket = dealer()
def deep(levels):
    return b'\x81\xa1a' * levels + b'\xc0'
bodies = (
    ('an empty frame', 2, b''),
    ('no map', 2, b'\x93\x01\x02\x03'),
    ('half a command', 2, envelope(STATUS)[:-3]),
    ('a command and more', 2, envelope(STATUS) + b'\xc0'),
    ('a map of four thousand million', 2, b'\xdf\xff\xff\xff\xff'),
    ('an array of as many', 2, b'\x81\xa1v\xdd\xff\xff\xff\xff'),
    ('a string of as many', 2, b'\x81\xa1v\xdb\xff\xff\xff\xff'),
    ('sixty thousand levels', 2, b'\x91' * 60000 + b'\xc0'),
    ('nine levels', 2, deep(9)),
    ('five thousand values', 2, msgpack.packb({'v': 1, 'q': [0] * 5000})),
    ('a key twice', 2, b'\x82\xa1v\x01\xa1v\x01'),
    ('a key that is a number', 2, b'\x81\x01\x01'),
    ('a float', 2, msgpack.packb({'v': 1.0})),
    ('an extension', 2, b'\x81\xa1v\xc7\x01\x05\x00'),
    ('what msgpack never uses', 2, b'\x81\xa1v\xc1'),
    ('text that is not UTF-8', 2, b'\x81\xa1v\xa2\xc3\x28'),
    ('HTTP', 2, b'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    ('a body that is no map', 2, envelope(SUBMIT, b=b'\x01')),
    ('a body that is a bomb', 2, envelope(SUBMIT, b=b'\xdf\xff\xff\xff\xff')),
    ('a body over its cap', 3, envelope(STATUS, {'q': bytes(2000)})),
    ('a body of another shape', 20, envelope(SUBMIT, {'r': 1, 'x': 2})),
)
for what, expected, frame in bodies:
    expect(what, expected, answer(socket, frame))
whole = envelope(STATUS, session='')
expect('two frames', 1, answer(socket, whole, whole))
expect('a delimiter first, as REQ sends it', 1, answer(socket, b'', whole))
expect('three thousand frames', 1, answer(socket, *[b'x'] * 3000))
expect('and then', 0, answer(socket, whole))
expect('kept', 3, len(texts()))
PY
