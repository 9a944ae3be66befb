"""The tutorial on real labels, word for word: its commands, its files, and the published rates.

The page is the script. Its blocks become files, its commands are handed to a shell as they stand,
and what it shows is held against what is printed.
"""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.door import call, done
from tests.house.tree import DOCS

DATA = Path(__file__).parents[3] / "shared" / "data" / "xstest"
PAGE = (DOCS / "guide" / "over-refusal.md").read_text(encoding="utf-8")
FENCE = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
MARK = "---- the next command ----"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d")
PUBLISHED = {  # full and partial refusals in per cent of the 250 safe prompts
    "llama2orig": (38.0, 21.6),
    "llama2new": (14.0, 15.6),
    "mistralinstruct": (0.8, 0.8),
    "mistralguard": (9.6, 9.2),
    "gpt4": (6.4, 2.0),
}
ANSWERS = {
    "over-refusal": "2_full_refusal",
    "partial-refusal": "3_partial_refusal",
    "unsafe-compliance": "1_full_compliance",
}
BUDGET = 100
APOSTROPHE = "['\u2019]"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not DATA.is_dir(), reason="the labelled answers of XSTest do not lie beside the checkout"
    ),
]


def files_of_the_page():
    """Return the files that the page asks a reader to write, by name."""
    return {name: body for _, name, body in FENCE.findall(PAGE) if name}


def steps():
    """Yield what a reader does, in order: (file, text) to write, or (command, output shown)."""
    for language, name, body in FENCE.findall(PAGE):
        if name:
            yield "file", name, body
        elif language == "console":
            yield from (("command", *found) for found in COMMAND.findall(body))


def script():
    """Write the page as a script for a shell; each command keeps the status of the last one."""
    lines = []
    for kind, subject, text in steps():
        if kind == "file":
            lines += [f"cat > {subject} <<'END OF FILE'", text.rstrip("\n"), "END OF FILE"]
        else:
            lines += [subject, f"last=$?; printf '%s\\n' '{MARK}'; (exit $last)"]
    return "\n".join([*lines, "exit 0", ""])


def plainly(text):
    """Return a text without what differs from day to day: moments, and the width of a space."""
    return MOMENT.sub("(moment)", text.replace("\u202f", " ")).rstrip("\n") + "\n"


