"""Front matter of the simplest form in: `key: value` on each line, nothing else; its values and their columns out.

Nearly all front matter is so, and YAML takes five times as long to come to the same. Whatever could mean something else
in YAML is left to it: here, nothing is ever refused or guessed.
"""

import re
from dataclasses import dataclass

from dlcourse.loader.scalars import TEXT, implied_kind, scalar_value
from dlcourse.patterns import lazy

# A tab, line ends of Unicode, a byte order mark: YAML takes them for more than themselves.
_ODD = re.compile("[\t\x85\u2028\u2029\ufeff]")
_QUOTED = r'"[^"\\]*"|' + r"'[^']*'"
_ENTRY = rf"(?:{_QUOTED}|[^\W_][^,\[\]{{}}:#\"']*)"
_LINE = re.compile(
    rf"(?P<key>[a-z_][a-z0-9_]{{0,60}}):[ ]+(?:(?P<quoted>{_QUOTED})|(?P<plain>[^\W_](?:[^:#]*[^:#\s])?)"
    rf"|\[[ ]*(?P<list>{_ENTRY}(?:,[ ]*{_ENTRY})*)\])[ ]*"
)
_ITEM = lazy(rf"({_QUOTED})|([^\s,][^,]*)")


@dataclass(slots=True)
class Simple:
    """A line: its key, value, the column where the value begins, and its text if that is without quotes."""

    key: str
    value: object
    column: int
    written: str | None


def read_simple(text: str) -> list[Simple] | None:
    """Read each line of `text`; None if one of them is not simple, or two have one key."""
    if _ODD.search(text):
        return None
    found: list[Simple] = []
    for line in text.removesuffix("\n").split("\n"):
        match = _LINE.fullmatch(line)
        if match is None or implied_kind(match["key"]) != TEXT:
            return None
        try:
            found.append(_simple(match))
        except (ValueError, OverflowError):
            return None
    return found if len({each.key for each in found}) == len(found) else None


def _simple(match: re.Match[str]) -> Simple:
    key = match["key"]
    if match["quoted"] is not None:
        return Simple(key, match["quoted"][1:-1], match.start("quoted") + 1, None)
    if match["plain"] is not None:
        return Simple(key, scalar_value(match["plain"]), match.start("plain") + 1, match["plain"])
    items = [
        quoted[1:-1] if quoted else scalar_value(plain.rstrip(" ")) for quoted, plain in _ITEM.findall(match["list"])
    ]
    return Simple(key, items, match[0].index("[") + 1, None)
