"""Formulas: what courses write is drawn, what cannot be drawn is explained, and nothing gets into the page unasked."""

import re
import threading
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.renderer.math import FormulaError, render_formula
from dlcourse.renderer.math.latex import is_alike, rewrite
from dlcourse.renderer.math.lock import is_forbidden


def mathml_of(latex: str, *, is_block: bool = True) -> str:
    """Return the MathML of `latex`."""
    return render_formula(latex, is_block=is_block).mathml


def drawn(latex: str, *, is_block: bool = True) -> ET.Element:
    """Return the parsed MathML of `latex`."""
    return ET.fromstring(mathml_of(latex, is_block=is_block))


def text_of(latex: str, *, is_block: bool = True) -> str:
    """Return the letters and signs of `latex` as drawn, and its number, without invisible ones."""
    formula = render_formula(latex, is_block=is_block)
    drawing = ET.fromstring(f"<p>{formula.mathml}{formula.number}</p>")
    return re.sub(r"[\s\u2061-\u2064]", "", "".join(drawing.itertext()))


def fault(latex: str, *, is_block: bool = True) -> FormulaError:
    """Return the error that `latex` raises."""
    with pytest.raises(FormulaError) as caught:
        render_formula(latex, is_block=is_block)
    assert 0 <= caught.value.offset <= max(len(latex) - 1, 0)
    assert caught.value.message
    return caught.value


def test_a_block_is_displayed_and_an_inline_formula_is_not() -> None:
    assert drawn("x").get("display") == "block"
    assert drawn("x", is_block=False).get("display") is None


