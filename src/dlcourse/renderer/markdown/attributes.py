"""Attributes as most tools write them: `{#id .class key=value key="two words"}`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dlcourse.patterns import lazy

# Atomic: what looks like attributes and is none must not be read again and again.
WORD = r"(?>#[^\s{}#.=\"'`]+|\.[^\s{}#.=\"'`]+|[A-Za-z][\w:-]*=(?:\"[^\"]*\"|'[^']*'|[^\s{}\"'`=]+))"
BRACED = rf"\{{:?[ \t]*((?>(?:{WORD}[ \t]*)+))\}}"
LAST = lazy(rf"(?<![ \t])[ \t]*+{BRACED}[ \t]*\Z")
FIRST = lazy(BRACED)


@dataclass(frozen=True, slots=True)
class Attributes:
    """What stands between the braces."""

    id: str = ""
    classes: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


NONE = Attributes()


def take_last(text: str) -> tuple[str, Attributes]:
    """Return `text` without the attributes that it ends with, and these; braces that hold anything else are text."""
    match = LAST.search(text)
    return (text[: match.start()], read(match[1])) if match else (text, NONE)


def take_first(text: str) -> tuple[str, Attributes]:
    """Return `text` without the attributes that it begins with, and these."""
    match = FIRST.match(text)
    return (text[match.end() :], read(match[1])) if match else (text, NONE)


def read(inner: str) -> Attributes:
    """Read what stands between the braces."""
    words = re.findall(WORD, inner)
    pairs = [word.split("=", 1) for word in words if "=" in word and word[0] not in "#."]
    return Attributes(
        next((word[1:] for word in words if word[0] == "#"), ""),
        tuple(word[1:] for word in words if word[0] == "."),
        {name: value.strip("\"'") for name, value in pairs},
    )
