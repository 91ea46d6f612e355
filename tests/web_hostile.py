"""tests/web_hostile.py - bytes that nobody should send, and TLS; tests/web.py calls it."""
import http.client
import json
import os
import socket
import ssl
import threading
import time

from web_client import *

# ---- hostile bytes -------------------------------------------------------------------------------------


def raw(browser, text, reads=True):
    """What comes back for these bytes, up to the end; b"" when the line was cut without a word."""
    line = socket.create_connection(("127.0.0.1", browser.port), timeout=UNTIL)
    found = b""
    try:
        line.sendall(text)
        while reads:
            more = line.recv(65536)
            if not more:
                break
            found += more
    except ConnectionError:
        pass
    line.close()
    return found


def status_of(answer):
    return int(answer.split()[1]) if answer.startswith(b"HTTP/1.") else 0


def refuses(browser):
    path = f"/api/1/{S}/notes"
    json_head = "Content-Type: application/json\r\nX-Rapporteur: 1\r\nHost: x\r\nConnection: close\r\n"
    cases = {
        "both lengths": (f"POST {path} HTTP/1.1\r\n{json_head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {0, 400}),
        "chunked": (f"POST {path} HTTP/1.1\r\n{json_head}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n", {411}),
        "no length": (f"POST {path} HTTP/1.1\r\n{json_head}\r\n", {411}),
        "too long": (f"POST {path} HTTP/1.1\r\n{json_head}Content-Length: 65537\r\n\r\n", {413}),
        "far too long": (f"POST {path} HTTP/1.1\r\n{json_head}Content-Length: 99999999999999999999\r\n\r\n", {0, 400, 413}),
        "below zero": (f"POST {path} HTTP/1.1\r\n{json_head}Content-Length: -5\r\n\r\n", {0, 400}),
        "no host": ("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", {400}),
        "a body to get": (f"GET / HTTP/1.1\r\n{json_head}Content-Length: 5\r\n\r\nhello", {400}),
        "huge head": ("GET / HTTP/1.1\r\nHost: x\r\nX: " + "a" * 100000 + "\r\n\r\n", {0, 400, 413, 414, 431}),
        "huge address": ("GET /" + "a" * 100000 + " HTTP/1.1\r\nHost: x\r\n\r\n", {0, 400, 414, 431}),
        "many heads": ("GET / HTTP/1.1\r\nHost: x\r\n" + "X: a\r\n" * 20000 + "\r\n", {0, 400, 413, 431}),
        "no http": ("\x16\x03\x01\x02\x00\x01\x00" * 40 + "\r\n\r\n", {0, 400, 414, 431, 505}),
        "another method": ("DELETE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {405}),
        "out of the folder": ("GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {404}),
        "out of it, hidden": ("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {404}),
        "a hidden file": ("GET /.git HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {404}),
        "no session's name": ("GET /api/1/sessions/%00/stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {400, 404}),
    }
    for name, (text, wanted) in cases.items():
        found = status_of(raw(browser, text.encode("latin-1")))
        assert found in wanted, f"{name}: {found}"
    for body in ("", "[]", "{", "null", "[" * 60000, '{"id": 1, "id": 2}', '{"text": "\\u0000"}', "\xff"):
        answer = browser.send("POST", path and f"/api/1/{S}/notes", body=body.encode("latin-1"))
        assert answer.status == 400, (body[:20], answer.status)
    deep = {"id": uuid7(), "room": "WG-2", "text": ["x"]}
    browser.post(f"{S}/notes", deep, 400)
    browser.post(f"{S}/notes", {"id": uuid7(), "room": "WG-2", "text": "x" * 5000}, 400)
    browser.post(f"{S}/notes", {"id": "nothing", "room": "WG-2", "text": "x"}, 400)
    for seed in range(200):
        raw(browser, os.urandom(seed * 7 % 900 + 1) + b"\r\n\r\n", reads=False)
    assert browser.send("GET", "/healthz").status == 200


def drips(browser):
    """Heads that come a byte at a time, more than there may be connections: they are cut, and a person gets through."""
    lines = []
    for _ in range(40):
        line = socket.create_connection(("127.0.0.1", browser.port), timeout=UNTIL)
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        lines.append(line)
    begun = time.monotonic()
    while lines:
        assert time.monotonic() - begun < UNTIL, f"{len(lines)} of 40 are still there"
        for line in lines[:]:
            try:
                line.sendall(b"a")
                line.settimeout(0.02)
                if not line.recv(1):
                    raise ConnectionResetError
            except socket.timeout:
                continue
            except ConnectionError:
                line.close()
                lines.remove(line)
    assert browser.send("GET", "/healthz").status == 200


def counter(browser, name):
    for line in browser.send("GET", "/metrics").bytes.decode().split("\n"):
        if line.startswith(f"rapporteur_web_{name} "):
            return int(line.split()[1])
    raise AssertionError(name)


def reads_on(browser, seen):
    """A watcher who reads all that comes; cut all the same, as one is on a slow machine, it goes on where it was."""
    last = None
    while True:
        stream = Stream(browser, after=last)
        while event := stream.event():
            seen.add(event[0])
            points = (event[1] or {}).get("changed", []) + (event[1] or {}).get("points", [])
            seen.update(note["text"].split(":")[0] for point in points for note in point["notes"])
        last = stream.last


def stuck_watchers(browser):
    stuck = []
    for _ in range(20):
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", browser.port))
        line.sendall(f"GET /api/1/{S}/stream HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        stuck.append(line)
    seen = set()
    healthy = threading.Thread(target=reads_on, args=(browser, seen), daemon=True)
    healthy.start()
    until(lambda: "whole" in seen)
    rooms = ("WG-2", "WG-5", "WG-12", "WG-6", "WG-18")
    sent, end = 0, time.monotonic() + 4 * UNTIL
    while counter(browser, "streams_cut_total") < 20:
        assert time.monotonic() < end, "those who do not read are still there"
        for _ in range(40):
            browser.note(f"Number {sent}: " + f"{sent:05d} " * 120, room=rooms[sent % 5])
            sent += 1
    until(lambda: f"Number {sent - 1}" in seen)
    for line in stuck:
        line.close()


def over_tls(browser, certificate):
    context = ssl.create_default_context(cafile=certificate)
    line = http.client.HTTPSConnection("localhost", browser.port, timeout=UNTIL, context=context)
    line.request("GET", "/api/1/me")
    answer = Answer(line.getresponse())
    flags = answer.headers["Set-Cookie"].split("; ")
    assert flags[0].startswith("__Host-rapporteur=") and "Secure" in flags, flags
    line.request("GET", f"/api/1/{S}/stream", headers={"Cookie": flags[0]})
    response = line.getresponse()
    found = b""
    while b"event: whole" not in found:
        found += response.readline()
    line.close()
    assert status_of(raw(browser, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")) in (0, 400), "plain HTTP is answered"


def changes_over_tls(browser, certificate):
    context = ssl.create_default_context(cafile=certificate)
    line = http.client.HTTPSConnection("localhost", browser.port, timeout=UNTIL, context=context)
    own = f"https://localhost:{browser.port}"
    for origin, status in ((own, 200), ("https://evil.example", 403)):
        made = json.dumps({"id": uuid7(), "room": "WG-2", "text": "Written through a proxy"})
        line.request("POST", f"/api/1/{S}/notes", made, {"Content-Type": "application/json", "X-Rapporteur": "1", "Origin": origin})
        answer = Answer(line.getresponse())
        assert answer.status == status, (origin, answer.status, answer.bytes)
    line.request("GET", "/metrics")
    assert Answer(line.getresponse()).status == 404
    line.close()
