"""Headings, list items and titles that say the same in two languages: `中文 | English`, `中文 (English)`.

An inline token or a text in; what each language's readers see of it out.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from markdown_it.token import Token

from dlcourse.languages import LATIN, script_of
from dlcourse.model import Language
from dlcourse.patterns import lazy
from dlcourse.renderer.bilingual.scripts import ADDRESS
from dlcourse.renderer.bilingual.tree import token_copy

Range = tuple[int, int]
Halves = tuple[list[Range], list[Range]]

# What stands in the text for a token without text of its own; the loader keeps noncharacters out of lessons.
OPAQUE = "\ufdd2"  # code, a formula
DECORATION = "\ufdd3"  # a picture, an HTML tag

EMOJI = "\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\u200d\u20e3\U0001f000-\U0001faff"
NUMBER = r"\d+(?:\.\d+)*(?:[.、)）:：](?!\d)|(?=\s)|\ufe0f?\u20e3)"
PREFIX = lazy(rf"(?:[\s{DECORATION}{EMOJI}]|{NUMBER})*")
SUFFIX = lazy(rf"[\s:：{DECORATION}]*\Z")
BAR = re.compile(r"(?<=\s)\|(?=\s)|｜")
BEFORE_CALL = lazy(rf"[A-Za-z0-9_\]{OPAQUE}]\Z")
AFTER_BRACKET = f": \t：{DECORATION}"
OPENING, CLOSING = "([{（［【〔", ")]}）］】〕"


def split_inline(
    inline: Token, languages: tuple[Language, Language], *, with_brackets: bool, in_order: bool = False
) -> tuple[list[Token], list[Token]] | None:
    """Return the children of `inline` that readers of each of `languages` see, as copies; None if it is in one.

    Bold, links and so on stay around what is in them. `with_brackets` also splits `中文 (English)`. Languages are told
    by their script; `in_order` says that where they share one, the first language stands before the bar.
    """
    children = inline.children or []
    text = "".join(_text_of(child) for child in children)
    halves = None if "\n" in text else _halves(text, languages, with_brackets, in_order)
    return (_kept(children, halves[0]), _kept(children, halves[1])) if halves else None


def split_text(
    text: str, languages: tuple[Language, Language], *, with_brackets: bool = True, in_order: bool = False
) -> dict[Language, str] | None:
    """Return the plain `text` (a title) in each language, by the rules of `split_inline`; None if it is in one."""
    halves = _halves(text, languages, with_brackets, in_order)
    if halves is None:
        return None
    return {
        language: "".join(text[start:end] for start, end in ranges).strip()
        for language, ranges in zip(languages, halves, strict=True)
    }


def _halves(text: str, languages: tuple[Language, Language], with_brackets: bool, in_order: bool) -> Halves | None:
    """Return the parts of `text` that belong to each language; what stands at either end may belong to both."""
    has_bar = ("|" in text or "｜" in text) and BAR.search(text) is not None
    if not has_bar and not (with_brackets and text.rstrip(AFTER_BRACKET).endswith((")", "）"))):
        return None
    prefix = PREFIX.match(text)
    suffix = SUFFIX.search(text)
    start = prefix.end() if prefix else 0
    end = max(suffix.start() if suffix else len(text), start)
    parts = _around_bar(text, start, end, languages, in_order) if has_bar else None
    if parts is None and with_brackets:
        parts = _around_bracket(text, start, end, languages)
    if parts is None:
        return None
    is_first, before, after = parts
    own_number = text[after[0]].isdigit()
    ranges = [(0, start), before, (end, len(text))], [(0, 0 if own_number else start), after, (end, len(text))]
    return ranges if is_first else (ranges[1], ranges[0])


Parts = tuple[bool, Range, Range]
"""Whether the first part is in the first language, and where each part stands."""


def _around_bar(text: str, start: int, end: int, languages: tuple[Language, Language], in_order: bool) -> Parts | None:
    bars = [match.start() for match in BAR.finditer(text, start, end)]
    if len(bars) != 1 or _depth(text[start : bars[0]]) or _depth(text[bars[0] : end]):
        return None
    before, after = _trimmed(text, start, bars[0]), _trimmed(text, bars[0] + 1, end)
    first, second = text[slice(*before)], text[slice(*after)]
    scripts = script_of(languages[0]), script_of(languages[1])
    if _share(*scripts):
        has_words = any(map(str.isalpha, first)) and any(map(str.isalpha, second))
        return (True, before, after) if in_order and has_words else None
    for is_first, (own, other) in ((True, scripts), (False, scripts[::-1])):
        if _is_in(first, own, other) and _is_in(second, other, own):
            return is_first, before, after
    return None


def _around_bracket(text: str, start: int, end: int, languages: tuple[Language, Language]) -> Parts | None:
    scripts = script_of(languages[0]), script_of(languages[1])
    opening = _opening(text, start, end)
    if opening is None or _share(*scripts):
        return None
    before, inner = _trimmed(text, start, opening), _trimmed(text, opening + 1, end - 1)
    said, bracket = text[slice(*before)], ADDRESS.sub("", text[slice(*inner)])
    if text[opening] == "(" and BEFORE_CALL.search(text[start:opening]):
        return None  # `f(ab)` is no translation
    for is_first, (own, other) in ((True, scripts), (False, scripts[::-1])):
        if own == LATIN and not is_first:
            continue  # `Transformer（变换器）` in a course that is written in Chinese explains a name
        if _is_pure(bracket, other) and _count(bracket, other) >= 2 and _is_in(said, own, other):
            return is_first, before, inner
    return None


def _opening(text: str, start: int, end: int) -> int | None:
    """Return where the bracket opens that `text[start:end]` ends with; None if there is none, or nothing before it."""
    if text[end - 1 : end] not in (")", "）"):
        return None
    depth = 0
    for index in range(end - 1, start, -1):
        depth += (text[index] in ")）") - (text[index] in "(（")
        if depth == 0:
            return index
    return None


def _is_in(text: str, own: str, other: str) -> bool:
    """Tell whether `text` is in the language of the script `own`; Latin names may stand in any language."""
    wanted = 2 if own == LATIN else 1
    text = ADDRESS.sub("", text)
    return _count(text, own) >= wanted and (other == LATIN or not _count(text, other))


def _is_pure(text: str, script: str) -> bool:
    """Tell whether `text` has no letters but those of `script`."""
    return _class(script).sub("", "".join(filter(str.isalpha, text))) == ""


def _count(text: str, script: str) -> int:
    return len(_class(script).findall(text))


@lru_cache(maxsize=32)
def _class(script: str) -> re.Pattern[str]:
    return re.compile(f"[{script}]")


def _share(first: str, second: str) -> bool:
    """Tell whether two scripts do not tell two languages apart."""
    return not first or not second or first in second or second in first


def _depth(text: str) -> int:
    return sum(text.count(each) for each in OPENING) - sum(text.count(each) for each in CLOSING)


def _trimmed(text: str, start: int, end: int) -> Range:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), max(start + len(part.rstrip()), start)


def _text_of(token: Token) -> str:
    if token.type == "text":
        return token.content
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type in ("image", "html_inline"):
        return DECORATION
    if token.nesting or token.type in ("checkbox", "checkbox_end"):
        return ""
    return OPAQUE + str(token.meta.get("tail", ""))


def _kept(children: Sequence[Token], ranges: Sequence[Range]) -> list[Token]:
    """Copy what lies in `ranges` of the children's text; of what encloses text, only that which still encloses some."""
    kept: list[Token] = []
    openers: list[int] = []
    position = 0
    for child in children:
        length = len(_text_of(child))
        pieces = [(max(start, position), min(end, position + length)) for start, end in ranges]
        parts = [(start - position, end - position) for start, end in pieces if end > start]
        position += length
        if child.nesting == 1:
            openers.append(len(kept))
        if child.nesting == -1 and openers and openers.pop() == len(kept) - 1:
            kept.pop()
        elif parts or not length:
            kept.append(_clipped(child, parts))
    return kept


def _clipped(token: Token, parts: Sequence[Range]) -> Token:
    copy = token_copy(token)
    if token.type == "text":
        copy.content = "".join(token.content[start:end] for start, end in parts)
    elif "tail" in copy.meta and not any(end > 1 for _, end in parts):
        del copy.meta["tail"]
    return copy
