"""An engine's SVG in, an SVG for an HTML page out: small, scoped by its id, themed, and safe by construction.

Only elements and attributes on the lists below survive. Style rules that match nothing are dropped, and so are ids
that nothing refers to.
"""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from xml.etree import ElementTree as ET

from dlcourse.renderer.diagrams.svglabels import tidy_labels
from dlcourse.renderer.diagrams.svgstyle import UNSAFE_CSS, Rules, authors_colours, paint, rules_of, written

_SHAPES = "circle ellipse g line path polygon polyline rect svg text tspan use symbol marker defs clipPath"
_PAINT = "linearGradient radialGradient stop pattern mask style title desc foreignObject"
_TEXT = "div span br b strong i em u s sub sup code a"
_ELEMENTS = frozenset(f"{_SHAPES} {_PAINT} {_TEXT}".split())
_DROPPED = frozenset({"script", "image", "img", "iframe", "object", "embed", "filter", "set", "animate", "metadata"})
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
_BASELINES = frozenset(
    "auto text-bottom alphabetic ideographic middle central mathematical hanging text-top text-before-edge"
    " text-after-edge inherit".split()
)
_REFERENCE = re.compile(r"url\(\s*[\"']?#([^)\"']+)[\"']?\s*\)")
_VOID = frozenset({"br"})


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
    root = _parsed(svg)
    css = "".join(style.text or "" for style in root.iter("style"))
    kept = authors_colours(source)
    _filter(root)
    tidy_labels(root)
    _drop_unreferenced(root)
    ids = _scope(root, id)
    rules = rules_of(css, root, ids, kept)
    paint(root, kept)
    _drop_unused_classes(root, rules)
    _name(root, id, label(_texts(root)))
    style = ET.Element("style")
    style.text = written(rules, id)
    root.insert(sum(1 for child in root if child.tag in {"title", "desc"}), style)
    _check(root)
    return "".join(_written(root))


def _parsed(svg: str) -> ET.Element:
    """Parse `svg`, take the namespaces off its names, and drop what no page may have."""
    svg = re.sub(r"<br\s*>", "<br/>", svg)
    svg = re.sub(r"&(?!lt;|gt;|amp;|quot;|apos;|#)\w+;", lambda match: escape(unescape(match.group())), svg)
    try:
        root = ET.fromstring(svg)  # noqa: S314  (expat has no external entities, and the engine writes no DOCTYPE)
    except ET.ParseError as error:
        raise UnsafeSvgError(str(error)) from None
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    return root


def _filter(parent: ET.Element) -> None:
    """Keep listed elements and attributes; an unknown element leaves its content behind."""
    named = ((name.rpartition("}")[2], value) for name, value in parent.attrib.items())
    misplaced = _MISPLACED.get(parent.tag, frozenset())
    parent.attrib = {name: value for name, value in named if name in _ATTRIBUTES - misplaced and value.strip()}
    if parent.attrib.get("dominant-baseline", "auto") not in _BASELINES:
        del parent.attrib["dominant-baseline"]
    index = 0
    while index < len(parent):
        child = parent[index]
        if not isinstance(child.tag, str) or child.tag in _DROPPED or child.tag == "style":
            _replace(parent, index, [], child.tail or "")
        elif child.tag == "p":
            rest = [ET.Element("br")] if index + 1 < len(parent) else []
            _unwrap(parent, index, child, rest)
        elif child.tag == "switch":  # the same text twice, for browsers that lack the one or the other
            child[1:] = []
            _unwrap(parent, index, child, [])
        elif child.tag not in _ELEMENTS or (child.tag == "a" and not _is_web_link(child)):
            _unwrap(parent, index, child, [])
        else:
            _filter(child)
            index += 1


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


def _references(root: ET.Element) -> set[str]:
    found = set()
    for element in root.iter():
        for name, value in element.attrib.items():
            found |= set(_REFERENCE.findall(value))
            if name == "href" and value.startswith("#"):
                found.add(value[1:])
    return found


def _drop_unreferenced(root: ET.Element) -> None:
    """Drop markers, symbols and other definitions that nothing uses."""
    references = _references(root)
    for parent in list(root.iter()):
        for child in list(parent):
            is_definition = child.tag in {"marker", "symbol", "clipPath", "linearGradient", "radialGradient", "mask"}
            if (is_definition or parent.tag == "defs") and child.get("id") not in references:
                parent.remove(child)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {"g", "defs"} and not len(child):
                parent.remove(child)


def _scope(root: ET.Element, id: str) -> dict[str, str]:
    """Give what is referred to ids that begin with the diagram's own, take the others away; return old to new."""
    references = _references(root)
    names: dict[str, str] = {}
    for element in root.iter():
        own = element.attrib.pop("id", None)
        if own in references and own not in names and own is not None:
            names[own] = f"{id}-{len(names)}"
            element.attrib["id"] = names[own]
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == "href" and value.startswith("#"):
                element.attrib[name] = f"#{names.get(value[1:], id)}"
            elif "url(" in value:
                element.attrib[name] = _REFERENCE.sub(lambda match: f"url(#{names.get(match[1], id)})", value)
    return names


def _drop_unused_classes(root: ET.Element, rules: Rules) -> None:
    used = {name for selectors, _ in rules for selector in selectors for name in re.findall(r"\.([\w-]+)", selector)}
    for element in root.iter():
        names = [name for name in dict.fromkeys(element.attrib.pop("class", "").split()) if name in used]
        if names:
            element.attrib["class"] = " ".join(names)


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
    for element in root.iter():
        is_listed = element.tag in _ELEMENTS and not (element.tag == "style" and UNSAFE_CSS.search(element.text or ""))
        for name, value in {"": "" if is_listed else element.tag, **element.attrib}.items():
            is_outside = name == "href" and not (
                value.startswith("#") or (element.tag == "a" and _is_web_link(element))
            )
            is_unsafe_value = name != "aria-label" and UNSAFE_CSS.search(value)
            if not is_listed or is_outside or is_unsafe_value or name.lower().startswith("on"):
                raise UnsafeSvgError(f"{name}={value[:40]}")


def _written(element: ET.Element) -> Iterator[str]:
    """Yield `element` as HTML reads SVG: no namespaces, empty shapes closed at once."""
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.attrib.items())
    tag = element.tag
    if tag in _VOID:
        yield f"<{tag}>"
    elif not len(element) and not element.text and tag not in {"div", "span", "a", "style", "title", "desc"}:
        yield f"<{tag}{attributes}/>"
    else:
        yield f"<{tag}{attributes}>"
        yield (element.text or "") if tag == "style" else escape(element.text or "", quote=False)
        for child in element:
            yield from _written(child)
        yield f"</{tag}>"
    yield escape(element.tail or "", quote=False)
