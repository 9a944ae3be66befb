"""Nothing in the tree knows whose machine it is on, or which server things come from."""

import re
from collections.abc import Iterator

from tests.house.tree import Breach, Debts, hold, house_texts

OWN_TEXTS = (
    "*.md",
    "*.toml",
    "*.yml",
    "Makefile",
    ".ci/*",
    "src/**/*.*",
    "tests/**/*.*",
    "docs/**/*.*",
    "benchmarks/**/*.*",
    "changes/**/*.*",
    "requirements/*.txt",
)
TEMPLATES = ("src/**/*.html", "src/**/*.jinja", "src/**/*.css", "src/**/*.svg")

# Put together here, so that this file does not break its own rule.
HOMES = tuple(f"/{name}/" for name in ("home", "root", "work", "farm", "Users"))
HOSTS = (
    r"\.".join(("pypi", "org")),
    r"\.".join(("files", "pythonhosted")),
    r"\.".join(("registry", "npmjs")),
    r"\.".join(("anaconda", "(?:org|com)")),
    "-".join(("index", "url")),
    "-".join(("find", "links")),
    "-".join(("trusted", "host")),
)
MACHINE_PATH = re.compile(rf"(?<![\w.}}$])(?:{'|'.join(HOMES)})")
REGISTRY_HOST = re.compile("|".join(HOSTS))
OUTSIDE_REQUEST = re.compile(
    r"""(?:src|href|action|poster|data)\s*=\s*["'](?:https?:)?//"""
    r"""|url\(\s*["']?(?:https?:)?//|@import\b|<link\b[^>]*\bhref|<iframe\b|http-equiv=["']refresh""",
    re.IGNORECASE,
)

# Signed debts: (path, what was found) -> why it may stand.
MACHINES: Debts = {}
REQUESTS: Debts = {}


def machine_paths(path: str, text: str) -> Iterator[Breach]:
    yield from _found(MACHINE_PATH, path, text, "is a path on one machine; make it relative")


def registry_hosts(path: str, text: str) -> Iterator[Breach]:
    mend = "names where packages come from; the reader's own settings decide that"
    yield from _found(REGISTRY_HOST, path, text, mend)


def outside_requests(path: str, text: str) -> Iterator[Breach]:
    yield from _found(OUTSIDE_REQUEST, path, text, "asks another server; a page stands alone")


def _found(pattern: re.Pattern[str], path: str, text: str, mend: str) -> Iterator[Breach]:
    for number, line in enumerate(text.splitlines(), start=1):
        for match in pattern.finditer(line):
            yield Breach(path, number, match[0], f"`{match[0]}` {mend}")


def test_no_file_names_a_machine_or_a_registry() -> None:
    hold(
        (
            breach
            for path, text in house_texts(*OWN_TEXTS)
            for rule in (machine_paths, registry_hosts)
            for breach in rule(path, text)
        ),
        rule="A clone works on any machine, behind any mirror.",
        debts=MACHINES,
    )


def test_no_template_asks_another_server() -> None:
    hold(
        (
            breach
            for path, text in house_texts(*TEMPLATES)
            for breach in outside_requests(path, text)
        ),
        rule="A report that phones out tells others who reads it.",
        debts=REQUESTS,
    )


def test_a_path_on_one_machine_is_seen() -> None:
    for home in HOMES:
        assert list(machine_paths("notes.md", f"open('{home}someone/log.jsonl')")), home
        assert not list(machine_paths("notes.md", f"docs{home}page.md and ${{BASE}}{home}x")), home


def test_a_registry_host_is_seen() -> None:
    for host in HOSTS:
        spoken = host.replace("\\", "").replace("(?:org|com)", "org")
        assert list(registry_hosts("Makefile", f"pip install --from {spoken}")), spoken
    assert not list(registry_hosts("Makefile", "pip install --require-hashes"))


def test_a_request_to_another_server_is_seen() -> None:
    for text in (
        '<img src="https://example.org/a.png">',
        "<a href='//example.org'>",
        "a { background: url(https://example.org/a.png) }",
        "@import 'other.css';",
        '<link rel="stylesheet" href="site.css">',
    ):
        assert list(outside_requests("report.html", text)), text
    assert not list(outside_requests("a.svg", '<svg xmlns="http://www.w3.org/2000/svg">'))
    assert not list(outside_requests("report.html", '<img src="data:image/png;base64,AAAA">'))


def test_the_rules_read_the_tree() -> None:
    paths = {path for path, _ in house_texts(*OWN_TEXTS)}
    assert any(True for _ in house_texts(*TEMPLATES)), "there are no templates to look at"
    assert {"pyproject.toml", "Makefile", "src/plimsoll/errors.py"} <= paths
