"""Requirements: every package pinned to one version and to digests of its files."""

import re
from collections.abc import Iterator

import pytest
from tests.house.tree import ROOT, Breach, hold

FILES = ("requirements/bootstrap.txt", "requirements/dev.txt", "requirements/docs.txt")
PINNED = re.compile(
    r"^[a-z0-9][a-z0-9._-]*(?:\[[a-z0-9,_-]+\])?==[^\s;]+(?:\s*;[^\\#]+)?$", re.IGNORECASE
)
HASHES = re.compile(r"^(?:\s*--hash=sha256:[0-9a-f]{64})+$")


def loose_requirements(path: str, text: str) -> Iterator[Breach]:
    joined = re.sub(r"\\\n", " ", text)
    for number, line in enumerate(joined.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        pin, _, hashes = line.partition("--hash")
        if not PINNED.match(pin.strip()):
            yield Breach(path, number, pin, f"`{pin.strip()}` is not a package pinned with ==")
        elif not HASHES.match(f"--hash{hashes}".strip()):
            yield Breach(path, number, pin, f"`{pin.strip()}` carries no sha256 of its files")


@pytest.mark.parametrize("path", FILES)
def test_every_requirement_is_pinned_and_hashed(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    hold(
        loose_requirements(path, text),
        rule="Whoever builds this tomorrow builds the same thing. Renew with `make lock`.",
        debts={},
    )
    assert "==" in text, f"{path} is empty"


def test_a_loose_requirement_is_seen() -> None:
    digest = "0" * 64
    for loose in (
        "click>=8\n",
        "click==8.1.7\n",
        f"click --hash=sha256:{digest}\n",
        f"-e .  --hash=sha256:{digest}\n",
        f"--extra-{'index'}{'-url'} somewhere\n",
        f"click @ https://example.org/click.whl --hash=sha256:{digest}\n",
        "click==8.1.7 \\\n    --hash=sha256:short\n",
    ):
        assert list(loose_requirements("dev.txt", loose)), loose


def test_a_pinned_and_hashed_requirement_passes() -> None:
    digest = "0" * 64
    text = (
        f"click==8.1.7 ; python_version < '4' \\\n    --hash=sha256:{digest} \\\n"
        f"    --hash=sha256:{digest}\ncoverage[toml]==7.1 --hash=sha256:{digest}\n"
    )
    assert not list(loose_requirements("dev.txt", text))
