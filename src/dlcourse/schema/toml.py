"""A TOML file's bytes in, a typed table and its faults with their lines out."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from dlcourse.diagnostics import Place
from dlcourse.patterns import lazy
from dlcourse.schema.tables import TableT, read_table

_SPOT = lazy(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class TomlReading(Generic[TableT]):
    """The typed values of a TOML file, and where its keys stand."""

    values: TableT
    places: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class TomlFault:
    """One fault of a TOML file; `key` is empty when the file cannot be read as TOML."""

    key: str
    place: Place
    message: str
    hint: str


def read_toml(
    data: bytes, table: type[TableT], file: str, *, languages: Sequence[str] = ()
) -> tuple[TomlReading[TableT], tuple[TomlFault, ...]]:
    """Read the TOML text `data` of `file` as `table`; a file that is no TOML gives the table's defaults."""
    parsed = parse_toml(data, file)
    if isinstance(parsed, TomlFault):
        return TomlReading(table(), {}), (parsed,)
    text, raw = parsed
    reading = read_table(table, raw, languages=languages)
    places = {key: place_of(file, text, key) for key in raw}
    faults = [TomlFault(f.key, places[f.key], f.message, f.hint) for f in reading.faults]
    return TomlReading(reading.values, places), tuple(faults)


def parse_toml(data: bytes, file: str) -> tuple[str, dict[str, Any]] | TomlFault:
    """Return the text of a TOML file and what it says, or the fault that keeps it from being read."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        return _fault(Place(file, data.count(b"\n", 0, error.start) + 1), "it is not UTF-8 text", "save it as UTF-8")
    except (ValueError, RecursionError) as error:
        return _syntax_fault(file, text, error)


def _fault(place: Place, message: str, hint: str) -> TomlFault:
    return TomlFault("", place, message, hint)


def _syntax_fault(file: str, text: str, error: Exception) -> TomlFault:
    if not isinstance(error, tomllib.TOMLDecodeError):  # a number of thousands of digits, brackets without end
        return _fault(Place(file), "it holds a value that is too long or nested too deep", "make it simpler")
    reason = str(error)
    spot = _SPOT.search(reason)
    if spot and spot[1]:
        place = Place(file, int(spot[1]), int(spot[2]))
    else:
        place = Place(file, text.rstrip("\n").count("\n") + 1)
    said = _SPOT.sub("", reason)
    hint = "TOML has text in quotes, true and false in small letters, and lists in brackets"
    return _fault(place, f"it is not valid TOML: {said[:1].lower()}{said[1:]}", hint)


def place_in_table(file: str, text: str, table: str, key: str = "") -> Place:
    """Return where a key stands in the table `table` of a TOML text, else where the table begins.

    `key` is a regular expression for how it is written.
    """
    head = re.search(rf"""^[ \t]*\[?[ \t]*(["']?){re.escape(table)}\1[ \t]*[\].=]""", text, re.MULTILINE)
    begin = head.start() if head else 0
    written = re.compile(rf"""(?:^|[{{,.])[ \t]*["']?{key}["']?[ \t]*=""", re.MULTILINE)
    found = written.search(text, begin) if key else None
    return Place(file, text.count("\n", 0, found.end() if found else begin) + 1)


def place_of(file: str, text: str, key: str) -> Place:
    """Return where the key `key` of a TOML text stands, else its first line."""
    name = re.escape(key)
    found = re.search(rf"""^[ \t]*\[?[ \t]*(["']?){name}\1[ \t]*(?:[=.\]])""", text, re.MULTILINE)
    return Place(file, text.count("\n", 0, found.start()) + 1 if found else 1)
