"""Numbers, references and commands of the author's own in formulas."""

import re
from xml.etree import ElementTree as ET

import pytest

from dlcourse.renderer.math import FormulaError, render_formula


def mathml_of(latex: str) -> str:
    """Return the MathML of `latex`."""
    return render_formula(latex, is_block=True).mathml


def test_a_number_stands_outside_of_the_formula() -> None:
    formula = render_formula(r"x = y \label{b} \label{c}", is_block=True, numbers={"b": "2", "c": "3"})
    assert (formula.number, formula.labels) == ("(2)", ("b", "c"))
    assert "(2)" not in formula.mathml
    assert render_formula(r"x \label{b} \tag{A}", is_block=True, numbers={"b": "2"}).number == "(A)"
    assert render_formula(r"x \label{b}", is_block=True).number == ""


@pytest.mark.parametrize(
    "latex",
    [
        r"\begin{equation} x \label{b} \end{equation}",
        r"\begin{equation} \begin{aligned} x &= y \label{b} \\ &= z \end{aligned} \end{equation}",
        r"\begin{align} x &= y \label{b} \\ \end{align}",
        r"\begin{align} x &= y \\ \label{b} \end{align}",
        r"\begin{aligned} x &= y \\ &= z \label{b} \end{aligned}",
        r"x \\ y \label{b}",
    ],
)
def test_one_number_is_that_of_the_formula(latex: str) -> None:
    formula = render_formula(latex, is_block=True, numbers={"b": "2"})
    assert (formula.number, formula.labels) == ("(2)", ("b",))
    assert "line-number" not in formula.mathml


@pytest.mark.parametrize(
    "latex",
    [
        r"\begin{align} x &= y \label{a} \\ &= w \\ &= z \label{b} \end{align}",
        r"\begin{align} \begin{split} x &= y \\ &= v \end{split} \label{a} \\ w \\ z &= u \tag{2} \end{align}",
        r"\begin{gather} x \label{a} \\ w \\ y \label{b} \end{gather}",
        r"x &= y \label{a} \\ &= w \\ &= z \label{b}",
        r"\begin{equation} x \label{a} \\ w \\ y \label{b} \end{equation}",
    ],
)
def test_lines_have_numbers_and_anchors_of_their_own(latex: str) -> None:
    formula = render_formula(latex, is_block=True, numbers={"a": "1", "b": "2"}, anchors={"a": "eq-a"})
    assert (formula.number, formula.labels) == ("", ())
    cells = [row[-1] for row in ET.fromstring(formula.mathml).findall(".//mtr") if row[-1].get("class")]
    assert [("".join(cell.itertext()), cell.get("id")) for cell in cells] == [("(1)", "eq-a"), ("(2)", None)]


def test_a_tag_may_hold_a_formula_or_chinese() -> None:
    assert render_formula(r"x \tag{式1}", is_block=True).number == "(式1)"
    assert "⋆" in render_formula(r"x \tag{$\star$}", is_block=True).number
    lines = render_formula(r"\begin{align} x \tag{$\star$} \\ y \tag*{乙} \end{align}", is_block=True).mathml
    assert "⋆" in lines
    assert "<mtext>乙</mtext>" in lines
    with pytest.raises(FormulaError) as caught:
        mathml_of(r"x \tag{$\foo$}")
    assert caught.value.offset == 2


def test_references_show_what_the_lesson_says() -> None:
    said: list[tuple[str, str, int]] = []

    def refer(label: str, form: str, at: int) -> str:
        said.append((label, form, at))
        return f"[{label}]"

    formula = render_formula(r"\eqref{a} = \ref{b c} \text{ by \eqref{d}!}", is_block=True, refer=refer)
    assert said == [("a", "brackets", 0), ("b c", "number", 12), ("d", "brackets", 32)]
    assert re.findall(r"<mtext>(.*?)</mtext>", formula.mathml) == ["[a]", "[b c]", "\xa0by\xa0", "[d]", "!"]


MACROS = {
    "R": r"\mathbb{R}",
    "norm": r"\lVert #1 \rVert",
    "twice": r"#1#1",
    "bad": r"\foo{#1}",
    "deep": r"\bad{#1}",
    "open": r"\begin{aligned}",
    "close": r"\end{aligned}",
    "greek": r"\alpha",
    "ce": r"\mathrm{#1}",
    "chem": r"\href{#1}",
}


