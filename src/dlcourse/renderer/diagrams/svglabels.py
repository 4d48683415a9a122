"""The labels of a drawing: an engine's boxes for them in, those that our own style lays out right out."""

import re
from functools import lru_cache
from xml.etree import ElementTree as ET

from dlcourse.patterns import lazy

_NUMBER = lazy(r"-?\d+\.\d{3,}(?:e-?\d+)?|-?\d+(?:\.\d+)?e-\d+")
LINE_HEIGHT = 24


PLACES = frozenset({"d", "points", "transform", "x", "y", "width", "height", "viewBox", "x1", "x2", "y1", "y2"})
"""Attributes that hold places or sizes."""


def rounded(value: str) -> str:
    """Return places or sizes with two decimals at most."""
    return _NUMBER.sub(_rounded, value) if "." in value or "e-" in value else value


def tidy_labels(root: ET.Element) -> None:
    """Leave to labels only the styles that tell one from another, and make room for them."""
    _raise_labels(root)
    for label in root.iter("foreignObject"):
        label.attrib.pop("style", None)
        for div in label.findall("div"):
            _flatten(div)
            _tidy_label(div, float(label.get("height", "0")))
    for group in root.iter("g"):
        if "cluster" in group.get("class", "").split():
            _widen_group(group)


def _raise_labels(root: ET.Element) -> None:
    """Draw the labels of a Sankey diagram last: the engine lets ribbons cover them."""
    if not any(group.get("class") == "node-labels" for group in root.iter("g")):
        return
    for parent in root.iter():
        for labels in parent.findall("./g[@class='node-labels']"):
            parent.remove(labels)
            parent.append(labels)


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
    style, alignment = _own_style(div.attrib.pop("style", ""))
    is_wrapped = height > LINE_HEIGHT * 1.5 and height > LINE_HEIGHT * (1.5 + sum(1 for _ in div.iter("br")))
    breaking = "white-space:normal" if is_wrapped else ""  # measured as more lines than the author made
    kept = [part for part in (style, breaking, alignment) if part]
    if kept:
        div.attrib["style"] = ";".join(kept)


@lru_cache(maxsize=256)  # the labels of a diagram have the same
def _own_style(style: str) -> tuple[str, str]:
    """Return what a label has of its own: its looks, and what puts it to the left, each "" if that is as ever."""
    looks = ";".join(part.strip() for part in style.split(";") if _LOOK.match(part.strip()))
    return looks, "justify-content:left;text-align:left" if _LEFT.search(style) else ""


_LOOK = lazy(r"(?:color|background(?:-color)?|font-(?:weight|style|size)) *:")
_LEFT = lazy(r"text-align: *left")


def _rounded(match: re.Match[str]) -> str:
    return f"{float(match.group()):.2f}".rstrip("0").rstrip(".") or "0"
