import pytest
from tests.register.samples import COMPLETE, NOW, register_of, spoilt

from plimsoll.errors import RegisterError
from plimsoll.register import (
    RiskFile,
    RuleUse,
    Violation,
    coverage_violations,
    read,
    rubric_sha256,
)

OTHER = COMPLETE.replace('id = "over-refusal"', 'id = "harassment"')
BROKEN = spoilt('"head of product"\n', '""\n', text=OTHER)


def test_an_empty_register_is_a_violation_and_measures_nothing() -> None:
    register = read([], now_utc=NOW)
    assert [found.what for found in register.violations] == ["the register is empty"]
    with pytest.raises(RegisterError, match="the register is empty"):
        register.all_risks()
    with pytest.raises(RegisterError, match="No risk 'over-refusal' is registered"):
        register.risk("over-refusal")


def test_a_warning_does_not_make_an_empty_register_look_full() -> None:
    stray = Violation("risks/a.txt", 1, "a.txt is not read", "why", "fix", blocks=False)
    assert read([], now_utc=NOW, unreadable=[stray]).blocking()


def test_a_blocked_risk_does_not_block_its_neighbour() -> None:
    register = register_of(COMPLETE, BROKEN, names=("over-refusal", "harassment"))
    assert register.measurable("over-refusal")
    assert not register.measurable("harassment")
    with pytest.raises(RegisterError, match="owner is empty"):
        register.risk("harassment")
    with pytest.raises(RegisterError, match="The register is not complete"):
        register.all_risks()


def test_every_violation_is_named_and_not_the_first_only() -> None:
    text = spoilt('rate = "0.05"', 'rate = "2"', text=BROKEN)
    text = spoilt("within_hours = 24", "within_hours = 0", text=text)
    with pytest.raises(RegisterError) as caught:
        register_of(text, names=("harassment",)).risk("harassment")
    for word in ("owner", "rate", "within_hours"):
        assert word in caught.value.what


def test_two_files_with_one_id_block_it_in_both() -> None:
    register = register_of(COMPLETE, COMPLETE, names=("over-refusal", "second"))
    assert register.risks == ()
    assert any("is also the id of risks/over-refusal.toml" in f.what for f in register.violations)
    assert any("differs from the file's name 'second'" in f.what for f in register.violations)


def test_the_digest_covers_every_name_and_every_byte_and_no_order_of_reading() -> None:
    files = [RiskFile("risks/a.toml", COMPLETE), RiskFile("risks/b.toml", OTHER)]
    digest = read(files, now_utc=NOW).sha256
    assert read(files[::-1], now_utc=NOW).sha256 == digest
    changed = [
        files[:1],
        [files[0], RiskFile("risks/c.toml", OTHER)],
        [files[0], RiskFile("risks/b.toml", OTHER + " ")],
        [RiskFile("risks/a.toml", OTHER), RiskFile("risks/b.toml", COMPLETE)],
        [],
    ]
    assert len({digest, *(read(one, now_utc=NOW).sha256 for one in changed)}) == 6


def test_the_rubric_changes_with_the_definition_and_with_nothing_else() -> None:
    risk = register_of(COMPLETE).risk("over-refusal")
    moved = register_of(spoilt('rate = "0.05"', 'rate = "0.01"')).risk("over-refusal")
    reworded = register_of(spoilt("a question back", "any question")).risk("over-refusal")
    assert rubric_sha256(risk) == rubric_sha256(moved) != rubric_sha256(reworded)


def test_a_rule_for_no_risk_and_a_risk_without_rule_are_both_named() -> None:
    rules = [
        RuleUse("a", "over-refusal", "rules/x.toml", 1),
        RuleUse("b", "harasment", "rules/x.toml", 9),
    ]
    files = {"over-refusal": "risks/over-refusal.toml", "harassment": "risks/harassment.toml"}
    stray, blind = coverage_violations(files, rules=rules)
    assert (stray.file, stray.line, stray.blocks) == ("rules/x.toml", 9, False)
    assert "write harassment instead" in stray.fix
    assert (blind.file, blind.risk_id, blind.blocks) == (files["harassment"], "harassment", False)


def test_without_risks_every_rule_is_a_stray() -> None:
    (stray,) = coverage_violations({}, rules=[RuleUse("a", "b", "rules/x.toml", 1)])
    assert stray.fix == "Register the risk."
