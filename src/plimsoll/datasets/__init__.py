"""What we would train on: whether a dataset holds what the model is judged by."""

from plimsoll.datasets.leakage import (
    Item,
    Leak,
    LeakageAudit,
    Overlap,
    Provenance,
    audited,
    demand_admissible,
)
from plimsoll.datasets.normalise import normalised

__all__ = [
    "Item",
    "Leak",
    "LeakageAudit",
    "Overlap",
    "Provenance",
    "audited",
    "demand_admissible",
    "normalised",
]
