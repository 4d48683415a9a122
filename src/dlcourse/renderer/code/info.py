"""The first line of a code block in, what it asks for out: `python title="net.py" {1,3-5}`, as many tools write it.

What we do not know is left alone, for every tool has options of its own; what looks like one of ours, misspelt or with
a value that says nothing, is a fault.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache

from markdown_it.common.utils import unescapeAll

from dlcourse.patterns import lazy

Range = tuple[int, int]
"""The first line and the last, counted from 1."""

LONGEST = 500
"""How many characters of an info are read; no real one is longer."""
MAX_TITLE = 200

QUOTED = "\"[^\"]*\"|'[^']*'|[“”][^“”]*[“”]|[‘’][^‘’]*[‘’]|「[^」]*」|『[^』]*』"
ITEM = lazy(
    rf"""[\s,;]+
    | (?P<key>[A-Za-z][\w.-]*)[ ]*(?:=|:(?=[ ]))[ ]*(?P<value>{QUOTED}|\{{[^{{}}]*\}}|\[[^\[\]]*\]|[^\s,{{}}]*)
    | \{{(?P<braces>(?:[^{{}}"']|"[^"]*"|'[^']*')*)\}}
    | \[(?P<label>[^\[\]]*)\]
    | :(?P<colon>[^\s{{}}\[\]]*)
    | (?P<word>[^\s,;{{}}\[\]:]+)
    | .""",
    re.VERBOSE,
)
LANGUAGE = lazy(r"(?:\{\s*\.?)?([^\s{}\[\]:,.=\"'“”‘’「」#][^\s{}\[\]:,.=\"'“”‘’「」]*+)(?!\s*=)")
RANGES = lazy(r"[\d\s,;.–-]*\d[\d\s,;.–-]*")
NUMBER = lazy(r"\d{1,6}(?!\d)")
NAME = lazy(r"(?<!\S)#(lst[:-][\w.:-]*\w)")
FILE = lazy(r"[^:=]*[./][^:=]*\w")
QUOTES = "\"'“”‘’「」『』"

# Names as `_plain` writes them: in small letters, without `_`, `-` and `.`.
TITLES = frozenset({"title", "filename", "file", "caption", "lstcap", "header"})
LINES = {
    "hllines": "marked",
    "highlight": "marked",
    "highlights": "marked",
    "highlightlines": "marked",
    "emphasizelines": "marked",
    "mark": "marked",
    "dataline": "marked",
    "ins": "added",
    "add": "added",
    "del": "removed",
    "remove": "removed",
    "focus": "focused",
}
QUIET = frozenset({"mark", "ins", "add", "del", "remove", "highlight", "focus"})
"""Other tools let these name words of the code, too."""
NUMBERS = frozenset(
    "linenums linenumbers linenos lineno showlinenumbers numberlines numberedlines linenostart linenosstart startfrom "
    "startlinenumber firstlinenumber numberlinesfrom".split()
)
BOTH = frozenset({"codelinenumbers"})
"""Quarto's: lines to highlight, or true."""
NO_NUMBERS = frozenset({"nolinenumbers", "nolinenums", "nolinenos"})
ALL = (*TITLES, *(name for name in LINES if len(name) > 6), *NUMBERS, *BOTH, *NO_NUMBERS)


@dataclass(frozen=True, slots=True)
class Fault:
    """What of an info is not understood (`written`), what is wrong with it, how to mend it."""

    written: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Info:
    """What a code block asks for.

    `label` is what stands in `[…]`: a title too, or the name of a tab. `lines` are those to mark, by what they are
    marked as: "marked", "added", "removed", "focused". `first_number` is that of the first line, if lines have numbers.
    `name` is the label that references use.
    """

    language: str = ""
    title: str = ""
    label: str = ""
    lines: Mapping[str, tuple[Range, ...]] = field(default_factory=dict)
    first_number: int | None = None
    name: str = ""
    faults: tuple[Fault, ...] = ()


@lru_cache(maxsize=1024)
def read_info(written: str) -> Info:
    """Read the info of a fence; Markdown's escapes and entities are still in it."""
    text = written.strip()[:LONGEST]
    if text.isalnum():
        return Info(text.lower())
    braces = ITEM.match(text) if text.startswith("{") else None
    if braces and braces["braces"] is not None:
        return _in_braces(braces["braces"], text)
    match = LANGUAGE.match(text)
    return _with_items(Info(match[1].lower()), text[match.end() :]) if match else _with_items(Info(), text)


def _in_braces(inner: str, text: str) -> Info:
    """Read an info that begins with braces: `{.python .input}`, `{r, echo=FALSE}`, `{1,3}`.

    The language is the first word in them if nothing stands before it, else the first class.
    """
    items = [item for item in ITEM.finditer(inner) if item[0].strip(" ,;")]
    words = [item["word"] or "" for item in items]
    classes = [word[1:] for word in words if word.startswith(".")]
    is_cell = bool(words) and words[0][:1] not in ("", ".", "#") and not RANGES.fullmatch(inner)
    match = LANGUAGE.match(words[0] if is_cell else "".join(classes[:1]))
    info = Info(match[1].lower() if match else "")
    for word in classes[1:]:
        info = _with_flag(info, word)
    return _with_items(info, text, is_cell=is_cell)


def _with_items(info: Info, text: str, *, is_cell: bool = False) -> Info:
    """Add what the items of `text` ask for. `is_cell` says that braces begin with a language: numbers name chunks."""
    for item in ITEM.finditer(text):
        if item["key"]:
            info = _with_option(info, item["key"], item["value"], item[0])
        elif item["braces"] is not None:
            info = _with_braces(info, item["braces"], item[0], is_cell=is_cell)
        elif item["label"]:
            label = item["label"].strip()
            info = replace(info, label="" if label.isdigit() else unescapeAll(label)[:MAX_TITLE])
        elif item["colon"]:
            info = _with_colon(info, item["colon"], item[0])
        elif item["word"]:
            info = _with_flag(info, item["word"])
    return info


def _with_braces(info: Info, inner: str, written: str, *, is_cell: bool) -> Info:
    if RANGES.fullmatch(inner):
        return _with_lines(info, "marked", inner, written)
    name = NAME.search(inner)
    if name:
        info = replace(info, name=name[1])
    for item in ITEM.finditer(inner):
        if item["key"]:
            info = _with_option(info, item["key"], item["value"], item[0])
        elif item["word"] and not item["word"].startswith(".") and not is_cell:
            info = _with_flag(info, item["word"])
    return info


def _with_option(info: Info, key: str, value: str, written: str) -> Info:
    name, bare = _plain(key), _unquoted(value)
    if name in TITLES:
        if value and value[0] in QUOTES and (len(value) == 1 or value[-1] not in QUOTES):
            return _with_fault(info, written, f"the quotes of `{key}` are never closed", f'write {key}="net.py"')
        return replace(info, title=unescapeAll(bare).strip()[:MAX_TITLE])
    if name in BOTH:
        name = "hllines" if RANGES.fullmatch(bare) else "linenums"
    if name in LINES:
        if not RANGES.fullmatch(bare):
            if name in QUIET:
                return info
            return _with_fault(info, written, f"`{_short(written)}` names no lines", f'write {key}="1 3-5"')
        return _with_lines(info, LINES[name], bare, written)
    if name in NUMBERS:
        return _with_numbers(info, bare, key, written)
    near = get_close_matches(name, ALL, 1, 0.8) if len(name) > 3 else []
    if near:
        return _with_fault(info, written, f"`{key}` is not known", f"did you mean {_spelt(near[0])}?")
    return info


def _with_colon(info: Info, text: str, written: str) -> Info:
    """Read `:line-numbers=5`, `:net.py`, `:title=net.py`, `:no-line-numbers`."""
    key, equals, value = text.partition("=")
    if equals and re.fullmatch(r"[A-Za-z][\w.-]*", key):
        return _with_option(info, key, value, written)
    if FILE.fullmatch(text):
        return replace(info, title=unescapeAll(text)[:MAX_TITLE])
    return _with_flag(info, text)


def _with_flag(info: Info, word: str) -> Info:
    """Read a word that needs no value: `showLineNumbers`, `line-numbers`."""
    name = _plain(word)
    if name in NUMBERS:
        return replace(info, first_number=info.first_number or 1)
    if name in NO_NUMBERS:
        return replace(info, first_number=None)
    near = get_close_matches(name, [*NUMBERS, *NO_NUMBERS], 1, 0.86) if len(name) > 6 else []
    if near:
        return _with_fault(info, word, f"`{_short(word)}` is not known", f"did you mean {_spelt(near[0])}?")
    return info


def _with_numbers(info: Info, value: str, key: str, written: str) -> Info:
    said = value.strip().lower()
    number = NUMBER.match(said)
    if number:
        is_off = number[0] == "0" and _plain(key) == "linenums"
        return replace(info, first_number=None if is_off else int(number[0]))
    if said in ("", "true", "table", "inline", "yes", "on"):
        return replace(info, first_number=info.first_number or 1)
    if said in ("false", "no", "off", "none"):
        return replace(info, first_number=None)
    return _with_fault(info, written, f"`{_short(written)}` names no line number", f'write {key}="1"')


def _with_lines(info: Info, kind: str, text: str, written: str) -> Info:
    """Add lines to mark: `1,3-5`, `1 3-5`, `8, 15–17`, `3..5`."""
    found: list[Range] = []
    for part in re.split(r"[\s,;]+", re.sub(r"\s*(?:–|-|\.\.)\s*", "-", text).strip(" ,;")):
        match = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", part)
        if match is None or int(match[2] or match[1]) < int(match[1]) or match[1].strip("0") == "":
            message = f"`{_short(part)}` is no line, nor some lines from one to another"
            info = _with_fault(info, written, message, "lines are counted from 1: write 1,3-5")
        else:
            found.append((int(match[1]), int(match[2] or match[1])))
    return replace(info, lines={**info.lines, kind: (*info.lines.get(kind, ()), *found)})


def _with_fault(info: Info, written: str, message: str, hint: str) -> Info:
    return replace(info, faults=(*info.faults, Fault(written, message, hint)))


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] in QUOTES and value[-1] in QUOTES:
        return value[1:-1]
    is_list = len(value) > 1 and value[0] + value[-1] in ("{}", "[]")
    return value[1:-1].replace('"', "").replace("'", "") if is_list else value


def _plain(name: str) -> str:
    return re.sub(r"[_.\-]", "", name).lower()


def _spelt(name: str) -> str:
    """Return how we write the option `name`."""
    if name in TITLES:
        return 'title="net.py"'
    return 'hl_lines="1 3-5"' if name in LINES else 'linenums="1"'


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
