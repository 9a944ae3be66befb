"""What went wrong, why, and what to do: one family of errors.

Three failures have three types. A broken contract between two pieces of our own code is an
``assert``. A world that cannot serve (a damaged file, an unfinished register, a locked
workspace) is a ``PlimsollError``. Data that cannot settle a question is a value: the vacuous
interval and the verdict ``INCONCLUSIVE``, never an exception.
"""


class PlimsollError(Exception):
    """The world could not serve.

    Attributes:
        what: The failure, one sentence.
        why: Why it matters or how it came about, one sentence.
        fix: What the reader can do now, one sentence.
    """

    def __init__(self, what: str, *, why: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.fix = fix

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a worker process."""
        return (_restored, (type(self), self.what, self.why, self.fix))

    def __str__(self) -> str:
        return f"{self.what}\n  why: {self.why}\n  fix: {self.fix}"


def _restored(kind: type[PlimsollError], *parts: str) -> PlimsollError:
    what, why, fix = parts
    return kind(what, why=why, fix=fix)


class InputError(PlimsollError):
    """Something handed in from outside cannot be read, or cannot be read safely."""


class RecordError(PlimsollError):
    """Bytes or fields do not make a valid record."""


class RegisterError(PlimsollError):
    """The risk register is not complete enough for what was asked."""


class RuleError(PlimsollError):
    """A screening rule is not one that can be run safely."""


class DesignError(PlimsollError):
    """A sample was asked for, or handed in, that no stated design can carry."""


class StatisticsError(PlimsollError):
    """A number was asked of the mathematics that it cannot honestly give."""


class LedgerError(PlimsollError):
    """The ledger does not agree with itself, or a signature would contradict an earlier one."""


class WorkspaceError(PlimsollError):
    """The workspace is missing, locked, damaged or made by another version."""
