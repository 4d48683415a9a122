"""The labels of a drawing: an engine's boxes for them in, those that our own style lays out right out."""

import re
from xml.etree import ElementTree as ET

_NUMBER = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?|-?\d+(?:\.\d+)?e-\d+")
LINE_HEIGHT = 24


def tidy_labels(root: ET.Element) -> None:
    """Drop empty boxes and groups, and leave to labels only the styles that tell one from another."""
    _raise_labels(root)
    for parent in list(root.iter()):
        for child in list(parent):
            is_bare_box = child.tag == "rect" and "width" not in child.attrib
            is_bare_box = is_bare_box or (child.tag == "foreignObject" and not "".join(child.itertext()).strip())
            if is_bare_box or (child.tag in {"g", "defs"} and not len(child) and not child.attrib.get("id")):
                parent.remove(child)
    for element in root.iter():
        for name, value in element.attrib.items():
            if name in {"d", "points", "transform", "x", "y", "width", "height", "viewBox", "x1", "x2", "y1", "y2"}:
                element.attrib[name] = _NUMBER.sub(_rounded, value)
        if element.tag == "foreignObject":
            element.attrib.pop("style", None)
            for div in element.findall("div"):
                _flatten(div)
                _tidy_label(div, float(element.get("height", "0")))
        elif "cluster" in element.get("class", "").split():
            _widen_group(element)


def _raise_labels(root: ET.Element) -> None:
    """Draw the labels of a Sankey diagram last: the engine lets ribbons cover them."""
    for parent in root.iter():
        labels = [child for child in parent if "node-labels" in child.get("class", "").split()]
        for child in labels:
            parent.remove(child)
            parent.append(child)


def _widen_group(group: ET.Element) -> None:
    """Make a group as wide as its title: the engine leaves it as narrow as its content."""
    box, title = group.find("rect"), group.find(".//foreignObject")
    if box is None or title is None:
        return
    surplus = float(title.get("width", "0")) + 16 - float(box.get("width", "0"))
    if surplus > 0:
        box.attrib["x"] = f"{float(box.get('x', '0')) - surplus / 2:g}"
        box.attrib["width"] = f"{float(box.get('width', '0')) + surplus:g}"


def _flatten(div: ET.Element) -> None:
    """Take out boxes around the box of a label: our style puts it in the middle by itself."""
    while len(div) == 1 and div[0].tag == "div" and not (div.text or "").strip():
        inner = div[0]
        div.text = (inner.text or "").strip()
        div.attrib["class"] = f"{div.get('class', '')} {inner.get('class', '')}".strip()
        div[:] = list(inner)


def _tidy_label(div: ET.Element, height: float) -> None:
    style = div.attrib.pop("style", "")
    declarations = [part.strip() for part in style.split(";")]
    kept = [
        part
        for part in declarations
        if re.match(r"(?:color|background(?:-color)?|font-(?:weight|style|size)) *:", part)
    ]
    if height > LINE_HEIGHT * (1.5 + sum(1 for _ in div.iter("br"))):  # measured as more lines than the author made
        kept.append("white-space:normal")
    if re.search(r"text-align: *left", style):
        kept.append("justify-content:left;text-align:left")
    if kept:
        div.attrib["style"] = ";".join(kept)


def _rounded(match: re.Match[str]) -> str:
    return f"{float(match.group()):.2f}".rstrip("0").rstrip(".") or "0"
