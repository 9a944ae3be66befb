"""Hostile text is shown, never obeyed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.report.column import clipped, columns_size, padded, wrapped
from plimsoll.report.visible import COMBINING_MARKS_LIMIT, ascii_only, visible

any_text = st.text(st.characters(), max_size=300)
nasty_text = st.text(
    st.sampled_from(
        "ab \t\r\n\x00\x1b\x9b\u202e\u2066\u200b\ufeff\u0301\u2028\ud800\U000e0041\u3164"
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2J", "[U+001B][2J"),
        ("\x9b31m", "[U+009B]31m"),
        ("a\x00b", "a[U+0000]b"),
        ("safe\rEVIL", "safe[U+000D]EVIL"),
        ("\u202egpj", "[U+202E]gpj"),
        ("\u2066x\u2069", "[U+2066]x[U+2069]"),
        ("a\u200bb\u2060c\ufeff", "a[U+200B]b[U+2060]c[U+FEFF]"),
        ("one\u2028two\u2029", "one[U+2028]two[U+2029]"),
        ("\U000e0041", "[U+E0041]"),
        ("\u3164\u115f", "[U+3164][U+115F]"),
        ("\ud800", "[U+D800]"),
        ("a\ufe0f", "a[U+FE0F]"),
        ("\x08\x7f", "[U+0008][U+007F]"),
    ],
)
def test_a_hidden_character_stands_as_its_number(hostile, shown):
    assert visible(hostile) == shown


def test_ordinary_prose_is_left_alone():
    prose = "Größe, naïve façade: 12\u202f400 ≥ 3\u202f%, 日本語, שלום"
    assert visible(prose) == prose


def test_lines_of_prose_become_one_line():
    assert visible("one\n  two\r\nthree\tfour\n") == "one two three four"


def test_a_flood_of_combining_marks_is_counted():
    shown = visible("Z" + "\u0301" * 500 + "o")
    assert shown == "Z" + "\u0301" * COMBINING_MARKS_LIMIT + "[+496 marks]o"


def test_a_very_long_text_says_how_much_was_left_out():
    assert visible("x" * 200_000, characters_limit=8) == "xxxxxxxx [+199992 characters]"


@given(text=st.one_of(any_text, nasty_text))
def test_nothing_hidden_survives(text):
    shown = visible(text)
    assert all(
        unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for c in shown
    )
    assert shown.encode("utf-8").decode("utf-8") == shown


@given(text=st.one_of(any_text, nasty_text))
def test_showing_twice_changes_nothing(text):
    assert visible(visible(text)) == visible(text)


@given(text=st.one_of(any_text, nasty_text))
def test_the_plainest_terminal_gets_only_printable_ascii(text):
    shown = ascii_only(visible(text))
    assert shown.isascii()
    assert shown == "" or shown.isprintable()


@given(text=any_text.map(visible), columns=st.integers(4, 80))
def test_cut_filled_and_wrapped_text_keeps_to_its_columns(text, columns):
    assert columns_size(clipped(text, columns=columns)) <= columns
    assert columns_size(padded(text, columns=columns)) == columns
    assert all(columns_size(line) <= columns for line in wrapped(text, columns=columns))


@given(text=any_text.map(visible), columns=st.integers(4, 80))
def test_wrapping_loses_no_character(text, columns):
    rejoined = "".join(wrapped(text, columns=columns)).replace(" ", "")
    assert rejoined == text.replace(" ", "")
