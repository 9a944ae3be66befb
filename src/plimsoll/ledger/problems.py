"""What an audit found wrong, in words, and not more of it than a person can read."""

from typing import Final

PROBLEMS_LIMIT: Final = 50


class Problems:
    """A list of sentences that stops growing and goes on counting.

    Example:
        >>> problems = Problems(limit=1)
        >>> problems.add("entry 3 is missing")
        >>> problems.add("entry 4 is missing")
        >>> problems.sentences()
        ('entry 3 is missing', 'and 1 more of this kind')
    """

    def __init__(self, *, limit: int = PROBLEMS_LIMIT) -> None:
        self._limit = limit
        self._kept: list[str] = []
        self.count = 0

    def add(self, sentence: str) -> None:
        """Note one problem; control characters are written as escapes."""
        self.count += 1
        if len(self._kept) < self._limit:
            self._kept.append("".join(map(_visible, sentence)))

    def sentences(self) -> tuple[str, ...]:
        """Return the first problems, and how many more there are."""
        unsaid_count = self.count - len(self._kept)
        more = (f"and {unsaid_count} more of this kind",) if unsaid_count else ()
        return (*self._kept, *more)


def _visible(character: str) -> str:
    return character if character.isprintable() else ascii(character)[1:-1]
