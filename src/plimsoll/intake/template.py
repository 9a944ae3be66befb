"""What a column map says about one field: a column's name, or a template over columns.

One rule: **a text without braces is the name of a column; a text with braces is a template**, in
which ``{name}`` stands for that column's text and everything else stands for itself. Constants
and parts of the file name are columns too, the same in every row, so the rule needs no third
case. A name with dots that is no column of its own is a path into nested objects.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from plimsoll.intake.refusal import Reason, RowError, shown
from plimsoll.intake.strict_json import compact_json

PLACE: Final = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """One field's source.

    Attributes:
        source: The text as it stands in the column map.
        names: The columns it takes, in order.
        is_column: Whether it is a bare column name, whose value keeps its JSON type.
    """

    source: str
    names: tuple[str, ...]
    is_column: bool

    @classmethod
    def of(cls, source: str) -> Self:
        """Read a template.

        Raises:
            ValueError: The text is blank, or a brace has no partner.

        Example:
            >>> Template.of("{model}/{id}").names
            ('model', 'id')
        """
        if not source.strip():
            raise ValueError("it is blank")
        if "{" not in source and "}" not in source:
            return cls(source, (source,), is_column=True)
        if set("{}") & set(PLACE.sub("", source)):
            raise ValueError("a brace has no partner")
        return cls(source, tuple(PLACE.findall(source)), is_column=False)

    def value(self, row: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any JSON value
        """Return a column's JSON value, or a template's text; None when there is none."""
        return look_up(row, self.source) if self.is_column else self._filled(row)

    def _filled(self, row: Mapping[str, Any]) -> str | None:
        texts = {name: text_of(look_up(row, name)) for name in self.names}
        if any(text is None for text in texts.values()):
            return None
        return PLACE.sub(lambda place: texts[place[1]] or "", self.source)

    def text(self, row: Mapping[str, Any]) -> str:
        """Return the field's text.

        Raises:
            RowError: A column it takes is absent or null.
        """
        text = text_of(self.value(row))
        if text is None:
            raise missing(self.source)
        return text


def look_up(row: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return a column by name, or a nested member by its dotted path; None when there is none.

    Example:
        >>> look_up({"request": {"model": "m"}}, "request.model")
        'm'
    """
    if name in row or "." not in name:
        return row.get(name)
    first, _, rest = name.partition(".")
    inside = row.get(first)
    return look_up(inside, rest) if isinstance(inside, dict) else None


def text_of(value: Any) -> str | None:  # noqa: ANN401 - any JSON value
    """Return a JSON value as text: a number by its digits, true and false by name, null not.

    Example:
        >>> text_of(True), text_of({"a": []}), text_of(None)
        ('true', '{"a":[]}', None)
    """
    if value is None:
        return None
    if isinstance(value, str):
        return str(value)
    return compact_json(value)


def missing(name: str) -> RowError:
    """Return the error for a field that is absent or null."""
    return RowError(Reason.MISSING_FIELD, f"It is {shown(name)}.")
