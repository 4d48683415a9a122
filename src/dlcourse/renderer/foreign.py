"""Runs of foreign text: `深度学习（Deep Learning）` in a Chinese block holds a run of English.

A run is told by its letters, so only the two languages of a course are told apart, and only if no letter is common to
both: Latin in Chinese, Han in English, kana in English.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape
from itertools import chain

from dlcourse.languages import script_of
from dlcourse.model import Language

ESCAPED = "&<>\"'"
_BLOCKS = (range(0x250, 0x2B0), range(0x2100, 0x2150), range(0x2C60, 0x2C80), range(0xA720, 0xA800))
BEYOND = "".join(map(chr, chain.from_iterable(_BLOCKS)))
"""Among these are all letters beyond our Latin ones that are taken for Latin where case does not count."""


Writer = Callable[[str], str]
"""Writes a text as HTML."""


def text_html(text: str, language: Language, languages: tuple[Language, ...]) -> str:
    """Return `text`, which stands in a block in `language`, as HTML; runs in another one of `languages` say so."""
    return text_writer(language, languages)(text)


@lru_cache(maxsize=16)
def text_writer(language: Language, languages: tuple[Language, ...]) -> Writer:
    """Return what writes the texts of blocks in `language` as `text_html` does."""
    foreign = _foreign(language, languages)
    if foreign is None:
        return escape
    script, run = foreign
    is_latin = re.search(f"[{script}]", "a") is not None
    # What a run begins with, or what must be escaped: found much faster than a run, and most texts have none.
    more = rf"(?:(?<=[{ESCAPED}])|[{script}0-9'’.-])" if is_latin else ""
    begin = re.compile(f"[{script}{ESCAPED}]{more}", re.NOFLAG if is_latin else re.IGNORECASE)
    special = re.compile(f"[{ESCAPED}]")
    tag = f'<span lang="{escape(_other(language, languages))}">'

    def write(text: str) -> str:
        if text.isascii() and not is_latin:
            return escape(text)
        found = begin.search(text)
        if found is None:
            return text
        written = escape if special.search(text, found.start()) else str
        parts: list[str] = []
        end = 0
        for match in run.finditer(text, found.start()):
            if match.lastgroup is None:  # no address
                parts += (written(text[end : match.start()]), tag, written(match[0]), "</span>")
                end = match.end()
        parts.append(written(text[end:]))
        return "".join(parts)

    return write


def _foreign(language: Language, languages: tuple[Language, ...]) -> tuple[str, re.Pattern[str]] | None:
    """Return the letters that are foreign in a block in `language`, and what finds a run of them, or an address.

    None if that cannot be told.
    """
    other = _other(language, languages)
    own, script = script_of(language), script_of(other)
    if not own or not script or re.search(f"[{own}]", _sample(script)) or re.search(f"[{script}]", _sample(own)):
        return None
    if re.search(f"[{script}]", "a"):
        letters = script + "".join(re.findall(f"[{script}]", BEYOND, re.IGNORECASE))
        return letters, re.compile(_latin(letters))
    run = rf"[{script}]+(?:[，。、；：（）《》“”！？·…—]{{1,3}}[{script}]+){{0,60}}"
    return script, re.compile(run, re.IGNORECASE)


def _other(language: Language, languages: tuple[Language, ...]) -> Language:
    """Return the other one of two `languages`; "" where there are not two."""
    others = [other for other in languages if other != language]
    return others[0] if language and len(others) == 1 else ""


def _latin(letters: str) -> str:
    """Return what finds a run of words in `letters`, or an `address`, which is no words.

    Both begin with a letter, so that all others are passed over fast. A word has two letters at least: one alone is a
    variable. Names with `_`, `$` or `\\` are code.
    """
    long = rf"(?:[{letters}0-9]|['’.-](?=[{letters}0-9])){{0,60}}[{letters}0-9]"
    short = rf"(?=[{letters}0-9'’.-]{{1,60}}(?![{letters}0-9'’.-]))(?>(?:[{letters}0-9]+|['’.-](?=[{letters}0-9]))+)"
    more = rf"(?:{short}|{long})(?!['’.-]?[{letters}0-9_])"  # the same, but short words are found in half the time
    words = rf"(?<![{letters}0-9_$\\].){more}(?:(?:[ /&]|, )[{letters}]{more}){{0,60}}"
    address = r"(?P<address>(?:(?<=[hH])[tT][tT][pP][sSſ]?://|(?<=[wW])[wW][wW]\.)[!-~İıſ\u212a]*)"
    return f"[{letters}](?:{address}|{words})"


def _sample(script: str) -> str:
    """Return the first letter of every range of a script's class."""
    return re.sub(r"-.", "", script)
