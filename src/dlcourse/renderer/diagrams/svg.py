"""An engine's SVG in, an SVG for an HTML page out: small, scoped by its id, themed, and safe by construction.

Only elements and attributes on the lists below survive. Style rules that match nothing are dropped, and so are ids
that nothing refers to.
"""

import re
from collections.abc import Callable, Set
from html import escape, unescape
from xml.etree import ElementTree as ET

from dlcourse.patterns import lazy
from dlcourse.renderer.diagrams.compact import compact
from dlcourse.renderer.diagrams.svglabels import PLACES, rounded, tidy_labels
from dlcourse.renderer.diagrams.svgstyle import Rules, authors_colours, is_unsafe_css, paint, rules_of, written

_SHAPES = "circle ellipse g line path polygon polyline rect svg text tspan use symbol marker defs clipPath"
_PAINT = "linearGradient radialGradient stop pattern mask style title desc foreignObject"
_TEXT = "div span br b strong i em u s sub sup code a"
_ELEMENTS = frozenset(f"{_SHAPES} {_PAINT} {_TEXT}".split())
_DROPPED = frozenset("script style image img iframe object embed filter set animate metadata".split())
_ATTRIBUTES = frozenset(
    "class clip-path cx cy d dominant-baseline dx dy fill fill-opacity fill-rule font-size font-style font-weight"
    " gradientUnits height id markerHeight markerUnits markerWidth marker-end marker-mid marker-start offset opacity"
    " orient points preserveAspectRatio r refX refY rotate rx ry stop-color stop-opacity stroke stroke-dasharray"
    " stroke-dashoffset stroke-linecap stroke-linejoin stroke-opacity stroke-width style text-anchor text-decoration"
    " alignment-baseline transform transform-origin viewBox width x x1 x2 y y1 y2 href"
    " textLength lengthAdjust mask".split()
)
# What the engine writes on elements that have no such attribute.
_MISPLACED = {
    "circle": frozenset({"width", "height", "x", "y"}),
    "ellipse": frozenset({"width", "height", "x", "y"}),
    "g": frozenset({"x", "y", "dx", "dy", "width", "height"}),
    "path": frozenset({"x", "y", "x1", "y1", "x2", "y2", "width", "height"}),
    "polygon": frozenset({"x", "y", "width", "height"}),
}
_ATTRIBUTES_OF = {tag: _ATTRIBUTES - _MISPLACED.get(tag, frozenset()) for tag in _ELEMENTS}
_DEFINITIONS = frozenset({"marker", "symbol", "clipPath", "linearGradient", "radialGradient", "mask"})
_BASELINES = frozenset(
    "auto text-bottom alphabetic ideographic middle central mathematical hanging text-top text-before-edge"
    " text-after-edge inherit".split()
)
_REFERENCE = lazy(r"url\(\s*[\"']?#([^)\"']+)[\"']?\s*\)")
_SPECIAL = lazy("[&<>\"']").search
_VOID = frozenset({"br"})
_NEVER_CLOSED_AT_ONCE = frozenset({"div", "span", "a", "style", "title", "desc"})

MARGIN = 8
"""Room around a drawing: the engine lets the lines of tall fonts stick out at its rim."""
LEAST_SCALE = 0.72
"""How far a wide drawing may shrink before its box scrolls: labels of 16 px stay above 11 px."""


class UnsafeSvgError(Exception):
    """The engine wrote something that must not come into a page."""


def clean_svg(svg: str, *, id: str, source: str, label: Callable[[tuple[str, ...]], str]) -> str:
    """Return `svg` fit to stand in a page under `id`.

    `source` is the diagram's Mermaid text: colours that stand in it are the author's and stay as they are. `label`
    makes the name for those who cannot see it, where the author gave no title, of the texts in the drawing.
    """
    css, svg = _without_styles(svg)
    references = _references(svg)
    svg = _MARKER.sub(lambda marker: marker[0] if marker[1] in references else "", svg)
    root = _parsed(svg)
    kept = authors_colours(source)
    _filter(root, references)
    tidy_labels(root)
    ids = _scope(root, id, references)
    rules = rules_of(css, _names(root), ids, kept)
    paint(root, kept)
    _drop_unused_classes(root, rules)
    compact(root)
    _name(root, id, label(_texts(root)))
    style = ET.Element("style")
    style.text = written(rules, id)
    root.insert(sum(1 for child in root if child.tag in {"title", "desc"}), style)
    _check(root)
    pieces: list[str] = []
    _write(root, pieces.append)
    return "".join(pieces)