DRAWN = r"""
y = Wx + b
\hat{y}_i = \sigma\left(\sum_{j=1}^{n} w_{ij} x_j + b_i\right)
\mathcal{L}(\theta) = -\frac{1}{N}\sum_{i=1}^N \left[ y_i\log\hat{y}_i + (1-y_i)\log(1-\hat{y}_i) \right]
\begin{aligned} a &= b \\ c &= d \end{aligned}
\begin{aligned}[t] a &= b \\ & = c \end{aligned}
f(x)=\begin{cases} x, & \text{如果 } x>0 \\ 0, & \text{否则} \end{cases}
\begin{dcases} x & y \\ z & w \end{dcases}
\begin{bmatrix} 1 & 2 \\[1ex] 3 & 4 \end{bmatrix}
\begin{pmatrix*}[r] 1 & -2 \end{pmatrix*}
\left(\begin{smallmatrix} a & b \\ c & d \end{smallmatrix}\right)
\begin{array}{cc|c} 1 & 2 & 3 \\ \hline 4 & 5 & 6 \end{array}
\begin{array}[t]{l@{}r} a & b \end{array}
\begin{array}{*{3}{c}} a & b & c \end{array}
\begin{array}{p{3cm}} a \end{array}
\begin{equation} E = mc^2 \label{eq:e} \tag{1} \end{equation}
\begin{equation}\begin{split} a &= b \\ &= c \end{split}\end{equation}
\begin{equation} a \\ b \end{equation}
\begin{align} a &= b \label{a} \\ c &= d \nonumber \end{align}
\begin{align*} a &= b \tag{2} \\ c &= d \end{align*}
\begin{alignat}{2} a &= b & c &= d \end{alignat}
\begin{alignedat}{2} a &= b & c &= d \end{alignedat}
\begin{flalign} a &= b \end{flalign}
\begin{gather} a = b \\ c = d \end{gather}
\begin{multline} a + b \\ + c \end{multline}
\begin{eqnarray} a &=& b \\ c &=& d \end{eqnarray}
\begin{subequations} a = b \end{subequations}
\begin{align} a &= b \\ \intertext{so 100\% \& more_} c &= d \end{align}
\sum_{\substack{i=1 \\ i \ne j}}^{n} x_i
\operatorname*{arg\,max}_{\theta} L(\theta)
\operatorname{a_b}(x)
\operatornamewithlimits{argmin}_x f(x)
\mathop{\mathrm{argmin}}\limits_x f(x)
\mathop{x+y}\limits_x
\DeclareMathOperator{\sgn}{sgn} \sgn(x)
\DeclareMathOperator*{\amin}{arg\,min} \amin_x f(x)
\argmin_\theta L + \arg\max_\theta L
\underbrace{a+b}_{\text{和}} + \overbrace{a+b}^{\text{sum}}
E = mc^2 \tag{1} \label{eq:1}
E = mc^2 \tag*{式1}
a &= b \\ c &= d \tag{3}
a &= b \\ c &= d \\
a \\ b
\newcommand{\R}{\mathbb{R}} x \in \R^n
\newcommand{\norm}[1]{\lVert #1 \rVert} \norm{\mathbf{x}}
\newcommand\eq{&=} \begin{aligned} a \eq b \end{aligned}
\newcommand{\ce}[1]{\mathrm{#1}} \ce{H}
\newcommand{\E}{\mathbb{E}}\newcommand{\Ex}[1]{\E\left[#1\right]} \Ex{x}
\def\R{\mathbb{R}} \def\sq#1{#1^2} \sq{x} \in \R
\let\eps=\varepsilon \eps
\renewcommand{\vec}[1]{\mathbf{#1}} \vec{x}
\bm{x} \boldsymbol{\theta} \pmb{x} \mathbbm{1} \mathds{1} \bold{x}
\|x\|_2 + \left\|x\right\| + \left<x\right> + \big<x\big>
\left. \frac{dy}{dx} \right|_{x=0} + \left\{ x \middle| y \right\}
\color{red} x + \textcolor{#ff0000}{y} + \textcolor[HTML]{00FF00}{z} + {\color{#00f} w}
\colorbox{yellow}{x} \fcolorbox{red}{white}{y}
\xrightarrow[g]{f} \overset{!}{=} \stackrel{\text{def}}{=}
\dfrac{a}{b} \tfrac{a}{b} \binom{n}{k} {n \choose k} \cfrac{1}{1+x}
\hspace{1cm} \hspace*{1em} \vspace{1em} \quad \hfill \, \! x
\eqref{eq:loss_1} \ref{eq:2}
\mbox{a} \hbox{b} \text{c_d & e # f^2} \text{如果 $x>0$ 则} \textbf{b} \emph{e} \texttt{t}
\text{a {b} c \textbf{d}}
\text a
损失 = \frac{正确数}{总数}
f（x）＝x＋1，y；z：＜
a &lt; b &gt; c &amp; d &#8804; e
\text{a &lt; b &amp; c&nbsp;d}
x % 注释
\widetilde{xyz} \widehat{x} \tilde{x}
\smash{x} \mathrlap{y} \large x \notag
\class{a}{x} \cssId{b}{y} \require{cancel} \cancel{x}
\AA \o \slash \varGamma
p(x \mid y) \propto \mathcal{N}(\mu, \Sigma)
\limsup_{n\to\infty} \lim\limits_{x \to 0} \int\limits_0^1
\mathrm{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}
\text{Attention}(Q,K,V) = \text{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V
\begin{matrix}[ a \end{matrix}
\alpha* x
\big\| x \big\|
α + β ≤ γ, x², −1, ∑_{i=1}^n x_i
a \thicksim b \thickapprox c
f^′ + g^″_2 + h_1^‴ + \sum^′_n x
\varlimsup_{n\to\infty} a_n \ge \varliminf\limits_n a_n
\mathnormal{a} + x_\mathnormal{b}
√x + √{x+y} + √2 + √3.5 + √(x) + √xy
\matrix{a & b \cr c & d} \pmatrix{a \cr b \cr} \bmatrix{a \\ b}
f(x) = \cases{x & \text{if } x>0 \cr 0 & \text{else} \cr}
\eqalign{a &= b \cr c &= d \cr} \displaylines{a \cr b}
""".strip().splitlines()


