"""Why a row is not a transcript: a closed list of reasons, in words.

A refused row is never dropped and never repaired. It is kept byte for byte with one of these
reasons, so that somebody can mend the source and hand it in again.
"""

from enum import StrEnum
from typing import Final

from plimsoll.errors import InputError

DETAIL_LIMIT: Final = 160


class Reason(StrEnum):
    """A reason for quarantine."""

    BAD_ID = "bad_id"
    BAD_MESSAGE = "bad_message"
    BAD_TIME = "bad_time"
    DUPLICATE_KEY = "duplicate_key"
    ID_CONFLICT = "id_conflict"
    LONE_SURROGATE = "lone_surrogate"
    MALFORMED_QUOTING = "malformed_quoting"
    MISSING_FIELD = "missing_field"
    NOT_A_TRANSCRIPT = "not_a_transcript"
    NOT_AN_OBJECT = "not_an_object"
    NOT_JSON = "not_json"
    NOT_UTF8 = "not_utf8"
    NUMBER_NOT_FINITE = "number_not_finite"
    ROW_TOO_LONG = "row_too_long"
    TOO_DEEP = "too_deep"
    UNKNOWN_ROLE = "unknown_role"
    UNKNOWN_SHAPE = "unknown_shape"
    UNTERMINATED_QUOTE = "unterminated_quote"
    WRONG_FIELD_COUNT = "wrong_field_count"

    @property
    def words(self) -> str:
        """Say the reason as a sentence."""
        return WORDS[self][0]

    @property
    def fix(self) -> str:
        """Say what mends such a row."""
        return WORDS[self][1]


WORDS: Final[dict[Reason, tuple[str, str]]] = {
    Reason.BAD_ID: (
        "The id is blank, too long, or holds control characters.",
        "Give the row an id of at most 512 printable characters, or none.",
    ),
    Reason.BAD_MESSAGE: (
        "A message is not one that can be read.",
        "Give each message a role and a content that is text or a list of parts.",
    ),
    Reason.BAD_TIME: (
        "The time is not a moment, or does not say its offset from UTC.",
        "Write RFC 3339 with an offset, or Unix seconds, or state time_offset in the column map.",
    ),
    Reason.DUPLICATE_KEY: (
        "A JSON object holds one name twice.",
        "Decide which of the two values was meant.",
    ),
    Reason.ID_CONFLICT: (
        "Another transcript already has this id, and its content is different.",
        "Give each transcript its own id; a template such as {model}/{id} can do it.",
    ),
    Reason.LONE_SURROGATE: (
        "A text holds half of a surrogate pair.",
        "Repair the text where it was cut.",
    ),
    Reason.MALFORMED_QUOTING: (
        "Text stands between a closing quote and the next delimiter.",
        "Double each quote inside a quoted field.",
    ),
    Reason.MISSING_FIELD: (
        "A field that the column map or the log format needs is absent or null.",
        "Fill it in, or correct the column map.",
    ),
    Reason.NOT_A_TRANSCRIPT: (
        "The fields do not make a valid transcript.",
        "Correct the field that is named.",
    ),
    Reason.NOT_AN_OBJECT: (
        "The row is JSON, but not an object.",
        "Write one JSON object on each line.",
    ),
    Reason.NOT_JSON: (
        "The row is not JSON.",
        "Write one JSON object on each line.",
    ),
    Reason.NOT_UTF8: (
        "The row is not UTF-8.",
        "Convert the file to UTF-8 at its source.",
    ),
    Reason.NUMBER_NOT_FINITE: (
        "A number is NaN, infinite, or too large for any computer to hold.",
        "Write null where a number is not known.",
    ),
    Reason.ROW_TOO_LONG: (
        "The row is longer than max_row_bytes.",
        "Shorten it, or raise max_row_bytes in plimsoll.toml.",
    ),
    Reason.TOO_DEEP: (
        "The JSON is nested more than 64 levels deep.",
        "Flatten it; no conversation is that deep.",
    ),
    Reason.UNKNOWN_ROLE: (
        "A message has a role that is not system, developer, user, assistant or tool.",
        "State what the role means under [transcripts.roles] in the column map.",
    ),
    Reason.UNKNOWN_SHAPE: (
        "The row has the shape of no known log.",
        "Name the columns of prompt and response, or of messages, in a column map.",
    ),
    Reason.UNTERMINATED_QUOTE: (
        "A quote opens here and never closes.",
        "Close the quote, or double it if it belongs to the text.",
    ),
    Reason.WRONG_FIELD_COUNT: (
        "The row has more or fewer fields than the header.",
        "Quote fields that hold the delimiter.",
    ),
}


class RowError(InputError):
    """One row is refused.

    Attributes:
        reason: Why, from the closed list.
        detail: Where exactly, safe to print.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(
            f"{reason.words} {detail}".rstrip(),
            why="A row that cannot be read with certainty is set aside, not guessed at.",
            fix=reason.fix,
        )
        self.reason = reason
        self.detail = detail


def shown(text: object) -> str:
    r"""Return hostile text as a short quoted piece of ASCII that is safe to print.

    Example:
        >>> shown("red\x1b[31m")
        "'red\\x1b[31m'"
    """
    quoted = ascii(str(text)[:DETAIL_LIMIT])
    return quoted if len(quoted) <= DETAIL_LIMIT else f"{quoted[:DETAIL_LIMIT]}..."
