r"""`[macros]` of course.toml in, commands for formulas out (`R` -> `\mathbb{R}`), and every fault at its own line."""

import re
from collections.abc import Iterator, Mapping

from dlcourse.diagnostics import Place
from dlcourse.patterns import lazy
from dlcourse.schema.fieldtypes import UNWANTED
from dlcourse.schema.showing import kind_of, show
from dlcourse.schema.toml import TomlFault, place_in_table

MAX_MACROS = 500
MAX_CHARACTERS = 1_000

_NAME = lazy(r"[A-Za-z]{1,60}")
_COMMAND = lazy(r"\\([A-Za-z]+)")
# Without these no formula could be read.
_KEPT = frozenset("begin end left right middle newcommand renewcommand providecommand def let".split())
_SINGLE_QUOTES = r"write it in single quotes, where \ needs no doubling: R = '\mathbb{R}'"


def read_macros(raw: Mapping[str, object], data: bytes, file: str) -> tuple[dict[str, str], tuple[TomlFault, ...]]:
    """Read the table `raw` of the TOML text `data`; names may have their backslash. A faulty command is left out."""
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    macros: dict[str, str] = {}
    faults: list[TomlFault] = []
    if len(raw) > MAX_MACROS:
        fault = _fault("", f"there are {len(raw)} commands, more than {MAX_MACROS}", "keep those that are used")
        return {}, (_placed(fault, file, text),)
    for key, value in raw.items():
        name = key.removeprefix("\\")
        found = list(_faults(key, name, value, macros))
        faults += [_placed(fault, file, text) for fault in found]
        if not found:
            macros[name] = _body(value)
    for name in [each for each in macros if each in _reached(each, macros)]:
        fault = _fault(name, f"{name} is defined by itself", "take it out of its own definition")
        faults.append(_placed(fault, file, text))
    return macros, tuple(faults)


def _body(value: object) -> str:
    """Return what a command stands for. MathJax has it in a list, with the number of its arguments."""
    body = value[0] if isinstance(value, list) and value else value
    return body if isinstance(body, str) else ""


def _faults(key: str, name: str, value: object, macros: Mapping[str, str]) -> Iterator[TomlFault]:
    if not _NAME.fullmatch(name) or name in _KEPT:
        yield _fault(key, f"{show(key)} cannot be the name of a command", "a name has letters only, as in R or norm")
    elif name in macros:
        yield _fault(key, f"{name} is given twice, with a backslash and without", "keep one of them")
    is_list = isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], int)
    if not isinstance(value, str) and not is_list:
        reason = f"{show(name)} is {kind_of(value)}, not text"
        yield _fault(key, reason, r"write what it stands for, as in R = '\mathbb{R}'")
        return
    body = _body(value)
    if UNWANTED.search(body):  # "\bf" holds a backspace
        yield _fault(key, f"{name} holds a control character", _SINGLE_QUOTES)
    if len(body) > MAX_CHARACTERS:
        yield _fault(key, f"{name} stands for more than {MAX_CHARACTERS} characters", "shorten it")
    elif not _is_balanced(body):
        yield _fault(key, f"{name} has a brace without its fellow", "give each { its }")
    if re.search(r"(?<!\\)#(?![1-9])", body):
        yield _fault(key, f"{name} has a # that is no argument", r"write #1 for the first argument, \# for the sign")


def _is_balanced(body: str) -> bool:
    depth = 0
    for brace in re.findall(r"\\.|[{}]", body, re.DOTALL):
        depth += (brace == "{") - (brace == "}")
        if depth < 0:
            return False
    return depth == 0


def _reached(name: str, macros: Mapping[str, str]) -> set[str]:
    """Return every command of the table that `name` comes to."""
    reached: set[str] = set()
    waiting = {name}
    while waiting:
        found = {used for used in _COMMAND.findall(macros[waiting.pop()]) if used in macros}
        waiting |= found - reached
        reached |= found
    return reached


def _fault(key: str, reason: str, hint: str) -> TomlFault:
    return TomlFault(key, Place(""), f"macros: {reason}", hint)


def _placed(fault: TomlFault, file: str, text: str) -> TomlFault:
    """Return `fault` with the line that its key stands in, else that of the table."""
    name = re.escape(fault.key.removeprefix("\\"))
    place = place_in_table(file, text, "macros", rf"\\{{0,2}}{name}" if fault.key else "")
    return TomlFault(fault.key, place, fault.message, fault.hint)
