"""Odd arguments: whatever stands on the command line, the answer is words and a status."""

import os
import shutil
import stat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cli.door import HARMFUL, call, done, refused
from tests.thread.voyage import answer_all, ledger_size, ordinary_rows, under_way

HERE = "{here}"
ODD = (
    "",
    " ",
    "\udcff",
    "\u202ex",
    "\x1b[31mred",
    "x" * 5000,
    "\xe9" * 300,
    "-1",
    "0",
    "1e999",
    "nan",
    str(2**64),
    "'; DROP TABLE entry; --",
    "%s%n{}",
    f"{HERE}/folder",
    f"{HERE}/binary",
    f"{HERE}/empty",
    f"{HERE}/absent/absent",
)
PLACES = {
    "init owner": ("init", f"{HERE}/made", "--owner", "?"),
    "init contact": ("init", f"{HERE}/made", "--contact", "?"),
    "init seed": ("init", f"{HERE}/made", "--seed", "?"),
    "init profile": ("init", f"{HERE}/made", "--profile", "?"),
    "ingest": ("ingest", "?"),
    "ingest map": ("ingest", f"{HERE}/log.jsonl", "--map", "?"),
    "draw budget": ("draw", "--budget", "?"),
    "draw risk": ("draw", "--census", "--risk", "?"),
    "draw by": ("draw", "--budget", "30", "--by", "?"),
    "draw seed": ("draw", "--budget", "30", "--seed", "?"),
    "export risk": ("label", "export", f"{HERE}/out.csv", "--risk", "?"),
    "export reviewer": ("label", "export", f"{HERE}/out.csv", "--reviewer", "?"),
    "import": ("label", "import", "?"),
    "import map": ("label", "import", f"{HERE}/answers.csv", "--map", "?"),
    "estimate": ("estimate", "?"),
    "estimate by": ("estimate", "--by", "?"),
    "seal": ("seal", "?"),
    "gate": ("gate", "?"),
    "report by": ("report", "--by", "?"),
    "verify": ("verify", "--checkpoint", "?"),
    "verb": ("?",),
}
OUTPUTS = {
    "export": ("label", "export", "?"),
    "report": ("report", "--out", "?"),
    "checkpoint": ("checkpoint", "--out", "?"),
    "quarantine": ("quarantine", "--out", "?"),
}
TEXT = st.text(st.characters(exclude_characters="\x00"), max_size=12)
VERBS = ("estimate", "gate", "draw", "label", "export", "import", "seal", "check", "verify")
OPTIONS = ("--json", "--by", "--risk", "--budget", "--census", "--seed", "--", "-h", "--disputed")
WORDS = st.sampled_from((*VERBS, *OPTIONS, "1", "promise"))


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    root = under_way(tmp_path_factory.mktemp("odd") / "desk", rows=ordinary_rows(12))
    done("draw", "--budget", 6, root=root)
    answer_all(root)
    (root / "folder").mkdir()
    (root / "binary").write_bytes(bytes(range(256)))
    (root / "empty").write_bytes(b"")
    return root


@pytest.fixture
def root(made_once, tmp_path):
    return shutil.copytree(made_once, tmp_path / "desk")


def asked(form, odd, root):
    """Fill a form of arguments; nothing that is written lies outside the workspace."""
    return [part.replace("?", odd).replace(HERE, str(root)) for part in form]


def answered(arguments, root):
    """Call both ways; make sure that both are words, or one document."""
    options = [] if arguments[0] == "init" else ["-w", str(root)]
    spoken = call(*options[:0], *arguments, *options)
    told = call(*arguments, "--json", *options)
    assert spoken.status == told.status or arguments[0] == "init"
    assert told.document()
    for text in (spoken.stdout, spoken.stderr, told.stdout, told.stderr):
        assert not HARMFUL & set(text), ascii(text[:500])


