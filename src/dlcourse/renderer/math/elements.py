"""How formulas become HTML: their tokens in, MathML with its number and its anchors out."""

from collections.abc import Sequence
from html import escape

from markdown_it.token import Token

from dlcourse.diagnostics import Place
from dlcourse.model import Reference, label_key
from dlcourse.renderer.faults import faulty_block, report_fault
from dlcourse.renderer.math.formula import Formula, render_formula
from dlcourse.renderer.math.writer import FormulaError
from dlcourse.renderer.sheet import Rule, Sheet


def formula_html(token: Token, sheet: Sheet, box: str) -> str:
    """Return MathML; `box` is "inline", or the tag that a display formula stands in: a div, a span in a paragraph."""
    sheet.has_math = True
    try:
        formula = _drawn(token, sheet, is_block=box != "inline")
    except FormulaError as error:
        report_fault(sheet, "R201", _place(token, error.offset, sheet), f"formula: {error.message}")
        if box == "div":
            return faulty_block(token, error.message, sheet)
        return sheet.put_aside(f'<code class="fault" title="{escape(error.message)}">{escape(token.content)}</code>')
    sheet.has_inline_style |= " style=" in formula.mathml
    if box == "inline":
        tail = escape(token.meta.get("tail", ""))
        return sheet.put_aside(f'<span class="nobreak">{formula.mathml}{tail}</span>' if tail else formula.mathml)
    return sheet.put_aside(_display(formula, token, sheet, box))


def _drawn(token: Token, sheet: Sheet, *, is_block: bool) -> Formula:
    numbers: dict[str, str] = token.meta.get("numbers", {})
    name = token.meta.get("name", "")
    latex = token.content if name not in numbers else f"{token.content}\\label{{{name}}}"

    def refer(label: str, form: str, at: int) -> str:
        command = "eqref" if form == "brackets" else "ref"
        source = f"\\{command}{{{label}}}"
        place = _place(token, at, sheet)
        reference = Reference(name=label_key(label), source=source, place=place, form=form, is_linked=False)
        return sheet.put_aside(reference)

    return render_formula(
        latex,
        is_block=is_block,
        macros=sheet.background.macros,
        numbers=numbers,
        anchors=_anchors(token, sheet),
        refer=refer,
    )


def _anchors(token: Token, sheet: Sheet) -> dict[str, str]:
    """Return the ids of the formula's labels, without that of the formula itself."""
    ids: dict[str, str] = token.meta.get("ids", {})
    return {label: sheet.id(anchor) for label, anchor in ids.items() if anchor and anchor != token.meta.get("id")}


def _display(formula: Formula, token: Token, sheet: Sheet, box: str) -> str:
    """Return a display formula: its number stands outside of the box that a wide one scrolls in."""
    attributes = sheet.attributes(token)
    if not formula.number:
        return f'<{box} class="math-block"{attributes} tabindex="0">{formula.mathml}</{box}>'
    others = _anchors(token, sheet)
    anchors = "".join(f'<span id="{escape(others[label])}"></span>' for label in formula.labels if label in others)
    number = f'<{box} class="equation-number">{anchors}{formula.number}</{box}>'
    drawing = f'<{box} class="math-block" tabindex="0">{formula.mathml}</{box}>'
    return f'<{box} class="equation"{attributes}>{drawing}{number}</{box}>'


def _place(token: Token, offset: int, sheet: Sheet) -> Place:
    return sheet.place(token, offset) if token.block else sheet.place_of(token, len(token.markup) + offset)


def _inline(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    return formula_html(tokens[index], sheet, "inline")


def _in_paragraph(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    return formula_html(tokens[index], sheet, "span")


def _block(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    return formula_html(tokens[index], sheet, "div") + "\n"


RULES: dict[str, Rule] = {
    "math_inline": _inline,
    "math_inline_double": _in_paragraph,
    "math_block": _block,
    "amsmath": _block,
}
