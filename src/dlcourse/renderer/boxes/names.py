"""What authors call a box, and what we call it. The parser of each way to write one looks here."""

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

ALIASES = {
    "abstract": "info",
    "attention": "warning",
    "bug": "danger",
    "error": "danger",
    "failure": "danger",
    "hint": "tip",
    "seealso": "info",
    "summary": "info",
    "tldr": "info",
    "todo": "note",
    "check": "success",
    "done": "success",
    "faq": "question",
    "help": "question",
    "cite": "quote",
    "dropdown": "details",
    "collapse": "details",
    "answer": "solution",
    "tab-set": "tabs",
    "tab-item": "tab",
}
KNOWN = frozenset([*CALLOUTS, "details", "exercise", "solution", "quiz", "tabs", "tab", "code-group"])


def canonical(name: str) -> str:
    """Return what we call the box `name`; "" if we do not know it."""
    name = name.lower()
    name = ALIASES.get(name, name)
    return name if name in KNOWN else ""


def is_callout(token: Any) -> bool:
    """Tell whether the token that opens a box opens a callout."""
    return token.info in CALLOUTS
