"""MathML with style attributes on any element in, the same with them on <mstyle> alone out.

Browsers read `displaystyle` and `scriptlevel` anywhere; checkers of HTML accept them on <mstyle> only.
"""

from dataclasses import dataclass

from dlcourse.patterns import lazy

_STYLED = lazy(r"<(?!mstyle)[a-z]+[^<>]*\s(?:displaystyle|scriptlevel)=")
_TAG = lazy(r"<(/?)([a-z]+)([^<>]*?)(/?)>")
_STYLE = lazy(r'\s(displaystyle|scriptlevel)="([^"]*)"')
_CELL = '<mstyle displaystyle="true">'
_TRANSPARENT = frozenset({"mrow", "mtable", "mtr", "mtd"})


@dataclass(slots=True)
class _Open:
    """An open element: how it is closed, whether all in it is of level 0, whether its cells are in display style."""

    close: str
    is_full_size: bool
    has_display_cells: bool = False


def with_styles_apart(mathml: str) -> str:
    """Return `mathml` with the same look, and no `displaystyle` or `scriptlevel` on an element but <mstyle>."""
    if ("style=" not in mathml and "scriptlevel=" not in mathml) or not _STYLED.search(mathml):
        return mathml
    written: list[str] = []
    stack: list[_Open] = []
    position = 0
    for match in _TAG.finditer(mathml):
        written.append(mathml[position : match.start()])
        position = match.end()
        is_end, tag, attributes, is_empty = match.groups()
        if is_end:
            written.append(stack.pop().close)
            continue
        opening, element = _opened(tag, attributes, stack[-1] if stack else _Open("", is_full_size=True))
        if is_empty:
            written.append(match.group())
        else:
            written.append(opening)
            stack.append(element)
    written.append(mathml[position:])
    return "".join(written).replace(_CELL + "</mstyle>", "")


def _opened(tag: str, attributes: str, parent: _Open) -> tuple[str, _Open]:
    """Return how an element begins, and what holds for its inside."""
    styles = dict(_STYLE.findall(attributes)) if "style=" in attributes or "level=" in attributes else {}
    rest = _STYLE.sub("", attributes) if styles else attributes
    is_full_size = parent.is_full_size and tag in {"math", *_TRANSPARENT}
    if tag == "mtable":
        return _opened_table(styles, rest, parent)
    if tag == "mtd" and parent.has_display_cells:
        return f"<mtd{rest}>{_CELL}", _Open("</mstyle></mtd>", is_full_size)
    if tag == "mtr":
        return f"<mtr{rest}>", _Open("</mtr>", is_full_size, parent.has_display_cells)
    if not styles or tag == "mstyle":
        return f"<{tag}{attributes}>", _Open(f"</{tag}>", is_full_size)
    if "scriptlevel" in styles:
        is_full_size = styles["scriptlevel"] == "0"
    style = _mstyle(styles)
    if tag == "mrow":
        return f"{style[:-1]}{rest}>", _Open("</mstyle>", is_full_size)
    return f"{style}<{tag}{rest}>", _Open(f"</{tag}></mstyle>", is_full_size and tag in _TRANSPARENT)


def _opened_table(styles: dict[str, str], rest: str, parent: _Open) -> tuple[str, _Open]:
    """A table begins in compact style whatever stands around it, so that display style is said in each cell."""
    has_display_cells = styles.pop("displaystyle", "") == "true"
    if not styles or (parent.is_full_size and styles["scriptlevel"] == "0"):
        return f"<mtable{rest}>", _Open("</mtable>", parent.is_full_size, has_display_cells)
    is_full_size = styles["scriptlevel"] == "0"
    return f"{_mstyle(styles)}<mtable{rest}>", _Open("</mtable></mstyle>", is_full_size, has_display_cells)


def _mstyle(styles: dict[str, str]) -> str:
    return "<mstyle" + "".join(f' {name}="{value}"' for name, value in styles.items()) + ">"
