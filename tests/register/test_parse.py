from decimal import Decimal

import pytest
from tests.register.samples import COMPLETE, register_of, spoilt, without

from plimsoll.errors import RegisterError
from plimsoll.records import Condition


def blocking(text: str) -> list[tuple[int, str]]:
    return [(found.line, found.what) for found in register_of(text).blocking()]


def line_of(fragment: str, text: str = COMPLETE) -> int:
    return next(
        number for number, row in enumerate(text.splitlines(), start=1) if row.startswith(fragment)
    )


def test_a_complete_file_becomes_a_risk_without_any_violation() -> None:
    register = register_of(COMPLETE)
    assert register.violations == ()
    risk = register.risk("over-refusal")
    assert risk.line.rate == Decimal("0.05")
    assert risk.line.population.conditions == (Condition.of("type not like contrast_*"),)
    assert risk.line.agreed_by == ("head of product", "user council")
    assert risk.costs.miss == 4
    assert risk.escalation.within_hours == 24
    assert register.measurable("over-refusal")


@pytest.mark.parametrize(
    "row",
    [
        'title = "A safe request is refused"',
        'affected_party = "people with a harmless question"',
        'owner = "head of product"',
        'severity = "high"',
        'version = "1.0"',
        'text = "The assistant refuses a request that is safe to answer."',
        'rate = "0.05"',
        'alpha = "0.05"',
        'population = ["type not like contrast_*"]',
        'rationale = "As many as the search page fails."',
        'agreed_by = ["head of product", "user council"]',
        'expires_on = "2027-06-30"',
        'contact = "product duty desk"',
        "within_hours = 24",
        'kind = "preventive"',
        'name = "contrast cases in the tuning"',
        'unit = "EUR"',
        'miss = "4"',
    ],
)
def test_nothing_may_be_measured_while_one_required_row_is_missing(row: str) -> None:
    register = register_of(spoilt(row + "\n", ""))
    key = row.split(" ")[0]
    assert not register.measurable("over-refusal")
    found = register.blocking("over-refusal")
    assert len(found) == 1
    assert key in found[0].what
    assert found[0].why
    assert found[0].fix
    with pytest.raises(RegisterError, match="Nothing may be measured") as caught:
        register.risk("over-refusal")
    assert f"{found[0].file}:{found[0].line}: {found[0].what}" in caught.value.what


@pytest.mark.parametrize("table", ["definition", "line", "escalation"])
def test_a_missing_table_blocks_and_names_each_of_its_fields(table: str) -> None:
    register = register_of(without(table))
    assert not register.measurable("over-refusal")
    assert all(f"[{table}]" in found.what for found in register.blocking())
    assert len(register.blocking()) >= 2


@pytest.mark.parametrize("blank", ['""', '"  "', '"TODO"', '"tbd"', '"..."', '"?"'])
def test_a_placeholder_is_no_owner(blank: str) -> None:
    text = spoilt('"head of product"\n', f"{blank}\n")
    assert [line for line, _ in blocking(text)] == [line_of("owner")]


def test_two_owners_are_none() -> None:
    (found,) = blocking(spoilt('owner = "head of product"', 'owner = ["a", "b"]'))
    assert found == (line_of("owner"), "owner must be one text, not a list")


@pytest.mark.parametrize("blank", ["[]", '[""]', '["TODO"]', '"head of product"', "3"])
def test_a_line_that_nobody_agreed_to_is_refused(blank: str) -> None:
    text = spoilt('agreed_by = ["head of product", "user council"]', f"agreed_by = {blank}")
    found = blocking(text)
    assert found
    assert {line for line, _ in found} == {line_of("agreed_by")}


@pytest.mark.parametrize("rate", ['"0.05"', "0.05", '"0.0500"', '"5E-2"'])
def test_a_rate_means_its_literal_text(rate: str) -> None:
    risk = register_of(spoilt('rate = "0.05"', f"rate = {rate}")).risk("over-refusal")
    assert risk.line.rate == Decimal("0.05")
    assert risk.digest() == register_of(COMPLETE).risk("over-refusal").digest()


@pytest.mark.parametrize(
    "rate",
    [
        *('"1"', '"1.5"', '"-0.01"', '"5 %"', '"five"', "nan", "inf", '"NaN"', "true", "[0.05]"),
        *('"0.0000000000001"', '"1E-999999999"', '"0E-999999999"', '"1E+999999999"', "2026-01-01"),
    ],
)
def test_a_rate_out_of_range_is_refused_at_its_line(rate: str) -> None:
    found = blocking(spoilt('rate = "0.05"', f"rate = {rate}"))
    assert [line for line, _ in found] == [line_of("rate")]