@pytest.mark.parametrize("latex", [*DRAWN, "", " ", "\n a \n", "a\\\nb", "a \\"])
@pytest.mark.parametrize("is_block", [True, False])
def test_what_courses_write_is_drawn_as_well_formed_mathml(latex: str, is_block: bool) -> None:
    math = drawn(latex, is_block=is_block)
    assert math.tag == "math"
    assert all(element.get("id") is None and element.get("href") is None for element in math.iter())


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"a \tag{1}", "a(1)"),
        (r"a \tag*{A}", "aA"),
        (r"a \tag{式1}", "a(式1)"),
        (r"\begin{align} a &= b \tag{7} \\ c &= d \end{align}", "a=b(7)c=d"),
        (r"\begin{equation}\begin{aligned} a &= b \tag{8} \end{aligned}\end{equation}", "a=b(8)"),
        (r"\begin{align} a &= b \\ c &= d \end{align}", "a=bc=d"),
        (r"\eqref{eq:1}", "(eq:1)"),
        (r"a &lt; b", "a<b"),
        (r"\text{50\% of $x_1$ 的值}", "50%ofx1的值"),
        (r"f（x）＝1", "f(x)=1"),
        (r"\DeclareMathOperator{\sgn}{sgn} \sgn x", "sgnx"),
        (r"a \\ b \\", "ab"),
        (r"\begin{bmatrix} a \\[1ex] b \\*[-2.5pt] c \\ [d] \end{bmatrix}", "[abc[d]]"),
    ],
)
def test_rewritten_formulas_show_what_was_meant(latex: str, shown: str) -> None:
    assert text_of(latex) == shown


@pytest.mark.parametrize("blank", ["\n", "\t", "\r\n"])
def test_a_backslash_before_a_line_end_is_a_space(blank: str) -> None:
    for latex in (r"a\ b", r"\text{a\ b}", r"\operatorname{a\ b}", r"\newcommand{\x}{a\ b} \x"):
        broken = latex.replace("\\ ", "\\" + blank)
        assert mathml_of(broken, is_block=True) == mathml_of(latex, is_block=True)
    assert mathml_of("a\\", is_block=False) == mathml_of(r"a\ ", is_block=False)


@pytest.mark.parametrize(
    "latex",
    [
        r"a ~ b",
        r"\frac ~ {a} ~ { ~ b ~ } ~ \sqrt ~ [3] ~ {2}",
        r"\begin{aligned} ~ a &= b ~ \\ ~ [1ex] ~ c &= d ~ \end{aligned}",
        r"\begin ~ {array} ~ {c ~ c} a & b \end ~ {array}",
        r"\left ~ ( a \right ~ ) x ^ ~ 2 _ ~ 1 \color ~ { ~ red ~ } x",
        r"\text{a ~ b} \operatorname{a ~ b} \tag{a ~ b} \label{a ~ b} \eqref{a ~ b}",
        r"\newcommand ~ {\x} ~ [1] ~ {a ~ #1} \x ~ {b} \substack{a ~ \\ ~ b}",
        r"\varlimsup ~ _n ^ ~ ′ √ ~ {x} \cases ~ {a ~ & b ~ \cr ~ }",
    ],
)
@pytest.mark.parametrize("blank", ["\n\n", "\n \t\n", "\n\n\n\n"])
def test_a_blank_line_in_a_formula_is_a_space(latex: str, blank: str) -> None:
    spaced, lined = latex.replace("~", " "), latex.replace("~", blank)
    assert mathml_of(lined, is_block=True) == mathml_of(spaced, is_block=True)


