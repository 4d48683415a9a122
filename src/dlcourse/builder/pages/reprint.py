"""A lesson's HTML as it stands beside other lessons on one page: ids that cannot clash, headings one level deeper.

What it reads was written by our own rooms: tags are balanced, text is escaped, attributes stand in double quotes.
"""

import re
from collections.abc import Callable, Set
from functools import partial

from dlcourse.model import Lesson
from dlcourse.patterns import lazy

LISTS = frozenset(
    {"for", "headers", "aria-controls", "aria-describedby", "aria-details", "aria-labelledby", "aria-owns"}
)
"""Attributes that are lists of ids."""
CHANGED = frozenset({"id", "name", "href", "loading", "sizes", *LISTS})
"""Attributes that may be others beside other lessons; so may any that lead to an id by `url(#`."""

ID = lazy(r'\sid="([^"]*)"')
# Most tags, above all those of drawings, have nothing that may change: they are passed over, and such attributes with
# them. What is possessive or atomic is never tried in another way.
KEPT = rf'\s(?!(?:{"|".join(sorted(CHANGED))})=)[\w:-]++(?:="[^"u]*+(?>(?:u(?!rl\(#)[^"u]*+)*)"|(?!=))'
ATTRIBUTES = r'[^<>"]*+(?>(?:"[^"]*+"[^<>"]*+)*)'
TAG = lazy(
    rf"<(?P<slash>/?)(?P<level>h[1-5])(?P<attributes>{ATTRIBUTES})>"
    r"|<style>(?P<rules>[^<]*)</style>"
    rf"|<(?P<name>details(?=[\s>])|[A-Za-z][\w-]*+(?=\s)(?!(?>(?:{KEPT})*)\s?/?>))(?P<others>{ATTRIBUTES})>"
)
ATTRIBUTE = lazy(rf'(?>(?:{KEPT})+)|\s(?P<name>[\w:-]+)="(?P<value>[^"]*)"')
WITH_VALUE = lazy(r'\s[\w:-]+="[^"]*"')
NAMED = lazy(r"#([\w-]+)")
"""What an address in a style leads to, or a rule is for."""


def anchor_of(lesson: Lesson, id: str = "") -> str:
    """Return what the element `id` of `lesson` is called beside other lessons, without one the lesson itself.

    No slug has a low line, so that no two elements are called the same.
    """
    return f"lesson-{lesson.slug}__{id}" if id else f"lesson-{lesson.slug}"


def reprinted(html: str, lesson: Lesson) -> str:
    """Return `html` of `lesson` for a page that holds other lessons too.

    Ids, what refers to them and the names of radio buttons begin with the lesson's slug, in drawings and their styles
    too. A heading is one level deeper. Pictures are loaded at once, and what can be opened is open.
    """
    rename = partial(anchor_of, lesson)
    return TAG.sub(partial(_tag, ids=frozenset(ID.findall(html)), rename=rename), html)


def _tag(tag: re.Match[str], ids: Set[str], rename: Callable[[str], str]) -> str:
    if tag["level"]:
        attributes = _attributes(tag["attributes"], ids, rename)
        return f"<{tag['slash']}h{int(tag['level'][1]) + 1}{attributes}>"
    if tag["rules"] is not None:
        return f"<style>{_renamed(tag['rules'], ids, rename)}</style>"
    attributes = _attributes(tag["others"], ids, rename)
    if tag["name"] == "details" and " open" not in WITH_VALUE.sub("", attributes):
        attributes += " open"
    return f"<{tag['name']}{attributes}>"


def _attributes(attributes: str, ids: Set[str], rename: Callable[[str], str]) -> str:
    if '="' not in attributes:
        return attributes

    def changed(attribute: re.Match[str]) -> str:
        if not attribute["name"]:
            return attribute[0]
        value = _value(attribute["name"], attribute["value"], ids, rename)
        return "" if value is None else f' {attribute["name"]}="{value}"'

    return ATTRIBUTE.sub(changed, attributes)


def _value(name: str, value: str, ids: Set[str], rename: Callable[[str], str]) -> str | None:
    """Return what the attribute `name` is beside other lessons, None if it is left out there."""
    if name in ("id", "name"):
        return rename(value)
    if name in LISTS:
        return " ".join(rename(each) if each in ids else each for each in value.split())
    if name == "href":
        return "#" + rename(value[1:]) if value[:1] == "#" and value[1:] in ids else value
    if name == "loading":
        return None
    if name == "sizes":
        return value.removeprefix("auto, ")  # without `loading` that is no size
    return _renamed(value, ids, rename) if "url(#" in value else value


def _renamed(style: str, ids: Set[str], rename: Callable[[str], str]) -> str:
    """Return `style` with the ids in it renamed. Those of drawings are ours and look like no colour."""

    def changed(named: re.Match[str]) -> str:
        return f"#{rename(named[1])}" if named[1] in ids and named[1].startswith("page-") else named[0]

    return NAMED.sub(changed, style)
