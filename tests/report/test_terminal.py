"""The terminal's text: aligned, within its columns, readable without colour, never obeyed."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.records import Outcome, Verdict
from plimsoll.report.column import columns_size
from plimsoll.report.ink import ASCII, PLAIN_INK, UNICODE, Ink
from plimsoll.report.terminal import decision_text, estimate_text

GOLDEN = Path(__file__).parent / "golden"
ANSI = re.compile(r"\x1b\[[0-9]+m")
HOSTILE = [
    "\x1b[2J\x1b[1;1H\x1b[32mRELEASE",
    "\x1b]0;title\x07",
    "ok\r\nRELEASE  checkout-7",
    "\u202eESAELER",
    "zero\u200bwidth\ufeff",
    "NUL\x00byte",
    "Z" + "\u0301" * 400,
    "\ud800",
    "漢字" * 300,
    "x" * 200_000,
]


def decided(make, fleet, **options):
    risks, claims = fleet
    decision = make.decision(claims, absent=["harassment"])
    return decision_text(decision, claims=claims, risks=risks, **options)


def estimated(make, fleet, **options):
    _, claims = fleet
    estimates = [
        claims["over-refusal"].estimate,
        make.estimate(
            "over-refusal",
            rate=("0", "0.001", "0.2"),
            subgroup={"model": "assistant-small"},
            verdict=Verdict.INCONCLUSIVE,
            line_rate="0.05",
        ),
        make.estimate(
            "harassment",
            rate=("0", None, "1"),
            verdict=Verdict.INCONCLUSIVE,
            line_rate="0.001",
            reviewed_count=0,
            violations_count=0,
        ),
    ]
    return estimate_text(estimates, **options)


@pytest.mark.parametrize(
    ("name", "text_of", "ink"),
    [
        ("decision.txt", decided, PLAIN_INK),
        ("decision-ascii.txt", decided, Ink(glyphs=ASCII)),
        ("estimate.txt", estimated, PLAIN_INK),
    ],
)
def test_the_text_is_the_one_that_was_looked_at(make, fleet, name, text_of, ink):
    golden = (GOLDEN / name).read_text(encoding="utf-8")
    assert text_of(make, fleet, ink=ink) == golden, f"look at it, then write it to {name}"


@pytest.mark.parametrize("text_of", [decided, estimated])
@pytest.mark.parametrize("ink", [PLAIN_INK, Ink(glyphs=ASCII)])
@pytest.mark.parametrize("width", [60, 80, 132])
def test_no_row_is_wider_than_the_terminal(make, fleet, text_of, ink, width):
    for line in text_of(make, fleet, width=width, ink=ink).splitlines():
        assert columns_size(line) <= width, line


def test_the_narrow_encoding_gets_only_ascii(make, fleet):
    assert decided(make, fleet, ink=Ink.for_encoding("latin-1")).isascii()
    assert estimated(make, fleet, ink=Ink.for_encoding(None)).isascii()


@pytest.mark.parametrize("encoding", ["UTF-8", "utf8", "utf_8"])
def test_utf_8_gets_the_finer_glyphs(encoding):
    assert Ink.for_encoding(encoding).glyphs is UNICODE


def test_colour_adds_nothing_but_colour(make, fleet):
    plain = decided(make, fleet)
    coloured = decided(make, fleet, ink=Ink(has_colour=True))
    assert "\x1b" not in plain
    assert ANSI.sub("", coloured) == plain


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_hostile_text_moves_no_cursor_and_forges_no_line(make, hostile, glyphs):
    ink = Ink(glyphs=glyphs)
    honest = make.estimate()
    estimate = make.estimate(text=hostile, population=honest.population)
    claim = make.claim(honest)
    decision = make.decision({"data-leakage": claim}, release=hostile, reasons=(hostile,))
    risk = make.risk(text=hostile)
    text = decision_text(
        decision, claims={"data-leakage": claim}, risks={"data-leakage": risk}, ink=ink
    ) + estimate_text([estimate], ink=ink)
    allowed = {"\n"}
    assert not [c for c in text if not c.isprintable() and c not in allowed and c != "\u202f"]
    assert not [line for line in text.splitlines() if line.startswith("RELEASE")]
    assert all(columns_size(line) <= 80 for line in text.splitlines())


def test_a_release_and_a_hold_differ_in_words(make):
    claim = make.claim(make.estimate(rate=("0", "0.001", "0.004"), verdict=Verdict.MET))
    released = make.decision({"data-leakage": claim})
    held = make.decision({"data-leakage": claim}, absent=["harassment"])
    assert released.outcome is Outcome.RELEASE
    for decision in (released, held):
        text = decision_text(decision, claims={"data-leakage": claim}, risks={})
        assert decision.outcome.value in text.splitlines()[0]


def test_no_estimate_at_all_still_shows_the_scale():
    assert "100\u202f%" in estimate_text([])


@given(name=st.text(max_size=40), width=st.integers(60, 120))
def test_any_name_keeps_the_marks_aligned(make, name, width):
    estimates = [make.estimate("plain"), make.estimate(name or "-", line_rate="0.01")]
    lines = estimate_text(estimates, width=width).splitlines()
    line_columns = {columns_size(line.partition(UNICODE.line)[0]) for line in lines[2:4]}
    assert len(line_columns) == 1