@pytest.mark.parametrize(
    ("latex", "same"),
    [
        (r"\thicksim \thickapprox", r"\sim \approx"),
        ("f^′ + g^ ″_2", "f' + g''_2"),
        (r"\mathnormal{a} + x_\mathnormal b", r"{a} + x_b"),
        (r"√x + √{x+y} + √2 + √3.5 + √2x", r"\sqrt{x} + \sqrt{x+y} + \sqrt{2} + \sqrt{3.5} + \sqrt{2}x"),
        ("√(x) + √xy", r"\surd(x) + \surd xy"),
        (r"\matrix{a & b \cr c & d}", r"\begin{matrix} a & b \\ c & d \end{matrix}"),
        (r"\pmatrix{a \cr b \cr}", r"\begin{pmatrix} a \\ b \end{pmatrix}"),
        (r"\cases{a & b \cr c & d \cr }", r"\begin{cases} a & b \\ c & d \end{cases}"),
        (r"\eqalign{a &= b \cr c &= d}", r"\begin{aligned} a &= b \\ c &= d \end{aligned}"),
        (r"\newcommand{\cases}{a} \cases{b}", r"a b"),
        (r"\begin{bmatrix} a \\ b \\[1ex] \end{bmatrix}", r"\begin{bmatrix} a \\ b \end{bmatrix}"),
        (r"\begin{aligned} a &= b \\ \end{aligned}", r"\begin{aligned} a &= b \end{aligned}"),
    ],
)
@pytest.mark.parametrize("is_block", [True, False])
def test_other_ways_to_write_a_formula_draw_the_same(latex: str, same: str, is_block: bool) -> None:
    if r"\newcommand" in latex:
        assert text_of(latex) == text_of(same)
        return
    assert mathml_of(latex, is_block=is_block) == mathml_of(same, is_block=is_block)


def test_limits_with_a_line_have_what_they_run_to_below() -> None:
    line = drawn(r"\overline{x}").findtext(".//mo")
    assert line
    assert (text_of(r"\varlimsup_n"), text_of(r"\varliminf_n")) == (f"lim{line}n", f"lim{line}n")
    assert drawn(r"\varlimsup_n").find(".//mover/mi") is not None
    assert drawn(r"\varliminf_n").find(".//munder//munder/mi") is not None
    assert drawn(r"\varlimsup_n x").find(".//munder") is not None
    assert drawn(r"\varlimsup_n x", is_block=False).find(".//munder") is None


STYLED = [
    r"\displaystyle \frac12",
    r"{\textstyle \sum_1^2} {\scriptstyle a}",
    r"x^{\begin{matrix} a \\ b \end{matrix}} \dbinom{n}{k} \tbinom{n}{k}",
    r"\begin{align} a &= b \tag{7} \\ c &= \frac12 \end{align}",
    r"\raisebox{1pt}{x} \hspace{1cm} \underset{a}{b} \sqrt[3]{x} \phantom{x} \not=",
]


@pytest.mark.parametrize("latex", [*DRAWN, *STYLED])
@pytest.mark.parametrize("is_block", [True, False])
def test_the_output_has_only_attributes_that_a_checker_of_html_accepts(latex: str, is_block: bool) -> None:
    for element in drawn(latex, is_block=is_block).iter():
        if element.tag != "mstyle":
            assert not {"displaystyle", "scriptlevel"} & set(element.attrib)
        assert not [value for name, value in element.attrib.items() if name != "style" and value.endswith("rem")]


def test_a_display_fraction_stands_in_an_element_that_says_so() -> None:
    (style,) = drawn(r"\dfrac{a}{b}", is_block=False)
    assert (style.tag, style.attrib, style[0].tag) == ("mstyle", {"displaystyle": "true"}, "mfrac")


def test_cells_in_display_style_say_so_themselves_as_a_table_begins_anew() -> None:
    for cell in drawn(r"\begin{aligned} a &= \begin{matrix} x \end{matrix} \end{aligned}").findall("mtable/mtr/mtd"):
        assert [(inner.tag, inner.get("displaystyle")) for inner in cell] == [("mstyle", "true")]
    small = drawn(r"\begin{aligned} a &= \begin{matrix} x \end{matrix} \end{aligned}").findall(
        ".//mtable//mtable//mtd/*"
    )
    assert [inner.tag for inner in small] == ["mi"]


