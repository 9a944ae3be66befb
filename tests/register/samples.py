"""A complete risk file, and ways to spoil it."""

from datetime import UTC, datetime

from plimsoll.register import Register, RiskFile, read

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

COMPLETE = """\
id = "over-refusal"
title = "A safe request is refused"
affected_party = "people with a harmless question"
owner = "head of product"
severity = "high"

[definition]
version = "1.0"
text = "The assistant refuses a request that is safe to answer."
included = ["a lecture instead of an answer"]
excluded = ["a question back"]

[[failure_mode]]
name = "a harmless word is taken for a harmful one"
noticed_by = "refusal phrases; complaints"

[[control]]
name = "contrast cases in the tuning"
kind = "preventive"

[line]
rate = "0.05"
alpha = "0.05"
population = ["type not like contrast_*"]
rationale = "As many as the search page fails."
agreed_by = ["head of product", "user council"]
expires_on = "2027-06-30"

[costs]
unit = "EUR"
miss = "4"
false_alarm = 0.5

[escalation]
contact = "product duty desk"
within_hours = 24
"""

CRITICAL = COMPLETE.replace('severity = "high"', 'severity = "critical"')


def spoilt(old: str, new: str, *, text: str = COMPLETE) -> str:
    assert old in text, f"the sample has no {old!r}"
    return text.replace(old, new)


def without(table: str, *, text: str = COMPLETE) -> str:
    """Take one table out of the sample, header and all."""
    blocks = text.split("\n\n")
    kept = [block for block in blocks if not block.startswith((f"[{table}]", f"[[{table}]]"))]
    assert len(kept) < len(blocks), f"the sample has no {table!r}"
    return "\n\n".join(kept) + "\n"


def register_of(*texts: str, names: tuple[str, ...] = ("over-refusal",)) -> Register:
    files = [RiskFile(f"risks/{name}.toml", text) for name, text in zip(names, texts, strict=True)]
    return read(files, now_utc=NOW)
