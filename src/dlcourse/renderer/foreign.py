"""Runs of foreign text: `深度学习（Deep Learning）` in a Chinese block holds a run of English.

A run is told by its letters, so only the two languages of a course are told apart, and only if no letter is common to
both: Latin in Chinese, Han in English, kana in English.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from dlcourse.languages import script_of
from dlcourse.model import Language

ESCAPED = "[&<>\"']"
BEYOND = "".join(map(chr, (*range(0x250, 0x2B0), *range(0x2100, 0x2150), *range(0x2C60, 0x2C80))))
"""Among these are all letters beyond our Latin ones that are taken for Latin where case does not count."""


def text_html(text: str, language: Language, languages: tuple[Language, ...]) -> str:
    """Return `text`, which stands in a block in `language`, as HTML; runs in another one of `languages` say so."""
    found = _foreign(language, languages)
    if found is None or (text.isascii() and not found.is_ascii):
        return escape(text)
    begin = found.begin.search(text)
    if begin is None:
        return text
    parts: list[str] = []
    end = 0
    for match in found.run.finditer(text, begin.start()):
        if match.lastgroup is None:  # no address
            parts += [escape(text[end : match.start()]), found.tag, escape(match[0]), "</span>"]
            end = match.end()
    parts.append(escape(text[end:]))
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class _Foreign:
    """How a foreign language looks: the `tag` around a run of it, and the `run` (or an address, which is none).

    `begin` is what a run begins with, or what must be escaped: found much faster than a run, and most texts have none.
    `is_ascii` says that runs may be plain ASCII.
    """

    tag: str
    run: re.Pattern[str]
    begin: re.Pattern[str]
    is_ascii: bool


@lru_cache(maxsize=16)
def _foreign(language: Language, languages: tuple[Language, ...]) -> _Foreign | None:
    """Return what is foreign in a block in `language`; None if that cannot be told."""
    others = [other for other in languages if other != language]
    if not language or len(others) != 1:
        return None
    own, script = script_of(language), script_of(others[0])
    if not own or not script or re.search(f"[{own}]", _sample(script)) or re.search(f"[{script}]", _sample(own)):
        return None
    tag = f'<span lang="{escape(others[0])}">'
    if re.search(f"[{script}]", "a"):
        letters = script + "".join(re.findall(f"[{script}]", BEYOND, re.IGNORECASE))
        begin = rf"[{letters}][{letters}0-9'’.-]"
        return _Foreign(tag, re.compile(_latin(letters)), re.compile(f"{begin}|{ESCAPED}"), is_ascii=True)
    run = rf"[{script}]+(?:[，。、；：（）《》“”！？·…—]{{1,3}}[{script}]+){{0,60}}"
    begin = f"[{script}]|{ESCAPED}"
    return _Foreign(tag, re.compile(run, re.IGNORECASE), re.compile(begin, re.IGNORECASE), is_ascii=False)


def _latin(letters: str) -> str:
    """Return what finds a run of words in `letters`, or an `address`, which is no words.

    Both begin with a letter, so that all others are passed over fast. A word has two letters at least: one alone is a
    variable. Names with `_`, `$` or `\\` are code.
    """
    more = rf"(?:[{letters}0-9]|['’.-](?=[{letters}0-9])){{0,60}}[{letters}0-9](?!['’.-]?[{letters}0-9_])"
    words = rf"(?<![{letters}0-9_$\\].){more}(?:(?:[ /&]|, )[{letters}]{more}){{0,60}}"
    address = r"(?P<address>(?:(?<=[hH])[tT][tT][pP][sSſ]?://|(?<=[wW])[wW][wW]\.)[!-~İıſ\u212a]*)"
    return f"[{letters}](?:{address}|{words})"


def _sample(script: str) -> str:
    """Return the first letter of every range of a script's class."""
    return re.sub(r"-.", "", script)
