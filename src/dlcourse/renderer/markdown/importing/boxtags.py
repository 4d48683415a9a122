"""Which box a tag of another tool is: `{% hint style="info" %}`, `{{< callout "tip" >}}`, `<TabItem label="x">`."""

from dlcourse.renderer.boxes.names import canonical
from dlcourse.renderer.markdown.boxes.box import Head
from dlcourse.renderer.markdown.importing.tags import Tag

GENERIC_BOXES = frozenset({"admonition", "alert", "aside", "callout", "hint", "note", "notice", "panel", "prompt"})
BOXES = {
    **dict.fromkeys(("accordion", "accordionitem", "expand", "fold", "folding", "hidetoggle"), "details"),
    **dict.fromkeys(("code-group", "codegroup", "codetabs", "tabpane", "tabset", "tabs"), "tabs"),
    **dict.fromkeys(
        ("code-group-item", "code-group-tab", "codegroupitem", "tab", "tab-item", "tabitem", "tabpanel"), "tab"
    ),
    **dict.fromkeys(("accordiongroup", "clientonly", "column", "columns", "step", "stepper", "steps"), "plain"),
    **dict.fromkeys(("center", "centered"), "center"),
    **dict.fromkeys(("blockquote", "pullquote"), "quote"),
}
NO_TITLES = frozenset({"true", "false", "no-icon", "simple", "flat", "modern"})


def box_of(tag: Tag) -> Head | None:
    """Return how the box that `tag` stands for begins; None if it stands for none that we know."""
    words = list(tag.words)
    title = tag.first("title", "header", "heading", "summary", "name", "label")
    if tag.name in GENERIC_BOXES:
        kinds = [tag.first("type", "style", "color", "icon"), *words]
        kind = next((each for each in kinds if canonical(_plain(each)) and canonical(_plain(each)) != "details"), "")
        rest = " ".join(word for word in words if word != kind and word not in NO_TITLES)
        return Head(name=_plain(kind) or "note", title=title or rest)
    name = BOXES.get(tag.name) or (tag.name if canonical(tag.name) else "")
    if not name:
        return None
    if name == "tabs":
        words = []
    return Head(name=name, title=title or " ".join(words), fold="closed" if name == "details" else "")


def _plain(kind: str) -> str:
    """Return the name of a box without what tools put before it; Bootstrap's colours are kinds, too."""
    kind = kind.lower().removeprefix("alert-").removeprefix("notice--")
    return {"primary": "note", "secondary": "note", "default": "note", "green": "tip", "red": "danger"}.get(kind, kind)
