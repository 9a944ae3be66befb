"""What the documentation shows is read by the readers that will read it from a user.

A TOML block says in its first line which file it stands for; a JSON block in the guide is a log.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.house.tree import house_texts

from plimsoll.errors import PlimsollError
from plimsoll.intake import ColumnMap, Normaliser, read_json
from plimsoll.register import RiskFile, read
from plimsoll.review.label_map import LabelMap
from plimsoll.screening import RuleFile, example_violations, parse_rules
from plimsoll.workflows.settings import parse_settings

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOW_UTC = datetime(2026, 11, 20, tzinfo=UTC)


def blocks(language: str, pages: str = "docs/**/*.md") -> Iterator[tuple[str, str]]:
    for path, text in house_texts("README.md", pages):
        for found, body in BLOCK.findall(text):
            if found == language:
                yield path, body


def read_toml_block(body: str) -> None:
    """Read one block as the file that its first line names; complain like a user's own file."""
    named = re.match(r"# ([\w./-]+\.toml)\n", body)
    assert named, f"begin the block with `# FILE.toml`: {body[:60]!r}"
    file_name = named[1]
    if file_name == "plimsoll.toml":
        ColumnMap.of(parse_settings(body).column_map, origin=file_name)
    elif file_name.startswith("risks/"):
        register = read([RiskFile(file_name, body)], now_utc=NOW_UTC)
        assert not register.violations, "\n".join(map(str, register.violations))
    elif file_name.startswith("rules/"):
        rules, violations = parse_rules([RuleFile(file_name, body)])
        wrong = [*violations, *example_violations(rules)]
        assert not wrong, "\n".join(map(str, wrong))
    else:
        document = tomllib.loads(body)
        ColumnMap.of(document, origin=file_name)
        if "labels" in document:
            LabelMap.of(document["labels"], origin=file_name)


@pytest.mark.parametrize(("path", "body"), list(blocks("toml")))
def test_every_toml_block_can_be_used_as_it_stands(path: str, body: str) -> None:
    assert path
    read_toml_block(body)


@pytest.mark.parametrize(("path", "body"), list(blocks("json", "docs/reference/*.md")))
def test_every_json_block_of_the_reference_is_json(path: str, body: str) -> None:
    assert json.loads(body), path


def test_every_row_of_the_guide_becomes_a_transcript() -> None:
    normaliser = Normaliser(ColumnMap(), ColumnMap().same_in_every_row(file_stem="log"))
    rows = [
        row.encode()
        for _, body in blocks("json", "docs/guide/ingest.md")
        for row in body.splitlines()
    ]
    assert rows
    for row in rows:
        assert normaliser.transcript(read_json(row), encoded=row).transcript.turns


@pytest.mark.parametrize(
    "wrong",
    [
        '# plimsoll.toml\nnam = "misspelt"\n',
        '# plimsoll.toml\n[column_map.transcripts]\nprompts = "misspelt"\n',
        '# risks/over-refusal.toml\nid = "over-refusal"\n',
        '# rules/a.toml\n[[rule]]\nid = "a"\nrisk = "b"\npattern = "(?=a)"\n',
        '# rules/a.toml\n[[rule]]\nid = "a"\nrisk = "b"\npattern = "a"\nshould_match = ["b"]\n',
        '# map.toml\n[transcript]\nid = "id"\n',
        '# map.toml\n[labels.reviewers]\na = "b"\n[labels.verdicts.c]\nyes = "perhaps"\n',
        'name = "nobody says which file this is"\n',
    ],
)
def test_a_wrong_block_is_seen(wrong: str) -> None:
    with pytest.raises((PlimsollError, AssertionError)):
        read_toml_block(wrong)
