"""One JSON document from bytes: strictly, or not at all.

Promise: what is returned has one meaning. Invalid UTF-8, a name that stands twice in an object,
NaN, an infinity, a number beyond the range of binary64, half of a surrogate pair and nesting
deeper than 64 are refused, each with its own reason; none of them can exhaust the stack.
Numbers keep the digits they were written with.

Not promised: speed on a document with many thousand brackets; its depth is counted one by one.

Source: Bray (2017), RFC 8259, doi:10.17487/RFC8259; Bray (2015), RFC 7493 (I-JSON),
doi:10.17487/RFC7493.
Checked by: tests/intake/test_strict_json.py.
"""

import json
import re
from math import isinf
from typing import Any, Final, NoReturn

import msgspec

from plimsoll.intake.refusal import Reason, RowError, shown

DEPTH_LIMIT: Final = 64
# Possessive quantifiers (Python 3.11): the scan is linear on any input.
STRING: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")
NO_BRACKET: Final = bytes(code for code in range(256) if code not in b"[]{}")
OPENING: Final = frozenset(b"[{")


class Number(str):
    """A JSON number, kept as the text it was written in."""

    __slots__ = ()


def read_json(encoded: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """Return the value of one JSON document; numbers come back as ``Number``.

    Raises:
        RowError: The bytes are not one JSON document that has one meaning.

    Example:
        >>> read_json(b'{"score": 1.50, "ok": true}')
        {'score': '1.50', 'ok': True}
    """
    try:
        text = encoded.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RowError(
            Reason.NOT_UTF8, f"Byte {error.start} is {encoded[error.start]:#04x}."
        ) from None
    _refuse_depth(encoded)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise RowError(Reason.NOT_JSON, f"{error.msg} at character {error.pos}.") from None
    if SURROGATE.search(encoded):
        _refuse_lone_surrogates(value)
    return value


def compact_json(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Write a JSON value without white space, each number with its own digits.

    Example:
        >>> compact_json({"a": [Number("1.50"), None]})
        '{"a":[1.50,null]}'
    """
    return msgspec.json.encode(_with_raw_numbers(value)).decode("utf-8")


def _with_raw_numbers(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return {name: _with_raw_numbers(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_raw_numbers(item) for item in value]
    return msgspec.Raw(value.encode()) if isinstance(value, Number) else value


def _refuse_depth(encoded: bytes) -> None:
    if encoded.count(b"[") + encoded.count(b"{") <= DEPTH_LIMIT:
        return  # not even if all of them were open at once
    depth = 0
    for bracket in STRING.sub(b"", encoded).translate(None, NO_BRACKET):
        depth += 1 if bracket in OPENING else -1
        if depth > DEPTH_LIMIT:
            raise RowError(Reason.TOO_DEEP)


def _refuse_lone_surrogates(value: Any) -> None:  # noqa: ANN401 - any JSON value
    try:
        compact_json(value)
    except UnicodeEncodeError:
        raise RowError(Reason.LONE_SURROGATE) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value] # add returns None, which goes on
        raise RowError(Reason.DUPLICATE_KEY, f"The name is {shown(twice)}.")
    return members


def _finite(literal: str) -> Number:
    if isinf(float(literal)):
        raise RowError(Reason.NUMBER_NOT_FINITE, f"It is written {shown(literal)}.")
    return Number(literal)


def _refuse_constant(literal: str) -> NoReturn:
    raise RowError(Reason.NUMBER_NOT_FINITE, f"It is written {literal}.")


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_float=_finite,
    parse_int=Number,
    parse_constant=_refuse_constant,
)
