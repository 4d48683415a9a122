"""A formula in LaTeX in, MathML Core out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape, unescape

from math_core import LatexError, LatexToMathML

from dlcourse.renderer.math.dialect import HINTS, OVERLINED
from dlcourse.renderer.math.latex import NOTHING, is_alike, rewrite
from dlcourse.renderer.math.lock import is_forbidden
from dlcourse.renderer.math.styles import with_styles_apart
from dlcourse.renderer.math.writer import MENTION, FormulaError, Line, Rewritten

MAX_OUTPUT = 500_000
MAX_REMEMBERED = 200
"""Longer formulas are drawn anew each time: what is remembered stays within a few megabytes, whatever is written."""

Refer = Callable[[str, str, int], str]
"""Given a label, the form of a reference ("brackets", "number") and its place in the formula: the HTML to show."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A drawn formula: one `<math>` element, and what numbers it as a whole, as HTML ("" if nothing does).

    `labels` are the labels that this number is for; lines with numbers of their own have theirs in the drawing.
    """

    mathml: str
    number: str = ""
    labels: tuple[str, ...] = ()


def render_formula(
    latex: str,
    *,
    is_block: bool,
    macros: Mapping[str, str] = NOTHING,
    numbers: Mapping[str, str] = NOTHING,
    anchors: Mapping[str, str] = NOTHING,
    refer: Refer | None = None,
) -> Formula:
    r"""Draw `latex`, or raise `FormulaError` with the place in `latex` and how to mend it.

    `latex` stands without its `$`. `macros` are the course's own commands. `numbers` has the numbers of labels: each
    `\label` in it is shown as that, like a `\tag`, and has the id that `anchors` gives it. `refer` writes what `\ref`
    and `\eqref` ask for; without it they show the label.
    """
    draw = _drawing if len(latex) <= MAX_REMEMBERED else _drawing.__wrapped__
    drawing = draw(latex, is_block, tuple(macros.items()), tuple(numbers.items()))
    mathml = _with_numbers(drawing.mathml, drawing.numbered, numbers, anchors) if drawing.numbered else drawing.mathml
    if drawing.mentions:
        mathml = MENTION.sub(lambda mark: _mentioned(drawing.mentions[int(mark[1])], refer), mathml)
    number = _number(drawing.number, numbers)
    if is_block or not number:
        return Formula(mathml, number, tuple(drawing.number.labels) if is_block else ())
    return Formula(f'{mathml.removesuffix("</math>")}<mspace width="2em"/>{_in_cell(number)}</math>')


@dataclass(frozen=True, slots=True)
class _Drawing:
    """A formula as math-core draws it, with what is still to be written into it: numbers and references."""

    mathml: str
    number: Line = field(default_factory=Line)
    numbered: tuple[Line, ...] = ()
    mentions: tuple[tuple[str, str, int], ...] = ()


@lru_cache(maxsize=2048)  # letters such as θ stand in every other paragraph of a lesson
def _drawing(
    latex: str, is_block: bool, macros: tuple[tuple[str, str], ...], numbers: tuple[tuple[str, str], ...]
) -> _Drawing:
    commands = dict(macros)
    if is_alike(latex, commands):
        try:
            return _Drawing(_for_pages(_mathml(latex, is_block=is_block)))
        except LatexError:
            pass  # the long way knows where the fault stands
    rewritten = _rewritten(latex, is_block, commands, dict(numbers))
    mathml = _for_pages(_converted(rewritten, latex, commands, is_block=is_block), rewritten.colours)
    return _Drawing(mathml, rewritten.number, rewritten.numbered, rewritten.mentions)


def _rewritten(latex: str, is_block: bool, macros: Mapping[str, str], numbers: Mapping[str, str]) -> Rewritten:
    try:
        return rewrite(latex, is_block=is_block, is_built_in=_is_built_in, macros=macros, numbers=numbers)
    except FormulaError as error:
        offset = min(error.offset, max(len(latex) - 1, 0))
        raise FormulaError(_in_macro(latex, offset, macros) + error.message, offset) from None


def _converted(rewritten: Rewritten, latex: str, macros: Mapping[str, str], *, is_block: bool) -> str:
    try:
        return _mathml(rewritten.latex, is_block=is_block)
    except LatexError as error:
        raise _explained(str(error), rewritten, latex, macros) from None


def _mathml(latex: str, *, is_block: bool) -> str:
    """Return what math-core draws, or raise its `LatexError`, or `FormulaError` where the drawing is no good."""
    try:
        mathml = _converter().convert_with_local_state(latex, displaystyle=is_block)
    except BaseException as error:
        # A Rust panic arrives as pyo3's PanicException, which is no Exception; the formula is at fault, not the build.
        if isinstance(error, (LatexError, KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise FormulaError("the formula cannot be drawn; write it more simply", 0) from None  # pragma: no cover
    if len(mathml) > MAX_OUTPUT:
        raise FormulaError("the formula is too large when drawn; split it", 0)
    if is_forbidden(mathml):  # pragma: no cover  (math-core escapes; this is the second lock)
        raise FormulaError("the formula would put markup or a link into the page; write it without", 0)
    return mathml


def _with_numbers(mathml: str, lines: tuple[Line, ...], numbers: Mapping[str, str], anchors: Mapping[str, str]) -> str:
    """Write the numbers of lines, and the ids of their labels, where math-core left room for them."""
    waiting = iter(lines)

    def cell(match: re.Match[str]) -> str:
        line = next(waiting, Line())
        anchor = next((anchors[label] for label in line.labels if label in anchors), "")
        attribute = f' id="{escape(anchor)}"' if anchor else ""
        return f'{match[1]} class="line-number"{attribute}>{_in_cell(_number(line, numbers))}</mtd>'

    return _NUMBER_CELL.sub(cell, mathml)


def _number(line: Line, numbers: Mapping[str, str]) -> str:
    """Return what numbers a line, as HTML: its tags, else the number of its label."""
    if not line.tags:
        return f"({escape(numbers[line.labels[0]])})" if line.labels else ""
    return ", ".join(_tag(text, at) for text, at in line.tags)


def _tag(text: str, at: int) -> str:
    plain = re.sub(r"\\(?:text|mathrm|textbf|textrm)\b\s*|[{}]", "", text)
    if not re.search(r"[\\$^_]", plain):
        return escape(plain)
    try:
        return render_formula(f"\\text{{{text}}}", is_block=False).mathml
    except FormulaError as error:
        raise FormulaError(error.message, at) from None


def _in_cell(number: str) -> str:
    """Return a number as it stands inside a formula."""
    parts = re.split(r"<math>(.*?)</math>", number)
    return "".join(
        f"<mrow>{part}</mrow>" if index % 2 else f"<mtext>{part}</mtext>" for index, part in enumerate(parts) if part
    )


def _mentioned(mention: tuple[str, str, int], refer: Refer | None) -> str:
    label, form, at = mention
    if refer:
        return refer(label, form, at)
    return escape(f"({label})" if form == "brackets" else label)


def _for_pages(mathml: str, colours: tuple[tuple[str, str], ...] = ()) -> str:
    """Write what browsers do not draw (boxes, strikes, garish colours), or checkers refuse, as what they do."""
    if "&" in mathml:
        mathml = _ENTITY.sub(lambda match: _character(match[0]), mathml)
    if "minsize=" in mathml:
        mathml = _SCRIPTED_SIZE.sub(r"\1<mrow>\2</mrow>", mathml)
    mathml = _PRIME.sub(r'<mrow>\1<mo lspace="0" rspace="0">\2</mo></mrow>', mathml)
    mathml = mathml.replace('<mo stretchy="false">\u20d7</mo>', '<mo stretchy="false" class="vector">→</mo>')
    mathml = _FAR.sub(r'<mo class="far"\1', mathml)
    if "menclose" in mathml:
        mathml = _STRIKE.sub("", mathml)
        mathml = _ENCLOSED.sub(lambda match: f'<mrow style="{_enclosure(match[1])}">', mathml)
        mathml = mathml.replace("</menclose>", "</mrow>")
    if "color:" in mathml:
        mathml = _COLOUR.sub(lambda match: f'style="color:{_COLOURS.get(match[1], match[1])};"', mathml)
        for value, name in colours:
            mathml = mathml.replace(f"color:{_stand_in(name)};", f"color:{value};")
    for name, sign in OVERLINED.items():
        mathml = mathml.replace(f"<mi>{name}</mi>", sign)
    return with_styles_apart(_REM.sub(r'\1em"', mathml) if 'rem"' in mathml else mathml)


_character = lru_cache(maxsize=256)(unescape)
_NUMBER_CELL = re.compile(
    r'(<mtd style="width: 50%;text-align: right;justify-items: end;")>'
    r"(?:<mstyle[^>]*>)?<mtext>0</mtext>(?:</mstyle>)?</mtd>"
)
_REM = re.compile(r'((?:width|voffset|height|depth|lspace)="-?[0-9.]+)rem"')  # a unit that MathML does not know
# Browsers give a delimiter its size in a row, not as the base of a script.
_SCRIPTED_SIZE = re.compile(r'(<m(?:sub|sup|subsup)>)(<mo minsize="[^"<>]*" maxsize="[^"<>]*">[^<>]*</mo>)')
_PRIME = re.compile(r"<msup>(<mi[^<>]*>[^<>]*</mi>)<mo>([′″‴⁗])</mo></msup>")  # it is raised by itself
# Signs that grow and are not in the first file of the math font; scripts/make_math_font.py prints them.
_FAR = re.compile(
    r"<mo((?: [^<>]*)?>["
    r"\\\u0303\u0305\u0306\u030C\u0333\u20D6\u20D7\u20E1\u2191\u2193-\u2195\u219E-\u21A0\u21A7\u21A9\u21AA\u21BC-\u21C1"
    r"\u21C4\u21CB-\u21D1\u21D3-\u21D5\u2210\u222C-\u2233\u2263\u22A2\u22A3\u22A5\u22C0-\u22C3\u2308-\u230B\u23DC-\u23E1"
    r"\u27E6\u27E7\u27EA\u27EB\u27EE\u27EF\u2A00-\u2A06]</mo>)"
)
_STRIKE = re.compile(r'<mrow class="menclose-\w+"></mrow>')
_ENCLOSED = re.compile(r'<menclose notation="([a-z ]+)">')
_COLOUR = re.compile(r'style="color:(#[0-9A-F]{6});"')
# The pure colours of LaTeX are too bright on white paper or too dark on a dark page.
_COLOURS = {
    "#FF0000": "light-dark(#c1121f,#ff8080)",
    "#0000FF": "light-dark(#1d4ed8,#8ab4ff)",
    "#03FF00": "light-dark(#15803d,#6fdc8c)",
    "#FFEB3D": "light-dark(#8a6d00,#f5d90a)",
    "#FF8001": "light-dark(#b45309,#ffb066)",
    "#000000": "inherit",
    "#FFFFFF": "inherit",
}


def _enclosure(notation: str) -> str:
    """Return the style that draws what MathML Core leaves to it: a box, or strikes through a formula."""
    if notation == "box":
        return "border:1px solid;padding:.25em"
    directions = {"updiagonalstrike": "to top left", "downdiagonalstrike": "to top right"}
    line = (
        "transparent calc(50% - .03em),currentColor calc(50% - .03em) calc(50% + .03em),transparent calc(50% + .03em)"
    )
    strikes = [f"linear-gradient({directions[word]},{line})" for word in notation.split() if word in directions]
    return "background:" + ",".join(strikes) if strikes else "padding:0"


_ENTITY = re.compile(r"&(?!lt;|gt;|amp;|quot;|apos;|#)\w+;")  # names such as &ApplyFunction; are unknown to XML


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    # The unreliable commands are \widetilde and its like: a tilde that does not stretch is better than no formula.
    return LatexToMathML(fancy_error=False, allow_unreliable_rendering=True)


@lru_cache(maxsize=512)
def _is_built_in(command: str) -> bool:
    """Tell whether math-core knows `command`: only then it may be defined again."""
    try:
        _converter().convert_with_local_state(rf"\renewcommand{{{command}}}{{}}", displaystyle=False)
    except LatexError:
        return False
    return True


@lru_cache(maxsize=16)
def _stand_in(name: str) -> str:
    """Return the value that math-core writes for the colour `name`."""
    mathml = _converter().convert_with_local_state(rf"\textcolor{{{name}}}{{x}}", displaystyle=False)
    return mathml.partition("color:")[2].partition(";")[0]


def _explained(error: str, rewritten: Rewritten, latex: str, macros: Mapping[str, str]) -> FormulaError:
    """Turn `offset: message` of math-core into our words, at the place where the author wrote the fault."""
    number, _, message = error.partition(": ")
    offset = min(rewritten.origin(int(number)) if number.isdigit() else 0, max(len(latex) - 1, 0))
    for pattern, words in _WORDS:
        match = re.match(pattern, message)
        if match:
            name = match[1] if match.groups() else ""
            if name.startswith("\\") and not _in_macro(latex, offset, macros):
                offset = max(latex.find(name, offset), offset)  # it may stand in the argument of another command
            return FormulaError(_in_macro(latex, offset, macros) + words.format(name=name, hint=_hint(name)), offset)
    return FormulaError(message.rstrip(".")[:200] + "; mend it or write it more simply", offset)


def _in_macro(latex: str, offset: int, macros: Mapping[str, str]) -> str:
    """Return the words that begin a message about a command of the course, if one stands at `offset`."""
    match = re.compile(r"\\([A-Za-z]+|.)").match(latex, offset)
    return f"in {match[0]}, which course.toml defines: " if match and match[1] in macros else ""


def _hint(name: str) -> str:
    word = name.lstrip("\\")
    return HINTS.get(word) or (rf"write \operatorname{{{word}}}" if word.isalpha() else "write it in another way")


_WORDS = (
    (
        r'Unknown command "(\\.*)"',
        "{name} is not a known command; check its spelling, {hint}, or define it under [macros] in course.toml",
    ),
    (
        r'Unknown environment "(.*)"',
        r"\begin{{{name}}} is not a known environment; use aligned, cases, matrix or array",
    ),
    (r'Unknown color "(.*)"', "the colour {name} is not known; use a name such as red or a value such as #cc0000"),
    (r'Found "&"', r"an & stands outside of a table; write \& for the sign"),
    (r"Duplicate sub", "two subscripts or superscripts follow each other; group them as in a_{{b_c}}"),
    (r"Expected argument but", "the last command lacks its argument; add {{…}} behind it"),
    (r"Not valid in text", r"this cannot stand in a text; put it in $…$ or outside of \text{{…}}"),
    (r"Math mode within text", r"a formula inside nested texts cannot be drawn; end the inner text before it"),
    (r"Too many expansions", r"the commands of \newcommand stand for too much; write it out"),
    (r"Macro parameter found", r"# stands outside of a definition; write \# for the sign"),
    (r'Found "\\h', r"\hline must stand at the start of a row of an array; move it behind \\"),
    (r'Found "\\limits"', r"\limits must follow an operator such as \sum; delete it"),
)
