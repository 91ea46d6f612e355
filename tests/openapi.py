#!/usr/bin/python3
"""tests/openapi.py PORT - the gateway against its own description: what client/web/openapi.json lists is what API.md tells and
what the gateway's table of routes has, and every answer of a gateway without keys is of the form that is described."""
import json
import os
import re
import sys

import web_client as web

TOP = os.path.join(os.path.dirname(__file__), "..")


def read(path):
    with open(os.path.join(TOP, path), encoding="utf-8") as file:
        return file.read()


PAGE = json.loads(read("client/web/openapi.json"))


def form(path):
    """Any part of a path that is somebody's to choose is a star."""
    path = re.sub(r"^/api/1/|^/", "", path.split("?")[0])
    return "/".join("*" if re.fullmatch(r"S|R|FORMAT|\*|\{.*\}", part) else part for part in path.split("/"))


def listed():
    return {(method.upper(), form(path)) for path, methods in PAGE["paths"].items() for method in methods}


def told():
    """API.md's headings: `### GET sessions/S/log?...`, several after a comma."""
    found = set()
    for line in re.findall(r"^### (.*)$|^## The stream: (GET \S+)", read("client/web/API.md"), re.M):
        method = None
        for word in re.findall(r"GET|POST|sessions\S*|\bme\b|\bjoin\b|\bleave\b|place\S*", line[0] or line[1]):
            if word in ("GET", "POST"):
                method = word
            elif method:
                found.add((method, form(word.strip("`,"))))
    redact = re.findall(r"`?POST (sessions/S/notes/redacted)", read("client/web/API.md"))
    return found | {("POST", form(path)) for path in redact} | {("GET", "healthz"), ("GET", "metrics")}


def routed():
    return {(m, form(p)) for m, p in re.findall(r'X\("(GET|POST)", "([^"]+)"', read("client/web/api/api.h"))}


class Mismatch(Exception):
    pass


def holds(value, schema, at):
    if "$ref" in schema:
        schema = PAGE["components"]["schemas"][schema["$ref"].split("/")[-1]]
    if value is None:
        if not schema.get("nullable"):
            raise Mismatch(f"{at}: null")
        return
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float)}
    kind = schema.get("type")
    if kind and (not isinstance(value, kinds[kind]) or (kind in ("integer", "number") and isinstance(value, bool))):
        raise Mismatch(f"{at}: {value!r} is no {kind}")
    if value not in schema.get("enum", [value]):
        raise Mismatch(f"{at}: {value!r} is none of {schema['enum']}")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        raise Mismatch(f"{at}: {value!r} does not match {schema['pattern']}")
    if kind == "object" and "properties" in schema:
        for name in schema.get("required", []):
            if name not in value:
                raise Mismatch(f"{at}: no {name}")
        for name in value:
            if name not in schema["properties"]:
                raise Mismatch(f"{at}: {name} is not described")
            holds(value[name], schema["properties"][name], f"{at}.{name}")
    for index, item in enumerate(value if kind == "array" else []):
        holds(item, schema["items"], f"{at}[{index}]")


