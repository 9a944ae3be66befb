from datetime import timedelta

import pytest
from tests.register.samples import COMPLETE, CRITICAL, NOW, register_of, spoilt, without

from plimsoll.register import RiskFile, read
from plimsoll.register.lint import has_lapsed


def whats(text: str, *, blocks: bool) -> list[str]:
    return [found.what for found in register_of(text).violations if found.blocks is blocks]


@pytest.mark.parametrize("kind", ["detective", "corrective"])
def test_a_critical_risk_that_nothing_prevents_is_refused(kind: str) -> None:
    text = spoilt('kind = "preventive"', f'kind = "{kind}"', text=CRITICAL)
    assert whats(text, blocks=True) == [f"this critical risk has {kind} controls only"]
    assert not register_of(text).measurable("over-refusal")


def test_detection_and_correction_together_prevent_nothing() -> None:
    text = spoilt('kind = "preventive"', 'kind = "detective"', text=CRITICAL)
    text += '\n[[control]]\nname = "refund"\nkind = "corrective"\n'
    assert whats(text, blocks=True) == [
        "this critical risk has corrective and detective controls only"
    ]


def test_a_critical_risk_without_any_control_is_refused() -> None:
    found = whats(without("control", text=CRITICAL), blocks=True)
    assert found == ["this critical risk has no control"]


def test_a_critical_risk_with_a_preventive_control_passes() -> None:
    assert register_of(CRITICAL).violations == ()


@pytest.mark.parametrize("severity", ["high", "medium", "low"])
def test_a_lesser_risk_may_be_held_by_detection(severity: str) -> None:
    text = spoilt('"high"', f'"{severity}"')
    assert register_of(spoilt('"preventive"', '"detective"', text=text)).measurable("over-refusal")


def test_prevention_is_asked_for_although_other_things_are_missing() -> None:
    text = spoilt('"preventive"', '"detective"', text=CRITICAL)
    text = spoilt('rate = "0.05"', 'rate = ""', text=text)
    assert len(whats(text, blocks=True)) == 2


@pytest.mark.parametrize(
    ("days", "blocks"), [(-1, True), (0, True), (1, False), (30, False), (31, None)]
)
def test_a_line_holds_until_its_day_begins(days: int, blocks: bool | None) -> None:
    day = (NOW + timedelta(days=days)).date().isoformat()
    register = register_of(spoilt("2027-06-30", day))
    assert [found.blocks for found in register.violations] == ([] if blocks is None else [blocks])
    assert register.measurable("over-refusal") is (blocks is not True)


def test_a_line_lapses_by_the_calendar_of_utc() -> None:
    text = spoilt("2027-06-30", "2026-06-01")
    line = register_of(COMPLETE).risk("over-refusal").line
    eve = NOW.replace(day=31, month=5, hour=23, minute=59)
    assert read([RiskFile("risks/over-refusal.toml", text)], now_utc=eve).measurable("over-refusal")
    assert not has_lapsed(line, now_utc=eve)
    assert has_lapsed(line, now_utc=NOW.replace(year=2027, month=6, day=30, hour=0))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (without("control"), "no control is named"),
        (without("failure_mode"), "no failure mode is named"),
        (without("costs"), "the costs of a miss and of a false alarm are not stated"),
        (spoilt('excluded = ["a question back"]\n', ""), "no excluded examples are given"),
        (
            spoilt('noticed_by = "refusal phrases; complaints"\n', ""),
            "[[failure_mode]] number 1: noticed_by is empty",
        ),
        (
            spoilt('["head of product", "user council"]', '["Head of Product"]'),
            "nobody but the owner agreed to the line",
        ),
        (spoilt('rate = "0.05"', 'rate = "0"'), "the line is 0"),
    ],
)
def test_a_weakness_is_a_warning_and_does_not_stop_a_measurement(text: str, what: str) -> None:
    assert whats(text, blocks=False) == [what]
    assert whats(text, blocks=True) == []
    assert register_of(text).measurable("over-refusal")
