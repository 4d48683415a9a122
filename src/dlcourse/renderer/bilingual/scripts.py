"""Which language a text is written in, told by its letters."""

import re
from functools import lru_cache

from dlcourse.languages import HAN, LATIN, script_of
from dlcourse.model import Language
from dlcourse.renderer.reading import count_han

WORD_WEIGHT = 1.6
"""How many Han characters a Latin word weighs: a text of 10 words is as long as one of 16 characters."""
DENSE_SHARE = 0.35
"""The share from which on a text is Chinese (or in another dense script), though it holds Latin words."""
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>（），。；]+")
FOREIGN_SHARE = 0.08
"""The share up to which a Latin text may hold a dense script, and is still clearly Latin."""


def language_of(text: str, languages: tuple[Language, ...]) -> Language:
    """Return the language of the prose `text`, one of the course's `languages`; the first where letters do not tell.

    A text is in the language whose script is not Latin if at least 35 % of its weight is in that script.
    """
    if len(languages) < 2:
        return languages[0]
    dense, latin = _dense_first(languages[0], languages[1])
    if _is_clearly(text, dense, latin):
        return dense
    share, weight = _share(text, dense, latin)
    if not weight:
        return languages[0]
    return dense if share >= DENSE_SHARE else latin


def _is_clearly(text: str, dense: Language, latin: Language) -> bool:
    """Tell whether `text` is in `dense` even if each of its other characters were a Latin word."""
    script = script_of(dense)
    if not script or script == LATIN or script_of(latin) != LATIN or has_address(text):
        return False
    weight = _weight(text, script)
    return weight > 0 and weight / (weight + WORD_WEIGHT * (len(text) - weight)) >= DENSE_SHARE


def has_address(text: str) -> bool:
    """Tell whether there may be an address in `text`: to find one takes longer."""
    return "://" in text or "www." in text


def weigh(text: str, languages: tuple[Language, Language]) -> tuple[Language, float]:
    """Return the language of `text` and how much of it there is, in characters; 0 where it may be in either."""
    dense, latin = _dense_first(*languages)
    share, weight = _share(text, dense, latin)
    return language_of(text, languages), 0.0 if FOREIGN_SHARE < share < DENSE_SHARE else weight


def _dense_first(first: Language, second: Language) -> tuple[Language, Language]:
    return (second, first) if script_of(first) == LATIN else (first, second)


def _share(text: str, dense: Language, latin: Language) -> tuple[float, float]:
    """Return the share of `dense` in the weight of `text`, and that weight; (0, 0) where letters do not tell."""
    scripts = script_of(dense), script_of(latin)
    if not all(scripts) or scripts[0] == scripts[1]:
        return 0.0, 0.0
    if has_address(text):
        text = ADDRESS.sub("", text)
    weights = [_weight(text, script) for script in scripts]
    return weights[0] / (sum(weights) or 1.0), sum(weights)


def _weight(text: str, script: str) -> float:
    if script == HAN:
        return float(count_han(text))
    found = _units(script).findall(text)
    return WORD_WEIGHT * len(found) if script == LATIN else float(sum(map(len, found)))


@lru_cache(maxsize=32)
def _units(script: str) -> re.Pattern[str]:
    """Return what finds words in Latin letters, or else runs of characters."""
    return re.compile(rf"[{script}][\w'’-]*" if script == LATIN else f"[{script}]+", re.ASCII)
