"""The first screen is kept true: what the README shows of the demo is what the demo prints."""

from pathlib import Path

import pytest
from tests.cli.door import call

README = Path(__file__).parents[2] / "README.md"


def shown_rows():
    block = README.read_text(encoding="utf-8").split("```text\n")[1].split("```")[0]
    return [line.rstrip() for line in block.splitlines()]


@pytest.mark.slow
def test_the_readme_shows_what_the_demo_prints(tmp_path):
    answer = call("demo", tmp_path / "demo")
    assert answer.status == 0
    printed = {line.rstrip() for line in answer.stdout.replace("\u202f", " ").splitlines()}
    assert len(shown_rows()) == 5
    assert set(shown_rows()) <= printed
