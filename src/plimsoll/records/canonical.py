"""One canonical byte string for each record, and its digest.

Promise: two equal records give equal bytes on every machine and version of Python, and the
bytes are those of the JSON Canonicalization Scheme: members sorted by UTF-16 code units, no
white space, shortest escapes. Rates travel as decimal strings and large identifiers as
strings, so no floating-point number is ever digested.

Not promised: Unicode normalisation. A text in composed form and the same text in decomposed
form look alike and have different digests, as RFC 8785 demands.

Source: Rundgren, Jordan & Erdtman (2020), RFC 8785, doi:10.17487/RFC8785.
Checked by: tests/records/test_canonical.py.
"""

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Self

import msgspec

from plimsoll.errors import RecordError

FIRST_BYTE_BEYOND_THE_BASIC_PLANE: Final = 0xF0


def sha256_hex(content: bytes) -> str:
    """Return the SHA-256 digest of ``content`` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def digest_of_many(digests: Iterable[str]) -> str:
    """Return one digest for a sequence of digests; the order counts.

    Example:
        >>> digest_of_many([])[:8]
        'e3b0c442'
    """
    running = hashlib.sha256()
    for digest in digests:
        running.update(bytes.fromhex(digest))
    return running.hexdigest()


def decimal_text(value: Decimal) -> str:
    """Write a decimal plainly, without exponent and without trailing zeros.

    Raises:
        RecordError: The decimal is NaN or infinite.

    Example:
        >>> decimal_text(Decimal("1E-3")), decimal_text(Decimal("0.050")), decimal_text(Decimal(0))
        ('0.001', '0.05', '0')
    """
    demand_finite("decimal", value)
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def canonical_bytes(document: Mapping[str, Any]) -> bytes:
    """Return the RFC 8785 bytes of a JSON document without floating-point numbers.

    Raises:
        RecordError: The document holds a float, an integer beyond 2**53 - 1, a lone surrogate
            or something that is not JSON.
    """
    import rfc8785

    try:
        return rfc8785.dumps(_plain(document))
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeError) as error:
        raise RecordError(
            f"This document has no canonical form: {error}.",
            why="A digest must mean the same on every machine.",
            fix="Write rates as decimal strings and identifiers as text.",
        ) from error


def demand_finite(noun: str, *values: Decimal) -> None:
    """Refuse NaN and infinity, which compare with nothing and would pass for a number.

    Raises:
        RecordError: One of the values is not a finite number.
    """
    for value in values:
        if not Decimal(value).is_finite():
            raise invalid(noun, f"{value} is not a finite number")


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON value goes in and comes out
    """Copy a JSON value into plain containers, decimals as text, floats refused."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, float):
        raise RecordError(
            f"A record cannot hold the floating-point number {value!r}.",
            why="Its decimal text differs between machines, and so would the digest.",
            fix="Write it as a decimal string.",
        )
    return value


def _encode_unknown(value: object) -> Any:  # noqa: ANN401 - msgspec asks for any JSON value
    if isinstance(value, MappingProxyType):
        return dict(value)
    message = f"no canonical form for {type(value).__name__}"
    raise NotImplementedError(message)


_ENCODER = msgspec.json.Encoder(order="sorted", enc_hook=_encode_unknown)
_DECODERS: dict[type, msgspec.json.Decoder[Any]] = {}


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A frozen noun with one canonical byte string and one digest."""

    def canonical(self) -> bytes:
        """Return the canonical bytes (RFC 8785).

        Raises:
            RecordError: A text holds a lone surrogate, so it has no UTF-8 form.
        """
        return canonical_bytes(self.document())

    def document(self) -> dict[str, Any]:
        """Return the record as a JSON document; decimals are plain text, so 0.050 is 0.05."""
        builtins: dict[str, Any] = msgspec.to_builtins(
            self, builtin_types=(Decimal,), enc_hook=_encode_unknown
        )
        document: dict[str, Any] = _plain(builtins)
        return document

    def digest(self) -> str:
        """Return the SHA-256 of the canonical bytes, in hexadecimal."""
        return sha256_hex(self.canonical())

    @classmethod
    def parse(cls, encoded: bytes) -> Self:
        """Read a record back from its bytes, strictly.

        Raises:
            RecordError: The bytes are not JSON, or not this record, or not valid.
        """
        decoder = _DECODERS.get(cls)
        if decoder is None:
            decoder = _DECODERS.setdefault(cls, msgspec.json.Decoder(cls, strict=True))
        try:
            record: Self = decoder.decode(encoded)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise invalid(cls.__name__.lower(), str(error)) from error
        return record


class TextRecord(Record, frozen=True, kw_only=True):
    """A record of texts and integers only: the same canonical bytes, some 50 times faster."""

    def canonical(self) -> bytes:
        """Return the canonical bytes (RFC 8785).

        Raises:
            RecordError: A text holds a lone surrogate, so it has no UTF-8 form.
        """
        try:
            encoded = _ENCODER.encode(self)
        except UnicodeEncodeError as error:
            raise RecordError(
                f"A text of this {type(self).__name__.lower()} holds a lone surrogate.",
                why="Half of a surrogate pair is not a character and has no bytes in UTF-8.",
                fix="Repair the text at its source.",
            ) from error
        # Code-point order and UTF-16 order of names part ways only beyond the basic plane.
        if encoded.isascii() or max(encoded) < FIRST_BYTE_BEYOND_THE_BASIC_PLANE:
            return encoded
        document = self.document()
        return canonical_bytes(document) if _has_astral_names(document) else encoded


def _has_astral_names(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return any(
            max(name, default="") > "\uffff" or _has_astral_names(item)
            for name, item in value.items()
        )
    return isinstance(value, list) and any(_has_astral_names(item) for item in value)


def invalid(noun: str, reason: str) -> RecordError:
    """Return the error for fields that do not make a valid ``noun``."""
    return RecordError(
        f"This is not a valid {noun}: {reason}.",
        why="A record is validated at birth, so that nothing downstream has to doubt it.",
        fix="Correct the field that is named.",
    )


def frozen_texts(record: Record, field: str) -> None:
    """Replace a mapping field by a read-only copy, at birth."""
    msgspec.structs.force_setattr(record, field, MappingProxyType(dict(getattr(record, field))))
