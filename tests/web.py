#!/usr/bin/python3
"""tests/web.py PORT CASE [ARGUMENT ...] - a browser without a screen, for stories about the gateway.

What a browser keeps lies in the folder that it runs in: `cookie`, and what a case leaves for the next one.
"""
import http.client
import json
import os
import socket
import sys
import time

SESSION = "gcm-ap-2020-10-28"
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


# ---- cases -----------------------------------------------------------------------------------------


def submits_twice(browser):
    me = browser.get("me")
    assert me["open"] and me["members"][0]["session"] == SESSION, me
    made = {"id": uuid7(), "room": "WG-2", "text": "Flood funds come too late", "age_ms": 1500.25}
    first = browser.post(f"sessions/{SESSION}/notes", made)
    made["age_ms"] = 9000
    second = browser.post(f"sessions/{SESSION}/notes", made)
    assert not first["again"] and second["again"] and first["number"] == second["number"]
    assert browser.get(f"sessions/{SESSION}")["received"] == 1
    keep("note", {"id": made["id"], "number": first["number"]})
    browser.post(f"sessions/{SESSION}/notes", {**made, "text": "Other words"}, 409)


def statements(passed):
    return [point["statement"] for name, data in passed if data for point in data.get("points", data.get("changed", []))]


def stream_resumes(browser):
    stream = Stream(browser)
    passed = stream.until("whole")
    assert [name for name, _ in passed[:3]] == ["hello", "state", "session"], passed[:3]
    assert "Flood funds come too late" in statements(passed)
    browser.note("Nobody counts those who come back")
    stream.until("update", lambda data: "Nobody counts those who come back" in statements([("update", data)]))
    stream.close()
    browser.note("Permits take a year to come")
    again = Stream(browser, after=stream.last)
    passed = again.until("update", lambda data: "Permits take a year to come" in statements([("update", data)]))
    assert not [name for name, _ in passed if name in ("objective", "whole")], passed
    again.close()


def amends_after_kill(browser):
    note = kept("note")
    made = {"id": uuid7(), "note": note["id"], "replaces": note["number"], "room": "WG-2", "text": "Flood funds come far too late"}
    amended = browser.post(f"sessions/{SESSION}/notes/amend", made)
    refused = browser.post(f"sessions/{SESSION}/notes/amend", {**made, "id": uuid7()}, 409)
    assert refused["stands"]["number"] == amended["number"], refused
    other = Browser(browser.port, "cookie.other")
    other.get("me")
    refused = other.post(f"sessions/{SESSION}/notes/retract", {"id": uuid7(), "note": note["id"], "replaces": amended["number"]}, 403)
    assert refused["error"] == "not_yours", refused
    browser.post(f"sessions/{SESSION}/notes/retract", {"id": uuid7(), "note": note["id"], "replaces": amended["number"]})


def until(condition):
    end = time.monotonic() + UNTIL
    while not condition():
        assert time.monotonic() < end, "waited in vain"


def broker_away(browser):
    until(lambda: browser.send("GET", "/healthz").status == 503)
    made = {"id": uuid7(), "room": "WG-2", "text": "Written while nobody listened", "age_ms": 0}
    answer = browser.post(f"sessions/{SESSION}/notes", made, 503)
    assert answer["error"] == "away" and answer["retry_ms"] > 0, answer
    keep("away", made)


def broker_here(browser):
    until(lambda: browser.send("GET", "/healthz").status == 200)
    assert not browser.post(f"sessions/{SESSION}/notes", kept("away"))["again"]



# ---- with keys -------------------------------------------------------------------------------------


