"""tests/zmtp.py - ZMTP 3.0 by hand, as NULL or as a CURVE client (RFC 23 and 26): what libzmq would never let a program
send. Used by tests/attack.py.
"""
import os, socket, struct
import nacl.public
from nacl.bindings import crypto_box, crypto_box_afternm, crypto_box_beforenm, crypto_box_open

GREETING = b'\xff' + bytes(8) + b'\x7f\x03\x00'


def greeting(mechanism):
    return GREETING + mechanism.ljust(20, b'\0') + bytes(32)


def framed(flags, body):
    if len(body) > 255:
        return bytes([flags | 2]) + struct.pack('>Q', len(body)) + body
    return bytes([flags, len(body)]) + body


class Raw:
    """A connection that says what it is told to."""
    def __init__(self, port, host='127.0.0.1', patience=10):
        self.socket = socket.create_connection((host, port), timeout=patience)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def say(self, data):
        self.socket.sendall(data)

    def hear(self, size):
        data = b''
        while len(data) < size:
            got = self.socket.recv(size - len(data))
            if not got:
                raise ConnectionError('cut')
            data += got
        return data

    def frame(self):
        """Flags and body of what comes next."""
        flags, size = self.hear(2)
        if flags & 2:
            size = struct.unpack('>Q', bytes([size]) + self.hear(7))[0]
        return flags, self.hear(size)

    def is_cut(self):
        """Waits for the other side's end, as long as the patience of the socket."""
        try:
            while self.socket.recv(65536):
                pass
        except ConnectionError:
            pass
        except TimeoutError:
            return False
        return True

    def close(self):
        self.socket.close()


def null(port, kind=b'DEALER'):
    """Connected without a key."""
    raw = Raw(port)
    raw.say(greeting(b'NULL') + framed(4, b'\x05READY\x0bSocket-Type' + struct.pack('>I', len(kind)) + kind))
    raw.hear(64)
    raw.frame()
    return raw


class Curve(Raw):
    """Connected with a key: its secret's 32 bytes, a new one without."""
    def __init__(self, port, server_key, secret=None, kind=b'DEALER'):
        super().__init__(port)
        self.server = server_key
        self.key = nacl.public.PrivateKey(secret) if secret else nacl.public.PrivateKey.generate()
        self.short = nacl.public.PrivateKey.generate()
        self.nonce, self.kind = 0, kind
        self.handshake()

    def next_nonce(self):
        self.nonce += 1
        return struct.pack('>Q', self.nonce)

    def hello(self):
        nonce = self.next_nonce()
        box = crypto_box(bytes(64), b'CurveZMQHELLO---' + nonce, self.server, bytes(self.short))
        return framed(4, b'\x05HELLO\x01\x00' + bytes(72) + bytes(self.short.public_key) + nonce + box)

    def initiate(self, welcome):
        plain = crypto_box_open(welcome[24:], b'WELCOME-' + welcome[8:24], self.server, bytes(self.short))
        self.server_short, cookie = plain[:32], plain[32:]
        vouch_nonce = os.urandom(16)
        vouch = crypto_box(bytes(self.short.public_key) + self.server, b'VOUCH---' + vouch_nonce, self.server_short,
                           bytes(self.key))
        about = b'\x0bSocket-Type' + struct.pack('>I', len(self.kind)) + self.kind
        nonce = self.next_nonce()
        box = crypto_box(bytes(self.key.public_key) + vouch_nonce + vouch + about, b'CurveZMQINITIATE' + nonce,
                         self.server_short, bytes(self.short))
        self.shared = crypto_box_beforenm(self.server_short, bytes(self.short))
        return framed(4, b'\x08INITIATE' + cookie + nonce + box)

    def handshake(self):
        self.say(greeting(b'CURVE'))
        self.hear(64)
        self.say(self.hello())
        self.say(self.initiate(self.frame()[1]))
        if not self.frame()[1].startswith(b'\x05READY'):
            raise ConnectionError('not let in')

    def sealed(self, payload, more=False):
        """One frame of a message, as it goes over the line. The next one has the next nonce."""
        nonce = self.next_nonce()
        box = crypto_box_afternm(bytes([1 if more else 0]) + payload, b'CurveZMQMESSAGEC' + nonce, self.shared)
        return framed(0, b'\x07MESSAGE' + nonce + box)

    def opened(self):
        """The next frame that the server sends."""
        body = self.frame()[1]
        plain = crypto_box_open(body[16:], b'CurveZMQMESSAGES' + body[8:16], self.server_short, bytes(self.short))
        return plain[1:]