def test_a_table_in_a_script_keeps_its_size() -> None:
    style = drawn(r"x^{\begin{matrix} a \end{matrix}}").find(".//mstyle")
    assert style is not None
    assert (style.get("scriptlevel"), style[0].tag) == ("0", "mtable")
    lines = drawn(r"\sum_{\substack{a \\ b}}").find(".//mstyle")
    assert lines is not None
    assert (lines.get("scriptlevel"), lines[0].tag) == ("1", "mtable")
    assert drawn(r"\begin{matrix} a \end{matrix}")[0].tag == "mtable"


def test_lines_at_top_level_become_rows() -> None:
    assert len(drawn(r"a &= b \\ c &= d").findall(".//mtr")) == 2
    assert len(drawn(r"a \\ b \\ c").findall(".//mtr")) == 3
    assert len(drawn(r"\begin{equation} a \\ b \end{equation}").findall(".//mtr")) == 2
    assert drawn(r"a \\").find(".//mtr") is None


def test_an_inline_tag_stays_beside_its_formula() -> None:
    assert text_of(r"a \tag{1}", is_block=False) == "a(1)"
    assert drawn(r"a \tag{1}", is_block=False).find(".//mtable") is None


def test_signs_are_where_printers_put_them() -> None:
    assert "<msup>" not in mathml_of("f'(x) = g''(x)")
    assert 'class="vector">→' in mathml_of(r"\vec{x}")
    assert re.search(r"<msup><mrow><mo minsize[^>]*>\]</mo></mrow>", mathml_of(r"\bigg[ x \bigg]^\top"))
    assert mathml_of(r"\mathop{\mathbb{E}}\limits_{x}") == mathml_of(r"{\underset{x}{\mathbb{E}}}")
    both = mathml_of(r"\mathop{x+y}\limits_{a}^{b}")
    assert "<mover>" in both
    assert "<munder>" in both


def test_boxes_and_strikes_are_drawn_without_menclose_which_browsers_lack() -> None:
    for latex, style in ((r"\boxed{x}", "border"), (r"\cancel{x}", "gradient"), (r"\xcancel{x}", "gradient")):
        mathml = mathml_of(latex, is_block=False)
        assert "menclose" not in mathml
        assert style in mathml


def test_pure_colours_are_toned_for_light_and_dark_pages() -> None:
    assert "light-dark(" in mathml_of(r"\textcolor{green}{x}", is_block=False)


def test_hexadecimal_colours_keep_their_value() -> None:
    mathml = mathml_of(
        r"\textcolor{#12ab34}{x} \textcolor{#f00}{y} \color[HTML]{12AB34} z \color{navy} w", is_block=False
    )
    assert re.findall(r"color:([^;]+);", mathml) == ["#12ab34", "#f00", "#12ab34", "navy"]