def nobody(browser):
    me = browser.get("me")
    assert not me["open"] and me["members"] == [] and browser.cookie is None, me
    for path in ("sessions", f"sessions/{SESSION}", f"sessions/{SESSION}/stream"):
        assert browser.get(path, 401)["error"] == "not_member"
    browser.note("Nobody says this", 401)
    browser.cookie = "rapporteur=" + "A" * 43  # a key that nobody has
    assert browser.get("me")["members"] == []
    assert browser.get(f"sessions/{SESSION}", 401)["error"] == "not_member"
    browser.cookie = "rapporteur=short"
    browser.get(f"sessions/{SESSION}", 401)
    browser.cookie = None
    assert browser.post("join", {"token": "babad-babad-babad-babad-babad-babad"}, 404)["error"] == "bad_token"
    assert browser.cookie is None, "a refused invitation left a cookie"


def joins(browser, words):
    answer = browser.send("POST", "/api/1/join", {"token": f"https://notes.example.org/j/{words}", "name": "Amina"})
    member = Browser.expect(answer, 200, "join")
    assert (member["session"], member["role"], member["rooms"]) == (SESSION, "rapporteur", ["WG-2"]), member
    flags = answer.headers["Set-Cookie"].split("; ")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(flags), flags
    assert "Secure" not in flags and flags[0].startswith("rapporteur="), flags
    assert browser.post("join", {"token": words})["pseudonym"] == member["pseudonym"]  # the answer had got lost
    other = Browser(browser.port, "cookie.late")
    assert other.post("join", {"token": words}, 409)["error"] == "token_used"
    me = browser.get("me")
    assert me["name"] == "Amina" and me["members"][0]["title"], me
    # Behind a proxy of this machine that says TLS, the cookie is for TLS alone.
    answer = other.send("POST", "/api/1/leave", {}, headers={"X-Forwarded-Proto": "https"})
    flags = answer.headers["Set-Cookie"].split("; ")
    assert "Secure" in flags and flags[0] == "__Host-rapporteur=" and "Max-Age=0" in flags, flags


def writes_in_own_room_only(browser):
    browser.note("Low wages push people abroad")
    assert browser.note("Low wages push people abroad", 403, room="WG-5")[1]["error"] == "not_allowed"
    session = browser.get(f"sessions/{SESSION}")
    assert session["role"] == "rapporteur" and session["rooms_own"] == ["WG-2"], session


def foreign_sites(browser):
    path = f"/api/1/sessions/{SESSION}/notes"
    note = {"id": uuid7(), "room": "WG-2", "text": "Forged by another site"}
    host = f"127.0.0.1:{browser.port}"
    for headers, status in (
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": f"http://{host}.evil.example"}, 403),
        ({"X-Rapporteur": None}, 400),
        ({"X-Rapporteur": "2"}, 400),
        ({"Content-Type": "text/plain"}, 400),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 400),
        ({"Content-Type": "application/jsonp"}, 400),
    ):
        answer = browser.send("POST", path, note, headers=headers)
        assert answer.status == status, (headers, answer.status, answer.bytes)
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert browser.send("OPTIONS", path).status == 405
    assert browser.get(f"sessions/{SESSION}")["received"] == 1
    Browser.expect(browser.send("POST", path, note, headers={"Origin": f"http://{host}"}), 200, "own origin")


def audiences(browser, moderator, observer):
    sees = {}
    for role, words in (("moderator", moderator), ("observer", observer)):
        person = Browser(browser.port, f"cookie.{role}")
        person.post("join", {"token": words})
        stream = Stream(person)
        passed = stream.until("whole")
        stream.close()
        sees[role] = (passed[0][1]["audience"], [p for name, data in passed if name == "objective" for p in data["points"]])
    assert sees["moderator"][0] == "work" and sees["observer"][0] == "plenary"
    assert [p["notes"][0]["text"] for p in sees["moderator"][1]]
    assert sees["observer"][1] and not any(p["notes"] or p["statement_note"] or p["reason"] for p in sees["observer"][1])
    person = Browser(browser.port, "cookie.observer")
    person.note("An observer writes", 403)


