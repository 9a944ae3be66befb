"""The closed list of reasons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.intake import Reason, RowError, shown


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words_and_a_mend(reason):
    error = RowError(reason, "Here.")
    assert error.what.startswith(reason.words)
    assert error.what.endswith("Here.")
    assert error.fix == reason.fix
    assert reason.words.endswith(".")
    assert reason.fix.endswith(".")


@given(st.text())
def test_hostile_text_is_shown_without_control_characters(text):
    piece = shown(text)
    assert piece.isascii()
    assert piece.isprintable()
    assert len(piece) < 200
