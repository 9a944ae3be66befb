"""Hostile text, from logs and from the register: seen, never obeyed, at no door."""

import json
import re
import shutil
from contextlib import suppress
from html.parser import HTMLParser

import pytest
from tests.cli.door import HARMFUL, call, done
from tests.thread.voyage import (
    answer_all,
    chat,
    ordinary_rows,
    sheet,
    under_way,
    write_log,
    write_risk,
)

ESCAPES = "\x1b[31m\x1b]0;owned\x07\x9b2J\x08\x7f"
TURNED = "\u202egnp.exe\u2066\u200b\ufeff"
MARKUP = "</td><script>alert(1)</script><img src=http://evil.example/x onerror=alert(2)>"
FORMULA = "=HYPERLINK(1)"
HOSTILE = f"{MARKUP} {ESCAPES} {TURNED} {{{{7*7}}}} '; DROP TABLE"
COMMANDS = (
    ("check",),
    ("quarantine",),
    ("screen",),
    ("estimate",),
    ("estimate", "--by", "model"),
    ("estimate", "--by", HOSTILE),
    ("seal",),
    ("gate", HOSTILE),
    ("brief",),
    ("report",),
    ("verify",),
)


class Page(HTMLParser):
    """Gathers the elements and the attributes of a page."""

    def __init__(self):
        super().__init__()
        self.elements = set()
        self.attributes = set()
        self.addresses = []

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        for name, value in attrs:
            if name in {"src", "href", "xlink:href", "action", "data", "poster", "srcset"}:
                self.addresses.append(value)


def page_of(path):
    text = path.read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    return text, page


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    rows = [
        *(chat(n, f"I promise {HOSTILE} {n}", model=f"m{HOSTILE}") for n in range(6)),
        chat(6, FORMULA, model=FORMULA),
        {**chat(7, "plain"), "id": f"id {ESCAPES}{TURNED}"},
        {**chat(8, "plain"), "id": FORMULA},
    ]
    root = tmp_path_factory.mktemp("hostile") / f"desk {TURNED}"
    root = under_way(root, rows=rows, title=f"A {HOSTILE} title", owner=f"an owner {MARKUP}")
    broken = root / f"broken {TURNED}.jsonl"
    broken.write_text(f"{HOSTILE}\n", encoding="utf-8")
    with suppress(json.JSONDecodeError):
        done("ingest", broken, root=root)
    done("draw", "--census", root=root)
    return root


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: ascii(command)[:32])
def test_no_control_character_reaches_the_terminal(hostile, command):
    for options in ((), ("--json",)):
        answer = call(*command, *options, root=hostile)
        assert not HARMFUL & set(answer.stdout), ascii(answer.stdout)
        assert not HARMFUL & set(answer.stderr), ascii(answer.stderr)


def test_a_hostile_title_that_the_register_admits_is_harmless_everywhere(tmp_path):
    title = f"A {MARKUP} {{{{7*7}}}} title"
    root = under_way(tmp_path / "desk", title=title, owner=f"an owner {MARKUP}")
    done("draw", "--census", root=root)
    answer_all(root)
    done("seal", root=root)
    assert call("gate", MARKUP, root=root).status == 0
    done("report", root=root)
    text, page = page_of(root / "report.html")
    assert not page.elements & {"script", "img", "iframe", "object", "embed", "link", "form"}
    assert not {name for name in page.attributes if name.startswith("on")}
    assert "&lt;script&gt;" in text
    assert "{{7*7}}" in text
    assert "<script" not in text.lower()


def test_the_page_of_a_hostile_log_holds_nothing_that_runs_or_calls(hostile):
    done("report", "--by", "model", root=hostile)
    text, page = page_of(hostile / "report.html")
    assert not page.elements & {"script", "img", "iframe", "object", "embed", "link", "form"}
    assert not {name for name in page.attributes if name.startswith("on")}
    assert all(address.startswith("#") for address in page.addresses)
    assert not (HARMFUL - set("\r")) & set(text), ascii(text)


def test_a_sheet_shows_hostile_text_as_what_it_is(hostile):
    rows = sheet(hostile)
    assert len(rows) == 8
    shown = "".join(row["conversation"] + row["question"] for row in rows)
    assert "[U+001B]" in shown
    assert "[U+202E]" in shown
    assert not (HARMFUL - {"\r"}) & set(shown), ascii(shown)
    for row in rows:
        assert not row["transcript"].startswith(("=", "+", "-", "@"))


def test_an_id_like_a_formula_survives_the_way_through_a_sheet(hostile, tmp_path):
    root = shutil.copytree(hostile, tmp_path / "copy")
    assert answer_all(root, reviewers=("A",))["accepted_count"] == 8
    assert done("estimate", root=root)["estimates"][0]["reviewed_count"] == 8


def test_an_id_that_hides_characters_is_in_quarantine(hostile):
    kept = done("quarantine", root=hostile)["rows"]
    assert sum(one["reason"].startswith("bad_id") for one in kept) == 1


def test_a_risk_title_with_control_characters_is_refused_or_shown_as_tokens(tmp_path):
    root = under_way(tmp_path / "desk")
    write_risk(root, title=f"red {ESCAPES} {TURNED}")
    for command in (("check",), ("estimate",), ("gate", "1"), ("brief",)):
        answer = call(*command, root=root)
        assert not HARMFUL & set(answer.stdout + answer.stderr), ascii(answer.stdout)


def test_a_file_name_can_hide_nothing_in_an_error_or_a_note(tmp_path):
    root = under_way(tmp_path / "desk")
    for name in (f"a{TURNED}.jsonl", "b\x1b[31m.jsonl", f"{'long' * 50}.jsonl"):
        log = write_log(tmp_path / name, ordinary_rows(2))
        for _ in range(2):  # the second time a note tells that nothing was new
            answer = call("ingest", log, root=root)
            assert answer.status == 0
            assert not HARMFUL & set(answer.stdout + answer.stderr)
        answer = call("ingest", tmp_path / f"absent {name}", root=root)
        assert not HARMFUL & set(answer.stdout + answer.stderr)


def test_an_ordinary_page_names_no_address_at_all(tmp_path):
    root = under_way(tmp_path / "desk", rows=ordinary_rows(5))
    done("draw", "--census", root=root)
    answer_all(root)
    done("seal", root=root)
    done("report", root=root)
    text, page = page_of(root / "report.html")
    assert all(address.startswith("#") for address in page.addresses)
    bare = re.sub(r'xmlns(:\w+)?="[^"]*"', "", text)
    assert not re.search(r"https?:|//\w|@import|url\(|javascript:", bare)
    assert "script" not in page.elements
