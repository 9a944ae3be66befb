"""Text cut, filled and wrapped by terminal columns, where one character may fill 0, 1 or 2."""

import unicodedata
from typing import Final

ELLIPSIS: Final = "\u2026"


def columns_size(text: str) -> int:
    r"""Return how many terminal columns ``text`` fills.

    Example:
        >>> columns_size("line"), columns_size("\u7dda"), columns_size("e\u0301")
        (4, 2, 1)
    """
    return sum(_columns(character) for character in text)


def clipped(text: str, *, columns: int, ellipsis: str = ELLIPSIS) -> str:
    r"""Return ``text`` cut to ``columns`` terminal columns, the cut shown.

    Example:
        >>> clipped("over-refusal", columns=8)
        'over-re\u2026'
    """
    if columns_size(text) <= columns:
        return text
    kept, used = "", 0
    for character in text:
        used += _columns(character)
        if used > columns - 1:
            break
        kept += character
    return kept + ellipsis


def padded(text: str, *, columns: int, ellipsis: str = ELLIPSIS) -> str:
    """Return ``text`` cut or filled with spaces to exactly ``columns`` terminal columns."""
    cut = clipped(text, columns=columns, ellipsis=ellipsis)
    return cut + " " * (columns - columns_size(cut))


def wrapped(text: str, *, columns: int) -> list[str]:
    """Return ``text`` as lines of at most ``columns`` columns; words too long are broken.

    Example:
        >>> wrapped("water above the line", columns=11)
        ['water above', 'the line']
    """
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if columns_size(joined) <= columns:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        *full, lines[-1] = _pieces(word, columns=columns)
        lines[-1:-1] = full
    return lines


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _pieces(word: str, *, columns: int) -> list[str]:
    """Return ``word`` in pieces of at most ``columns`` columns; at least one piece."""
    pieces = [""]
    for character in word:
        if columns_size(pieces[-1] + character) > columns:
            pieces.append("")
        pieces[-1] += character
    return pieces