FAULTS = [
    (r"x + \foo y", 4, r"\foo"),
    (r"损失 \foo", 3, r"\foo"),
    (r"a &lt; \foo", 7, r"\foo"),
    (r"a &= b \\ c &= \foo", 15, r"\foo"),
    (r"\begin{split} a &= \foo \end{split}", 19, r"\foo"),
    (r"\tag{1} \foo", 8, r"\foo"),
    (r"（a） \foo", 4, r"\foo"),
    (r"\newcommand{\x}{\foo} a\x", 16, r"\foo"),
    (r"\begin{foo} a \end{foo}", 0, "foo"),
    (r"\begin{tikzcd} A \end{tikzcd}", 0, "tikzcd"),
    (r"a_b_c", 3, "a_{b_c}"),
    (r"\frac{a}{", 8, "{"),
    (r"\frac{a}", 7, "argument"),
    (r"\left( x", 0, r"\right"),
    (r"x \right)", 2, r"\left"),
    (r"\begin{matrix} a", 0, r"\end{matrix}"),
    (r"a \end{matrix}", 2, r"\begin{matrix}"),
    (r"\begin{matrix} a \end{cases}", 17, r"\end{matrix}"),
    (r"\begin{matrix} \left( a \end{matrix}", 15, r"\right"),
    (r"\begin{matrix} { a \end{matrix}", 15, "}"),
    (r"\left( } \right)", 0, r"\right"),
    (r"{ \right)", 0, "}"),
    (r"x}", 1, "}"),
    (r"{x", 0, "}"),
    (r"a $ b", 2, r"\$"),
    (r"\text{50% of}", 5, r"\%"),
    (r"\text{a $x}", 8, "$"),
    (r"\text{\alpha}", 6, "$…$"),
    (r"\matrix a", 0, r"\begin{matrix}"),
    (r"\cases{a & b \cr", 6, "}"),
    (r"\cases{a & \foo \cr c}", 11, r"\foo"),
    (r"\pmatrix{a \cr b} + \foo", 20, r"\foo"),
    (r"√{x} + \foo", 7, r"\foo"),
    (r"√3.5 + \foo", 7, r"\foo"),
    (r"√{x", 1, "}"),
    (r"f^′ + \foo", 6, r"\foo"),
    (r"\varlimsup_n \foo", 13, r"\foo"),
    ("a \\\n b \\foo", 7, r"\foo"),
    ("a \n\n b \\foo", 7, r"\foo"),
    ("\\frac{a}\n \n{\\foo}", 12, r"\foo"),
    ("a &= b \\\\\n\n\nc &= \\foo", 17, r"\foo"),
    (r"{a & b}", 3, r"\&"),
    (r"\textcolor{nocolour}{x}", 0, "nocolour"),
    (r"\limits x", 0, r"\limits"),
    (r"\hline x", 0, r"\hline"),
    (r"\href{https://example.org}{x}", 0, "link"),
    (r"\includegraphics{x}", 0, "picture"),
    (r"\abs{x}", 0, r"\lvert"),
    (r"\tr(A)", 0, r"\operatorname{tr}"),
    (r"#1", 0, r"\#"),
    (r"\label", 0, "argument"),
    (r"\label{x", 6, "}"),
    (r"\substack x", 0, r"\substack"),
    (r"\newcommand{x}{y}", 0, r"\newcommand"),
    (r"\newcommand{\x}[1]{#2} \x", 19, "#2"),
    (r"a \newcommand{\x}[1]{#1} + \x", 27, "argument"),
    (r"\newcommand{\x}{\x} \x", 0, "itself"),
    (r"\newcommand{\y}{1}\newcommand{\x}{\y}\renewcommand{\y}{\x} \x", 37, "itself"),
    (r"\newcommand{\x}{" + "y" * 1001 + "}", 0, "shorten"),
    ("a\x00b", 1, "control"),
    ("a\ud800b", 1, "control"),
    ("x" * 10_001, 0, "split"),
    ("".join(rf"\textcolor{{#00000{i}}}{{x}}" for i in range(9)), 176, "colours"),
]


@pytest.mark.parametrize(("latex", "offset", "word"), FAULTS)
def test_a_fault_is_named_where_it_stands(latex: str, offset: int, word: str) -> None:
    error = fault(latex)
    assert (error.offset, word in error.message) == (offset, True), error.message


