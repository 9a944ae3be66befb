"""The frame: who could be drawn, in which stratum, and that any change makes another frame."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.records import Population, sha256_hex
from plimsoll.sampling import Listed, frame_of
from plimsoll.sampling.frame import stratum_name

EVERYTHING = Population()
languages = st.sampled_from(["en", "de", None])


def listed(transcript_id, **facts):
    return Listed(transcript_id, sha256_hex(transcript_id.encode()), facts)


LOG = [listed(f"t{index}", language=("en", "de")[index % 2]) for index in range(6)]


def digest_with(log=None, flagged_ids=("t1",), by=(), population=EVERYTHING):
    return frame_of(
        LOG if log is None else log, population=population, flagged_ids=flagged_ids, by=by
    ).sha256


def test_the_order_in_which_the_log_is_read_does_not_matter():
    assert digest_with(log=LOG[::-1]) == digest_with()
    assert digest_with(flagged_ids={"t1"}) == digest_with(flagged_ids=frozenset({"t1", "unknown"}))


@pytest.mark.parametrize(
    "changed",
    [
        {"log": LOG[:-1]},
        {"log": [*LOG, listed("t6", language="en")]},
        {"log": [Listed("t0", "00" * 32, {"language": "en"}), *LOG[1:]]},
        {"log": [Listed("s0", LOG[0].transcript_sha256, {"language": "en"}), *LOG[1:]]},
        {"flagged_ids": ()},
        {"flagged_ids": ("t2",)},
        {"flagged_ids": ("t1", "t2")},
        {"by": ("language",)},
        {"population": Population.of(("language = en",))},
    ],
    ids=[
        "one fewer",
        "one more",
        "another content",
        "another id",
        "nothing flagged",
        "another flagged",
        "one more flagged",
        "split further",
        "another population",
    ],
)
def test_any_change_of_a_row_or_of_a_stratum_makes_another_frame(changed):
    assert digest_with(**changed) != digest_with()


def test_facts_that_split_nothing_do_not_change_the_frame():
    other = [Listed(one.transcript_id, one.transcript_sha256, {"language": "fr"}) for one in LOG]
    assert digest_with(log=other) == digest_with()


@given(
    facts=st.lists(languages, max_size=30),
    flags=st.sets(st.integers(0, 29)),
)
def test_every_transcript_of_the_population_lies_in_exactly_one_stratum(facts, flags):
    log = [
        listed(f"t{index}", **({} if language is None else {"language": language}))
        for index, language in enumerate(facts)
    ]
    flagged_ids = {f"t{index}" for index in flags}
    frame = frame_of(
        log,
        population=Population.of(("language in en, de",)),
        flagged_ids=flagged_ids,
        by=("language",),
    )
    members = {one.transcript_id for one in log if "language" in one.facts}
    assert [row.transcript_id for row in frame.rows] == sorted(members)
    assert sum(frame.sizes.values()) == len(members)
    assert list(frame.sizes) == sorted(frame.sizes)
    assert frame.lacking_counts.get("language", 0) == len(log) - len(members)
    for row in frame.rows:
        is_flagged = row.transcript_id in flagged_ids
        assert (row.stratum in frame.flagged_strata) == is_flagged
        assert row.stratum.startswith("flagged" if is_flagged else "not flagged")


def test_a_transcript_without_the_fact_that_splits_is_absent_by_name():
    assert stratum_name(flagged=False, facts={}, by=("tenure",)) == "not flagged, tenure=(absent)"
    assert stratum_name(flagged=False, facts={}, by=()) == "not flagged"


def test_flagged_transcripts_outside_the_population_flag_no_stratum():
    frame = frame_of(
        [listed("a", language="fr"), listed("b", language="en")],
        population=Population.of(("language = en",)),
        flagged_ids={"a"},
    )
    assert frame.flagged_strata == frozenset()
    assert dict(frame.sizes) == {"not flagged": 1}


def test_an_empty_log_has_an_empty_frame():
    frame = frame_of([], population=EVERYTHING, flagged_ids=())
    assert frame.rows == ()
    assert dict(frame.sizes) == {}
