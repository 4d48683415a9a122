"""The style of a diagram: the engine's rules and colours in, those that a page needs out."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree as ET

from dlcourse.patterns import lazy
from dlcourse.renderer.diagrams.theme import channels_of, themed, variable

Rules = list[tuple[list[str], str]]
"""Selectors (without the diagram's own id) and declarations."""

_UNSAFE_CSS = lazy(r"@import|@font-face|javascript|expression\s*\(|behavior|-moz-binding|url\((?!#)|[<\\]", re.I)
_SIGNS_OF_IT = ("@", "<", "\\", "script", "expression", "behavior", "binding")
# Labels are centred in their boxes whatever the reader's font; what is wider than measured shows all the same.
_FIXED_RULES = (
    "foreignObject{overflow:visible}"
    "div{display:flex;justify-content:safe center;align-items:center;height:100%;"
    "line-height:1.5;text-align:center;white-space:nowrap}"
)


def authors_colours(source: str) -> frozenset[str]:
    """Return the colours that stand in a diagram's source, in lower case: they stay as they are."""
    return frozenset(re.findall(r"#[0-9a-f]{3,8}\b|(?:rgb|hsl)a?\([^()]*\)", source.lower()))


def is_unsafe_css(css: str) -> bool:
    """Tell whether `css`, one value or many, could run or load something."""
    css = css.lower()
    for sign in _SIGNS_OF_IT:
        if sign in css:
            return _UNSAFE_CSS.search(css) is not None
    return css.count("url(") != css.count("url(#")


def rules_of(css: str, names: Set[str], ids: dict[str, str], kept: frozenset[str]) -> Rules:
    """Return the rules of `css` that match something in a drawing, themed, and ours.

    `names` are the tags and the .classes in the drawing, `ids` its old ids and the new ones.
    """
    rules: Rules = []
    for selectors, body in _matching_rules(css, kept, frozenset(names)):
        found = [name for selector in selectors if (name := selector.renamed(ids))]
        if found:
            rules.append((found, body))
    return (
        rules + _label_rules(rules, kept) + [([selector], body) for name, selector, body in _OWN_RULES if name in names]
    )


def written(rules: Rules, id: str) -> str:
    """Return `rules` as CSS, nested in one rule for the diagram's `id`: nothing else on a page is styled by it."""
    nested = "".join(f"{','.join(selectors)}{{{body}}}" for selectors, body in _merged(rules))
    return f"#{id}{{overflow:visible;font-size:16px;fill:{variable('--mm-text')};{_FIXED_RULES}{nested}}}"


def paint(root: ET.Element, kept: frozenset[str]) -> None:
    """Turn colours in attributes into variables, and make labels readable on the author's own fills."""
    for element in root.iter():
        for name in ("fill", "stroke", "stop-color", "style"):
            value = element.get(name)
            if value is None:
                continue
            if name == "style":
                parts = [part.strip() for part in value.split(";") if part.strip()]
                parts = [part for part in parts if not _USELESS.match(part) and not is_unsafe_css(part)]
                value = ";".join(themed(part, kept=kept, is_stroke=part.startswith("stroke")) for part in parts)
            else:
                value = themed(_NAMED.get(value, value), kept=kept, is_stroke=name == "stroke")
            if value:
                element.attrib[name] = value
            else:
                del element.attrib[name]
    if kept:
        _colour_labels(root, kept)


_NAMED = {"black": "#000000", "white": "#ffffff", "lightgrey": "#d3d3d3", "grey": "#808080", "gray": "#808080"}


def _colour_labels(root: ET.Element, kept: frozenset[str]) -> None:
    """Give a label on a fill of the author's a colour that can be read on it, in light and in dark mode."""
    for group in root.iter("g"):
        shape = next((child for child in group if child.tag in {"rect", "polygon", "path", "circle", "ellipse"}), None)
        fill = _value(shape.attrib.get("style", ""), "fill") if shape is not None else ""
        label = next((child for child in group if child.tag == "g" and "label" in child.get("class", "")), None)
        if label is None or not fill or fill.lower() not in kept or _value(label.get("style", ""), "color"):
            continue
        colour = _readable_on(fill)
        for element in label.iter():
            if element.tag in {"span", "text", "tspan"}:
                element.attrib["style"] = f"color:{colour};fill:{colour}"


def _value(style: str, name: str) -> str:
    found = re.search(rf"(?:^|[;{{\s]){name}\s*:\s*([^;!]+)", style)
    return found[1].strip() if found else ""


def _readable_on(fill: str) -> str:
    channels = channels_of(fill) if fill.startswith(("#", "rgb", "hsl")) else None
    red, green, blue = channels[:3] if channels else (255, 255, 255)
    return "#1f2328" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff"


def _rules(css: str) -> Iterator[tuple[list[str], str]]:
    """Yield the selectors and the body of every rule of `css`; at-rules (animations) are left out."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    position = 0
    while (opening := css.find("{", position)) >= 0:
        selectors, depth, end = css[position:opening].strip(), 1, opening + 1
        while end < len(css) and depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        if not selectors.startswith("@"):
            yield re.split(r",(?![^()]*\))", selectors), css[opening + 1 : end - 1]
        position = end


@dataclass(frozen=True, slots=True)
class _Selector:
    """A selector without the diagram's own id, and the tags and .classes that must be there for it to match."""

    text: str
    needs: frozenset[str]

    def renamed(self, ids: dict[str, str]) -> str:
        """Return the selector with the new names of ids, "" if one of them is gone."""
        if "#" not in self.text and "[id" not in self.text:
            return self.text
        text = _BY_ID.sub(lambda match: _renamed(match, ids), self.text)
        return "" if "#missing" in text else text


_Rule = tuple[tuple[_Selector, ...], str]


@lru_cache(maxsize=64)  # most diagrams of a kind hold the same kinds of things
def _matching_rules(css: str, kept: frozenset[str], names: frozenset[str]) -> tuple[_Rule, ...]:
    """Return the rules of `css`, themed, with the selectors that can match where these tags and .classes are."""
    found = ((tuple(each for each in every if each.needs <= names), body) for every, body in _themed_rules(css, kept))
    return tuple((selectors, body) for selectors, body in found if selectors)


@lru_cache(maxsize=64)  # an engine writes the same style for every diagram of a kind
def _themed_rules(css: str, kept: frozenset[str]) -> tuple[_Rule, ...]:
    """Return the rules of `css` that can match at all, themed."""
    found = ((tuple(_selectors(selectors)), _declarations(body, kept, selectors)) for selectors, body in _rules(css))
    return tuple((selectors, body) for selectors, body in found if selectors and body and body not in _AS_EVER)


def _selectors(texts: list[str]) -> Iterator[_Selector]:
    for text in texts:
        plain = " ".join(_ROOT_ID.sub("", text.strip()).split())
        if plain and plain != "svg" and not _FOREIGN_SELECTOR.search(plain):
            yield _Selector(plain, frozenset(_SELECTOR_NAME.findall(_SELECTOR_CONDITION.sub("", plain))))


def _renamed(match: re.Match[str], ids: dict[str, str]) -> str:
    """Return the selector for the new name of an old id, or one that matches nothing."""
    name, ending = match[1] or match[3], match[2] == "$"
    found = (new for old, new in ids.items() if old == name or (ending and old.endswith(name)))
    return f"#{next(found, 'missing')}"


_AS_EVER = frozenset({"stroke-dasharray:0", "stroke-width:1px"})
"""What engines say of edges that are as any line is."""
_BY_ID = lazy(r"#([\w-]+)|\[id(\$?)=\"([^\"]*)\"\]")
_ROOT_ID = lazy(r"^#[\w-]+\s*")
_FOREIGN_SELECTOR = lazy(r"\[data-look|:root|mermaidTooltip")
_SELECTOR_CONDITION = lazy(r":[\w-]+(?:\([^)]*\))?|\[[^\]]*\]|#[\w-]+")
_SELECTOR_NAME = lazy(r"\.?[a-zA-Z_][\w-]*")
_USELESS = lazy(
    r"font-family|cursor|filter|animation|--|background-image|pointer-events|z-index|position|mix-blend-mode"
)
_BARE_ANGLE = lazy(r"rotate\((-?[\d.]+)\)")  # as one engine writes it; CSS wants a unit
_SECTION = lazy(r"\.section-(\d+)")
_MIXED = lazy(r"(?:rgb|hsl)a?\([^()]*\)")


def _declarations(body: str, kept: frozenset[str], selectors: list[str]) -> str:
    """Return a rule's declarations, themed, without those that a page has no use for."""
    result = []
    selector = selectors[0]
    for declaration in body.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip(), value.strip()
        if not name or not value or _USELESS.match(name) or is_unsafe_css(value) or "NaN" in value:
            continue
        value = _BARE_ANGLE.sub(r"rotate(\1deg)", value)
        important = "!important" in value
        value = themed(_NAMED.get(value, value), kept=kept if important else frozenset(), is_stroke=name == "stroke")
        section = _SECTION.search(selector)
        if section:  # colours that the engine mixed from ours are no longer ours; the number tells which they were
            value = _MIXED.sub(variable(f"--mm-area-{int(section[1]) % 8}"), value)
        if "radar" in selector:  # these areas are nearly transparent, and their rims thin
            value = re.sub(r"var\(--mm-area-(\d),[^)]*\)", lambda match: variable(f"--mm-mark-{match[1]}"), value)
        result.append(f"{name}:{value}")
    return ";".join(result)


def _label_rules(rules: Rules, kept: frozenset[str]) -> Rules:
    """Return rules that make labels readable on the fills of the author's own classes."""
    result = []
    for selectors, body in rules:
        fill = _value(body, "fill")
        owner = re.fullmatch(r"\.([\w-]+)\s*>\s*\*", selectors[0])
        if owner and fill.lower() in kept and not _value(body, "color"):
            colour = _readable_on(fill)
            name = owner[1]
            result.append(([f".{name} span", f".{name} text"], f"color:{colour}!important;fill:{colour}!important"))
    return result


_OWN_RULES = (
    (".actor-line", "line.actor-line", "stroke-width:1px"),
    (".grid", ".grid line", f"stroke:{variable('--mm-grid')}"),
    (".members-group", ".members-group div", "justify-content:left"),
    (".methods-group", ".methods-group div", "justify-content:left"),
    (".grid", ".grid path", "stroke:none"),
)


def _merged(rules: Rules) -> Rules:
    """Join neighbours that have the same declarations."""
    result: Rules = []
    for selectors, body in rules:
        if result and result[-1][1] == body:
            result[-1] = ([*result[-1][0], *(one for one in selectors if one not in result[-1][0])], body)
        else:
            result.append((selectors, body))
    return result
