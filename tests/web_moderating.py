"""tests/web_moderating.py - what moderators and the secretariat do by the page; tests/web.py calls it."""
import json

from web_client import *

# ---- what moderators and the secretariat do ----------------------------------------------------------


def objective(browser, number=2):
    for one in browser.get(f"{S}/synthesis")["objectives"]:
        if one["objective"] == number:
            return one
    raise AssertionError(number)


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
