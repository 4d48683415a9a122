"""The YAML of a front matter in, its values and where each stands out; nothing unsafe or ambiguous passes.

python-frontmatter's loader reads the events and PyYAML gives each scalar its type; the values are put together here,
while the events are checked. They themselves would let duplicate keys pass, aliases and merge keys can make a small
file take minutes, composing a tree recurses as deep as the file nests, and a tree does not know which tags and anchors
were written.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml
from frontmatter.default_handlers import SafeLoader

from dlcourse.diagnostics import Diagnostic, Place, diagnostic
from dlcourse.loader.scalars import implied_kind, scalar_value
from dlcourse.schema.showing import shorten

_DEEPEST = 16
_MOST = 4000

Written = tuple[Mapping[str, object], Mapping[str, Place], Mapping[str, str], tuple[Diagnostic, ...]]
"""The values of a front matter, the place of each, its text where it is a scalar; all that is wrong."""


def read_yaml(text: str, file: str, first_line: int) -> Written:
    """Read the YAML `text`, whose first line is line `first_line` of `file`; a faulty one has fewer values or none."""
    spot = _Spot(text, file, first_line)
    survey = _Survey(spot)
    try:
        survey.run()
        if survey.is_refused:
            return {}, {}, {}, tuple(survey.faults)
    except yaml.YAMLError as error:
        return {}, {}, {}, (*survey.faults, _syntax_fault(spot, error))
    values, faults = _values(text, spot, survey)
    if values is None:
        message = "front matter is not a list of `key: value` lines"
        hint = "write one key a line; if the lesson begins with a rule, put an empty line before it"
        return {}, {}, {}, (*survey.faults, spot.fault("L105", 0, message, hint + _colon_hint(text)))
    return (
        {key: value for key, value in values.items() if key not in survey.doubled},
        {entry.key: spot.place(entry.value_index) for entry in survey.entries},
        {entry.key: entry.text for entry in survey.entries if entry.text is not None},
        (*survey.faults, *faults),
    )


class _Spot:
    """Turns positions in the header into places in the file.

    Positions are counted in characters, as YAML's own line numbers count U+2028 and its like as line ends.
    """

    def __init__(self, text: str, file: str, first_line: int) -> None:
        self.text = text
        self._file = file
        self._first_line = first_line
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self, index: int) -> Place:
        line = bisect_right(self._starts, index) - 1
        return Place(self._file, self._first_line + line, index - self._starts[line] + 1)

    def fault(self, code: str, index: int, message: str, hint: str) -> Diagnostic:
        return diagnostic(code, self.place(index), message, hint)


@dataclass(slots=True)
class _Entry:
    """A key of the header; `is_broken` says that its value holds what YAML itself cannot make (a 13th month)."""

    key: str
    value_index: int
    text: str | None
    is_broken: bool = False


@dataclass(slots=True)
class _Level:
    """A mapping or list that is open while events are read; `key` is set between a key and its value."""

    values: dict[str, object] | list[object]
    keys: dict[str, int] = field(default_factory=dict)
    key: str | None = None

    def put(self, value: object) -> None:
        """Take `value` as the next of the list, or as that of the key."""
        if isinstance(self.values, list):
            self.values.append(value)
        elif self.key is not None:
            self.values[self.key] = value
            self.key = None


class _Survey:
    """Walks the events of a header: its values, top-level entries, doubled keys, and what is refused."""

    def __init__(self, spot: _Spot) -> None:
        self.spot = spot
        self.values: dict[str, object] | None = None
        self.entries: list[_Entry] = []
        self.doubled: set[str] = set()
        self.faults: list[Diagnostic] = []
        self.is_refused = False
        self._levels: list[_Level] = []
        self._documents = 0

    def run(self) -> None:
        """Read all events, or as many as it takes to find something to refuse."""
        for number, event in enumerate(yaml.parse(self.spot.text, Loader=SafeLoader)):
            if number > _MOST:
                self._refuse(event, "front matter holds thousands of values", "move them into a file beside the lesson")
            elif isinstance(event, yaml.NodeEvent):
                self._check(event)
                self._take(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._levels.pop()
            elif isinstance(event, yaml.DocumentStartEvent):
                self._documents += 1
                if self._documents > 1:
                    self._refuse(event, "front matter holds two YAML documents", "keep one")
            if self.is_refused:
                return

    def _check(self, event: yaml.NodeEvent) -> None:
        quote = "if it is text, put it in quotes"
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, f"the alias *{shorten(event.anchor or '', 30)} is not allowed in front matter", quote)
        elif event.anchor is not None:
            self._refuse(event, f"the anchor &{shorten(event.anchor, 30)} is not allowed in front matter", quote)
        elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            self._refuse(event, f"the tag {_short_tag(event.tag)} is not allowed in front matter", quote)
        elif len(self._levels) >= _DEEPEST and isinstance(event, yaml.CollectionStartEvent):
            self._refuse(event, f"front matter is nested deeper than {_DEEPEST} levels", "make it flatter")

    def _take(self, event: yaml.NodeEvent) -> None:
        level = self._levels[-1] if self._levels else None
        if level and level.key is None and isinstance(level.values, dict):
            self._take_key(event, level)
            return
        scalar = event if isinstance(event, yaml.ScalarEvent) else None
        if level and level.key is not None and len(self._levels) == 1:
            text = scalar.value if scalar and scalar.implicit[0] else None
            self.entries.append(_Entry(level.key, _index(event), text))
        values: dict[str, object] | list[object] = {} if isinstance(event, yaml.MappingStartEvent) else []
        value = self._scalar(scalar) if scalar else self._open(values)
        if level:
            level.put(value)

    def _open(self, values: dict[str, object] | list[object]) -> object:
        """Begin a mapping or list; the outermost mapping holds the values of the header."""
        if isinstance(values, dict) and not self._levels:
            self.values = values
        self._levels.append(_Level(values))
        return values

    def _scalar(self, event: yaml.ScalarEvent) -> object:
        """Return the value of a scalar: its text, or what YAML takes a text without quotes for."""
        try:
            return scalar_value(event.value) if event.implicit[0] else event.value
        except (ValueError, OverflowError):
            if self.entries:
                self.entries[-1].is_broken = True
            return None

    def _take_key(self, event: yaml.NodeEvent, level: _Level) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            self._refuse(event, "a key of front matter is a list or a mapping", "write keys as plain words")
            return
        key, index = event.value, _index(event)
        kind = implied_kind(key) if event.implicit[0] else ""
        if kind.endswith(":merge"):
            self._refuse(event, "the merge key << is not allowed in front matter", "write out what it would bring")
        elif event.implicit[0] and not kind.endswith((":str", ":value")):
            message = f"the key {shorten(key, 30) or '(empty)'} is not text"
            self._refuse(event, message, "put the key in quotes, or write it as a word")
        elif key in level.keys:
            line = self.spot.place(level.keys[key]).line
            message = f"{shorten(key)}: this key stands in line {line} already"
            self.faults.append(self.spot.fault("L106", index, message, "keep one of them"))
            if len(self._levels) == 1:
                self.doubled.add(key)
        level.keys.setdefault(key, index)
        level.key = key

    def _refuse(self, event: yaml.Event, message: str, hint: str) -> None:
        self.is_refused = True
        self.faults.append(self.spot.fault("L105", _index(event), message, hint))


def _short_tag(tag: str) -> str:
    return shorten(tag.replace("tag:yaml.org,2002:", "!!"), 30)


def _index(event: yaml.Event) -> int:
    return int(event.start_mark.index) if event.start_mark else 0


def _values(text: str, spot: _Spot, survey: _Survey) -> tuple[dict[str, object] | None, list[Diagnostic]]:
    """Return the values; those that YAML itself cannot make (a 13th month) are faults. None: it is no mapping."""
    broken = [entry for entry in survey.entries if entry.is_broken]
    if broken and text.lstrip().startswith("{"):
        message = "front matter holds a date or number that does not exist"
        return {}, [spot.fault("L104", 0, message, "write one `key: value` a line to see which")]
    if survey.values is None:
        return (None if text.strip() else {}), []
    unmade = {entry.key for entry in broken}
    values = {key: value for key, value in survey.values.items() if key not in unmade}
    return values, [_broken_fault(entry, spot) for entry in broken]


def _broken_fault(entry: _Entry, spot: _Spot) -> Diagnostic:
    shown = f'"{shorten(entry.text)}"' if entry.text else "its value"
    message = f"{shorten(entry.key)}: {shown} is no date or number that exists"
    example = "a date like 2026-01-31" if entry.text and "-" in entry.text else "a number in plain digits"
    hint = f"write {example}, or put the value in quotes if it is text"
    return spot.fault("L107", entry.value_index, message, hint)


# What libyaml says (part of it), what is wrong, how to mend it.
_QUOTE = "put the value in quotes"
_COMPLAINTS = (
    ("mapping values are not", "a colon stands where none may", 'put a text with a colon in quotes: title: "a: b"'),
    ("unexpected end of stream", "a quotation mark is not closed", "close it"),
    ("found character that cannot start", "a value cannot begin with this character", _QUOTE),
    ("while scanning an alias", "a value cannot begin with *", _QUOTE),
    ("while scanning an anchor", "a value cannot begin with &", _QUOTE),
    ("unknown escape", "a backslash in double quotes needs a second one", "write two of them, or use single quotes"),
    ("expected ':'", "a line is no `key: value`", "write a colon and a space behind the key"),
    (
        "expected <block end>",
        "the indentation or the quotes do not fit",
        "begin all keys in one column; quote whole texts",
    ),
    (
        "did not find expected key",
        "a text with a quotation mark in it is cut",
        "put the whole text in the other quotes",
    ),
    ("expected ',' or", "a list or mapping in brackets is not closed", "close it, with commas between its entries"),
)


def _syntax_fault(spot: _Spot, error: yaml.YAMLError) -> Diagnostic:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if "quoted scalar" in str(getattr(error, "context", "")) and "end of stream" in str(getattr(error, "problem", "")):
        mark = getattr(error, "context_mark", None) or mark  # where the quotation opens
    index = min(int(mark.index if mark else getattr(error, "position", 0)), len(spot.text))
    said = f"{getattr(error, 'context', '') or ''} {getattr(error, 'problem', '') or ''}"
    what, hint = next(
        ((what, hint) for part, what, hint in _COMPLAINTS if part in said),
        (shorten(said) or "it cannot be read", "write one `key: value` a line"),
    )
    line = spot.text[spot.text.rfind("\n", 0, index) + 1 :].partition("\n")[0]
    if "\t" in line and (spot.text[index : index + 1] == "\t" or line[: len(line) - len(line.lstrip())].count("\t")):
        what, hint = "a tab stands where YAML wants spaces", "indent with spaces"
    return spot.fault("L104", index, f"front matter is not valid YAML: {what}", hint + _colon_hint(spot.text))


def _colon_hint(text: str) -> str:
    if re.search(r"^\w+\s*：", text, re.MULTILINE):
        return "; the colon behind a key is `:` and a space, not the full-width `：`"
    if re.search(r"^\w+:[^\s:/]", text, re.MULTILINE):
        return "; a space follows the colon"
    return ""