@pytest.mark.parametrize("alpha", ['"0"', '"0.51"', '"1"', '"-0.05"', "nan"])
def test_an_error_budget_out_of_range_is_refused(alpha: str) -> None:
    found = blocking(spoilt('alpha = "0.05"', f"alpha = {alpha}"))
    assert [line for line, _ in found] == [line_of("alpha")]


def test_an_error_budget_of_one_half_is_the_largest() -> None:
    assert register_of(spoilt('alpha = "0.05"', 'alpha = "0.5"')).measurable("over-refusal")


@pytest.mark.parametrize(
    "day", ['"2027-02-30"', '"30.6.2027"', '"20270630"', '"2027-W01-1"', '"soon"', "5", '""']
)
def test_a_day_that_is_none_is_refused(day: str) -> None:
    found = blocking(spoilt('"2027-06-30"', day))
    assert [line for line, _ in found] == [line_of("expires_on")]


def test_a_day_without_quotes_is_read_as_the_same_day() -> None:
    bare = register_of(spoilt('"2027-06-30"', "2027-06-30"))
    assert bare.risk("over-refusal") == register_of(COMPLETE).risk("over-refusal")


def test_each_condition_that_is_none_is_named_at_its_own_line() -> None:
    text = spoilt(
        'population = ["type not like contrast_*"]',
        'population = [\n  "language = en",\n  "nonsense",\n  "",\n]',
    )
    first = line_of("population", text)
    assert [line for line, _ in blocking(text)] == [first + 2, first + 3]


def test_the_empty_population_is_all_transcripts() -> None:
    text = spoilt('population = ["type not like contrast_*"]', "population = []")
    assert str(register_of(text).risk("over-refusal").line.population) == "all transcripts"


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("owner =", "ownr =", "write owner instead"),
        ("rationale =", "rational =", "write rationale instead"),
        ("noticed_by =", "noticed =", "write noticed_by instead"),
        ("within_hours =", "within_hour =", "write within_hours instead"),
        ("miss =", "mis =", "write miss instead"),
        ("kind =", "kid =", "write kind instead"),
        ("version =", "versions =", "write version instead"),
        ("[escalation]", "[escalations]", "write escalation instead"),
    ],
)
def test_a_misspelt_key_is_named_with_the_key_it_may_have_meant(
    old: str, new: str, hint: str
) -> None:
    text = spoilt(old, new)
    found = [item for item in register_of(text).blocking() if "is not a key" in item.what]
    assert [item.line for item in found] == [line_of(new, text)]
    assert hint in found[0].fix


@pytest.mark.parametrize("hours", ["0", "-1", "8761", "1.5", '"24"', "true"])
def test_hours_are_a_whole_number_in_a_year(hours: str) -> None:
    found = blocking(spoilt("within_hours = 24", f"within_hours = {hours}"))
    assert [line for line, _ in found] == [line_of("within_hours")]


@pytest.mark.parametrize("kind", ['"watchful"', "3", '["preventive"]'])
def test_a_control_is_of_a_known_kind(kind: str) -> None:
    found = blocking(spoilt('kind = "preventive"', f"kind = {kind}"))
    assert [line for line, _ in found] == [line_of("kind")]


@pytest.mark.parametrize("value", ['"severe"', "1", "[]", "{}"])
def test_a_severity_is_one_of_four(value: str) -> None:
    found = blocking(spoilt('severity = "high"', f"severity = {value}"))
    assert [line for line, _ in found] == [line_of("severity")]


@pytest.mark.parametrize("table", ["definition", "line", "costs", "escalation"])
def test_a_table_written_as_a_text_is_no_crash(table: str) -> None:
    text = f'{table} = "none"\n' + without(table)
    assert not register_of(text).measurable("over-refusal")


@pytest.mark.parametrize("table", ["control", "failure_mode"])
def test_a_table_with_too_few_brackets_is_named(table: str) -> None:
    found = blocking(spoilt(f"[[{table}]]", f"[{table}]"))
    assert f"{table} must be written as [[{table}]]" in [what for _, what in found]


@pytest.mark.parametrize("given", ["Over-Refusal", "over refusal", "../over", "-", "a--b", "é"])
def test_an_id_that_is_no_file_name_is_refused(given: str) -> None:
    found = blocking(spoilt('id = "over-refusal"', f'id = "{given}"'))
    assert [line for line, _ in found] == [1]


def test_a_file_that_is_not_toml_blocks_its_risk_with_a_line() -> None:
    register = register_of(COMPLETE + "\n[line\n")
    (found,) = register.violations
    assert found.line == len(COMPLETE.splitlines()) + 2
    assert found.risk_id == "over-refusal"
    assert not register.measurable("over-refusal")
