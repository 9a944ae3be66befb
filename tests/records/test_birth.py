"""Every noun: it comes back from its bytes, and a spoilt one is never born."""

import json
from dataclasses import dataclass
from decimal import Decimal

import msgspec
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from tests.records.nouns import NOUNS, example

from plimsoll import records
from plimsoll.errors import RecordError
from plimsoll.records import (
    Bounds,
    Claim,
    Decision,
    Draw,
    Estimate,
    Finding,
    Label,
    Line,
    Outcome,
    Rate,
    Record,
    RiskVerdict,
    Stratum,
    Transcript,
    Turn,
    Verdict,
)

every_noun = pytest.mark.parametrize("record", NOUNS, ids=lambda record: type(record).__name__)


@dataclass(frozen=True)
class Spoilt:
    """A field of a noun, and a value it must not have."""

    noun: type
    field: str
    value: object

    def __str__(self):
        return f"{self.noun.__name__}.{self.field}={self.value!r:.30}"


def test_every_record_of_the_house_has_an_example_here():
    inner = {
        "Assumption",
        "Control",
        "Costs",
        "Definition",
        "Escalation",
        "FailureMode",
        "RiskVerdict",
        "Record",
    }
    named = {
        name
        for name in records.__all__
        if isinstance(getattr(records, name), type) and issubclass(getattr(records, name), Record)
    }
    assert named - inner == {type(record).__name__ for record in NOUNS}


@every_noun
def test_a_record_comes_back_from_its_bytes(record):
    again = type(record).parse(record.canonical())
    assert again == record
    assert again.canonical() == record.canonical()
    assert again.digest() == record.digest()


@every_noun
def test_the_bytes_are_those_of_the_reference(record):
    assert record.canonical() == rfc8785.dumps(record.document())


@every_noun
def test_an_unknown_field_is_refused(record):
    document = {**record.document(), "verdict_of_the_press": "fine"}
    with pytest.raises(RecordError, match="valid"):
        type(record).parse(json.dumps(document).encode())


@every_noun
def test_a_field_of_the_wrong_type_is_refused(record):
    for name in record.document():
        spoilt = {**record.document(), name: {"a": ["wrong", 1.5]}}
        with pytest.raises(RecordError, match="valid"):
            type(record).parse(json.dumps(spoilt).encode())


@every_noun
def test_every_required_field_is_demanded(record):
    required = [field.encode_name for field in msgspec.structs.fields(record) if field.required]
    for name in required:
        document = {key: value for key, value in record.document().items() if key != name}
        with pytest.raises(RecordError, match=name):
            type(record).parse(json.dumps(document).encode())


@every_noun
def test_no_field_can_be_set_after_birth(record):
    for field in msgspec.structs.fields(record):
        with pytest.raises(AttributeError):
            setattr(record, field.name, None)


SPOILT = [
    Spoilt(Bounds, "lower", Decimal("-0.01")),
    Spoilt(Bounds, "lower", Decimal("0.21")),
    Spoilt(Bounds, "upper", Decimal("1.01")),
    Spoilt(Bounds, "lower", Decimal("NaN")),
    Spoilt(Bounds, "upper", Decimal("Infinity")),
    Spoilt(Rate, "upper", Decimal("1.000000000001")),
    Spoilt(Rate, "lower", Decimal(-1)),
    Spoilt(Rate, "point", Decimal("1.5")),
    Spoilt(Rate, "point", Decimal("NaN")),
    Spoilt(Estimate, "violations_count", 101),
    Spoilt(Estimate, "reviewed_count", 121),
    Spoilt(Line, "rate", Decimal("-0.1")),
    Spoilt(Line, "rate", Decimal("1.1")),
    Spoilt(Line, "rate", Decimal("NaN")),
    Spoilt(Line, "alpha", Decimal(0)),
    Spoilt(Line, "alpha", Decimal("0.51")),
    Spoilt(Line, "alpha", Decimal("sNaN")),
    Spoilt(Line, "expires_on", "2027-02-30"),
    Spoilt(Line, "expires_on", "never"),
    Spoilt(Line, "expires_on", ""),
    Spoilt(Transcript, "transcript_id", ""),
    Spoilt(Transcript, "transcript_id", " \t\n"),
    Spoilt(Transcript, "turns", ()),
    Spoilt(Transcript, "occurred_at_utc", "yesterday"),
    Spoilt(Transcript, "occurred_at_utc", "2026-01-01T00:00:00"),
    Spoilt(Finding, "start", -1),
    Spoilt(Finding, "end", 2),
    Spoilt(Finding, "turn_index", -1),
    Spoilt(Label, "transcript_id", ""),
    Spoilt(Label, "risk_id", " "),
    Spoilt(Label, "reviewer", "\t"),
    Spoilt(Stratum, "drawn_count", 11),
    Spoilt(Stratum, "drawn_count", -1),
    Spoilt(Stratum, "population_size", 2),
    Spoilt(Draw, "inclusion_probability", Decimal(0)),
    Spoilt(Draw, "inclusion_probability", Decimal("1.1")),
    Spoilt(Draw, "inclusion_probability", Decimal("-0.1")),
    Spoilt(Draw, "inclusion_probability", Decimal("NaN")),
    Spoilt(Claim, "sealed_at_utc", "2026-04-01T00:00:01Z"),
    Spoilt(Claim, "expires_at_utc", "2025-12-31T23:59:59Z"),
    Spoilt(Claim, "expires_at_utc", "never"),
    Spoilt(Claim, "sealed_at_utc", ""),
    Spoilt(Decision, "verdicts", ()),
]