def two_gateways(browser, other_port):
    stream = Stream(browser)
    stream.until("whole")
    stream.close()
    other = Browser(other_port)
    assert other.get("me")["name"] == "Amina"
    browser.note("Remittances cost too much to send")
    there = Stream(other, after=stream.last)
    found = []
    while "Remittances cost too much to send" not in statements(found):
        found.append(there.event())
        assert found[-1], "the stream ended"
    there.close()


def revoked(browser):
    stream = Stream(browser)
    stream.until("whole")
    other = Browser(browser.port, "cookie.moderator")
    keep("watching", True)
    until(lambda: os.path.exists("revoked"))
    while stream.event():
        pass
    assert browser.get(f"sessions/{SESSION}/stream", 403)["error"] == "not_allowed"
    browser.note("Written by somebody who is shut out", 403)
    again = Stream(other)
    again.until("whole")
    again.close()



# ---- what moderators and the secretariat do ----------------------------------------------------------


S = f"sessions/{SESSION}"


def objective(browser, number=2):
    for one in browser.get(f"{S}/synthesis")["objectives"]:
        if one["objective"] == number:
            return one
    raise AssertionError(number)


def named(point):
    return [[note["id"], note["number"]] for note in point["notes"]]


def curates(browser):
    browser.get("me")
    for text in ("Flood funds come too late for those who must leave", "Pensions earned abroad are lost", "Nobody counts those who come back"):
        browser.note(text)
    until(lambda: len(objective(browser)["points"]) == 3)
    first, second = sorted(objective(browser)["points"], key=lambda point: point["number"])[:2]
    act = {"id": uuid7(), "act": "merge", "objective": 2, "notes": named(first) + named(second), "reason": "one point"}
    merged = browser.post(f"{S}/curate", act)
    assert browser.post(f"{S}/curate", act)["number"] == merged["number"], "the same act was done twice"
    until(lambda: len(objective(browser)["points"]) == 2)
    browser.post(f"{S}/curate", {"id": uuid7(), "act": "restate", "objective": 2, "notes": named(first), "text": "Money comes late"})
    until(lambda: "Money comes late" in [point["statement"] for point in objective(browser)["points"]])
    log = browser.get(f"{S}/log")
    assert [entry["act"] for entry in log] == ["merge", "restate"] and log[0]["reason"] == "one point", log
    point = [p for p in objective(browser)["points"] if p["restated"]][0]
    why = browser.get(f"{S}/why?point={point['id']}")
    assert why["notes"] == 2 and why["statement"] == "Money comes late" and len(why["decisions"]) == 2, why
    browser.post(f"{S}/curate", {"id": uuid7(), "act": "undo", "undo": merged["number"]})
    until(lambda: len(objective(browser)["points"]) == 3)
    browser.post(f"{S}/curate", {"id": uuid7(), "act": "hide", "objective": 2, "notes": named(second), "reason": "off topic"})
    until(lambda: [note["reason"] for note in objective(browser)["aside"]] == ["off topic"])
    for wrong in ({"act": "dance"}, {"act": "pin"}, {"act": "pin", "notes": [["short", 1]]}, {"act": "pin", "notes": "all"}):
        browser.post(f"{S}/curate", {"id": uuid7(), "objective": 2, **wrong}, 400)


def asks(browser):
    assert any(item["kind"] == "room" and item["what"] == "WG-5" for item in browser.get(f"{S}/missing"))
    hits = browser.get(f"{S}/search?q=funds")
    assert hits and "funds" in hits[0]["text"], hits
    browser.get(f"{S}/search", 400)
    alike = browser.get(f"{S}/similar?objective=2&text=" + "flood+funds+come+late")
    assert alike[0]["text"].startswith("Flood funds") and alike[0]["likeness"] >= 35, alike
    assert browser.get(f"{S}/similar?text=zzz") == []
    room = browser.get(f"{S}/room/WG-2")
    assert [note["number"] for note in room] == sorted(note["number"] for note in room) and len(room) == 3
    balance = browser.get(f"{S}/balance")
    assert balance["balances"] and balance["received"] == 3 and balance["hidden"] == 1, balance
    browser.get(f"{S}/why?point=zzzzzzzzzzzz", 404)
    place = browser.get("place")
    assert not place["behind"]
    there = f"place?journal={place['journal']}&number={place['number']}&hash={place['hash']}"
    assert not browser.get(there)["behind"]
    assert browser.get(there.replace(place["journal"], "0" * 32))["behind"]


