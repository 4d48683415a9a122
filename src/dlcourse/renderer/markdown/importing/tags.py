"""The tags of Liquid, Jinja, Hugo and Vue as text: `{% name %}`, `{{< name >}}`, `{{% name %}}`, `{{ value }}`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dlcourse.patterns import lazy

# Atomic, and none holds the opening of another: what is never closed is read once.
LIQUID = lazy(r"\{%[-+~]?((?>(?:[^%{]+|%(?!\})|\{(?!%))*))%\}")
HUGO = lazy(r"\{\{([<%])((?>(?:[^>%{]+|[>%](?!\}\})|\{(?!\{))*))[>%]\}\}")
VALUE = lazy(r"\{\{\{?((?>(?:[^{}\n]+|\{(?!\{)|\}(?!\}))*))\}\}\}?")
NAMED = lazy(r"(?:include|rustdoc_include|playground|title)\b")
EXPRESSION = lazy(r"\s|[#/>&!^-]?[A-Za-z_$\"'][\w$.#/>|:?!\"'()\[\], =+*&-]*\Z")
ARGUMENT = lazy(
    r"([A-Za-z][\w:.-]*)[ \t]*=[ \t]*(\"[^\"]*\"|'[^']*'|[^\s\"']+)|\"([^\"]*)\"|'([^']*)'|`([^`]*)`|([^\s\"'`,]+)"
)
NAME = lazy(r"[-+~]?\s*(/?)\s*([A-Za-z_][\w.-]*)")
SITE = lazy(r"\{\{[-~]?\s*(?:site\.(?:baseurl|url|github\.url)|base_path|\.Site\.BaseURL)\s*[-~]?\}\}")
FILTERED = lazy(
    r"\{\{[-~]?\s*(?:[\"']([^\"'{}]*)[\"'](?:\s*\|[^{}]*)?|(?:url_for|\$withBase)\([\"']([^\"'{}]*)[\"']\))\s*[-~]?\}\}"
)
REFERENCE = lazy(r"\{\{[<%]\s*(?:rel)?ref\s+(?:path=)?[\"']?([^\s\"'<>%{}]+)[\"']?[^{}]*[>%]\}\}")
LINK = lazy(r"\{%-?\s*link\s+([^\s%{}]+)\s*-?%\}")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: its name in lower case, whether it ends what one of that name began, and what it is given."""

    tool: str
    name: str
    is_end: bool
    words: tuple[str, ...]
    values: Mapping[str, str]
    source: str

    def first(self, *names: str) -> str:
        """Return the first of the values `names` that is given, else ""."""
        return next((self.values[name] for name in names if self.values.get(name)), "")


def read_tag(text: str, start: int, end: int | None = None) -> Tag | None:
    """Return the tag of Liquid or Hugo that stands at `start` in `text`."""
    limit = len(text) if end is None else end
    match = LIQUID.match(text, start, limit)
    if match:
        return _tag("Liquid", match[1], match[0])
    match = HUGO.match(text, start, limit)
    return _tag("Hugo", match[2], match[0]) if match else None


def read_value(text: str, start: int, end: int) -> str:
    """Return the `{{ value }}` that stands at `start` in `text`, "" if there is none."""
    match = VALUE.match(text, start, end)
    if not match or NAMED.match(match[1].lstrip("# ")) or not EXPRESSION.match(match[1]):
        return ""
    return match[0]


def address_of(written: str) -> str | None:
    """Return the address that `written`, which holds tags, comes to; None where only its tool can tell."""
    address = SITE.sub("", written)
    address = FILTERED.sub(lambda match: match[1] or match[2] or "", address)
    address = REFERENCE.sub(lambda match: match[1], address)
    address = LINK.sub(lambda match: f"/{match[1].lstrip('/')}", address)
    return None if "{{" in address or "{%" in address else re.sub(r"(?<!:)//+", "/", address)


def _tag(tool: str, body: str, source: str) -> Tag | None:
    name = NAME.match(body)
    if name is None:
        return None
    words: list[str] = []
    values: dict[str, str] = {}
    for match in ARGUMENT.finditer(body.rstrip("-+~ \t\n/"), name.end()):
        if match[1]:
            values[match[1].lower()] = match[2].strip("\"'")
        else:
            words.append(next(part for part in match.groups()[2:] if part is not None))
    written = name[2].lower()
    is_end = bool(name[1])
    if tool == "Liquid" and written.startswith("end") and len(written) > 3:
        written, is_end = written[3:].lstrip("_"), True
    return Tag(tool, written, is_end, tuple(words), values, source)
