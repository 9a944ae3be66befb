"""The picture is to scale, says what it shows in words, and holds nothing active."""

import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plimsoll.records import Bounds, Verdict
from plimsoll.report.mark import BOTTOM, LABEL_GAP, TOP, Mark, mark_svg, marks_svg, picture
from plimsoll.report.scale import Scale

README_PICTURE = Path(__file__).parents[2] / "docs" / "assets" / "mark.svg"
rates = st.decimals(0, 1, places=8)
SVG = "{http://www.w3.org/2000/svg}"


def make_mark(title="a risk", *, line="0.01", lower="0.002", upper="0.03", point=None, **fields):
    verdict = fields.get("verdict", Verdict.INCONCLUSIVE)
    return Mark(
        title=title,
        line_rate=Decimal(line),
        bounds=Bounds(lower=Decimal(lower), upper=Decimal(upper)),
        point=None if point is None else Decimal(point),
        verdict=verdict,
    )


EXAMPLES = [
    make_mark(
        "Water below the line",
        line="0.05",
        lower="0.002",
        upper="0.018",
        point="0.008",
        verdict=Verdict.MET,
    ),
    make_mark("Not settled yet", line="0.01", lower="0.003", upper="0.04", point="0.012"),
    make_mark(
        "Water above the line",
        line="0.01",
        lower="0.05",
        upper="0.12",
        point="0.08",
        verdict=Verdict.NOT_MET,
    ),
    make_mark("Nobody has looked", line="0.001", lower="0", upper="1"),
]


@given(line=rates, ends=st.tuples(rates, rates), decades=st.integers(2, 5))
def test_line_and_waterline_lie_to_scale(line, ends, decades):
    lower, upper = sorted(ends)
    scale = Scale(decades)
    drawn = picture(make_mark(line=line, lower=lower, upper=upper), scale=scale)
    for height, rate in [(drawn.line_y, line), (drawn.lower_y, lower), (drawn.upper_y, upper)]:
        assert height == pytest.approx(BOTTOM - scale.position(rate) * (BOTTOM - TOP), abs=0.01)
    assert (drawn.upper_y <= drawn.line_y) or upper <= line
    assert drawn.upper_y <= drawn.lower_y


@given(line=rates, ends=st.tuples(rates, rates), decades=st.integers(2, 5))
def test_labels_never_overlap_and_stay_in_the_order_of_their_rates(line, ends, decades):
    lower, upper = sorted(ends)
    drawn = picture(make_mark(line=line, lower=lower, upper=upper), scale=Scale(decades))
    heights = [label.text_y for label in drawn.labels]
    gaps = [after - before for before, after in pairwise(heights)]
    assert all(gap >= LABEL_GAP - 1e-9 for gap in gaps)
    assert max(heights) <= BOTTOM + 1e-9
    assert min(heights) >= TOP - 3 * LABEL_GAP
    anchors = [label.anchor_y for label in drawn.labels]
    assert anchors == sorted(anchors)


def test_nothing_known_is_fog_and_has_no_water():
    drawn = mark_svg(make_mark(lower="0", upper="1"))
    assert 'class="fog"' in drawn
    assert 'class="deep"' not in drawn
    assert 'class="hatch"' not in drawn
    assert 'class="waterline"' not in drawn
    assert "nothing known" in drawn


def test_a_measured_rate_has_no_fog():
    assert 'class="fog"' not in mark_svg(make_mark())


def test_verdicts_differ_by_shape_and_word():
    signs = set()
    for verdict, word in [
        (Verdict.MET, "met"),
        (Verdict.NOT_MET, "not met"),
        (Verdict.INCONCLUSIVE, "inconclusive"),
    ]:
        drawn = mark_svg(make_mark(verdict=verdict))
        assert f">{word}<" in drawn
        signs.add(re.sub(r'class="[^"]*"', "", drawn.partition('class="sign')[2]))
    assert len(signs) == 3


@pytest.mark.parametrize(
    "title",
    ["<script>alert(1)</script>", '"><svg onload=alert(1)>', "]]>\x00\x1b[31m", "&amp;\u202egnp"],
)
def test_a_hostile_title_stays_text(title):
    root = ElementTree.fromstring(mark_svg(make_mark(title)))
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert names <= {"svg", "title", "desc", "style", "rect", "g", "path", "circle", "text"}
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if name.startswith("on") or "href" in name}


def test_the_picture_tells_a_screen_reader_what_it_shows():
    root = ElementTree.fromstring(mark_svg(make_mark("Leaks", verdict=Verdict.INCONCLUSIVE)))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "title desc"
    assert "Leaks, inconclusive" in root.findtext(f"{SVG}title")
    assert "Not settled" in root.findtext(f"{SVG}desc")


def test_the_picture_of_the_readme_is_what_the_code_draws():
    assert README_PICTURE.read_text(encoding="utf-8") == marks_svg(EXAMPLES), (
        "draw it anew: write marks_svg(EXAMPLES) of this test to docs/assets/mark.svg"
    )
