"""Records held against their entries, one defect at a time."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from plimsoll.ledger import append_entry
from plimsoll.ledger.problems import Problems
from plimsoll.ledger.replay import RecordsAudit
from plimsoll.records import sha256_hex
from plimsoll.store import StoredRecord

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def record(name, **columns):
    body = b'{"transcript_id":"%s"}' % name.encode()
    return StoredRecord(
        kind="label", digest=sha256_hex(body), transcript_id=name, body=body, **columns
    )


@pytest.fixture
def entries(new_store):
    store = new_store()
    return [
        append_entry(store, kind="label", body={}, records=records, actor="a person", now_utc=NOON)
        for records in ([record("a"), record("b")], [], [record("c")])
    ]


def stored():
    return [(0, record("a")), (0, record("b")), (2, record("c"))]


def problems_of(entries, records):
    audit = RecordsAudit(iter(records), problems=Problems())
    for entry in entries:
        audit.take(entry)
    audit.finish()
    return audit.problems.sentences()


def test_records_as_they_were_written_are_no_problem(entries):
    assert problems_of(entries, stored()) == ()


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("column", ["kind", "digest", "transcript_id", "risk_id", "scope", "body"])
def test_a_change_in_any_column_of_any_record_names_its_entry(entries, place, column):
    records = stored()
    index, original = records[place]
    records[place] = (index, replace(original, **{column: b"{}" if column == "body" else "x"}))
    said = problems_of(entries, records)
    assert said
    assert all(sentence.startswith(f"entry {index}: ") for sentence in said)


@pytest.mark.parametrize("place", range(3))
def test_a_missing_record_names_its_entry(entries, place):
    records = stored()
    index, _ = records.pop(place)
    assert [sentence.split(":")[0] for sentence in problems_of(entries, records)] == [
        f"entry {index}"
    ]


@pytest.mark.parametrize("index", range(5))
def test_a_record_too_many_names_its_entry(entries, index):
    records = sorted([*stored(), (index, record("z"))], key=lambda pair: pair[0])
    assert [sentence.split(":")[0] for sentence in problems_of(entries, records)] == [
        f"entry {index}"
    ]


def test_records_that_changed_places_name_their_entry(entries):
    first, second, third = stored()
    (said,) = problems_of(entries, [second, first, third])
    assert said == "entry 0: its records are not those it was written with"


def test_a_record_filed_under_another_name_than_its_body_says_is_named(new_store):
    misfiled = replace(record("a"), transcript_id="b")
    entry = append_entry(
        new_store(), kind="label", body={}, records=[misfiled], actor="a", now_utc=NOON
    )
    (said,) = problems_of([entry], [(0, misfiled)])
    assert "another transcript_id" in said


@pytest.mark.parametrize("body", [b"\xff", b"{", b"", b"[" * 100_000])
def test_a_body_that_is_not_json_is_a_problem_not_a_traceback(entries, body):
    records = [(0, replace(record("a"), body=body)), *stored()[1:]]
    assert "is not JSON" in " ".join(problems_of(entries, records))


def test_a_long_list_of_problems_is_cut_and_counted(entries):
    records = [*stored(), *((7, record("z")) for _ in range(1000))]
    said = problems_of(entries, records)
    assert len(said) == 51
    assert said[-1] == "and 950 more of this kind"
