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
FOLDED = "\u0250-\u02af\u212a\u212b\u2c60-\u2c7f"
"""Letters beyond our Latin ones, with all that are taken for Latin ones where case does not count."""


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
        if match["run"]:
            parts += [escape(text[end : match.start()]), found.tag, escape(match["run"]), "</span>"]
            end = match.end()
    parts.append(escape(text[end:]))
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class _Foreign:
    """How a foreign language looks: the `tag` around a run of it, and the `run`.

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
    is_latin = re.search(f"[{script}]", "a") is not None
    if is_latin:
        letter = f"[{script}0-9]"
        # Two letters at least: one alone is a variable. Names with `_`, `$` or `\\` are code, addresses are no words.
        word = (
            rf"(?<![{script}0-9_$\\])[{script}](?:{letter}|['’.-](?={letter})){{0,60}}{letter}(?!['’.-]?[{script}0-9_])"
        )
        run = rf"{word}(?:(?:[ /&]|, ){word}){{0,60}}"
        begin = re.compile(rf"[{script}{FOLDED}][{script}{FOLDED}0-9'’.-]|{ESCAPED}")
    else:
        run = rf"[{script}]+(?:[，。、；：（）《》“”！？·…—]{{1,3}}[{script}]+){{0,60}}"
        begin = re.compile(f"[{script}]|{ESCAPED}", re.IGNORECASE)
    tag = f'<span lang="{escape(others[0])}">'
    found = re.compile(rf"(?:https?://|www\.)[!-~]*|(?P<run>{run})", re.IGNORECASE)
    return _Foreign(tag, found, begin, is_latin)


def _sample(script: str) -> str:
    """Return the first letter of every range of a script's class."""
    return re.sub(r"-.", "", script)
