"""What authors call a box, and what we call it. The parser of each way to write one looks here."""

import difflib
from functools import cache
from typing import Any

CALLOUTS = (
    "note",
    "tip",
    "info",
    "important",
    "warning",
    "caution",
    "danger",
    "success",
    "question",
    "example",
    "quote",
)
"""The kinds of callouts; each has its words in `templates/strings/` and its colours in the style sheet."""

FOLDED = frozenset({"details", "solution"})
"""What is closed until a reader opens it, however it is written."""

TABS = frozenset({"tabs", "tab", "code-group"})

PLAIN = frozenset({"center", "right", "left", "plain"})
"""What sets text apart without a look of its own, but for how it is aligned."""

ALIASES = {
    "abstract": "info",
    "admonition": "note",
    "answer": "solution",
    "attention": "warning",
    "bug": "danger",
    "check": "success",
    "cite": "quote",
    "code-group-item": "tab",
    "code-tabs": "tabs",
    "collapse": "details",
    "column-margin": "plain",
    "done": "success",
    "dropdown": "details",
    "error": "danger",
    "fail": "danger",
    "failure": "danger",
    "faq": "question",
    "help": "question",
    "hint": "tip",
    "message": "note",
    "missing": "danger",
    "no-vpre": "plain",
    "panel-tabset": "tabs",
    "problem": "exercise",
    "raw": "plain",
    "remark": "note",
    "secondary": "note",
    "seealso": "info",
    "spoiler": "details",
    "summary": "info",
    "tab-item": "tab",
    "tab-set": "tabs",
    "tab-set-code": "code-group",
    "tldr": "info",
    "toggle": "details",
    "todo": "note",
    "v-pre": "plain",
    "作业": "exercise",
    "例子": "example",
    "信息": "info",
    "危险": "danger",
    "折叠": "details",
    "提示": "tip",
    "注意": "caution",
    "练习": "exercise",
    "解答": "solution",
    "警告": "warning",
    "详情": "details",
    "说明": "note",
    "重要": "important",
}
KNOWN = frozenset([*CALLOUTS, *FOLDED, *TABS, *PLAIN, "exercise", "quiz"])


def canonical(name: str) -> str:
    """Return what we call the box `name`; "" if we do not know it."""
    name = name.lower().removeprefix("callout-")
    name = ALIASES.get(name, name)
    return name if name in KNOWN else ""


@cache
def nearest(name: str) -> str:
    """Return the name that whoever wrote `name` may have meant: a known one much like it, else "note"."""
    return next(iter(difflib.get_close_matches(name.lower()[:30], sorted({*KNOWN, *ALIASES}), 1, 0.65)), "note")


def is_callout(token: Any) -> bool:
    """Tell whether the token that opens a box opens a callout."""
    return token.info in CALLOUTS
