"""Values as messages show them: short, on one line, never more than a glance."""

import datetime
from collections.abc import Mapping


def shorten(text: str, limit: int = 60) -> str:
    """Return `text` on one line and at most `limit` characters long."""
    line = " ".join(text[: 4 * limit].split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def show(value: object) -> str:
    """Return a bounded picture of `value` for a message: text in quotes, lists and mappings by name only."""
    if isinstance(value, str):
        return f'"{shorten(value)}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and value.bit_length() > 180:
        return "a very long number"
    if isinstance(value, int | float | datetime.date):
        return str(value)
    return kind_of(value)


def kind_of(value: object) -> str:
    """Name the kind of `value` in an author's words."""
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (str, "text"),
        (bool, "a truth value"),
        ((int, float), "a number"),
        (datetime.date, "a date"),
        (datetime.time, "a time"),
        ((list, tuple), "a list"),
        (Mapping, "a mapping"),
        (type(None), "nothing"),
    )
    return next((name for kind, name in kinds if isinstance(value, kind)), "something else")
