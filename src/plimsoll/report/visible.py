"""Show hostile text as what it is: nothing hidden, nothing turned around, nothing executed.

Promise: the answer holds no control character, no line break, no character that is invisible
or changes the direction of its neighbours, no lone surrogate, no more than four combining
marks in a row, and no more than ``characters_limit`` characters plus a note of what was left
out. Each such character stands as a token such as ``[U+202E]``; line breaks and tabs of
ordinary prose become one space.

Not promised: escaping for HTML (the templates do that), or protection against characters
that merely look alike.

Source: Unicode Technical Report 36 (security considerations); Unicode Standard Annex 9.
Checked by: tests/report/test_visible.py.
"""

import re
import unicodedata
from typing import Final

CHARACTERS_LIMIT: Final = 2000
COMBINING_MARKS_LIMIT: Final = 4
# Category Cf holds the bidirectional controls, zero-width characters and tags; these blanks
# and fillers are of other categories and print nothing either.
BLANK_LETTERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
HIDDEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
PROSE_BREAKS: Final = re.compile(r"[ \t]*(?:\r?\n|\t)[ \t\r\n]*")


def visible(text: str, *, characters_limit: int = CHARACTERS_LIMIT) -> str:
    r"""Return ``text`` on one line with every hidden or dangerous character as a token.

    Example:
        >>> visible("safe\u202egnp.exe"), visible("\x1b[31mred")
        ('safe[U+202E]gnp.exe', '[U+001B][31mred')
        >>> visible("a" * 30, characters_limit=10)
        'aaaaaaaaaa [+20 characters]'
    """
    left_out_count = max(0, len(text) - characters_limit)
    kept = PROSE_BREAKS.sub(" ", text[:characters_limit]).strip(" ")
    shown = _marks_folded("".join(_token(character) for character in kept))
    return f"{shown} [+{left_out_count} characters]" if left_out_count else shown


def visible_lines(text: str, *, characters_limit: int = CHARACTERS_LIMIT) -> str:
    r"""Return ``text`` with its lines and indentation kept, all else as ``visible`` shows it.

    Example:
        >>> visible_lines("def f():\r\n\treturn 1\x07")
        'def f():\n    return 1[U+0007]'
    """
    left_out_count = max(0, len(text) - characters_limit)
    lines = text[:characters_limit].replace("\r\n", "\n").expandtabs(4).split("\n")
    shown = "\n".join(
        _marks_folded("".join(_token(character) for character in line)) for line in lines
    )
    return f"{shown} [+{left_out_count} characters]" if left_out_count else shown


def ascii_only(text: str) -> str:
    r"""Return ``text`` for a terminal that knows only ASCII.

    Example:
        >>> ascii_only("12\u202f400 \u2265 3\u202f%, caf\xe9")
        '12,400 >= 3 %, caf[U+00E9]'
    """
    text = re.sub(r"(?<=\d)\u202f(?=\d)", ",", text).translate(ASCII_FORMS)
    return "".join(c if c.isascii() else f"[U+{ord(c):04X}]" for c in text)


ASCII_FORMS: Final = str.maketrans(
    {
        "\u202f": " ",
        "\xa0": " ",
        "\u2013": "-",
        "\u2026": "...",
        "\u2265": ">=",
        "\u2264": "<=",
        "\u201c": '"',
        "\u201d": '"',
    }
)


def _token(character: str) -> str:
    is_selector = (
        "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
        or "\u180b" <= character <= "\u180f"
    )
    hidden = (
        is_selector
        or character in BLANK_LETTERS
        or unicodedata.category(character) in HIDDEN_CATEGORIES
    )
    return f"[U+{ord(character):04X}]" if hidden else character


def _marks_folded(text: str) -> str:
    """Keep the first few combining marks of each run and count the rest."""
    folded: list[str] = []
    run_count = 0
    for character in text:
        if unicodedata.category(character) in {"Mn", "Me"}:
            run_count += 1
            if run_count > COMBINING_MARKS_LIMIT:
                continue
        else:
            folded.extend(_marks_note(run_count))
            run_count = 0
        folded.append(character)
    return "".join([*folded, *_marks_note(run_count)])


def _marks_note(run_count: int) -> list[str]:
    beyond_count = run_count - COMBINING_MARKS_LIMIT
    return [f"[+{beyond_count} marks]"] if beyond_count > 0 else []
