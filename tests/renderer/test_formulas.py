"""Two hundred formulas of the kind that courses use: each is drawn whole; those that cannot be are refused by name."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from dlcourse.renderer.math import FormulaError, render_formula

FILE = Path(__file__).parents[1] / "cases" / "formulas.txt"
MACROS = {
    "R": r"\mathbb{R}",
    "E": r"\mathbb{E}_{#1}\left[#2\right]",
    "norm": r"\left\lVert #1 \right\rVert",
    "argmin": r"\operatorname*{arg\,min}",
    "KL": r"D_{\mathrm{KL}}\left(#1 \,\middle\|\, #2\right)",
}


def formulas(text: str) -> list[str]:
    """Return the formulas of a part of the file."""
    blocks = re.split(r"\n\s*\n", text)
    return [block.strip() for block in blocks if block.strip() and not block.lstrip().startswith("#")]


DRAWN_PART, _, REFUSED_PART = FILE.read_text("utf-8").partition("# Cannot be drawn")
DRAWN, REFUSED = formulas(DRAWN_PART), formulas(REFUSED_PART)


def test_at_least_two_hundred_formulas_of_courses_are_tried() -> None:
    assert len(set(DRAWN)) >= 200


@pytest.mark.parametrize("latex", DRAWN, ids=range(len(DRAWN)))
def test_a_formula_of_a_course_is_drawn_whole(latex: str) -> None:
    for is_block in (True, False):
        formula = render_formula(latex, is_block=is_block, macros=MACROS)
        root = ET.fromstring(formula.mathml)
        assert root.tag == "math"
        assert "merror" not in formula.mathml
        words = re.findall(r"[\u4e00-\u9fff]+", latex)
        shown = "".join(root.itertext())
        assert all(word in shown for word in words)


@pytest.mark.parametrize("latex", REFUSED)
def test_what_cannot_be_drawn_is_refused_where_it_stands(latex: str) -> None:
    with pytest.raises(FormulaError) as caught:
        render_formula(f"x + {latex}", is_block=True)
    assert caught.value.offset == 4
    command = re.match(r"\\(?:begin\{(\w+)\}|\w+)", latex)
    assert command
    assert (command[1] or command[0]) in caught.value.message


def test_the_guide_names_what_cannot_be_drawn() -> None:
    guide = (Path(__file__).parents[2] / "content" / "91-markup" / "06-math.md").read_text("utf-8")
    for latex in REFUSED:
        command = re.match(r"\\(?:begin\{(\w+)\}|\w+)", latex)
        assert command
        assert (command[1] or command[0]) in guide