@pytest.mark.parametrize(
    ("latex", "same"),
    [
        (r"x \in \R^n", r"x \in \mathbb{R}^n"),
        (r"\norm{x}_2 + \norm x", r"\lVert x \rVert_2 + \lVert x \rVert"),
        (r"\twice ab", r"aab"),
        (r"\twice12", r"112"),
        (r"\open a &= b \close", r"\begin{aligned} a &= b \end{aligned}"),
        (r"\greek x \twice\greek x", r"\alpha x \alpha\alpha x"),
        (r"\norm{\norm{\R}}", r"\lVert \lVert \mathbb{R} \rVert \rVert"),
        (r"\ce{H}", r"\mathrm{H}"),
        (r"\text{in $\R$}", r"\text{in $\mathbb{R}$}"),
        (r"\newcommand{\R}{r} \R", "r"),
        (r"\providecommand{\R}{r} \R", r"\mathbb{R}"),
        (r"\providecommand{\alpha}{r} \alpha", r"\alpha"),
        (r"\newcommand{\f}[2][a]{#1+#2} \f{b} \f[c]{d}", r"a+b c+d"),
        (r"\let\old\vec \renewcommand{\vec}[1]{\old{\mathbf{#1}}} \vec{x}", r"\vec{\mathbf{x}}"),
        (r"\let\q=\R \q", r"\mathbb{R}"),
        (r"\newcommand{\x}[1]{#12} \x{a}", "a2"),
        (r"\newcommand{\x}[ \x", "["),
        (r"\mathop{\R}_a", r"\mathop{\mathbb{R}}_a"),
        (r"\def\p#1#2{#2#1} \p{a}{b} \p ab", r"ba ba"),
        (r"\newcommand{\x}[1]{\text{a #1\%}} \x{b}", r"\text{a b\%}"),
    ],
)
def test_commands_stand_for_what_the_course_or_the_formula_says(latex: str, same: str) -> None:
    drawn_with = render_formula(latex, is_block=True, macros=MACROS).mathml
    assert drawn_with.replace("<mrow></mrow>", "") == mathml_of(same).replace("<mrow></mrow>", "")


@pytest.mark.parametrize(
    ("latex", "offset", "word"),
    [
        (r"a + \bad{x}", 4, r"in \bad, which course.toml defines: \foo is not a known"),
        (r"a + \deep{x}", 4, r"in \deep, which course.toml defines: \foo"),
        (r"\norm{\foo}", 6, r"\foo is not a known"),
        (r"\begin{aligned} a &= \bad{x} \end{aligned}", 21, r"\bad"),
        (r"x \chem{y}", 2, r"in \chem, which course.toml defines: \href"),
        (r"x \norm", 2, r"\norm lacks its argument"),
        (r"\norm{x", 5, "never closed"),
        (r"\newcommand{\R}{\foo} \R", 16, r"\foo"),
        (r"\newcommand{\x}{\R\y}\newcommand{\y}{\x} \y", 21, "itself"),
    ],
)
def test_a_fault_in_a_command_is_named_where_the_command_is_used(latex: str, offset: int, word: str) -> None:
    with pytest.raises(FormulaError) as caught:
        render_formula(latex, is_block=True, macros=MACROS)
    assert (caught.value.offset, word in caught.value.message) == (offset, True), caught.value.message


@pytest.mark.parametrize(
    ("latex", "macros"),
    [
        (r"\a" * 600 + r"\a" * 600, {"a": "x"}),
        (r"\newcommand{\d}[1]{" + "#1" * 400 + "}" + r"\d{" * 50 + "x " * 2000 + "}" * 50, {}),
        (r"\e", {"a": "xxxxxxxxxx", "b": r"\a" * 20, "c": r"\b" * 20, "d": r"\c" * 20, "e": r"\d" * 20}),
        (r"\a", {"a": "y" * 1000, "b": r"\a" * 90} | {"a": r"\b\b", "b": "y" * 40_000}),
    ],
)
def test_commands_that_stand_for_too_much_are_refused(latex: str, macros: dict[str, str]) -> None:
    with pytest.raises(FormulaError, match=r"too (?:much|large)"):
        render_formula(latex, is_block=True, macros=macros)