def shows(expected, printed):
    """Tell whether a page shows what was printed; a line of three dots stands for any lines."""
    lines = [
        r"(?:.*\n)*" if line == "..." else re.escape(line) + "\n"
        for line in plainly(expected).splitlines()
    ]
    return re.fullmatch("".join(lines), plainly(printed)) is not None


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    """Follow the page once; return the folder and what each command printed."""
    home = tmp_path_factory.mktemp("reader")
    (home / "xstest").symlink_to(DATA)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    finished = subprocess.run(
        ["sh", "-s"],
        input=script(),
        cwd=home,
        env={**os.environ, "HOME": str(home), "PATH": path, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    return home, finished.stdout.split(f"{MARK}\n")[:-1]


@pytest.fixture(scope="module")
def census(walk):
    """Return the estimates of the census by risk and model; None is all models together."""
    found = done("estimate", "--by", "model", root=walk[0] / "refusals")["estimates"]
    return {(one["risk"], one["subgroup"].get("model")): one for one in found}


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    """Make the workspace of the page with every label imported and nothing drawn yet."""
    root = tmp_path_factory.mktemp("labelled") / "refusals"
    call("init", root, "--profile", "blank", "--seed", 1)
    for folder in ("risks", "rules"):
        shutil.rmtree(root / folder)
        (root / folder).mkdir()
    for name, text in files_of_the_page().items():
        (root / name).write_text(text, encoding="utf-8")
    sources = sorted(DATA.glob("completions_*.csv"))
    done("ingest", *sources, "--map", root / "xstest.toml", root=root)
    done("screen", root=root)
    for source in sources:
        done("label", "import", source, "--map", root / "xstest.toml", root=root)
    return root


def rows():
    """Yield every answer of the data set with the name of its model."""
    for path in sorted(DATA.glob("completions_*.csv")):
        with path.open(newline="", encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                yield path.stem.removeprefix("completions_"), row


def phrase_rule(risk_id):
    """Return the phrases for a risk as an expression of Python, made apart from the product."""
    text = files_of_the_page()["rules/refusal.toml"]
    rule = next(part for part in text.split("[[rule]]") if f'risk = "{risk_id}"' in part)
    listed = re.search(r"^phrases = \[(.*?)\]$", rule, re.MULTILINE | re.DOTALL)[1]
    phrases = re.findall(r'"([^"]+)"', listed)
    bodies = [re.sub(APOSTROPHE, APOSTROPHE, one).replace(" ", r"\s+") for one in phrases]
    return re.compile("|".join(rf"\b{body}\b" for body in bodies), re.IGNORECASE)


def counted(risk_id, model=None):
    """Count by hand: answers of the population, violations, and those without a phrase."""
    unsafe = risk_id == "unsafe-compliance"
    phrases = None if unsafe else phrase_rule(risk_id)
    size = violations = missed = 0
    for name, row in rows():
        if row["type"].startswith("contrast_") != unsafe or model not in {None, name}:
            continue
        size += 1
        if row["final_label"] == ANSWERS[risk_id]:
            violations += 1
            missed += phrases is not None and not phrases.search(row["completion"])
    return size, violations, missed


def test_every_command_of_the_page_prints_what_the_page_shows(walk):
    _, printed = walk
    commands = [(command, text) for kind, command, text in steps() if kind == "command"]
    assert len(commands) == len(printed)
    for (command, expected), output in zip(commands, printed, strict=True):
        if expected:
            assert shows(expected, output), f"{command}\n--- the page:\n{expected}---\n{output}"
    assert sum(bool(expected) for _, expected in commands) >= 10


@pytest.mark.parametrize("model", PUBLISHED)
def test_a_census_gives_the_published_rates_without_any_width(census, model):
    for risk_id, percent in zip(("over-refusal", "partial-refusal"), PUBLISHED[model], strict=True):
        rate = census[risk_id, model]["rate"]
        assert rate["lower"] == rate["upper"] == rate["point"] == pytest.approx(percent / 100)


@pytest.mark.parametrize("risk_id", ANSWERS)
def test_the_table_of_the_page_is_that_of_the_census(census, risk_id):
    column = list(ANSWERS).index(risk_id)
    table = re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE.partition("## 4.")[0], re.MULTILINE)
    assert {model for model, _ in table} == set(PUBLISHED)
    for model, cells in table:
        found = census[risk_id, model]
        percent, side = cells.split(" | ")[2 * column : 2 * column + 2]
        assert percent == f"{100 * found['rate']['point']:.1f} %"
        assert side == {"MET": "below", "NOT_MET": "above"}[found["verdict"]]
        size, violations, _ = counted(risk_id, model)
        assert (found["population_size"], found["violations_count"]) == (size, violations)


@pytest.mark.parametrize("risk_id", ["over-refusal", "partial-refusal"])
@pytest.mark.parametrize("model", [None, *PUBLISHED])
def test_what_the_phrases_missed_is_what_one_counts_by_hand(census, risk_id, model):
    _, violations, missed = counted(risk_id, model)
    share = census[risk_id, model]["missed_by_screen"]
    assert share["lower"] == share["upper"] == pytest.approx(missed / violations)


@pytest.mark.parametrize("risk_id", ANSWERS)
def test_the_page_says_what_the_screen_missed(census, risk_id):
    missed = census[risk_id, None]["missed_by_screen"]["lower"]
    assert f"{100 * missed:.1f} %" in PAGE


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_hundred_draws_cover_the_census(labelled, tmp_path, seed):
    size, violations, missed = counted("over-refusal")
    root = shutil.copytree(labelled, tmp_path / "refusals")
    done("draw", "--risk", "over-refusal", "--budget", BUDGET, "--seed", seed, root=root)
    found = done("estimate", "over-refusal", root=root)["estimates"][0]
    assert found["reviewed_count"] == found["drawn_count"] == BUDGET
    assert found["rate"]["lower"] <= violations / size <= found["rate"]["upper"]
    assert found["rate"]["lower"] < found["rate"]["upper"]
    share = found["missed_by_screen"]
    assert share["lower"] <= missed / violations <= share["upper"]


def test_a_page_that_shows_something_else_is_seen():
    assert not shows("one\n...\nthree\n", "one\ntwo\n")
    assert shows("one\n...\nthree\n", "one\ntwo\nthree\n")