def programmes(browser):
    answer = browser.send("GET", f"/api/1/{S}/programme.yaml")
    yaml = answer.bytes.decode()
    assert "attachment" in answer.headers["Content-Disposition"]
    again = browser.post("sessions", {"id": uuid7(), "yaml": yaml})
    assert not again["opened"] and again["changes"] == [], again
    line = yaml.split("\n").index("lenses:") + 2
    wrong = browser.post("sessions", {"yaml": yaml.replace('"WG-5", "round": 1', '"WG-5", "round": 9'), "check": True}, 400)
    assert wrong["error"] == "bad_programme" and wrong["findings"][0]["line"] > line, wrong
    assert '"WG-5"' in yaml.split("\n")[wrong["findings"][0]["line"] - 1], wrong
    wrong = browser.post("sessions", {"yaml": "session: [", "check": True}, 400)
    assert wrong["findings"][0]["line"] >= 1, wrong
    checked = browser.post("sessions", {"yaml": yaml, "check": True})
    assert checked["findings"] == [] and checked["programme"]["rooms"][0]["key"] == "WG-2"
    changed = browser.post("sessions", {"id": uuid7(), "yaml": yaml.replace("Pacific Islands Association", "Pacific Association")})
    assert not changed["opened"] and changed["changes"], changed
    made = {"id": uuid7(), "yaml": yaml.replace(SESSION, "another-1"), "update": False}
    assert browser.post("sessions", made)["opened"]
    assert {one["session"] for one in browser.get("sessions")} == {SESSION, "another-1"}
    assert browser.post("sessions", {**made, "id": uuid7()}, 409)["error"] == "session_exists"


def exports(browser):
    for form in ("md", "html", "docx", "odt", "pdf", "json", "csv", "xlsx", "akn", "jsonl"):
        answer = browser.send("GET", f"/api/1/{S}/export/{form}")
        assert answer.status == 200 and len(answer.bytes) > 100, (form, answer.status, answer.bytes[:200])
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{SESSION}.{form}"'
        with open(f"web.{form}", "wb") as file:
            file.write(answer.bytes)
    preview = browser.send("GET", f"/api/1/{S}/export/html?preview=1")
    assert "Content-Disposition" not in preview.headers and "sandbox" in preview.headers["Content-Security-Policy"]
    browser.get(f"{S}/export/wav", 404)


def closes(browser):
    stream = Stream(browser)
    stream.until("whole")
    browser.post(f"{S}/close", {"id": uuid7(), "grace_s": 0})
    stream.until("session", lambda data: data["state"] == "closed")
    assert browser.note("Too late", 409)[1]["error"] == "session_closed"
    browser.post(f"{S}/reopen", {"id": uuid7()}, 400)
    browser.post(f"{S}/reopen", {"id": uuid7(), "reason": "one more room"})
    stream.until("session", lambda data: data["state"] == "open")
    stream.close()
    made, note = browser.note("Anna Kowalska said that wages are low")
    browser.post(f"{S}/notes/redact", {"id": uuid7(), "note": made, "reason": "a name"})
    assert browser.post(f"{S}/notes/redacted", {"notes": [made, uuid7()]}) == [made]


