"""The house rules' own judge: an unsigned breach fails, a paid debt fails, a blank reason fails."""

import pytest
from tests.house.tree import Breach, hold, modules, parse, prose, public_functions

BREACH = Breach("src/plimsoll/gate/policy.py", 7, "judge", "judge is too long; name its steps")
SIGNED = {(BREACH.path, BREACH.subject): "a table that reads better whole"}


def test_an_unsigned_breach_fails_with_its_place_and_its_mend() -> None:
    with pytest.raises(AssertionError, match=r"policy\.py:7: judge is too long; name its steps"):
        hold([BREACH], rule="Short.", debts={})


def test_a_signed_breach_passes() -> None:
    hold([BREACH], rule="Short.", debts=SIGNED)


def test_a_paid_debt_must_be_struck() -> None:
    with pytest.raises(AssertionError, match="paid"):
        hold([], rule="Short.", debts=SIGNED)


def test_a_debt_without_a_reason_is_not_signed() -> None:
    with pytest.raises(AssertionError, match="reason"):
        hold([BREACH], rule="Short.", debts={(BREACH.path, BREACH.subject): " "})


def test_the_tree_is_read_whole() -> None:
    assert {"plimsoll", "plimsoll.errors", "plimsoll.records.canonical"} <= {
        module.name for module in modules()
    }


def test_a_private_name_anywhere_on_the_way_is_private() -> None:
    text = "class _Hidden:\n    def shown(self): ...\nclass Open:\n    def _own(self): ...\n"
    assert not list(public_functions(parse(text)))
    assert list(public_functions(parse("class Open:\n    def __len__(self): ...\n")))
    assert not list(public_functions(parse("def open(): ...", path="src/plimsoll/_inner.py")))


def test_code_is_not_prose() -> None:
    assert "behavior" not in prose("a `behavior` and\n```css\nbehavior: auto\n```\n")
    assert "behaviour" in prose("a behaviour")
