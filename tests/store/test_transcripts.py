"""Every transcript handed in gets one outcome, whatever came before."""

from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plimsoll.store import Batch, Store, TranscriptRow, intake_rows

DIGESTS = {letter: letter * 64 for letter in "abc"}


def add(unit, rows, *, batch_id="batch"):
    return unit.add_transcripts(
        batch_id=batch_id,
        rows=[TranscriptRow(name, DIGESTS[letter], index) for name, letter, index in rows],
    )


@pytest.fixture
def unit(store):
    with store.writing() as unit:
        unit.add_entry(index=0, encoded=b"entry")
        for batch_id in ("batch", "other"):
            unit.add_batch(
                Batch(
                    batch_id=batch_id,
                    file_name="",
                    file_sha256="",
                    source_name="",
                    source_sha256="",
                    accepted_count=0,
                    entry_index=0,
                )
            )
        yield unit


def test_new_rows_are_accepted(unit):
    assert add(unit, [("t1", "a", 0), ("t2", "a", 1)]) == ["accepted", "accepted"]


def test_the_same_row_again_is_a_duplicate_within_a_call_and_between_calls(unit):
    assert add(unit, [("t1", "a", 0), ("t1", "a", 1)]) == ["accepted", "duplicate"]
    assert add(unit, [("t1", "a", 2)]) == ["duplicate"]
    assert add(unit, [("t1", "a", 0)], batch_id="other") == ["duplicate"]
    assert unit.transcripts_count() == 1


def test_the_same_id_with_another_digest_is_a_conflict_and_changes_nothing(unit):
    assert add(unit, [("t1", "a", 0), ("t1", "b", 1)]) == ["accepted", "conflict"]
    assert add(unit, [("t1", "b", 2), ("t1", "a", 3)]) == ["conflict", "duplicate"]
    assert unit.digests(["t1", "t9"]) == {"t1": DIGESTS["a"]}


def test_nothing_to_add_is_no_error(unit):
    assert add(unit, []) == []
    assert unit.digests([]) == {}


def test_rows_come_back_in_row_order_with_gaps(unit):
    add(unit, [("t9", "a", 4), ("t1", "b", 2), ("t5", "c", 9)])
    assert [row.transcript_id for row in unit.transcripts_of("batch")] == ["t1", "t9", "t5"]
    assert unit.transcripts_counts() == {"batch": 3}


def test_more_rows_than_one_statement_takes_are_all_settled(unit):
    count = 2 * intake_rows.ROWS_AT_ONCE + 7
    rows = [(f"t{index}", "a", index) for index in range(count)]
    assert set(add(unit, rows)) == {"accepted"}
    assert set(add(unit, rows)) == {"duplicate"}
    assert unit.transcripts_count() == count


offered = st.lists(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("abc")), max_size=8))


@settings(max_examples=40)
@given(offered)
def test_outcomes_agree_with_a_dictionary(tmp_path_factory, calls):
    folder = tmp_path_factory.mktemp("outcomes")
    store = Store.open(f"sqlite:///{folder}/state.sqlite")

    def settle():
        with store.writing() as unit:
            agree(unit, calls)
            raise Undone

    with closing(store), pytest.raises(Undone):
        settle()


class Undone(Exception):  # noqa: N818 - not an error
    """The test needs no commit."""


def agree(unit, calls):
    standing = {}
    row_index = 0
    for call in calls:
        expected, rows = [], []
        for number, letter in call:
            first = standing.setdefault(f"t{number}", (letter, row_index))
            if first == (letter, row_index):
                expected.append("accepted")
            else:
                expected.append("duplicate" if first[0] == letter else "conflict")
            rows.append((f"t{number}", letter, row_index))
            row_index += 1
        assert add(unit, rows) == expected
    assert unit.transcripts_count() == len(standing)
