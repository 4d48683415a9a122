"""A painted drawing in, the same drawing in fewer words out."""

from xml.etree import ElementTree as ET

from dlcourse.patterns import lazy

_MOVED = lazy(r"translate\((-?[\d.]+)(?:,\s*|\s+)(-?[\d.]+)\)")
_EDGES = frozenset({"flowchart-link", "transition", "relation", "relationshipLine"})
"""Classes of edges: their rules set only what a group hands on to what stands in it."""


def compact(root: ET.Element) -> None:
    """Place labels without a group for each, and let edges say together what all of them have."""
    for group in root.iter("g"):
        for label in group:
            if label.tag == "g" and len(label) == 1 and label[0].tag == "foreignObject":
                _join(label, label[0])
        if len(group) > 1 and all(child.tag == "path" for child in group):
            _share(group)


def _join(group: ET.Element, box: ET.Element) -> None:
    """Make a group that only moves the box of a label into that box."""
    moved = _MOVED.fullmatch(group.get("transform", ""))
    is_plain = group.attrib.keys() <= {"transform", "class"} and box.attrib.keys() <= {"width", "height"}
    if not moved or not is_plain or group.get("class", "label") != "label":
        return
    group.tag = box.tag
    classes = {"class": "label"} if "class" in group.attrib else {}
    group.attrib = {"x": moved[1], "y": moved[2], **box.attrib, **classes}
    group.text = box.text
    group[:] = list(box)


def _share(group: ET.Element) -> None:
    first = group[0]
    arrow = first.get("marker-end")
    if arrow and "marker-end" not in group.attrib and all(path.get("marker-end") == arrow for path in group):
        group.attrib["marker-end"] = arrow
        for path in group:
            del path.attrib["marker-end"]
    shared = _EDGES.intersection(*(path.get("class", "").split() for path in group))
    if len(shared) == 1 and "class" not in group.attrib:
        group.attrib["class"] = "".join(shared)
        for path in group:
            others = [name for name in path.attrib.pop("class").split() if name not in shared]
            if others:
                path.attrib["class"] = " ".join(others)
