"""Plimsoll: assurance for the behaviour of language models.

For every way in which a model may harm, draw the *line* that named people agreed to tolerate,
measure the *waterline* that the evidence supports today, and say whether the model may sail::

      logs                                                                         decision
       |                                                                              ^
     intake > screening > sampling > review > estimation > evidence > gate > report --+
                                        '---> monitoring ----^         ^
      probing ---> (attempts are transcripts too)         register ----'
      datasets --> (a dataset is questioned before it is trained on)
      investigation (two people, opposing hypotheses)  >  evidence
      drill: planted faults, for the product's own tests and for people

From a notebook::

    from plimsoll import Workspace
    workspace = Workspace("support")
    workspace.ingest(sources=["logs.jsonl"])
"""

from typing import TYPE_CHECKING, Any

from plimsoll.version import __version__

__all__ = ["PlimsollError", "Workspace", "__version__"]

if TYPE_CHECKING:
    from plimsoll.errors import PlimsollError
    from plimsoll.workspace import Workspace


def __getattr__(name: str) -> Any:  # noqa: ANN401 - PEP 562: the attribute decides the type
    """Import what is asked for when it is asked for, so that ``import plimsoll`` costs nothing."""
    if name == "Workspace":
        from plimsoll.workspace import Workspace

        return Workspace
    if name == "PlimsollError":
        from plimsoll.errors import PlimsollError

        return PlimsollError
    message = f"module 'plimsoll' has no attribute {name!r}"
    raise AttributeError(message)
