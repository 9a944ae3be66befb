"""Templates: package data, always escaped, and every text shown by ``visible``.

Promise: each text that a template prints passes through ``visible`` and then through HTML
escaping; a name that is not given is an error, never an empty place.

Not promised: safety of a text placed inside a style sheet or a script; no template does so.

Source: this project's threat register, T1 to T5.
Checked by: tests/report/test_dossier.py.
"""

from functools import cache
from typing import TYPE_CHECKING

from plimsoll.report.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment


def rendered(template_name: str, **context: object) -> str:
    """Return the template of this package named ``template_name``, filled in."""
    return _environment().get_template(template_name).render(**context)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=PackageLoader("plimsoll.report", "templates"),
    )


def _finalized(value: object) -> object:
    # Exactly str: what a macro returns is a subclass that is escaped already.
    return visible(value) if type(value) is str else value
