"""How lessons translate terms in passing, `反向传播（backpropagation）`: a source's text in, such uses out.

Reads the text as the author wrote it, so that every use has its line and column. What holds here for Chinese beside
English holds for any language that is not written in Latin letters beside one that is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dlcourse.diagnostics import Place
from dlcourse.languages import LATIN, script_of
from dlcourse.model import Language, Source
from dlcourse.patterns import lazy

LONGEST = 24
GONE = "\0"
"""Stands for what is no prose: code, formulas, addresses, tags. Code that is not plain ASCII may be emphasis."""

NO_PROSE = lazy(
    r"\$\$.*?\$\$|\$[^$\n]+\$|\\\([^\n]*?\\\)|`[^`\n\x80-\U0010ffff]+`|\]\([^()\n]*\)"
    r"|<[a-zA-Z/!][^<>\n]*>|https?://[^\s（）()<>]+",
    re.DOTALL,
)
FENCE = lazy(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})")
BRACKET = lazy(r"[（(][ \t]*(?P<said>[^（）()\n\0]{2,80}?)[ \t]*[）)]")
# The beginning of a heading, item, quotation or cell, up to its first word.
LINE_START = lazy(r"[ \t>]*(?:#{1,6}[ \t]+|(?:[-*+]|\d{1,9}[.、)）])[ \t]+|\|[ \t]*)?(?:\d+(?:\.\d+)*[.、]?[ \t]+)?")
LINE_END = lazy(r"[*_`]*[ \t]*(?:$|\||#+[ \t]*$|\{#)", re.MULTILINE)
EXPLAINED = lazy(r"[*_`]*[ \t]*[:：]")
PAIRED = {"”": "“", "’": "‘", "」": "「", "』": "『", "】": "【"}
PAIRED_MARK = lazy("[”“’‘」「』『】【]")
DOUBLED = frozenset('*_`"')
DOUBLED_RUN = lazy(r'([*_`"])\1*')
BREAKS = "，。；：！？、,;:!?|（）()“”‘’「」『』【】" + GONE

# Words after which a term begins, where nothing sets it off. Letters that terms often hold themselves are not here.
BEFORE_TERM = lazy(
    "的|是|了|叫做|叫|称为|称作|称之为|名为|和|与|或者|或|以及|及|即|把|将|由|被|使用|利用|采用|运用|通过|基于|对于|关于|提出|引入|介绍|例如|比如"
    "|包括|包含|含有|具有|进行|实现|得到|避免|属于|所谓|一个|一种|这个|这种|这些|一些|该|每个|作为|成为|需要|可以"
)
PARTS = lazy(r"[ \t]*[,，、;；/][ \t]*")
SHORT_SAID = lazy(r"(?:简称|简写为?|缩写为?|又称|也称|或称?|aka|abbr\.?|or)[ \t]*")
NAME = lazy(rf"[{LATIN}][{LATIN}0-9'’-]*(?:[ \u00a0]+[{LATIN}0-9][{LATIN}0-9'’-]*){{0,5}}")
INITIALS = lazy(r"[A-Z][A-Z0-9-]{1,9}s?|(?=\S*[A-Z]\S*[A-Z0-9])[A-Za-z][A-Za-z0-9-]{1,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A term and, in brackets behind it, what it is in Latin letters.

    `written` is what stands before the bracket. If `is_exact`, the author set it off, by emphasis, quotes or as a
    line of its own, and it is the term and nothing else; if not, the term is only its end. `is_line` says that it is
    all that a heading, an item or a cell says. `said` is the name in the brackets, `shorts` its abbreviations, if
    any are given; a name that is itself one stands in `said`.
    """

    written: str
    is_exact: bool
    is_line: bool
    said: str
    shorts: tuple[str, ...]
    place: Place

    @property
    def is_short(self) -> bool:
        """Tell whether only an abbreviation is given."""
        return bool(INITIALS.fullmatch(self.said))


def native_language(languages: tuple[Language, ...]) -> Language | None:
    """Return the course's language that is not written in Latin letters; None unless there is one and one that is."""
    scripts = [script_of(language) for language in languages]
    others = [language for language, script in zip(languages, scripts, strict=True) if script not in ("", LATIN)]
    return others[0] if len(others) == 1 and LATIN in scripts else None


