"""Decisions name their price, and changes say what kind they are."""

import re
from collections.abc import Iterator

from tests.house.tree import DOCS, ROOT, Breach, hold, house_texts

SECTIONS = ("Question", "Options", "Decision", "Negative consequences")
STATUS = re.compile(
    r"^Status: (?:proposed|accepted|superseded by \d{4}), \d{4}-\d{2}-\d{2}\.", re.MULTILINE
)
KINDS = ("Added", "Changed", "Fixed", "Removed", "Deprecated", "Security")


def incomplete_decisions(path: str, text: str) -> Iterator[Breach]:
    number = path.rpartition("/")[2][:4]
    if not re.match(rf"# {number} \S", text):
        yield Breach(path, 1, "title", f"begin with `# {number} ` and what was decided")
    if not STATUS.search(text):
        yield Breach(path, 3, "status", "say `Status: accepted, YYYY-MM-DD.`")
    for section in SECTIONS:
        if not re.search(rf"^## {section}\n+[^#\s]", text, re.MULTILINE):
            yield Breach(path, 1, section, f"`## {section}` is missing or empty")


def shapeless_fragments(path: str, text: str) -> Iterator[Breach]:
    if not re.fullmatch(r"changes/\d{4}-[a-z0-9-]+\.md", path):
        yield Breach(path, 1, "name", "name it NNNN-what-it-is.md, with the number of the issue")
    if not text.startswith(tuple(f"**{kind}** " for kind in KINDS)):
        yield Breach(path, 1, "kind", f"begin with one of {', '.join(KINDS)}, in bold")


def test_every_decision_names_its_price() -> None:
    hold(
        (
            breach
            for path, text in house_texts("docs/decisions/[0-9]*.md")
            for breach in incomplete_decisions(path, text)
        ),
        rule="A decision without a negative consequence was not understood.",
        debts={},
    )


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in DOCS.glob("decisions/[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers, "there are no decisions"


def test_every_dependency_has_a_decision() -> None:
    decided = " ".join(text for _, text in house_texts("docs/decisions/[0-9]*.md")).lower()
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.search(r"^dependencies = \[(.*?)^\]", project, re.MULTILINE | re.DOTALL)
    assert listed is not None
    names = re.findall(r'"([a-z0-9-]+)', listed[1])
    assert names
    undecided = [name for name in names if name not in decided]
    assert not undecided, f"no decision record speaks of {undecided}"


def test_every_fragment_says_what_kind_of_change_it_is() -> None:
    fragments = [item for item in house_texts("changes/*.md") if item[0] != "changes/README.md"]
    hold(
        (breach for path, text in fragments for breach in shapeless_fragments(path, text)),
        rule="A change is one thing, and says what a user now sees.",
        debts={},
    )


def test_a_decision_without_a_price_is_seen() -> None:
    sections = "\n\n".join(f"## {name}\n\nText." for name in SECTIONS)
    whole = f"# 0042 A choice\n\nStatus: accepted, 2026-11-20.\n\n{sections}\n"
    path = "docs/decisions/0042-a-choice.md"
    assert not list(incomplete_decisions(path, whole))
    for section in SECTIONS:
        without = whole.replace(f"## {section}\n\nText.", "")
        empty = whole.replace(f"## {section}\n\nText.", f"## {section}\n")
        assert [breach.subject for breach in incomplete_decisions(path, without)] == [section]
        assert [breach.subject for breach in incomplete_decisions(path, empty)] == [section]
    assert list(incomplete_decisions(path, whole.replace("Status", "State")))
    assert list(incomplete_decisions("docs/decisions/0043-other.md", whole))


def test_a_shapeless_fragment_is_seen() -> None:
    assert not list(shapeless_fragments("changes/0002-keel.md", "**Added** the thread.\n"))
    assert list(shapeless_fragments("changes/keel.md", "**Added** the thread.\n"))
    assert list(shapeless_fragments("changes/0002-keel.md", "Some improvements.\n"))
