"""tests/web_client.py - a browser without a screen, for stories about the gateway.

What a browser keeps lies in the folder that it runs in: `cookie`, and what a case leaves for the next one.
"""
import http.client
import json
import os
import time

SESSION = "gcm-ap-2020-10-28"
S = f"sessions/{SESSION}"
UNTIL = 30  # seconds that anything may take on a busy machine


def uuid7():
    at = int(time.time() * 1000)
    made = bytearray(at.to_bytes(6, "big") + os.urandom(10))
    made[6] = made[6] & 0x0F | 0x70
    made[8] = made[8] & 0x3F | 0x80
    return made.hex()


def keep(name, value):
    with open(name, "w", encoding="utf-8") as file:
        json.dump(value, file)


def kept(name):
    if not os.path.exists(name):
        return None
    with open(name, encoding="utf-8") as file:
        return json.load(file)


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.bytes = response.read()
        kind = self.headers.get("Content-Type", "")
        self.value = json.loads(self.bytes) if kind.startswith("application/json") and self.bytes else None


class Browser:
    def __init__(self, port, name="cookie"):
        self.port = int(port)
        self.name = name
        self.cookie = kept(name)

    def send(self, method, path, value=None, headers=(), body=None):
        given = {"Cookie": self.cookie} if self.cookie else {}
        if value is not None:
            body = json.dumps(value)
        if method == "POST":
            given.update({"Content-Type": "application/json", "X-Rapporteur": "1"})
        given.update(dict(headers))
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=UNTIL)
        line.request(method, path, body, {k: v for k, v in given.items() if v is not None})
        answer = Answer(line.getresponse())
        line.close()
        set_cookie = answer.headers.get("Set-Cookie")
        if set_cookie:
            self.cookie = set_cookie.split(";")[0]
            keep(self.name, self.cookie)
        return answer

    def get(self, path, status=200, **more):
        return self.expect(self.send("GET", "/api/1/" + path, **more), status, path)

    def post(self, path, value, status=200, **more):
        return self.expect(self.send("POST", "/api/1/" + path, value, **more), status, path)

    @staticmethod
    def expect(answer, status, path):
        assert answer.status == status, f"{path}: {answer.status}, not {status}: {answer.bytes[:400]}"
        return answer.value

    def note(self, text, status=200, **more):
        made = {"id": uuid7(), "room": "WG-2", "text": text, "age_ms": 0, **more}
        return made["id"], self.post(f"sessions/{SESSION}/notes", made, status)


class Stream:
    """Server-sent events, as they come."""

    def __init__(self, browser, session=SESSION, after=None):
        self.line = http.client.HTTPConnection("127.0.0.1", browser.port, timeout=UNTIL)
        headers = {"Cookie": browser.cookie} if browser.cookie else {}
        if after:
            headers["Last-Event-ID"] = after
        self.line.request("GET", f"/api/1/sessions/{session}/stream", headers=headers)
        self.response = self.line.getresponse()
        self.status = self.response.status
        self.last = after

    def event(self):
        """The next one as (name, data), or None at the end."""
        name, data, end = None, None, time.monotonic() + UNTIL
        while True:
            line = self.response.readline()
            assert time.monotonic() < end, "nothing but comments came"
            if not line:
                return None
            line = line.decode().rstrip("\n")
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                data = json.loads(line[6:])
            elif line.startswith("id: "):
                self.last = line[4:]
            elif not line and name:
                return name, data

    def until(self, wanted, holds=lambda data: True):
        """Reads on to an event of that name for which it holds; gives all that was passed, and it."""
        passed = []
        while True:
            event = self.event()
            assert event, f"the stream ended before '{wanted}'"
            passed.append(event)
            if event[0] == wanted and holds(event[1]):
                return passed

    def close(self):
        self.response.close()
        self.line.close()


def statements(passed):
    return [point["statement"] for name, data in passed if data for point in data.get("points", data.get("changed", []))]


def named(point):
    return [[note["id"], note["number"]] for note in point["notes"]]


def until(condition):
    end = time.monotonic() + UNTIL
    while not condition():
        assert time.monotonic() < end, "waited in vain"
