"""What a build came to, as text: diagnostics and counts in; lines, JSON or GitHub annotations out. Prints nothing."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from dlcourse.coverage import Coverage
from dlcourse.diagnostics import Diagnostic, Severity, printable

MOST_NAMED = 5
"""How many lessons a line on translations names."""

GITHUB_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A finished build or check. `out` is the folder that was to be written, or "" for a check."""

    diagnostics: tuple[Diagnostic, ...]
    coverage: tuple[Coverage, ...]
    lessons: int
    pages: int
    seconds: float
    is_publishable: bool
    is_strict: bool
    out: str
    out_exists: bool

    def count(self, severity: Severity) -> int:
        """Return how many diagnostics have `severity`."""
        return sum(found.severity is severity for found in self.diagnostics)


def summary(outcome: Outcome) -> str:
    """Return the last line of a run: `5 lessons, 7 pages, 2 warnings in 0.84 s -> dist`."""
    warnings = counted(outcome.count(Severity.WARNING), "warning")
    seconds = f"in {outcome.seconds:.2f} s"
    if outcome.is_publishable:
        made = f"{counted(outcome.lessons, 'lesson')}, {counted(outcome.pages, 'page')}, {warnings} {seconds}"
        return f"{made} -> {outcome.out}" if outcome.out else f"{made}; nothing was written"
    faults = f"{counted(outcome.count(Severity.ERROR), 'error')}, {warnings}"
    if outcome.is_strict and not outcome.count(Severity.ERROR):
        faults += " (and --strict takes none)"
    if not outcome.out:
        return f"{faults} {seconds}"
    kept = f"; {outcome.out} is as it was" if outcome.out_exists else ""
    return f"{faults}: nothing was published{kept}"


def without_notes(diagnostics: Iterable[Diagnostic]) -> tuple[tuple[Diagnostic, ...], str]:
    """Return `diagnostics` but the notes, and a line that counts these; "" if there are none."""
    found = tuple(diagnostics)
    loud = tuple(each for each in found if each.severity is not Severity.NOTE)
    notes = len(found) - len(loud)
    return loud, f"{counted(notes, 'note')}: `dlcourse check` shows {'it' if notes == 1 else 'them'}" if notes else ""


def coverage_lines(coverage: Iterable[Coverage]) -> list[str]:
    """Return a line for each language that the course is translated into, however little of it."""
    return [_coverage_line(each) for each in coverage if _is_telling(each)]


def _is_telling(coverage: Coverage) -> bool:
    """Tell whether there is anything to say: not of the language that all is written in, nor of one without lessons."""
    translated = [lesson for lesson in coverage.lessons if lesson.is_translated]
    return bool(translated) and (bool(coverage.untranslated) or not all(lesson.is_source for lesson in translated))


def _coverage_line(coverage: Coverage) -> str:
    said = f"{coverage.total('translated')} of {counted(coverage.total('passages'), 'passage')} translated"
    parts = [f"{coverage.language}: {said} ({coverage.percent} %)"]
    parts += [f"{coverage.total('outdated')} outdated"] if coverage.total("outdated") else []
    parts += [f"{coverage.total('unconfirmed')} never accepted"] if coverage.total("unconfirmed") else []
    missing = coverage.untranslated
    if not missing:
        return ", ".join(parts)
    more = f" (and {len(missing) - MOST_NAMED} more)" if len(missing) > MOST_NAMED else ""
    return (
        f"{', '.join(parts)}; {counted(len(missing), 'lesson')} not translated: {', '.join(missing[:MOST_NAMED])}{more}"
    )


def counted(number: int, noun: str) -> str:
    """Return `1 page`, `2 pages`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def as_json(outcome: Outcome) -> str:
    """Return the one JSON document of `--format json`."""
    facts = {
        "lessons": outcome.lessons,
        "pages": outcome.pages,
        "errors": outcome.count(Severity.ERROR),
        "warnings": outcome.count(Severity.WARNING),
        "notes": outcome.count(Severity.NOTE),
        "seconds": round(outcome.seconds, 3),
        "is_publishable": outcome.is_publishable,
        "out": outcome.out,
    }
    found = [as_fields(each) for each in outcome.diagnostics]
    return _json({"diagnostics": found, "translations": _translations(outcome.coverage), "summary": facts})


def _translations(coverage: Iterable[Coverage]) -> dict[str, object]:
    """Return the figures of each language, and of each lesson in it; a lesson's figures are those of the language."""
    figures = ("passages", "translated", "outdated", "unconfirmed", "missing", "orphans")
    return {
        each.language: {figure: each.total(figure) for figure in figures}
        | {"percent": each.percent, "is_complete": each.is_complete, "untranslated_lessons": list(each.untranslated)}
        | {"lessons": [asdict(lesson) for lesson in each.lessons]}
        for each in coverage
    }


def error_as_json(message: str) -> str:
    """Return the JSON document of a run that something outside the lessons stopped."""
    return _json({"diagnostics": [], "error": message})


def as_fields(found: Diagnostic) -> dict[str, str | int]:
    """Return the fields of a diagnostic for JSON; line and column are 0 where they are not known."""
    return {
        "file": found.place.file,
        "line": found.place.line,
        "column": found.place.column,
        "severity": found.severity.value,
        "code": found.code,
        "message": found.message,
        "hint": found.hint,
    }


def as_github(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the workflow commands that make GitHub show each diagnostic at its line."""
    return "\n".join(_github(found) for found in diagnostics)


def error_as_github(message: str) -> str:
    """Return the workflow command for a run that something outside the lessons stopped."""
    return f"::error title=dlcourse::{_data(message)}"


def _github(found: Diagnostic) -> str:
    place = {"file": found.place.file, "line": found.place.line, "col": found.place.column, "title": found.code}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items() if value)
    return f"::{GITHUB_COMMANDS[found.severity]} {properties}::{_data(f'{found.message}; {found.hint}')}"


def _data(text: str) -> str:
    """Escape the message of a workflow command, as the toolkit of GitHub Actions does."""
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return printable(escaped)


def _property(text: str) -> str:
    """Escape a property of a workflow command, as the toolkit of GitHub Actions does."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _json(document: object) -> str:
    # Escaped to ASCII: no lesson's control character, nor any encoding of the terminal, can get in the way.
    return json.dumps(document, ensure_ascii=True, indent=1)
