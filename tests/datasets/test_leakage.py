"""Every row that equals a held-out text is named; what cannot be found is said aloud."""

import unicodedata
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.datasets import (
    Item,
    Overlap,
    Provenance,
    audited,
    demand_admissible,
    normalised,
)
from plimsoll.errors import InputError

KNOWN = Provenance(source="support desk, March", licence="internal", responsible="data lead")
texts = st.lists(st.text(max_size=8), max_size=12)


def items(values, *, prefix="row"):
    return [Item(item_id=f"{prefix}-{index}", text=text) for index, text in enumerate(values)]


@given(rows=texts, held_out=texts)
def test_exactly_the_rows_that_a_slow_comparison_finds_are_named(rows, held_out):
    audit = audited(items(rows), held_out=items(held_out, prefix="test"))
    keys = {normalised(text) for text in held_out} - {""}
    expected = [f"row-{index}" for index, text in enumerate(rows) if normalised(text) in keys]
    assert [leak.row_id for leak in audit.leaks] == expected
    for leak in audit.leaks:
        row = rows[int(leak.row_id.removeprefix("row-"))]
        twin = held_out[int(leak.held_out_id.removeprefix("test-"))]
        assert normalised(row) == normalised(twin)
        assert (leak.overlap is Overlap.EXACT) == (row in held_out)


@given(rows=texts, held_out=texts)
def test_every_row_is_compared_or_blank(rows, held_out):
    audit = audited(items(rows), held_out=items(held_out))
    assert audit.rows_count + audit.blank_count == len(rows)


@given(text=st.text())
def test_normalising_twice_changes_nothing(text):
    assert normalised(normalised(text)) == normalised(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", unicodedata.normalize("NFD", "café")),
        ("STRASSE", "straße"),
        ("a\u00a0b\t\nc", "a b c"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
    ],
)
def test_case_composition_and_white_space_do_not_hide_a_leak(one, other):
    audit = audited(items([one]), held_out=items([other]))
    assert audit.leaks[0].overlap is Overlap.NORMALISED


def test_a_paraphrase_is_not_found_and_the_audit_says_so():
    audit = audited(items(["How many apples are left?"]), held_out=items(["Count the apples."]))
    assert not audit.leaks
    assert "paraphrases were not looked for" in str(audit)


def test_the_share_counts_rows_and_a_row_once():
    audit = audited(items(["a", "A", "b", ""]), held_out=items(["a", "a", "A"]))
    assert audit.share == Fraction(2, 3)
    assert audit.held_out_count == 3


def test_a_lone_surrogate_is_compared_like_any_text():
    assert audited(items(["\ud800"]), held_out=items(["\ud800"])).leaks


def test_a_comparison_with_nothing_claims_nothing():
    assert "nothing is known" in str(audited([], held_out=items(["a"])))
    with pytest.raises(InputError, match="Nothing was compared"):
        demand_admissible(audited(items(["a"]), held_out=[]), provenance=KNOWN)
    with pytest.raises(InputError, match="Nothing was compared"):
        demand_admissible(audited(items(["", " "]), held_out=items(["a"])), provenance=KNOWN)


@pytest.mark.parametrize(
    "provenance",
    [
        None,
        *(
            replace(KNOWN, **{field: value})
            for field in ("source", "licence", "responsible")
            for value in ("", "  ", "Unknown")
        ),
    ],
)
def test_unknown_provenance_is_a_no_even_for_a_clean_dataset(provenance):
    clean = audited(items(["a"]), held_out=items(["b"]))
    with pytest.raises(InputError, match="where it comes from"):
        demand_admissible(clean, provenance=provenance)


def test_a_leaking_dataset_is_refused_by_name():
    audit = audited(items(["a", "b"]), held_out=items(["B"], prefix="test"))
    with pytest.raises(InputError, match="'row-1', which equals 'test-0'"):
        demand_admissible(audit, provenance=KNOWN)


def test_a_clean_dataset_of_known_origin_is_admitted():
    assert demand_admissible(audited(items(["a"]), held_out=items(["b"])), provenance=KNOWN) is None