class Walk:
    def __init__(self, browser):
        self.browser, self.walked = browser, set()

    def answered(self, method, path, answer):
        described = next(value for key, value in PAGE["paths"].items() if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", key), path.split("?")[0]))
        described = described[method.lower()]["responses"]
        described = described.get(str(answer.status), described["default"])
        (kind, content), = described["content"].items()
        said = answer.headers["Content-Type"].split(";")[0]
        assert kind in (said, "*/*"), f"{method} {path}: {said}, not {kind}"
        if content.get("schema"):
            holds(answer.value, content["schema"], f"{method} {path}")
        if answer.status == 200:
            self.walked.add((method, form(re.sub(f"/{web.SESSION}", "/S", re.sub(r"(room|export)/[^/?]+", r"\1/*", path)))))
        return answer.value

    def get(self, path):
        return self.answered("GET", path, self.browser.send("GET", path))

    def post(self, path, value):
        return self.answered("POST", path, self.browser.send("POST", path, value))


def everything(walk):
    s = f"/api/1/sessions/{web.SESSION}"
    walk.get("/api/1/me")
    walk.post("/api/1/leave", {})
    walk.get("/healthz")
    walk.get("/metrics")
    walk.get("/api/1/sessions")
    walk.get("/api/1/place")
    walk.get(s)
    made = {"id": web.uuid7(), "room": "WG-2", "category": "challenge", "lens": None, "text": "Maria Santos said that permits take a year", "age_ms": 1.5}
    kept = walk.post(f"{s}/notes", made)
    amended = walk.post(f"{s}/notes/amend", {**made, "id": web.uuid7(), "note": made["id"], "replaces": kept["number"]})
    walk.post(f"{s}/notes/amend", {**made, "id": web.uuid7(), "note": made["id"], "replaces": kept["number"]})
    second = {"id": web.uuid7(), "room": "WG-2", "text": "A permit takes a year and more"}
    other = walk.post(f"{s}/notes", second)
    web.until(lambda: sum(len(o["points"]) for o in walk.get(f"{s}/synthesis")["objectives"]) > 0)
    point = walk.get(f"{s}/synthesis")["objectives"][0]["points"][0]
    walk.get(f"{s}/why?point={point['id']}")
    walk.get(f"{s}/why?note={point['notes'][0]['id']}")
    walk.post(f"{s}/curate", {"id": web.uuid7(), "act": "pin", "objective": 2, "notes": web.named(point)})
    walk.post(f"{s}/confirm", {"id": web.uuid7(), "room": "WG-2", "seen": other["number"]})
    web.until(lambda: walk.get(f"{s}/synthesis")["objectives"][0]["confirmed"])
    walk.post(f"{s}/curate", {"id": web.uuid7(), "act": "hide", "objective": 2, "notes": [[other["note"], other["number"]]], "reason": "twice"})
    for path in ("room/WG-2", "similar?text=permits+take+a+year", "search?q=permits", "missing", "log", "balance", "people", "programme.yaml", "export/json", "export/md"):
        walk.get(f"{s}/{path}")
    yaml = walk.browser.send("GET", f"{s}/programme.yaml").bytes.decode()
    walk.post("/api/1/sessions", {"yaml": yaml, "check": True})
    walk.post("/api/1/sessions", {"yaml": "session: [", "check": True})
    walk.post("/api/1/sessions", {"id": web.uuid7(), "yaml": yaml})
    walk.post(f"{s}/notes/retract", {"id": web.uuid7(), "note": made["id"], "replaces": amended["number"]})
    walk.post(f"{s}/notes/redact", {"id": web.uuid7(), "note": second["id"], "reason": "a test"})
    walk.post(f"{s}/notes/redacted", {"notes": [second["id"]]})
    walk.post(f"{s}/close", {"id": web.uuid7(), "grace_s": 3600})
    walk.post(f"{s}/notes", {"id": web.uuid7(), "room": "WG-2", "text": "Typed before it closed"})
    walk.post(f"{s}/admit", {"id": web.uuid7()})
    walk.post(f"{s}/reopen", {"id": web.uuid7(), "reason": "more to say"})
    stream(walk)
    # What takes keys is refused here, in the form of a refusal; tests/stories/web_keys.sh has the rest.
    for path, value in (("join", {"token": "x"}), (f"sessions/{web.SESSION}/invitations", {"role": "observer"}), (f"sessions/{web.SESSION}/revoke", {"id": web.uuid7(), "pseudonym": "0" * 32})):
        walk.post("/api/1/" + path, value)


def stream(walk):
    path = f"/api/1/sessions/{web.SESSION}/stream"
    events = web.Stream(walk.browser)
    assert events.response.headers["Content-Type"].split(";")[0] in PAGE["paths"]["/api/1/sessions/{S}/stream"]["get"]["responses"]["200"]["content"]
    walk.walked.add(("GET", form("sessions/S/stream")))
    for name, data in events.until("whole"):
        if name == "objective":
            holds(data, {"$ref": "#/components/schemas/Objective"}, path)
    walk.browser.note("One more while somebody watches")
    (name, data) = events.until("update")[-1]
    holds(data, {"$ref": "#/components/schemas/Update"}, f"{path} {name}")
    events.close()


def main(port):
    assert listed() == routed(), f"openapi.json and the table differ: {sorted(listed() ^ routed())}"
    assert listed() == told(), f"openapi.json and API.md differ: {sorted(listed() ^ told())}"
    walk = Walk(web.Browser(port))
    everything(walk)
    never = listed() - walk.walked - {("POST", form(f"sessions/S/{word}")) for word in ("invitations", "revoke")} - {("POST", "join")}
    assert not never, f"never answered: {sorted(never)}"
    print(f"{len(walk.walked)} addresses answered as described")


if __name__ == "__main__":
    main(sys.argv[1])