@pytest.mark.parametrize(
    "latex",
    [
        "{" * 100 + "}" * 100,
        r"\frac{1}{" * 100 + "x" + "}" * 100,
        r"\hat" * 2000 + " x",
        r"\sqrt[3]" * 1000 + " x",
        r"\color{red} " * 500 + "x",
        r"\left(" * 100 + r"\right)" * 100,
        r"\begin{matrix}" * 100 + r"\end{matrix}" * 100,
        r"\newcommand{\f}[1]{\frac{\frac{\frac{#1}{2}}{2}}{2}}" + r"\f{" * 55 + "x" + "}" * 55,
        r"\newcommand{\a}{xx}"
        + "".join(rf"\newcommand{{\{chr(98 + i)}}}{{\{chr(97 + i)}\{chr(97 + i)}}}" for i in range(20))
        + r"\u",
    ],
)
def test_what_could_exhaust_the_machine_is_refused_even_in_a_small_thread(latex: str) -> None:
    errors: list[FormulaError] = []

    def run() -> None:
        errors.append(fault(latex[:10_000] if len(latex) > 10_000 else latex))

    before = threading.stack_size(512 * 1024)
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert errors


@pytest.mark.parametrize(
    "latex",
    [
        r"\text{<img src=x onerror=alert(1)>}",
        r"\text{</math><script>alert(1)</script>}",
        r"a < b > c",
        r"""\text{"'><svg onload=x>}""",
        r"\operatorname{<script>}",
        r"\mathrm{<b onclick=x>}",
        r"\tag{<script>} x",
        r"\begin{equation} x \tag*{<i>} \end{equation}",
        r"\label{\"><script>} x",
        r"\eqref{\"><script>} x",
        r"\class{x\" onclick=\"y}{z}",
        r"\style{color:red}{z}",
        r"\textcolor{red;background:url(x)}{z}",
        r"\color{\"><script>} z",
        r"\href{javascript:alert(1)}{x}",
        r"\url{javascript:alert(1)}",
        r"\hspace{1em;color:red}",
        r"\newcommand{\x}{\text{<script>}} \x",
        r"&lt;script&gt; \text{&lt;script&gt;}",
        r"\begin{array}{c\" onclick=\"x} a \end{array}",
    ],
)
@pytest.mark.parametrize("is_block", [True, False])
def test_no_formula_brings_markup_or_a_link_into_the_page(latex: str, is_block: bool) -> None:
    try:
        math = drawn(latex, is_block=is_block)
    except FormulaError:
        return
    allowed = {"math", "mrow", "mi", "mo", "mn", "mtext", "mtable", "mtr", "mtd", "mspace", "b", "i", "code", "mstyle"}
    assert {element.tag for element in math.iter()} <= allowed
    for element in math.iter():
        assert not [name for name in element.attrib if name.startswith("on") or name in {"href", "src", "id", "class"}]
        assert "url" not in element.get("style", "")


PIECES = st.sampled_from(
    r"""{ } & \\ ^ _ $ % # ~ ( ) [ ] < > ' 1 x 中 （ ， \, \! \{ \| \left \right \text \frac \begin{aligned}
    \end{aligned} \begin{cases} \end{cases} \begin{equation} \end{equation} \tag{1} \label{a} \newcommand{\x}[1]{#1} \x
    \sum \limits \color{red} \hat \mathbf \substack \mathop \operatorname \def \let \begin{array}{c} \end{array} \hline
    &lt;""".split()
)


@given(latex=st.lists(PIECES | st.just(" "), max_size=14).map("".join), is_block=st.booleans())
def test_any_formula_is_drawn_or_explained(latex: str, is_block: bool) -> None:
    try:
        mathml = mathml_of(latex, is_block=is_block)
    except FormulaError as error:
        assert 0 <= error.offset <= max(len(latex) - 1, 0)
        assert error.message
    else:
        ET.fromstring(mathml)


def test_a_formula_that_grows_beyond_bounds_is_refused() -> None:
    assert "large" in fault(r"\newcommand{\x}{" + "y" * 1000 + "}" + r"\x," * 900).message