@pytest.mark.parametrize("spoilt", SPOILT, ids=str)
def test_a_spoilt_record_is_never_born(spoilt):
    fields = msgspec.structs.asdict(example(spoilt.noun))
    assert spoilt.noun(**fields) == example(spoilt.noun)
    with pytest.raises(RecordError) as refusal:
        spoilt.noun(**{**fields, spoilt.field: spoilt.value})
    assert refusal.value.why
    assert refusal.value.fix


@pytest.mark.parametrize(
    ("noun", "field", "value"),
    [
        (Turn, "role", "boss"),
        (Label, "verdict", "yes"),
        (Label, "verdict", ""),
        (Label, "capacity", "jury"),
        (Finding, "severity", "mild"),
        (Finding, "part", "title"),
        (Estimate, "verdict", "PASS"),
        (Decision, "outcome", "MAYBE"),
        (Transcript, "attributes", {"a": 1}),
        (Transcript, "turns", [{"role": "user", "content": None}]),
        (Draw, "order", "0"),
        (Draw, "seed", 1.5),
        (Stratum, "flagged", "yes"),
    ],
)
def test_a_word_outside_the_list_does_not_come_in_through_bytes(noun, field, value):
    document = {**example(noun).document(), field: value}
    with pytest.raises(RecordError, match="valid"):
        noun.parse(json.dumps(document).encode())


@given(verdicts=st.lists(st.sampled_from(Verdict), max_size=4))
def test_a_decision_releases_only_on_met_verdicts_and_at_least_one(verdicts):
    def decided(outcome):
        return Decision(
            release="v1",
            outcome=outcome,
            verdicts=tuple(
                RiskVerdict(risk_id=f"r{index}", verdict=verdict, reasons=())
                for index, verdict in enumerate(verdicts)
            ),
            decided_at_utc="2026-01-01T00:00:00Z",
            register_sha256="ab",
        )

    assert decided(Outcome.HOLD).outcome is Outcome.HOLD
    if verdicts and set(verdicts) == {Verdict.MET}:
        assert decided(Outcome.RELEASE).outcome is Outcome.RELEASE
    else:
        with pytest.raises(RecordError, match="without a MET verdict"):
            decided(Outcome.RELEASE)


@pytest.mark.parametrize("outcome", ["RELEASE"])
def test_a_release_smuggled_in_as_bytes_is_refused_too(outcome):
    document = example(Decision).document()
    document["verdicts"][0]["verdict"] = "INCONCLUSIVE"
    document["outcome"] = outcome
    with pytest.raises(RecordError, match="without a MET verdict"):
        Decision.parse(json.dumps(document).encode())


def test_a_claim_lives_from_its_sealing_until_the_second_before_it_lapses():
    claim = example(Claim)
    alive = {
        "2025-12-31T23:59:59Z": False,
        "2026-01-01T00:00:00Z": True,
        "2026-03-31T23:59:59Z": True,
        "2026-04-01T00:00:00Z": False,
        "2026-04-01T00:00:01Z": False,
    }
    for moment, lives in alive.items():
        assert claim.is_live(now_utc=records.utc_moment(moment)) is lives


@given(
    size=st.integers(1, 10**7).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size)))
)
def test_the_chance_of_being_drawn_is_the_drawn_share(size):
    population_size, drawn_count = size
    stratum = Stratum(
        name="s", flagged=False, population_size=population_size, drawn_count=drawn_count
    )
    chance = stratum.inclusion_probability()
    assert abs(chance - Decimal(drawn_count) / population_size) <= Decimal("5e-13")
    assert (chance == 1) == (drawn_count == population_size)
    assert (chance == 0) == (drawn_count == 0)


def test_an_empty_stratum_gives_nobody_a_chance():
    empty = Stratum(name="s", flagged=False, population_size=0, drawn_count=0)
    assert empty.inclusion_probability() == 0


def test_the_facts_of_a_transcript_name_the_model_and_leave_out_what_is_empty():
    transcript = Transcript(
        transcript_id="t",
        turns=(Turn(role="user"),),
        model="large",
        clusters={"user": "u", "empty": ""},
        attributes={"language": "en", "model": "forged"},
    )
    assert transcript.facts() == {
        "user": "u",
        "language": "en",
        "model": "large",
    }
    assert "occurred_at_utc" not in transcript.facts()
