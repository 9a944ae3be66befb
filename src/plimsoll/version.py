"""Which version of Plimsoll this is; every claim and report names it."""

from typing import Final

__version__: Final = "0.1.0"