def uses_in(source: Source, native: Language) -> Iterator[Use]:
    """Yield every use `X（Y）` of `source`, X in the letters of the language `native`, Y a name in Latin letters."""
    letters = script_of(native)
    if not any(bracket in source.body for bracket in "（("):
        return
    text = prose_only(source.body)
    line, line_start, counted = source.body_line, 0, 0
    for match in BRACKET.finditer(text):
        said = _read_said(match["said"])
        if said is None:
            continue
        line += text.count("\n", counted, match.start())
        line_start = text.rfind("\n", counted, match.start()) + 1 or line_start
        counted = match.start()
        before = text[max(line_start, match.start() - 200) : match.start()].rstrip(" \t")
        found = _written(before, letters, is_whole=match.start() - line_start <= 200)
        if found:
            written, is_exact, opens_line = found
            is_line = opens_line and LINE_END.match(text, match.end()) is not None
            is_explained = opens_line and EXPLAINED.match(text, match.end()) is not None
            yield Use(
                written=written,
                is_exact=is_exact or is_line or is_explained,
                is_line=is_line,
                said=said[0],
                shorts=said[1],
                place=Place(source.file, line, match.start("said") - line_start + 1),
            )


def prose_only(body: str) -> str:
    """Return `body`, as long as it was, with `GONE` in the place of all that is no prose."""
    lines: list[str] = []
    fence = ""
    for line in body.split("\n"):
        mark = FENCE.match(line)
        if fence:
            lines.append(GONE * len(line))
            if mark and mark[1].startswith(fence) and not line[mark.end() :].strip(" \t`~"):
                fence = ""
        elif mark:
            fence = mark[1]
            lines.append(GONE * len(line))
        else:
            lines.append(line)
    return NO_PROSE.sub(_blank, "\n".join(lines))


def _blank(match: re.Match[str]) -> str:
    return "".join("\n" if character == "\n" else GONE for character in match[0])


def _read_said(said: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the one name that brackets give, and its abbreviations; None for lists, notes and whatever else."""
    parts = [SHORT_SAID.sub("", part, count=1) if SHORT_SAID.match(part) else part for part in PARTS.split(said)]
    if not all(len(part) > 1 and NAME.fullmatch(part) for part in parts):
        return None
    shorts = tuple(part for part in parts if INITIALS.fullmatch(part))
    names = [part for part in parts if part not in shorts]
    if len(names) == 1:
        return " ".join(names[0].split()), shorts
    return (shorts[0], ()) if len(shorts) == 1 and not names else None


def _written(before: str, letters: str, *, is_whole: bool) -> tuple[str, bool, bool] | None:
    """Return the term that ends `before`, the part of its line before a bracket: see `Use`.

    The third value tells whether it is the first word of a heading, item or cell.
    """
    start = LINE_START.match(before)
    is_start = is_whole and start is not None and bool(start[0].strip())
    bare = before[start.end() :] if start and is_start else before
    closer = bare[-1:]
    if closer in PAIRED:
        inner = bare[bare.rfind(PAIRED[closer]) + 1 : -1] if PAIRED[closer] in bare else ""
        return _exact(inner, letters, opens_line=is_start and bare.startswith(PAIRED[closer] + inner))
    if closer and closer in DOUBLED:
        stripped = bare.rstrip(closer)
        inner = stripped[stripped.rfind(closer) + 1 :] if closer in stripped else ""
        return _exact(inner, letters, opens_line=is_start and bare.strip(closer) == inner)
    opened = _open_mark(bare)
    if opened is not None:
        inner = bare[opened:]
        exact = _exact(inner, letters, opens_line=is_start and not bare[:opened].strip('*_`"“‘「『【'))
        if exact:
            return exact
    run = _run(letters).search(bare)
    if not run or "·" in run[0] or len(run[0]) > LONGEST:
        return None if not run or "·" in run[0] else (run[0][-LONGEST:], False, False)
    return run[0], False, is_start and run.start() == 0


def _exact(inner: str, letters: str, *, opens_line: bool) -> tuple[str, bool, bool] | None:
    """Return what an author set off, if it can be a term: letters of its language, no sentence, no person's name."""
    if not 2 <= len(inner) <= LONGEST or "·" in inner or any(mark in inner for mark in BREAKS):
        return None
    return (inner.strip(), True, opens_line) if re.search(f"[{letters}]", inner) else None


def _open_mark(text: str) -> int | None:
    """Return where the text begins that emphasis or quotes still open at the end of `text` set off."""
    found = -1
    runs: dict[str, list[int]] = {}
    for match in DOUBLED_RUN.finditer(text):
        runs.setdefault(match[1], []).append(match.end())
    for ends in runs.values():
        if len(ends) % 2:
            found = max(found, ends[-1])
    for match in reversed(list(PAIRED_MARK.finditer(text))):
        if match[0] not in PAIRED:
            found = max(found, match.end())
        break
    return found if found >= 0 else None


@cache
def _run(letters: str) -> re.Pattern[str]:
    return re.compile(rf"[{letters}·]{{2,60}}$")
