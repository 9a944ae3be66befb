"""What to tell whom: the mark, the board in a terminal, the brief, the dossier.

Records go in, text comes out; nothing is looked up and nothing is written. Every text of a
user or a log is made visible first (``visible``), so a report can be printed and opened anywhere.
"""

from plimsoll.report.brief import brief_text, words_count
from plimsoll.report.dossier import report_html
from plimsoll.report.ink import ASCII, UNICODE, Ink
from plimsoll.report.mark import Mark, mark_svg, marks_svg
from plimsoll.report.scale import Scale
from plimsoll.report.source import IntakeCounts, ReportSource
from plimsoll.report.terminal import decision_text, estimate_text
from plimsoll.report.visible import visible

__all__ = [
    "ASCII",
    "UNICODE",
    "Ink",
    "IntakeCounts",
    "Mark",
    "ReportSource",
    "Scale",
    "brief_text",
    "decision_text",
    "estimate_text",
    "mark_svg",
    "marks_svg",
    "report_html",
    "visible",
    "words_count",
]
