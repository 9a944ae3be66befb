"""A screening: that one batch was read by one version of the rules, and how much came out."""

from plimsoll.records.canonical import TextRecord, invalid


class Screening(TextRecord, frozen=True, kw_only=True):
    """One batch, screened once.

    Attributes:
        rules_sha256: The version of the rule set.
        batch_id: The batch.
        screened_count: How many transcripts were read.
        flagged_count: On how many of them something was found.
        findings_count: How many findings there are.
        capped_count: How often a rule had more matches in one text than are kept.
    """

    rules_sha256: str
    batch_id: str
    screened_count: int
    flagged_count: int
    findings_count: int
    capped_count: int

    def __post_init__(self) -> None:
        if not 0 <= self.flagged_count <= min(self.screened_count, self.findings_count):
            raise invalid(
                "screening",
                f"{self.flagged_count} transcripts flagged of {self.screened_count}, "
                f"with {self.findings_count} findings",
            )
        if self.capped_count < 0:
            raise invalid("screening", f"the capped count {self.capped_count} is negative")
