"""The page holds what it should and nothing else, whatever the records say."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from jinja2 import UndefinedError

from plimsoll.records import Population, Verdict
from plimsoll.report.dossier import report_html
from plimsoll.report.source import IntakeCounts
from plimsoll.report.template import _environment

# fmt: off
ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "main", "footer",
    "section", "h1", "h2", "h3", "p", "span", "strong", "code", "pre", "ul", "ol", "li",
    "dl", "dt", "dd", "div", "table", "thead", "tbody", "tr", "th", "td", "svg", "g",
    "path", "circle", "rect", "text", "desc",
}
ATTRIBUTES = {
    "lang", "charset", "http-equiv", "content", "name", "class", "id", "href",
    "aria-labelledby", "aria-label", "aria-hidden", "role", "tabindex", "title", "scope",
    "viewbox", "width", "height", "d", "cx", "cy", "r", "x", "y", "text-anchor",
}
# fmt: on
VOID = {"meta"}
HOSTILE = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)" x="',
    "<svg/onload=alert(1)>",
    "</svg><svg><animate onbegin=alert(1)>",
    "<math><mtext></mtext><style><img src onerror=alert(1)>",
    "javascript:alert(1)",
    '<a href="javascript:alert(1)">x</a>',
    "data:text/html,<script>alert(1)</script>",
    '<iframe srcdoc="<script>alert(1)</script>">',
    '<meta http-equiv="refresh" content="0;url=https://example.org">',
    '<link rel="stylesheet" href="https://example.org/x.css">',
    '<form action="https://example.org"><input name=a>',
    "<base href=https://example.org>",
    "}*{background:url(https://example.org)}",
    "</style><style>@import 'https://example.org/x.css'",
    "expression(alert(1))",
    "<!--",
    "-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{ 7 * 7 }}{% include '/etc/passwd' %}{{ ''.__class__ }}",
    "\u202egnp.exe\u2066",
    "a\u200bb\ufeffc\u00ad",
    "\x1b[31mred\x1b]0;t\x07",
    "NUL\x00 <b\x00>",
    "\ud800",
    "Z" + "\u0301" * 500,
    "<" * 5_000,
    "W" * 50_000,
]


class Page(HTMLParser):
    """Reads a page strictly: every element is closed in order, nothing unexpected is there."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.links, self.ids = set(), set(), [], []
        self.open, self.text = [], []
        self.feed(html)
        self.close()
        assert self.open == [], self.open

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name == "href"]
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        pytest.fail(f"a comment: {data}")

    def handle_pi(self, data):
        pytest.fail(f"a processing instruction: {data}")

    def unknown_decl(self, data):
        pytest.fail(f"a declaration: {data}")


def assert_inert(html):
    page = Page(html)
    assert page.tags <= ELEMENTS
    assert page.attributes <= ATTRIBUTES
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links)
    assert len(page.ids) == len(set(page.ids))
    assert not [c for c in html if not c.isprintable() and c not in {"\n", "\u202f"}]
    return page


def hostile_source(make, hostile):
    """Return a source with ``hostile`` in every free text of every record."""
    population = Population.of((f"model = {hostile}",)) if hostile.strip() else Population()
    risk = make.risk(text=hostile)
    estimate = make.estimate(
        text=hostile, population=population, subgroup={hostile: hostile}, verdict=Verdict.NOT_MET
    )
    honest = make.claim(make.estimate(text=hostile, population=population), text=None)
    claim = type(honest)(
        **{
            **{name: getattr(honest, name) for name in honest.__struct_fields__},
            "risk_id": risk.risk_id,
            "statement": hostile,
            "rests_on": {hostile: hostile},
        }
    )
    has_digest = "\ud800" not in hostile
    decided = make.decision({"other": make.claim(make.estimate("other"))}, release=hostile)
    decision = type(decided)(
        release=hostile,
        outcome=decided.outcome,
        verdicts=(
            type(decided.verdicts[0])(
                risk_id=hostile, verdict=Verdict.NOT_MET, reasons=(hostile, hostile)
            ),
        ),
        decided_at_utc=hostile,
        register_sha256=hostile,
    )
    return make.source(
        {"a": risk},
        {risk.risk_id: claim} if has_digest else {},
        decision=decision,
        workspace_name=hostile,
        violations=(hostile,),
        checkpoint_text=f"{hostile}\n{hostile}",
        version=hostile,
        subgroups={risk.risk_id: (estimate,)},
    )


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_in_every_field_stays_text(make, hostile):
    page = assert_inert(report_html(hostile_source(make, hostile)))
    assert not {"script", "img", "iframe", "form", "link", "base"} & page.tags