@pytest.mark.parametrize("place", PLACES)
def test_an_odd_argument_is_answered_in_words(root, place):
    form = PLACES[place]
    for odd in ODD:
        answered(asked(form, odd, root), root)
    assert ledger_size(root) > 0


def test_a_reviewer_whose_name_is_not_utf_8_is_answered_in_words(root):
    answered(["label", "export", str(root / "out.csv"), "--reviewer", "\udcff"], root)


@pytest.mark.parametrize("place", OUTPUTS)
def test_a_place_that_cannot_be_written_is_a_clear_error(root, place):
    taken = "{here}/binary" if place == "quarantine" else "{here}/folder"
    for odd in (taken, "{here}/binary/below"):
        error = refused(*asked(OUTPUTS[place], odd, root), root=root)
        assert error["kind"] in {"WorkspaceError", "InputError"}


@pytest.mark.parametrize("place", sorted(set(OUTPUTS) - {"quarantine"}))
def test_a_place_with_too_long_a_name_is_a_clear_error(root, place):
    refused(*asked(OUTPUTS[place], "{here}/" + "y" * 300, root), root=root)


@pytest.mark.parametrize("place", sorted(set(OUTPUTS) - {"quarantine"}))
def test_a_place_without_a_name_is_a_clear_error(root, place):
    refused(*asked(OUTPUTS[place], "", root), root=root)


@pytest.mark.parametrize("place", sorted(set(OUTPUTS) - {"quarantine"}))
def test_a_pipe_is_written_to_and_never_replaced(root, place):
    pipe = root / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # somebody reads, so nobody waits
    try:
        assert call(*asked(OUTPUTS[place], str(pipe), root), root=root).status == 0
        assert os.read(reading, 1 << 16)
    finally:
        os.close(reading)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("place", sorted(set(OUTPUTS) - {"quarantine"}))
def test_a_refused_place_leaves_nothing_behind(root, place):
    refused(*asked(OUTPUTS[place], "{here}/folder", root), root=root)
    assert [path.name for path in root.iterdir() if path.name.endswith(".partial")] == []


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(words=st.lists(WORDS | TEXT.filter(lambda text: "/" not in text), max_size=6))
def test_any_line_of_words_is_answered_in_words(made_once, tmp_path_factory, words):
    here = tmp_path_factory.mktemp("words")
    before = os.getcwd()
    os.chdir(here)  # a word may name a file to write
    try:
        call(*words, PLIMSOLL_WORKSPACE=str(made_once))
    finally:
        os.chdir(before)


@pytest.mark.parametrize("budget", ["-1", "0", "1.5", "", "1e3", "\u0661\u0662x", "0x10"])
def test_a_budget_that_is_no_count_is_a_mistake_on_the_command_line(root, budget):
    before = ledger_size(root)
    assert refused("draw", f"--budget={budget}", root=root)["kind"] == "UsageError"
    assert ledger_size(root) == before


@pytest.mark.parametrize("seed", [str(-1), str(2**53), str(2**200)])
def test_a_seed_out_of_range_is_refused(root, tmp_path, seed):
    assert refused("init", tmp_path / "made", f"--seed={seed}")["kind"] == "InputError"
    assert not (tmp_path / "made" / ".plimsoll").exists()
    refused("draw", "--budget", 6, f"--seed={seed}", root=root)


def test_a_workspace_that_is_none_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    for place in (tmp_path, tmp_path / "absent", tmp_path / "file"):
        for verb in ("check", "screen", "estimate", "seal", "brief", "report", "verify"):
            assert refused(verb, root=place)["kind"] == "WorkspaceError"


def test_a_second_init_is_refused_and_changes_nothing(root):
    before = ledger_size(root)
    assert refused("init", root)["kind"] == "WorkspaceError"
    assert ledger_size(root) == before


def test_a_demo_never_writes_into_a_folder_that_holds_something(root):
    before = ledger_size(root)
    assert refused("demo", root)["kind"] == "WorkspaceError"
    assert ledger_size(root) == before
