"""The names of files, folders and headings in; numbers, slugs and titles out."""

import hashlib
import re
import unicodedata

from dlcourse.patterns import lazy
from dlcourse.schema.fieldtypes import plain_slug

Numbers = tuple[int, ...]
"""The numbers that a name begins with: `2.01-about` has (2, 1)."""

_CHINESE = "零〇一二两三四五六七八九十百"
_CHAPTER = lazy(rf"第\s*([0-9]{{1,9}}|[{_CHINESE}]{{1,9}})\s*[章节節讲講课課回部篇单元周天][\s、，.:：_-]*")
_NAME_NUMBER = lazy(r"([0-9]{1,18}(?:[._-][0-9]{1,18})*)(?:[-_.,\s、，)）:：]+|$|(?=[^\x00-\x7f]))")
_TITLE_NUMBER = lazy(
    r"(?:(?:chapter|lesson|lecture|part|unit|week|day|module|session)\s+([0-9]{1,9})\b"
    r"|([0-9]{1,9}(?:\.[0-9]{1,9})*)(?:\.(?![0-9])|[、)）:：])"
    r"|([0-9]{1,9}(?:\.[0-9]{1,9})+|0[0-9]{1,8})(?=\s))",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"([0-9]+)")
_CHINESE_POINT = lazy(rf"([{_CHINESE}]{{1,9}})、")
_HEADING = re.compile(r"^ {0,3}(?:(`{3,}|~{3,})|(#{1,6})(?:[ \t]([^\n]*))?$)", re.MULTILINE)


def split_number(name: str) -> tuple[Numbers, str]:
    """Split the numbers that a file or folder name begins with (`01-`, `2.01 `, `第三章`) from the rest."""
    name = unicodedata.normalize("NFKC", name).strip()
    found = _CHAPTER.match(name)
    if found:
        rest = name[found.end() :]
        numbers, rest = split_number(rest) if _CHAPTER.match(rest) else ((), rest)
        return (_chinese_number(found[1]), *numbers), rest
    found = _NAME_NUMBER.match(name)
    if not found:
        return (), name
    return tuple(int(part) for part in re.split(r"[._-]", found[1])), name[found.end() :]


def title_numbers(title: str) -> Numbers:
    """Return the numbers that a title begins with, if they number it: `2.01.`, `1.2 `, `3、`, `第三章`, `Week 4`."""
    title = unicodedata.normalize("NFKC", title).strip()
    if _CHAPTER.match(title):
        return split_number(title)[0]
    point = _CHINESE_POINT.match(title)
    if point:
        return (_chinese_number(point[1]),)
    found = _TITLE_NUMBER.match(title)
    if not found:
        return ()
    return tuple(int(part) for part in (found[1] or found[2] or found[3]).split("."))


def slug_of(name: str) -> str:
    """Make a slug of a file or folder name: its words without the leading number, Chinese as pinyin.

    A name of which nothing is left gives `lesson-` and its number, else a short hash of the name: never "".
    """
    numbers, rest = split_number(name)
    slug = plain_slug(_romanised(rest))
    if slug:
        return slug
    if numbers:
        return "lesson-" + "-".join(str(number) for number in numbers)
    return "lesson-" + hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def humanised(name: str) -> str:
    """Make a title of a folder name: `01-deep_learning` is `Deep learning`."""
    rest = re.sub(r"[-_\s]+", " ", split_number(name)[1]).strip() or name
    return rest[:1].upper() + rest[1:]


def natural(name: str) -> tuple[int | str, ...]:
    """Return a key that sorts `file2` before `file10`; texts stand at even places, numbers at odd ones."""
    parts = _DIGITS.split(unicodedata.normalize("NFC", name).casefold())
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts))


def first_heading(body: str, *, level: int | None = None) -> str:
    """Return the text of the first `#` heading outside of code, of any level or of `level`; "" when there is none."""
    fence = ""
    for found in _HEADING.finditer(body):
        if found[1]:
            if not fence:
                fence = found[1]
            elif found[1].startswith(fence):
                fence = ""
        elif not fence and level in (None, len(found[2])):
            return _plain(found[3] or "")
    return ""


def _plain(heading: str) -> str:
    text = re.sub(r"\{#[^{}]*\}$", "", heading.strip()).rstrip()
    without_close = text.rstrip("#")
    if not without_close or without_close[-1] in " \t":
        text = without_close
    return re.sub(r"[*`]", "", text).strip()


def _romanised(text: str) -> str:
    if text.isascii() or not re.search(r"[\u3400-\u9fff\U00020000-\U0003ffff]", text):
        return text
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - it takes 0.3 s to import, and only Chinese names need it

    return " ".join(lazy_pinyin(text))


def _chinese_number(text: str) -> int:
    if text.isascii():
        return int(text)
    digits = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
    total = digit = 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = digit * 10 + digits[char]
    return total + digit
