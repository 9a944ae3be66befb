import pytest

from plimsoll.errors import RecordError
from plimsoll.records.screening import Screening

WHOLE = {
    "rules_sha256": "a" * 64,
    "batch_id": "b0",
    "screened_count": 3,
    "flagged_count": 2,
    "findings_count": 5,
    "capped_count": 1,
}


def test_a_screening_comes_back_from_its_bytes() -> None:
    screening = Screening(**WHOLE)
    assert Screening.parse(screening.canonical()) == screening


@pytest.mark.parametrize(
    "wrong",
    [
        {"flagged_count": 4},
        {"flagged_count": -1},
        {"findings_count": 1},
        {"capped_count": -1},
    ],
)
def test_counts_that_contradict_each_other_make_no_screening(wrong: dict[str, int]) -> None:
    with pytest.raises(RecordError, match="not a valid screening"):
        Screening(**{**WHOLE, **wrong})
