"""Calls that no module may make, or only the one module that answers for them."""

import ast
import re
from collections.abc import Iterator

from tests.house.tree import Breach, Debts, Module, hold, house_texts, modules, parse

CLOCK = "src/plimsoll/connectors/clock.py"
DOORS = ("src/plimsoll/cli/", "src/plimsoll/web/")
WALL_CLOCK = "time is an argument: take now_utc; the only clock is plimsoll.connectors.clock"
RUNS_TEXT = "text is never run"
HIDDEN_CHANCE = "randomness is an argument: take rng: numpy.random.Generator"

BANNED_CALLS = {
    "datetime.now": WALL_CLOCK,
    "datetime.utcnow": WALL_CLOCK,
    "datetime.today": WALL_CLOCK,
    "date.today": WALL_CLOCK,
    "time.time": WALL_CLOCK,
    "time.time_ns": WALL_CLOCK,
    "eval": RUNS_TEXT,
    "exec": RUNS_TEXT,
    "compile": RUNS_TEXT,
    "os.system": RUNS_TEXT,
    "os.popen": RUNS_TEXT,
    "pickle.load": RUNS_TEXT,
    "pickle.loads": RUNS_TEXT,
    "yaml.load": RUNS_TEXT,
    "tempfile.mktemp": "another process may take the name first; use mkstemp",
    "uuid.uuid4": "an identifier is a digest of its content",
    "uuid4": "an identifier is a digest of its content",
    "random.random": HIDDEN_CHANCE,
    "random.seed": HIDDEN_CHANCE,
    "random.choice": HIDDEN_CHANCE,
    "random.shuffle": HIDDEN_CHANCE,
    "numpy.random.seed": HIDDEN_CHANCE,
    "np.random.seed": HIDDEN_CHANCE,
    "Markup": "transcript text is hostile; let the template escape it",
}
TEXT_FLAGS = {
    ("shell", True): "a shell runs text; give the command as a list",
    ("autoescape", False): "transcript text is hostile; escape it always",
}

# Signed debts: (path, call) -> why it may stand.
CALLED: Debts = {}
UNESCAPED: Debts = {}


def banned_calls(module: Module) -> Iterator[Breach]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield from _banned(module, node)


def _banned(module: Module, call: ast.Call) -> Iterator[Breach]:
    spoken = _spoken(call.func)
    dotted = spoken.removeprefix("datetime.") if spoken.startswith("datetime.date") else spoken
    if dotted in BANNED_CALLS and not (module.path == CLOCK and BANNED_CALLS[dotted] is WALL_CLOCK):
        yield _breach(module, call, spoken, BANNED_CALLS[dotted])
    if dotted == "print" and not module.path.startswith(DOORS):
        yield _breach(module, call, spoken, "a verb returns its result; only a door prints it")
    if dotted.endswith("default_rng") and not call.args and not call.keywords:
        yield _breach(module, call, spoken, "without a seed no run can be replayed")
    for keyword in call.keywords:
        if isinstance(keyword.value, ast.Constant):
            mend = TEXT_FLAGS.get((keyword.arg or "", keyword.value.value))
            if mend:
                yield _breach(module, call, spoken, mend)


def _spoken(node: ast.expr) -> str:
    """Write a dotted name as its source has it; anything else is only its last member."""
    if isinstance(node, ast.Attribute):
        return f"{_spoken(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _breach(module: Module, call: ast.Call, spoken: str, mend: str) -> Breach:
    return Breach(module.path, call.lineno, spoken, f"`{spoken}(...)`: {mend}")


def unescaped_templates(path: str, text: str) -> Iterator[Breach]:
    for number, line in enumerate(text.splitlines(), start=1):
        for trick in re.findall(
            r"\|\s*safe\b|autoescape\s+false|<script\b|\bon\w+\s*=\s*[\"']", line
        ):
            yield Breach(
                path,
                number,
                trick,
                f"`{trick}` opens the page to the text of a transcript; the report runs no script",
            )


def test_no_module_makes_a_banned_call() -> None:
    hold(
        (breach for module in modules() for breach in banned_calls(module)),
        rule="Time, randomness and the reader's trust are arguments.",
        debts=CALLED,
    )


def test_no_template_lets_text_through_unescaped() -> None:
    templates = list(house_texts("src/**/*.html", "src/**/*.jinja", "src/**/*.svg"))
    assert templates, "there are no templates where this rule looks"
    hold(
        (breach for path, text in templates for breach in unescaped_templates(path, text)),
        rule="What a model said is shown, never run.",
        debts=UNESCAPED,
    )


def test_each_banned_call_is_seen() -> None:
    for call in BANNED_CALLS:
        assert list(banned_calls(parse(f"answer = {call}(argument)\n"))), call


def test_a_clock_is_seen_however_it_is_imported() -> None:
    assert list(banned_calls(parse("import datetime\ndatetime.datetime.now()\n")))
    assert not list(banned_calls(parse("datetime.now(tz=UTC)\n", path=CLOCK)))
    assert list(banned_calls(parse("eval('1')\n", path=CLOCK)))


def test_a_flag_that_opens_a_door_is_seen() -> None:
    assert list(banned_calls(parse("subprocess.run('ls', shell=True)\n")))
    assert list(banned_calls(parse("Environment(autoescape=False)\n")))
    assert not list(banned_calls(parse("Environment(autoescape=True)\n")))


def test_an_unseeded_generator_and_a_stray_print_are_seen() -> None:
    assert list(banned_calls(parse("numpy.random.default_rng()\n")))
    assert not list(banned_calls(parse("numpy.random.default_rng(seed)\n")))
    assert list(banned_calls(parse("print('done')\n")))
    assert not list(banned_calls(parse("print('done')\n", path="src/plimsoll/cli/render.py")))


def test_a_template_that_trusts_its_text_is_seen() -> None:
    for text in ("{{ turn | safe }}", "<script>", "<a onclick='go()'>", "{% autoescape false %}"):
        assert list(unescaped_templates("report.html", text)), text
    assert not list(unescaped_templates("report.html", "{{ turn }}"))
