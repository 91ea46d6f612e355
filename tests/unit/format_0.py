#!/usr/bin/python3
"""Writes tests/unit/format_0.records: a journal as the first trials kept it, format 0.

    tests/unit/format_0.py >tests/unit/format_0.records

Format 0 is format 1 of store/LAYOUT.md but for two things: meta has no `places`, and the records of
`commands` have no objective `o`. It is made here from that page alone, with none of our C, so that the
migration is tried on bytes it did not write itself. A line is a record: table, key, stored value in hex.
"""
import hashlib

import msgpack
from nacl.bindings import crypto_shorthash_siphash24

SESSION = "gcm-ap-2020-10-28"
START = 1603857600000
CODES = {"meta": 1, "heads": 2, "bodies": 3, "blobs": 4, "notes": 5, "commands": 6, "sessions": 7}
OPENED, SUBMITTED, AMENDED, RETRACTED = 1, 10, 11, 12
WRITER = bytes(range(0xA0, 0xB0))
records = []
chain = bytes(32)


def number(value, size):
    return value.to_bytes(size, "big")


def put(table, key, value):
    check = crypto_shorthash_siphash24(bytes([CODES[table]]) + key + value, bytes(16))
    records.append((table, key, value + check))


def command(n):
    """A UUIDv7 of the event's millisecond."""
    return number(START + n, 6) + bytes([0x70, 0x01, 0x80, 0x01]) + number(n, 6)


def event(n, kind, body, objective, blob=b""):
    global chain
    salt = hashlib.blake2b(b"salt" + number(n, 8), digest_size=32).digest()
    packed = msgpack.packb(body)

    def digest(what):
        return hashlib.blake2b(salt + what, digest_size=32).digest()

    head = {"n": n, "t": kind, "s": SESSION, "w": START + 1000 * n, "h": digest(packed)}
    if blob:
        head.update({"c": 1, "d": digest(blob)})
        put("blobs", number(n, 8) + number(0, 4), blob)
    head = msgpack.packb(head)
    chain = hashlib.blake2b(chain + head, digest_size=32).digest()
    put("heads", number(n, 8), chain + head)
    put("bodies", number(n, 8), salt + packed)
    put("commands", command(n), msgpack.packb({"w": WRITER, "h": bytes(range(16)), "n": n, "s": 1}))


def note(n, kind, first, objective, text, replaces=0):
    body = {"i": command(n), "n": command(first), "w": WRITER, "t": START + 500 * n, "o": objective}
    if replaces:
        body["e"] = replaces
    if text:
        body.update({"r": "WG-2", "c": "challenge", "x": text})
    event(n, kind, body, objective)


def note_view(objective, first, current, state):
    put("notes", number(1, 4) + number(objective, 2) + number(first, 8),
        msgpack.packb({"c": current, "i": command(first), "w": WRITER, "s": state}))


event(1, OPENED, {"i": command(1), "w": WRITER, "z": bytes(range(32)), "p": bytes(range(16)),
                  "k": bytes(range(32, 64))}, 0, b"(the programme)")
note(2, SUBMITTED, 2, 2, "Flood funds come too late")
note(3, SUBMITTED, 3, 5, "Consulates lack trained staff")
note(4, SUBMITTED, 4, 2, "Wages at home are too low")
note(5, AMENDED, 2, 9, "Flood funds come a year too late", 2)
note(6, RETRACTED, 3, 5, None, 3)
note_view(9, 2, 5, 0)
note_view(5, 3, 6, 1)
note_view(2, 4, 4, 0)
put("sessions", SESSION.encode(), msgpack.packb({
    "p": 1, "s": 0, "k": bytes(range(32)), "t": bytes(range(16)), "f": bytes(range(32, 64)), "e": 1,
    "no": 1, "np": 1, "nc": 0, "to": START + 1000, "tc": 0, "tg": 0, "cn": 3, "ct": 1, "cd": 0, "cl": 0}))
put("meta", b"format", number(0, 4))
put("meta", b"journal", bytes(range(0xC0, 0xD0)))
put("meta", b"created", number(START, 8))
put("meta", b"newest", number(6, 8) + chain + number(START + 6000, 8))

for table, key, value in sorted(records):
    print(table, key.hex(), value.hex())