def _without_styles(svg: str) -> tuple[str, str]:
    """Return the styles of `svg`, and `svg` without them: that is half of its text."""
    parts = _STYLE.split(svg)
    return unescape("".join(css or "" for css in parts[1::2])), "".join(parts[::2])


def _references(svg: str) -> Set[str]:
    """Return the ids that anything in `svg` refers to."""
    return {*_PAINTED_WITH.findall(svg), *_LINKED.findall(svg)}


_STYLE = lazy(r"<style\b[^<>]*(?:/>|(?<!/)>([^<]*)</style>)")
_MARKER = lazy(r'<marker id="([^"<>]*)"[^<>]*>(?>(?:[^<]+|<(?!/?marker\b))*)</marker>')
_PAINTED_WITH = lazy(r"""url\(\s*(?:"|'|&quot;|&apos;)?#([^)"'&]+)""")
_LINKED = lazy(r"""href=["']#([^"']+)""")


def _parsed(svg: str) -> ET.Element:
    """Parse `svg`, and take the namespaces off its names."""
    if "<br" in svg:
        svg = re.sub(r"<br\s*>", "<br/>", svg)
    if "&" in svg:
        svg = re.sub(r"&(?!lt;|gt;|amp;|quot;|apos;|#)\w+;", lambda match: escape(unescape(match.group())), svg)
    try:
        root = ET.fromstring(svg)  # noqa: S314  (expat has no external entities, and the engine writes no DOCTYPE)
    except ET.ParseError as error:
        raise UnsafeSvgError(str(error)) from None
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    return root


def _filter(parent: ET.Element, references: Set[str]) -> None:
    """Keep listed elements and attributes; an unknown element leaves its content behind.

    What draws nothing goes too: definitions that nothing uses, empty groups and boxes.
    """
    _filter_attributes(parent)
    index = 0
    while index < len(parent):
        child = parent[index]
        tag = child.tag
        if not isinstance(tag, str) or tag in _DROPPED:
            _replace(parent, index, [], child.tail or "")
        elif tag == "p":
            rest = [ET.Element("br")] if index + 1 < len(parent) else []
            _unwrap(parent, index, child, rest)
        elif tag == "switch":  # the same text twice, for browsers that lack the one or the other
            child[1:] = []
            _unwrap(parent, index, child, [])
        elif tag not in _ELEMENTS or (tag == "a" and not _is_web_link(child)):
            _unwrap(parent, index, child, [])
        elif (tag in _DEFINITIONS or parent.tag == "defs") and child.get("id") not in references:
            del parent[index]
        else:
            _filter(child, references)
            if _is_empty(child):
                del parent[index]
            else:
                index += 1


def _filter_attributes(element: ET.Element) -> None:
    if not element.attrib:
        return
    allowed = _ATTRIBUTES_OF.get(element.tag, _ATTRIBUTES)
    kept = {}
    for full_name, value in element.attrib.items():
        name = full_name if full_name[0] != "{" else full_name.rpartition("}")[2]
        if name in allowed and value and not value.isspace():
            kept[name] = rounded(value) if name in PLACES else value
    if "dominant-baseline" in kept and kept["dominant-baseline"] not in _BASELINES:
        del kept["dominant-baseline"]
    element.attrib = kept


def _is_empty(element: ET.Element) -> bool:
    """Tell whether an element without attributes that say more draws nothing."""
    if element.tag in {"g", "defs"}:
        return not len(element)
    if element.tag == "rect":
        return "width" not in element.attrib
    return element.tag == "foreignObject" and not "".join(element.itertext()).strip()


def _is_web_link(link: ET.Element) -> bool:
    addresses = [value for name, value in link.attrib.items() if name.rpartition("}")[2] == "href"]
    return bool(addresses) and all(re.fullmatch(r"https?://[^\s\"'<>]+", address) for address in addresses)


def _unwrap(parent: ET.Element, index: int, child: ET.Element, rest: list[ET.Element]) -> None:
    last = child[-1] if len(child) else None
    if last is not None and not rest:
        last.tail = (last.tail or "") + (child.tail or "")
        _replace(parent, index, list(child), child.text or "")
    else:
        _replace(parent, index, [*child, *rest], (child.text or "") + ("" if rest else child.tail or ""))


