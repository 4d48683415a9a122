"""What a build came to, as text: diagnostics and counts in; lines, JSON or GitHub annotations out. Prints nothing."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from dlcourse.diagnostics import Diagnostic, Severity, printable

GITHUB_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A finished build or check. `out` is the folder that was to be written, or "" for a check."""

    diagnostics: tuple[Diagnostic, ...]
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
    return _json({"diagnostics": [as_fields(found) for found in outcome.diagnostics], "summary": facts})


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