def test_the_ordinary_page_is_inert_and_links_only_within_itself(source):
    page = assert_inert(report_html(source))
    assert len(page.links) == 1 + len(source.risks)


def test_the_policy_names_the_style_sheet_by_its_digest(source):
    html = report_html(source)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in html
    assert "url(" not in style
    assert "@import" not in style
    assert "&#" not in style


def test_the_board_shows_one_mark_for_each_risk(make, source):
    html = report_html(source)
    assert html.count('role="img"') == len(source.risks)
    assert html.count('class="ring"') == len(source.risks) + 1


def test_a_risk_without_a_claim_is_fog(source):
    html = report_html(source)
    assert html.count('class="fog"') == 1
    assert "Nothing is known: any rate between 0\u202f% and 100\u202f% is still possible" in html
    assert "Everything: no live claim rests on any reading." in html


def test_a_lapsed_claim_is_told_and_contributes_nothing(make, fleet):
    risks, claims = fleet
    lapsed = {
        risk_id: make.claim(claim.estimate, expires_at_utc="2026-03-01T23:00:00Z")
        for risk_id, claim in claims.items()
    }
    html = report_html(make.source(risks, lapsed))
    assert html.count('class="fog"') == len(risks)
    assert "the claim lapsed at 2026-03-01T23:00:00Z" in html
    assert 'class="badge badge-met"' not in html


def test_rows_that_do_not_add_up_are_said_to_be_lost(make, fleet):
    counts = IntakeCounts(read_count=10, accepted_count=7, quarantined_count=1, duplicate_count=1)
    assert "rows are lost" in report_html(make.source(*fleet, intake=counts))
    assert "no row is lost" in report_html(make.source(*fleet))


def test_a_line_that_moved_after_the_claim_is_told(make):
    claim = make.claim(make.estimate(line_rate="0.01"))
    html = report_html(make.source({"a": make.risk(line_rate="0.005")}, {"data-leakage": claim}))
    assert "the line moved after the claim" in html


def test_an_agreement_whose_day_is_past_is_told(make, fleet):
    html = report_html(make.source(*fleet, made_at_utc="2027-01-01T00:00:00Z"))
    assert "the agreement has lapsed" in html


def test_every_digest_stands_in_full_behind_its_first_digits(source):
    html = report_html(source)
    for claim in source.claims.values():
        for digest in (claim.digest(), *claim.rests_on.values()):
            assert f'<code title="{digest}">{digest[:12]}</code>' in html


def test_assumptions_stand_with_their_owners(source):
    html = report_html(source)
    assert "reviewers see what the customer saw" in html
    assert "answers for it: review lead" in html


def test_the_checkpoint_keeps_its_lines(source):
    pre = re.search(r"<pre[^>]*>(.*?)</pre>", report_html(source), re.DOTALL)[1]
    assert pre.startswith("plimsoll/support\n42\n")


def test_without_risks_or_decision_the_page_says_so(make):
    page = assert_inert(
        report_html(make.source({}, {}, decision=None, checkpoint_text="", violations=()))
    )
    text = " ".join("".join(page.text).split())
    assert "NO DECISION" in text
    assert "The register holds no risk, so nothing can be said." in text
    assert "nothing here is anchored" in text


def test_a_name_that_no_one_gave_is_an_error():
    with pytest.raises(UndefinedError):
        _environment().from_string("{{ nobody }}").render()


def test_no_template_switches_escaping_off():
    loader = _environment().loader
    for name in loader.list_templates():
        source, _, _ = loader.get_source(_environment(), name)
        assert "|safe" not in source.replace(" ", "")
        assert "autoescape" not in source
        assert "Markup" not in source
