"""Runs of foreign text: `深度学习（Deep Learning）` in a Chinese block holds a run of English.

A run is told by its letters, so only the two languages of a course are told apart, and only if no letter is common to
both: Latin in Chinese, Han in English, kana in English.
"""

import re
from functools import lru_cache
from html import escape

from dlcourse.languages import script_of
from dlcourse.model import Language


def text_html(text: str, language: Language, languages: tuple[Language, ...]) -> str:
    """Return `text`, which stands in a block in `language`, as HTML; runs in another one of `languages` say so."""
    found = _foreign(language, languages)
    if found is None:
        return escape(text)
    foreign, pattern = found
    parts: list[str] = []
    end = 0
    for match in pattern.finditer(text):
        if match["run"]:
            parts += [
                escape(text[end : match.start()]),
                f'<span lang="{escape(foreign)}">{escape(match["run"])}</span>',
            ]
            end = match.end()
    parts.append(escape(text[end:]))
    return "".join(parts)


@lru_cache(maxsize=16)
def _foreign(language: Language, languages: tuple[Language, ...]) -> tuple[Language, re.Pattern[str]] | None:
    """Return the language that is foreign in a block in `language`, and what a run of it looks like."""
    others = [other for other in languages if other != language]
    if not language or len(others) != 1:
        return None
    own, script = script_of(language), script_of(others[0])
    if not own or not script or re.search(f"[{own}]", _sample(script)) or re.search(f"[{script}]", _sample(own)):
        return None
    if re.search(f"[{script}]", "a"):
        letter = f"[{script}0-9]"
        # Two letters at least: one alone is a variable. Names with `_`, `$` or `\\` are code, addresses are no words.
        word = (
            rf"(?<![{script}0-9_$\\])[{script}](?:{letter}|['’.-](?={letter})){{0,60}}{letter}(?!['’.-]?[{script}0-9_])"
        )
        run = rf"{word}(?:(?:[ /&]|, ){word}){{0,60}}"
    else:
        run = rf"[{script}]+(?:[，。、；：（）《》“”！？·…—]{{1,3}}[{script}]+){{0,60}}"
    return others[0], re.compile(rf"(?:https?://|www\.)[!-~]*|(?P<run>{run})", re.IGNORECASE)


def _sample(script: str) -> str:
    """Return the first letter of every range of a script's class."""
    return re.sub(r"-.", "", script)
