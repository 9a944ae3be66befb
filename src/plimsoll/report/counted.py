"""Lines of counts for a terminal: a word, a number, a remark, aligned."""

from collections.abc import Iterable, Sequence


def counted_lines(rows: Iterable[Sequence[object]], *, indent: str = "  ") -> list[str]:
    """Align rows of (word, count, remark) so that the counts stand under each other.

    Example:
        >>> for line in counted_lines([("read", 1250, ""), ("accepted", 9, "now")], indent=""):
        ...     print(line)
        read      1,250
        accepted      9  now
    """
    table = [(str(word), _count(count), str(remark)) for word, count, remark in rows]
    words = max((len(word) for word, _, _ in table), default=0)
    counts = max((len(count) for _, count, _ in table), default=0)
    return [
        f"{indent}{word:<{words}}  {count:>{counts}}  {remark}".rstrip()
        for word, count, remark in table
    ]


def _count(count: object) -> str:
    return f"{count:,}" if isinstance(count, int) else str(count)
