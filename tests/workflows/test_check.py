from importlib.resources import files

import pytest
from tests.workflows.workspace import NOW, workspace

from plimsoll.register.profile import STARTING_VALUE
from plimsoll.workflows.check import check, check_files
from plimsoll.workflows.register import read_register


@pytest.fixture
def root(tmp_path):
    with workspace(tmp_path / "w") as world:
        for path in (world.root / "risks").iterdir():
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(STARTING_VALUE, "Argued for."), encoding="utf-8")
        assert check(world).violations == ()
        yield world.root


def whats(root, *, blocks: bool) -> list[str]:
    found = check_files(root, now_utc=NOW).violations
    return [f"{one.file}:{one.line}: {one.what}" for one in found if one.blocks is blocks]


def test_a_complete_workspace_is_checked_without_a_word(root) -> None:
    checked = check_files(root, now_utc=NOW)
    assert len(checked.risks) == 3
    assert checked.rules_count == 9
    assert checked.blocking == ()
    assert checked.register_sha256 == read_register(root, now_utc=NOW).sha256


def test_every_violation_of_every_file_is_named_with_file_and_line(root) -> None:
    risks, rules = root / "risks", root / "rules"
    (risks / "harassment.toml").write_text('id = "harassment"\n[line\n')
    (risks / "empty.toml").write_text("")
    (risks / "bytes.toml").write_bytes(b"\xff")
    (rules / "bad.toml").write_text('[[rule]]\nid = "bad"\n')
    (rules / "wrong.toml").write_text(
        '[[rule]]\nid = "w"\nrisk = "misinformation"\nphrases = ["a"]\nshould_match = ["b"]\n'
    )
    blocking = whats(root, blocks=True)
    assert any(one.startswith("risks/harassment.toml:2: this is not TOML") for one in blocking)
    assert any(one.startswith("risks/bytes.toml:1: bytes.toml cannot be read") for one in blocking)
    assert sum(one.startswith("risks/empty.toml:1: ") for one in blocking) >= 10
    assert sum(one.startswith("rules/bad.toml:1: ") for one in blocking) == 2
    assert any("it does not match its example 'b'" in one for one in blocking)
    checked = check_files(root, now_utc=NOW)
    assert {risk.risk_id for risk in checked.risks} == {"misinformation", "data-leakage"}
    assert list(checked.violations) == sorted(checked.violations)


def test_a_rule_for_no_risk_and_a_risk_without_rule_are_warnings(root) -> None:
    (root / "rules" / "starter.toml").write_text(
        '[[rule]]\nid = "a"\nrisk = "misinformations"\nphrases = ["a"]\n'
    )
    assert whats(root, blocks=True) == []
    assert whats(root, blocks=False) == [
        "risks/data-leakage.toml:1: no rule looks for data-leakage",
        "risks/harassment.toml:1: no rule looks for harassment",
        "risks/misinformation.toml:1: no rule looks for misinformation",
        "rules/starter.toml:1: the rule a serves 'misinformations', which is not a registered risk",
    ]


def test_a_file_that_is_not_read_is_named_and_a_hidden_one_is_not(root) -> None:
    (root / "risks" / "deception.tml").write_text('id = "deception"')
    (root / "rules" / "README").write_text("rules")
    (root / "rules" / ".swap.toml").write_text("[")
    assert whats(root, blocks=False) == [
        "risks/deception.tml:1: deception.tml is not a .toml file, so it is not read",
        "rules/README:1: README is not a .toml file, so it is not read",
    ]
    assert whats(root, blocks=True) == []


def test_a_workspace_without_risks_may_measure_nothing(root) -> None:
    for path in (root / "risks").iterdir():
        path.unlink()
    assert whats(root, blocks=True) == ["risks/:1: the register is empty"]
    (root / "risks").rmdir()
    assert whats(root, blocks=True) == ["risks/:1: the register is empty"]


def test_an_unreadable_risk_is_blocked_by_name(root) -> None:
    (root / "risks" / "harassment.toml").write_bytes(b"\xff")
    register = read_register(root, now_utc=NOW)
    assert not register.measurable("harassment")
    assert [found.risk_id for found in register.blocking()] == ["harassment"]


def test_the_starter_files_are_part_of_the_package() -> None:
    profiles = files("plimsoll.register").joinpath("profiles")
    for name in ("support-chatbot", "reasoning-model", "blank"):
        for folder in ("risks", "rules"):
            assert list(profiles.joinpath(name, folder).iterdir())
    assert profiles.joinpath("plimsoll.toml").is_file()
