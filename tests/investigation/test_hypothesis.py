"""A commitment binds its author and tells nobody else anything."""

from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.errors import InputError, RecordError
from plimsoll.investigation import (
    SALT_BYTES,
    Commitment,
    Hypothesis,
    Side,
    commitment_sha256,
    demand_revealed,
)

SALT = bytes(range(SALT_BYTES))
HELD = Hypothesis(
    case_id="case-1",
    author="analyst-a",
    side=Side.CHANGE,
    statement="Version 2.4 refuses more often.",
    prediction="The rise stays when prompts are held fixed.",
    would_change_my_mind="No rise on the prompts that both versions answered.",
)
FIELDS = ["case_id", "author", "statement", "prediction", "would_change_my_mind"]


def sealed(hypothesis, *, salt=SALT):
    return Commitment(
        case_id=hypothesis.case_id,
        author=hypothesis.author,
        sha256=commitment_sha256(hypothesis, salt=salt),
        committed_at_utc="2026-10-01T00:00:00Z",
    )


def test_what_was_committed_can_be_revealed():
    assert demand_revealed(HELD, salt=SALT, commitment=sealed(HELD)) is None


@pytest.mark.parametrize("field", FIELDS)
def test_no_word_can_be_changed_afterwards(field):
    other = msgspec.structs.replace(HELD, **{field: getattr(HELD, field) + "!"})
    with pytest.raises(InputError, match="not what analyst-a committed to"):
        demand_revealed(other, salt=SALT, commitment=sealed(HELD))


def test_the_side_cannot_be_changed_afterwards():
    other = msgspec.structs.replace(HELD, side=Side.VARIANCE)
    with pytest.raises(InputError):
        demand_revealed(other, salt=SALT, commitment=sealed(HELD))


@given(salt=st.binary(min_size=SALT_BYTES, max_size=SALT_BYTES))
def test_another_salt_reveals_nothing(salt):
    if salt != SALT:
        with pytest.raises(InputError):
            demand_revealed(HELD, salt=salt, commitment=sealed(HELD))


def test_one_cannot_reveal_in_another_name():
    stolen = msgspec.structs.replace(sealed(HELD), author="analyst-b")
    with pytest.raises(InputError):
        demand_revealed(HELD, salt=SALT, commitment=stolen)


def test_the_same_hypothesis_gives_another_digest_with_another_salt_and_never_the_bare_one():
    digests = {commitment_sha256(HELD, salt=bytes([byte]) * SALT_BYTES) for byte in range(50)}
    assert len(digests) == 50
    assert sha256(HELD.canonical()).hexdigest() not in digests


@pytest.mark.parametrize("length", [0, SALT_BYTES - 1, SALT_BYTES + 1])
def test_a_salt_of_another_length_is_refused(length):
    with pytest.raises(InputError, match="salt"):
        commitment_sha256(HELD, salt=bytes(length))


@pytest.mark.parametrize("blank", ["", "  \n"])
def test_what_nothing_could_refute_is_refused(blank):
    with pytest.raises(RecordError, match="change its author's mind"):
        msgspec.structs.replace(HELD, would_change_my_mind=blank)


@pytest.mark.parametrize("field", FIELDS[:-1])
def test_an_empty_field_is_refused(field):
    with pytest.raises(RecordError, match=field):
        msgspec.structs.replace(HELD, **{field: " "})