def names(browser):
    """A text that names somebody is masked, and shown to moderators with whom it names, until it is released."""
    made, _ = browser.note("Maria Santos of the farmers said that permits take a year")
    until(lambda: any(point["flags"] for point in objective(browser)["points"]))
    point = [point for point in objective(browser)["points"] if point["flags"]][0]
    note = [note for note in point["notes"] if note["original"]][0]
    assert "Santos" not in note["text"] and "Santos" in note["original"] and note["flags"], note
    whole = browser.get(f"{S}/synthesis")
    browser.post(f"{S}/curate", {"id": uuid7(), "act": "release", "objective": 2, "notes": [[note["id"], note["number"]]], "seen": whole["number"]})
    until(lambda: "Santos" in json.dumps([p["statement"] for p in objective(browser)["points"]]))


def metrics(browser):
    text = browser.send("GET", "/metrics").bytes.decode()
    assert "rapporteur_web_requests_total" in text and "rapporteurd_" in text, text[:500]


def invites(browser):
    secretariat = Browser(browser.port, "cookie.secretariat")
    secretariat.post("join", {"token": kept("house"), "name": "Secretariat"})
    assert secretariat.get("me")["members"][0]["session"] is None
    assert secretariat.get("sessions")[0]["role"] == "secretariat"
    made = secretariat.post(f"{S}/invitations", {"role": "rapporteur", "each_room": True, "count": 3, "expires": 3600000})
    assert len(made) == 5 and {one["rooms"][0] for one in made} >= {"WG-2", "WG-5"}, made
    assert made[0]["link"] == f"http://127.0.0.1:{browser.port}/j/{made[0]['words']}"
    assert made[0]["svg"].startswith("<svg") and made[0]["words"] in made[0]["sheet"] and made[0]["broker_link"].startswith("rapporteur://")
    guest = Browser(browser.port, "cookie.guest")
    assert guest.post("join", {"token": made[1]["link"]})["rooms"] == made[1]["rooms"]
    guest.post(f"{S}/invitations", {"role": "moderator"}, 403)
    guest.get(f"{S}/people", 403)
    people = secretariat.get(f"{S}/people")["people"]
    person = [one for one in people if one["rooms"] == made[1]["rooms"]][0]
    secretariat.post(f"{S}/revoke", {"id": uuid7(), "pseudonym": person["pseudonym"]})
    assert guest.get(S, 403)["error"] == "not_allowed"
    assert [one for one in guest.get("me")["members"]][0]["revoked"]
    for wrong in ({}, {"role": "king"}, {"role": "rapporteur", "room": "../x"}, {"role": "observer", "count": 5000}):
        secretariat.post(f"{S}/invitations", wrong, 400)
    secret = secretariat.cookie.split("=")[1]
    text = browser.send("GET", "/metrics", headers={"Cookie": None, "Authorization": f"Bearer {secret}"}).bytes.decode()
    assert "rapporteurd_" in text
    assert "rapporteurd_" not in browser.send("GET", "/metrics", headers={"Cookie": None}).bytes.decode()



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


def stuck_watchers(browser):
    stuck = []
    for _ in range(20):
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", browser.port))
        line.sendall(f"GET /api/1/{S}/stream HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        stuck.append(line)
    healthy = Stream(browser)
    healthy.until("whole")
    rooms = ("WG-2", "WG-5", "WG-12", "WG-6", "WG-18")
    sent, end = 0, time.monotonic() + UNTIL
    while counter(browser, "streams_cut_total") < 20:
        assert time.monotonic() < end, "those who do not read are still there"
        for _ in range(40):
            browser.note(f"Number {sent}: " + f"{sent:05d} " * 120, room=rooms[sent % 5])
            sent += 1
    healthy.until("update", lambda data: any(f"Number {sent - 1}:" in note["text"] for point in data["changed"] for note in point["notes"]))
    healthy.close()
    for line in stuck:
        line.close()


def over_tls(browser, certificate):
    import ssl

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
    import ssl

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


if __name__ == "__main__":
    globals()[sys.argv[2]](Browser(sys.argv[1]), *sys.argv[3:])