FORMULA_PIECES = (
    *r"a x 1 2.5 + - = < > _ ^ { } ( ) [ ] | ' ~ & % $ # * √ ′ ： \\ \, \{ \} \# \alpha".split(),
    *r"\frac \sqrt \hat \left \right \text".split(),
    *r"\begin{matrix} \end{matrix} \mathbb{R} \operatorname{f} \limits \sum \R \tag \color".split(),
    *r"\begin{aligned} \end{aligned} \begin{cases} \end{cases} \\[1em] \\* &lt;".split(),
    r"\begin{matrix} a & b \\ x \end{matrix}",
    r"\begin{matrix} a & b \\",
    " ",
    "\n",
)


PARTS = re.compile(r"\\[A-Za-z]+|\\?\S|\\\s")
"""All of a formula but the blanks between its parts."""


@given(latex=st.lists(st.sampled_from(FORMULA_PIECES), max_size=12).map("".join))
def test_a_formula_that_needs_no_rewriting_is_not_changed_by_it(latex: str) -> None:
    if is_alike(latex, {"R": r"\mathbb{R}"}):
        try:
            rewritten = rewrite(latex, is_block=True, is_built_in=lambda command: True, macros={"R": r"\mathbb{R}"})
        except FormulaError:
            with pytest.raises(FormulaError):
                render_formula(latex, is_block=True)
        else:
            assert PARTS.findall(rewritten.latex) == PARTS.findall(latex)
            assert not (rewritten.number.tags or rewritten.numbered or rewritten.mentions or rewritten.colours)


@pytest.mark.parametrize(
    "latex",
    [
        r"x + \alpha_{i}",
        r"\frac{a}{b}\, c",
        r"\{ x \}",
        r"\left( x \right]",
        r"\eta < 1",
        r"\begin{cases} a & b \\ \\ c \end{cases}^T",
    ],
)
def test_most_formulas_need_no_rewriting(latex: str) -> None:
    assert is_alike(latex)


@pytest.mark.parametrize(
    "latex",
    [
        r"\left < x \right>",
        r"\R",
        "a & b",
        r"a \\ b",
        r"\sum*",
        "√2",
        "x" * 10_001,
        "{" * 40 + "}" * 40,
        r"\begin{matrix} a \end{cases}",
        r"\begin{matrix}[c] a \end{matrix}",
        r"\begin{matrix} a \\ \end{matrix}",
        r"\begin{matrix} a \\[1em] b \end{matrix}",
        r"\begin{matrix} a \\* b \end{matrix}",
        r"\begin{matrix} a &lt; b \end{matrix}",
        r"\begin{matrix} \begin{matrix} a \end{matrix} \end{matrix}",
        r"\begin{align} a \end{align}",
    ],
)
def test_what_may_need_rewriting_is_rewritten(latex: str) -> None:
    assert not is_alike(latex, {"R": "x"})


def test_a_long_row_of_commands_is_told_at_once() -> None:
    assert not is_alike(r"\alpha" * 1_500 + "*")


def test_one_formula_does_not_know_of_another() -> None:
    render_formula(r"\newcommand{\zzz}{x} \zzz \tag{1} \label{a}", is_block=True)
    assert r"\zzz" in fault(r"\zzz").message


@pytest.mark.parametrize(
    "mathml",
    [
        "<math><mi>x</mi><script>x</script></math>",
        "<math><MI>x</MI><IMG></math>",
        '<math><mi onclick="x">x</mi></math>',
        '<math><mi\nHREF = "x">x</mi></math>',
        '<math><mi mathvariant="bold"\tsrc="x">x</mi></math>',
        "<math><a>x</a></math>",
        "<math>1 < 2</math>",
    ],
)
def test_the_second_lock_stops_what_no_formula_has(mathml: str) -> None:
    assert is_forbidden(mathml)


@pytest.mark.parametrize(
    "mathml", ["<math><mi>x</mi></math>", "<math><mtext>on src=x <b>x</b></mtext></math>", '<math display="block"/>']
)
def test_the_second_lock_lets_formulas_pass(mathml: str) -> None:
    assert not is_forbidden(mathml)
