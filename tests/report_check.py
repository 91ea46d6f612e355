#!/usr/bin/python3
"""tests/report_check.py - reads a report back and compares it with the json of the same session.

    report_check.py FORMAT FILE report.json

Of the json only what it says is used: paragraphs with their numbers, texts and notes, headings, tables,
footnotes. A format passes when all of that is in it, in this order, and when it holds together by itself.
"""
import html.parser
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"


def expect(what, expected, found):
    if expected != found:
        sys.exit(f"# {what}:\n#   expected {expected!r}\n#   found    {found!r}")


def squeezed(text):
    return re.sub(r"\s+", " ", text).strip()


class Report:
    """The json, flat: what a reader meets from the first chapter to the last annex."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.json = json.load(file)
        self.body = self.json["body"]
        self.annexes = [b for a in self.json["annexes"] for b in a["blocks"]]

    def numbered(self):
        """(number, text, [(label, text)], notes) of each numbered paragraph."""
        for block in self.body:
            if "paragraph" in block and block["paragraph"]["number"] is not None:
                p = block["paragraph"]
                items = [(i["label"], i["sentence"]["text"]) for i in p["items"]]
                notes = [n for s in p["sentences"] for n in s["notes"]]
                notes += [n for i in p["items"] for n in i["sentence"]["notes"]]
                yield p["number"], " ".join(s["text"] for s in p["sentences"]), items, notes

    def headings(self):
        return [b["heading"] for b in self.body if "heading" in b]

    def tables(self):
        return [b["table"] for b in self.body + self.annexes if "table" in b]

    def notes(self):
        found = [n for p in self.numbered() for n in p[3]]
        for block in self.annexes:
            for p in [block["paragraph"]] if "paragraph" in block else []:
                found += [n for s in p["sentences"] for n in s["notes"]]
                found += [n for i in p["items"] for n in i["sentence"]["notes"]]
        return found


def nobody(texts):
    """No writer of the example, by any name that its notes give them."""
    names = set()
    with open(os.path.join(HERE, "example/notes.jsonl"), encoding="utf-8") as file:
        for line in file:
            names.add(json.loads(line)["rapporteur"])
    for name in names:
        for text in texts:
            if name in text:
                sys.exit(f"# it names {name}")


def once(what, values):
    for value in values:
        if values.count(value) > 1:
            sys.exit(f"# {what} {value} is there twice")


# ---- html ----

class Page(html.parser.HTMLParser):
    VOID = {"meta", "br", "link", "img", "hr"}

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.notes, self.levels = [], [], [], [], []
        self.paragraphs, self.ends = [], []
        self.feed(text)
        self.close()
        expect("elements left open", [], self.open)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a":
            self.links.append(values["href"])
        self.notes += values.get("data-notes", "").split()
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag in ("script", "img", "iframe", "object", "link"):
            sys.exit(f"# the page holds a <{tag}>")
        if values.get("class") == "paragraph":
            self.paragraphs.append("")
        if tag not in self.VOID:
            self.open.append((tag, values.get("class")))

    def handle_endtag(self, tag):
        if tag in self.VOID:
            return
        if not self.open or self.open[-1][0] != tag:
            sys.exit(f"# </{tag}> ends {self.open[-1:]}")
        self.open.pop()

    def handle_data(self, data):
        if ("p", "paragraph") in self.open and not any(t == "sup" for t, _ in self.open):
            self.paragraphs[-1] += data


def check_html(path, report):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    page = Page(text)
    once("id", page.ids)
    for link in page.links:
        if link.startswith("#") and link[1:] not in page.ids:
            sys.exit(f"# {link} leads nowhere")
    expect("notes", report.notes(), page.notes)
    expect("paragraphs", [squeezed(f"{n}. {t}") for n, t, _, _ in report.numbered()],
           [squeezed(p) for p in page.paragraphs])
    expect("h1", 1, page.levels.count(1))
    for before, after in zip(page.levels, page.levels[1:]):
        if after > before + 1:
            sys.exit(f"# an h{after} under an h{before}")
    for heading in report.headings():
        if heading["id"] not in page.ids:
            sys.exit(f"# no heading {heading['id']}")
    expect("tables", len(report.tables()), text.count("<table>"))
    expect("captions", len(report.tables()), text.count("<caption>"))
    nobody([text])


# ---- docx ----

def words(element):
    return "".join(t.text or "" for t in element.iter(W + "t"))


def style(paragraph):
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return None if found is None else found.get(W + "val")


def package(path):
    """The parts of an archive, each XML parsed."""
    with zipfile.ZipFile(path) as archive:
        expect("damaged entries", None, archive.testzip())
        names = archive.namelist()
        once("entry", names)
        expect("times", {(1980, 1, 1, 0, 0, 0)}, {i.date_time for i in archive.infolist()})
        parts = {name: archive.read(name).decode("utf-8") for name in names}
    trees = {n: ET.fromstring(t) for n, t in parts.items() if t.startswith("<?xml")}
    nobody(parts.values())
    return parts, trees


def check_docx_package(parts, trees):
    for override in trees["[Content_Types].xml"]:
        name = override.get("PartName")
        if name is not None and name[1:] not in parts:
            sys.exit(f"# a type for {name}, which is not there")
    for folder, name in (("", "_rels/.rels"), ("word/", "word/_rels/document.xml.rels")):
        for relation in trees[name].iter(REL + "Relationship"):
            if os.path.normpath(folder + relation.get("Target")) not in parts:
                sys.exit(f"# {name} leads to {relation.get('Target')}")
    for name in ("creator", "lastModifiedBy", "manager", "company"):
        if name.lower() in (parts["docProps/core.xml"] + parts["docProps/app.xml"]).lower():
            sys.exit(f"# the properties have a {name}")


def check_docx_lists(body, trees, report):
    """All numbered paragraphs are one list, whose levels lead to their styles."""
    numbered = [p for p in body.iter(W + "p") if style(p) == "UNPara"]
    expect("paragraphs", [squeezed(t) for _, t, _, _ in report.numbered()],
           [squeezed(words(p)) for p in numbered])
    lists = {p.find(f"{W}pPr/{W}numPr/{W}numId").get(W + "val") for p in numbered}
    expect("lists of paragraphs", 1, len(lists))
    items = [p for p in body.iter(W + "p") if (style(p) or "").startswith("UNSub")]
    lists |= {p.find(f"{W}pPr/{W}numPr/{W}numId").get(W + "val") for p in items}
    expect("lists with their subparagraphs", 1, len(lists))
    for level in trees["word/numbering.xml"].iter(W + "lvl"):
        name = level.find(W + "pStyle").get(W + "val")
        styles = [s for s in trees["word/styles.xml"] if s.get(W + "styleId") == name]
        expect(f"styles named {name}", 1, len(styles))
    if trees["word/numbering.xml"].find(f".//{W}startOverride") is not None:
        sys.exit("# a list is numbered by hand")
    used = {style(p) for p in body.iter(W + "p")} - {None}
    known = {s.get(W + "styleId") for s in trees["word/styles.xml"].iter(W + "style")}
    expect("styles that are not there", set(), used - known)


def check_docx(path, report):
    parts, trees = package(path)
    check_docx_package(parts, trees)
    body = trees["word/document.xml"].find(W + "body")
    check_docx_lists(body, trees, report)
    headings = [p for p in body.iter(W + "p") if (style(p) or "").startswith("Heading")]
    expect("headings", [(f"Heading{h['level']}", h["text"]) for h in report.headings()],
           [(style(p), words(p)) for p in headings])
    marks = [b.get(W + "name") for b in body.iter(W + "bookmarkStart")]
    once("bookmark", marks)
    expect("long bookmarks", [], [m for m in marks if len(m) > 40 or not re.fullmatch(r"\w+", m)])
    expect("notes", report.notes(), [m[5:] for m in marks if m.startswith("note_")])
    starts = [b.get(W + "id") for b in body.iter(W + "bookmarkStart")]
    ends = [b.get(W + "id") for b in body.iter(W + "bookmarkEnd")]
    once("bookmark's number", starts)
    expect("bookmarks' ends", sorted(starts), sorted(ends))
    footnotes = [f.get(W + "id") for f in trees["word/footnotes.xml"]]
    expect("footnotes", ["-1", "0"] + [str(i + 1) for i in range(len(report.json["footnotes"]))],
           footnotes)
    expect("footnotes' marks", footnotes[2:],
           [r.get(W + "id") for r in body.iter(W + "footnoteReference")])
    tables = list(body.iter(W + "tbl"))
    expect("tables", len(report.tables()), len(tables))
    for table in tables:
        expect("head rows of a table", 1, len(list(table.iter(W + "tblHeader"))))
        for cell in table.iter(W + "tc"):
            expect("the last of a cell", W + "p", cell[-1].tag)


# ---- odt ----

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"


def odt_words(element):
    """What stands in it, without its footnotes."""
    if element.tag == TEXT + "note":
        return element.tail or ""
    inner = (element.text or "") + "".join(odt_words(child) for child in element)
    return inner + (element.tail or "")


def check_odt_lists(content, report):
    lists = [l for l in content.iter(TEXT + "list") if l.get(TEXT + "style-name") == "UNList"]
    found = [squeezed(odt_words(l.find(f"{TEXT}list-item/{TEXT}p"))) for l in lists]
    expect("paragraphs", [squeezed(t) for _, t, _, _ in report.numbered()], found)
    goes_on = [l.get(TEXT + "continue-numbering") for l in lists]
    expect("lists that continue", [None] + ["true"] * (len(lists) - 1), goes_on)


def check_odt(path, report):
    parts, trees = package(path)
    with zipfile.ZipFile(path) as archive:
        first = archive.infolist()[0]
        expect("the first entry", ("mimetype", zipfile.ZIP_STORED),
               (first.filename, first.compress_type))
    listed = [e.get(MANIFEST + "full-path") for e in trees["META-INF/manifest.xml"]]
    expect("the manifest", {"/"} | set(parts) - {"mimetype", "META-INF/manifest.xml"}, set(listed))
    if "creator" in parts["meta.xml"]:
        sys.exit("# the properties have a creator")
    content = trees["content.xml"]
    check_odt_lists(content, report)
    expect("headings", [(str(h["level"]), h["text"]) for h in report.headings()],
           [(h.get(TEXT + "outline-level"), odt_words(h).strip()) for h in content.iter(TEXT + "h")])
    starts = [b.get(TEXT + "name") for b in content.iter(TEXT + "bookmark-start")]
    once("bookmark", starts)
    ends = [b.get(TEXT + "name") for b in content.iter(TEXT + "bookmark-end")]
    expect("bookmarks' ends", sorted(starts), sorted(ends))
    expect("notes", report.notes(), [m[5:] for m in starts if m.startswith("note_")])
    expect("footnotes", len(report.json["footnotes"]), len(list(content.iter(TEXT + "note"))))
    tables = list(content.iter(TABLE + "table"))
    expect("tables", len(report.tables()), len(tables))
    expect("head rows", len(tables), len(list(content.iter(TABLE + "table-header-rows"))))
    known = {s.get(STYLE + "name") for t in trees.values() for s in t.iter(STYLE + "style")}
    used = {e.get(TEXT + "style-name") for e in content.iter() if e.tag in (TEXT + "p", TEXT + "h")}
    expect("styles that are not there", set(), used - known - {None})


# ---- akn ----

AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"


def check_akn(path, report):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    nobody([text])
    root = ET.fromstring(text)
    body = root.find(f"{AKN}debateReport/{AKN}mainBody")
    numbered = [p for p in body.iter(AKN + "paragraph") if p.find(AKN + "num") is not None]
    expect("paragraphs", [f"para_{n}" for n, _, _, _ in report.numbered()],
           [p.get("eId") for p in numbered])
    expect("numbers", [f"{n}." for n, _, _, _ in report.numbered()],
           [p.find(AKN + "num").text for p in numbered])
    classes = [i.get("class") for i in root.iter(AKN + "inline") if i.get("name") == "sentence"]
    expect("notes", report.notes(), [c[5:] for names in classes for c in names.split()])
    names = ("section", "subsection", "hcontainer")
    found = [e.find(AKN + "heading").text for e in body.iter() if e.tag[len(AKN):] in names]
    expect("headings", [h["text"] for h in report.headings()], found)
    once("eId", [e.get("eId") for e in root.iter() if e.get("eId")])
    known = {"#" + e.get("eId") for e in root.iter() if e.get("eId")}
    used = {e.get(a) for e in root.iter() for a in ("refersTo", "as", "source") if e.get(a)}
    expect("references that lead nowhere", set(), used - known)
    expect("footnotes", len(report.json["footnotes"]), len(list(root.iter(AKN + "authorialNote"))))
    expect("annexes", len(report.json["annexes"]), len(list(root.iter(AKN + "attachment"))))


# ---- xlsx ----

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet(tree):
    """Rows of texts; every cell is an inline string or a whole number, and none is a formula."""
    rows = []
    for row in tree.iter(S + "row"):
        cells = {}
        for cell in row.iter(S + "c"):
            if cell.get("t") == "inlineStr":
                cells[cell.get("r")[0]] = "".join(t.text or "" for t in cell.iter(S + "t"))
            else:
                cells[cell.get("r")[0]] = int(cell.find(S + "v").text)
        rows.append(cells)
    if tree.find(f".//{S}f") is not None:
        sys.exit("# a cell is a formula")
    return rows


def check_xlsx(path, report):
    _, trees = package(path)
    points, notes, balance = (sheet(trees[f"xl/worksheets/sheet{i}.xml"]) for i in (1, 2, 3))
    expect("notes", [(n["note"], n["text"] or "") for n in report.json["notes"]],
           [(row["B"], row.get("H", "")) for row in notes[1:]])
    statements = {n["point"]: n["statement"] for n in report.json["notes"] if n["point"]}
    expect("points", statements, {row["E"]: row["F"] for row in points[1:]})
    expect("received", report.json["received"], balance[1]["B"])
    expect("balance", list(report.json["balance"].items()),
           [(row["A"], row["B"]) for row in balance[2:]])
    by_objective = sheet(trees["xl/worksheets/sheet5.xml"])
    if len(by_objective) > 1:
        expect("received by objective", report.json["received"], by_objective[-1]["B"])
    for name, tree in trees.items():
        if any(e.tag.endswith("}f") for e in tree.iter()):
            sys.exit(f"# {name} computes something")


# ---- pdf ----

def structure(path):
    """[(tag, text)] as a screen reader meets them: what lies in no tag (running heads) is not in it."""
    lines = subprocess.run(["pdfinfo", "-struct-text", path], check=True, capture_output=True,
                           encoding="utf-8").stdout.splitlines()
    found, open_blocks, link = [], [], None
    for line in lines:
        depth, line = len(line) - len(line.lstrip()), line.strip()
        if link is not None and depth <= link:
            link = None
        while open_blocks and depth <= open_blocks[-1][0]:
            open_blocks.pop()
        if line.startswith('"'):
            if link is None or not re.fullmatch(r'"[0-9]+"', line):  # a footnote's mark is no word
                found[open_blocks[-1][1]][1] += line[1:-1]
        elif line.startswith("Link"):
            link = depth
        elif re.match("(H[1-4]|P|LBody|TH|TD|Caption|Note)\\b", line):
            found.append([line.split()[0], ""])
            open_blocks.append((depth, len(found) - 1))
    return found


def packed(text):
    return re.sub(r"\s", "", text)


def check_pdf(path, report):
    facts = subprocess.run(["pdfinfo", path], check=True, capture_output=True, encoding="utf-8").stdout
    for fact in ("Title: +" + re.escape(report.json["masthead"]["title"]), "Tagged: +yes", "A4"):
        if not re.search(fact, facts):
            sys.exit(f"# it does not say {fact}")
    blocks = structure(path)
    paragraphs, number = [], 1
    for tag, text in blocks:
        if tag == "P" and packed(text).startswith(f"{number}."):
            paragraphs.append(packed(text))
            number += 1
    expect("paragraphs", [packed(f"{n}.{t}") for n, t, _, _ in report.numbered()], paragraphs)
    expect("headings", [packed(h["label"] + h["text"]) for h in report.headings()] +
           [packed(a["title"]) for a in report.json["annexes"]],
           [packed(text) for tag, text in blocks if re.fullmatch("H[1-4]", tag)])
    items = [packed(label + text) for _, _, i, _ in report.numbered() for label, text in i]
    expect("items", items, [packed(t) for tag, t in blocks if tag == "LBody"][:len(items)])
    expect("columns", [packed(c) for t in report.tables() for c in t["columns"]],
           [packed(t) for tag, t in blocks if tag == "TH"])
    cells = [packed("".join(c)) for t in report.tables() for row in t["rows"] for c in row]
    expect("cells", cells, [packed(t).replace("•", "") for tag, t in blocks if tag == "TD"])
    expect("footnotes", [packed(f"{n}{t}") for n, t in enumerate(report.json["footnotes"], 1)],
           [packed(text) for tag, text in blocks if tag == "Note"])
    text = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True,
                          encoding="utf-8").stdout
    pages = text.split("\f")[:-1]
    for page, words in enumerate(pages, 1):
        expect("the page's number", str(page), words.split()[-1])
        if page > 1:
            expect("its running head", packed(report.json["masthead"]["symbol"] or report.json["masthead"]["title"]),
                   packed(words.split("\n")[0]))
    nobody([text])


CHECKS = {"html": check_html, "docx": check_docx, "odt": check_odt, "akn": check_akn,
          "xlsx": check_xlsx, "pdf": check_pdf}

if __name__ == "__main__":
    form, document, reference = sys.argv[1:]
    CHECKS[form](document, Report(reference))
