"""What a start may load: the package alone loads nothing heavy, the help only its parser.

How long it takes is not tested here, because a clock makes a test flake; it is measured as a
ratio in benchmarks/startup.py.
"""

import json
import subprocess
import sys

import pytest
from tests.house.tree import SOURCE

HEAVY = frozenset(
    {
        "cryptography",
        "duckdb",
        "jinja2",
        "msgspec",
        "numpy",
        "psycopg",
        "pyarrow",
        "re2",
        "rfc8785",
        "rich",
        "scipy",
        "sqlalchemy",
        "zstandard",
    }
)
REPORT = "import json, sys; print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
HELP = f"""
import atexit
atexit.register(lambda: exec({REPORT!r}))
from plimsoll.cli import main
main(["--help"])
"""


def loaded_by(program: str) -> frozenset[str]:
    """Run a program in a new interpreter and name the packages that it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    names: list[str] = json.loads(done.stderr.strip().splitlines()[-1])
    return frozenset(name.partition(".")[0] for name in names)


def test_importing_plimsoll_loads_nothing_heavy() -> None:
    loaded = loaded_by(f"import plimsoll; {REPORT}")
    heavy = loaded & (HEAVY | {"click"})
    assert "plimsoll" in loaded
    assert not heavy, f"`import plimsoll` loads {sorted(heavy)}; import them where they are used"


@pytest.mark.skipif(not (SOURCE / "cli").is_dir(), reason="the command line does not stand yet")
def test_help_loads_nothing_heavy() -> None:
    loaded = loaded_by(HELP)
    heavy = loaded & HEAVY
    assert "click" in loaded
    assert not heavy, f"`plimsoll --help` loads {sorted(heavy)}; import them where they are used"


def test_a_heavy_import_is_seen() -> None:
    assert "msgspec" in loaded_by(f"import msgspec; {REPORT}") & HEAVY


def test_a_program_that_fails_is_not_taken_for_a_light_one() -> None:
    with pytest.raises(AssertionError, match="no_such_module"):
        loaded_by("import no_such_module")
