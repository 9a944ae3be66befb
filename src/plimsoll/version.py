"""Which version of Plimsoll this is; every claim and report names it."""

__version__ = "0.1.0"