def _replace(parent: ET.Element, index: int, children: list[ET.Element], text: str) -> None:
    """Put `children` in the place of the child at `index`, and `text` before them."""
    if index:
        parent[index - 1].tail = (parent[index - 1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent[index : index + 1] = children


def _scope(root: ET.Element, id: str, references: Set[str]) -> dict[str, str]:
    """Give what is referred to ids that begin with the diagram's own, take the others away; return old to new."""
    names: dict[str, str] = {}
    referring: list[tuple[dict[str, str], str, str]] = []
    for element in root.iter():
        own = element.attrib.pop("id", None)
        if own in references and own not in names and own is not None:
            names[own] = f"{id}-{len(names)}"
            element.attrib["id"] = names[own]
        referring += ((element.attrib, name, value) for name, value in element.attrib.items() if "#" in value)
    for attributes, name, value in referring:
        if name == "href" and value.startswith("#"):
            attributes[name] = f"#{names.get(value[1:], id)}"
        elif "url(" in value:
            attributes[name] = _REFERENCE.sub(lambda match: f"url(#{names.get(match[1], id)})", value)
    return names


def _names(root: ET.Element) -> Set[str]:
    """Return the tags and the .classes in the drawing."""
    names = {element.tag for element in root.iter()}
    classes = {value for element in root.iter() if (value := element.get("class"))}
    return names.union(*([f".{name}" for name in value.split()] for value in classes))


def _drop_unused_classes(root: ET.Element, rules: Rules) -> None:
    used = set(_CLASS.findall(" ".join(selector for selectors, _ in rules for selector in selectors)))
    for element in root.iter():
        value = element.attrib.pop("class", None)
        names = " ".join([name for name in dict.fromkeys(value.split()) if name in used]) if value else ""
        if names:
            element.attrib["class"] = names


_CLASS = lazy(r"\.([\w-]+)")


def _name(root: ET.Element, id: str, label: str) -> None:
    """Give the drawing its size, its role and a name: the author's title and description, else `label`."""
    left, top, across, down = (float(number) for number in root.get("viewBox", "0 0 100 100").split())
    box = [left - MARGIN, top - MARGIN, across + 2 * MARGIN, down + 2 * MARGIN]
    view_box = " ".join(f"{number:.2f}".rstrip("0").rstrip(".") for number in box)
    width, height = view_box.split()[2:]
    described = [child for child in root if child.tag in {"title", "desc"} and (child.text or "").strip()]
    for child in list(root):
        if child.tag in {"title", "desc"}:
            root.remove(child)
    classes = {"class": root.attrib["class"]} if "class" in root.attrib else {}
    least = f"min-width:{box[2] * LEAST_SCALE:.0f}px"
    size = {"width": width, "height": height, "viewBox": view_box, "style": least}
    root.attrib = {"id": id, **classes, **size, "role": "img"}
    for index, child in enumerate(described):
        child.attrib = {"id": f"{id}-{child.tag}"}
        child.text, child.tail = unescape(child.text or ""), None  # the engine escapes it twice
        root.insert(index, child)
        root.attrib["aria-labelledby" if child.tag == "title" else "aria-describedby"] = f"{id}-{child.tag}"
    if "aria-labelledby" not in root.attrib:
        root.attrib["aria-label"] = label


def _texts(root: ET.Element) -> tuple[str, ...]:
    """Return the texts of the drawing's labels, in the order that they stand in."""
    labels = [element for element in root.iter() if element.tag in {"text", "div"}]
    return tuple(" ".join(" ".join(label.itertext()).split()) for label in labels)


def _check(root: ET.Element) -> None:
    """Refuse what the lists above should have kept out: the last look before a page has it."""
    values: list[str] = []
    for element in root.iter():
        if element.tag not in _ELEMENTS:
            raise UnsafeSvgError(element.tag[:40])
        if element.tag == "style":
            values.append(element.text or "")
        for name, value in element.attrib.items():
            is_outside = name == "href" and not (
                value.startswith("#") or (element.tag == "a" and _is_web_link(element))
            )
            if is_outside or name[:2].lower() == "on":
                raise UnsafeSvgError(f"{name}={value[:40]}")
            if name != "aria-label":
                values.append(value)
    if is_unsafe_css("\n".join(values)):
        raise UnsafeSvgError("a style")


def _write(element: ET.Element, write: Callable[[str], None]) -> None:
    """Write `element` as HTML reads SVG: no namespaces, empty shapes closed at once."""
    tag, text, tail = element.tag, element.text, element.tail
    attributes = "".join(
        [f' {name}="{escape(value) if _SPECIAL(value) else value}"' for name, value in element.attrib.items()]
    )
    if tag in _VOID:
        write(f"<{tag}{attributes}>")
    elif not len(element) and not text and tag not in _NEVER_CLOSED_AT_ONCE:
        write(f"<{tag}{attributes}/>")
    else:
        write(f"<{tag}{attributes}>")
        if text:
            write(text if tag == "style" else escape(text, quote=False))
        for child in element:
            _write(child, write)
        write(f"</{tag}>")
    if tail:
        write(escape(tail, quote=False))
