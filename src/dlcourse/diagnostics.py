"""What dlcourse has to say about an author's files: where, what is wrong, how to mend it.

An author's mistake is a `Diagnostic`, a value that results carry along. `DlcourseError` and its children are
exceptions and mean "cannot continue".
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from dlcourse.noun import Noun


class Severity(Enum):
    """How much a diagnostic weighs: an error stops publication, a warning does so under `--strict`."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Level(Enum):
    """How strictly a course is judged: `--lenient`, the default, `--strict`."""

    LENIENT = "lenient"
    DEFAULT = "default"
    STRICT = "strict"


@dataclass(frozen=True, slots=True, order=True)
class Place(Noun):
    """A point in an author's file. Lines and columns count from 1; 0 means the whole file or line.

    `file` is the path as the author knows it, with forward slashes.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file, *(str(number) for number in (self.line, self.column) if number)]
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Diagnostic(Noun):
    """One problem: `place`, a stable `code`, what is wrong (`message`) and how to mend it (`hint`)."""

    place: Place
    severity: Severity
    code: str
    message: str
    hint: str

    def __str__(self) -> str:
        line = f"{self.place}: {self.severity.value}[{self.code}] {self.message}; {self.hint}"
        return printable(line)


# Codes never change their meaning. L: loader, R: renderer, B: builder, T: translation. The guide explains each of them.
# Those in TOLERABLE become warnings under `--lenient`: the page shows the faulty source, marked.
SEVERITIES = {
    "L101": Severity.ERROR,  # the file cannot be read, leads out of content/, or is not UTF-8
    "L102": Severity.ERROR,  # the lesson is empty
    "L103": Severity.ERROR,  # front matter is never closed, or does not start on line 1
    "L104": Severity.ERROR,  # front matter is not valid YAML
    "L105": Severity.ERROR,  # front matter is not a plain mapping, or is unsafe (tags, aliases, size, depth)
    "L106": Severity.ERROR,  # a key stands twice
    "L107": Severity.ERROR,  # a value has the wrong type or lies outside its range
    "L108": Severity.ERROR,  # a key nearly matches a known one
    "L109": Severity.ERROR,  # two lessons have one slug
    "L110": Severity.ERROR,  # two lessons of a module have one sequence
    "L111": Severity.ERROR,  # language siblings do not fit together
    "L112": Severity.ERROR,  # a prerequisite is missing, comes later, or goes in a circle
    "L113": Severity.ERROR,  # a language that the course does not have
    "L114": Severity.ERROR,  # there is no lesson to publish
    "L115": Severity.WARNING,  # a value is understood, but not written as it should be
    "L116": Severity.WARNING,  # the lesson holds control characters
    "L117": Severity.ERROR,  # module.toml is wrong
    "L118": Severity.ERROR,  # references.bib is wrong
    "R201": Severity.ERROR,  # a formula cannot be drawn
    "R202": Severity.ERROR,  # a diagram cannot be drawn
    "R203": Severity.WARNING,  # an HTML tag or attribute was left out
    "R204": Severity.WARNING,  # emphasis with spaces inside its markers
    "R205": Severity.ERROR,  # nested too deep
    "R206": Severity.WARNING,  # a picture or frame on another site is linked, not shown
    "R207": Severity.WARNING,  # an address that is not safe was left out
    "R208": Severity.WARNING,  # code too long to highlight
    "R209": Severity.ERROR,  # a language marker is never closed, or closes nothing
    "R210": Severity.ERROR,  # a language marker names a language that the course does not have
    "R211": Severity.NOTE,  # a file was found to be written in two languages
    "R212": Severity.WARNING,  # the two sides of a pair differ in numbers, formulas, code, links or images
    "R213": Severity.WARNING,  # a container or directive of a name that is not known: its content is shown
    "R214": Severity.WARNING,  # a container is never closed, or what it holds does not fit it
    "R215": Severity.WARNING,  # a picture has no alternative text
    "R216": Severity.WARNING,  # something of another tool, or something we do not draw
    "R217": Severity.ERROR,  # a file or a part of it that the lesson includes is missing
    "R218": Severity.WARNING,  # something in the first line of a code block is not understood
    "R219": Severity.ERROR,  # a label is given twice
    "R220": Severity.ERROR,  # a citation names no entry of references.bib
    "R221": Severity.WARNING,  # what looks like a pair has no mark, in a lesson that marks others
    "B301": Severity.ERROR,  # a link leads to no lesson or file
    "B302": Severity.ERROR,  # a link leads to no heading
    "B303": Severity.ERROR,  # a picture or other asset is missing
    "B304": Severity.ERROR,  # an asset lies outside content/
    "B305": Severity.WARNING,  # an image cannot be measured
    "B306": Severity.ERROR,  # two pages or redirects claim one address
    "B307": Severity.NOTE,  # there are no words of the pages' own in a language of the course
    "B308": Severity.ERROR,  # a reference names nothing
    "B309": Severity.NOTE,  # git is there, but cannot tell when lessons were changed
    "T401": Severity.NOTE,  # a passage is not translated
    "T402": Severity.WARNING,  # a passage has changed since its translation was accepted
    "T403": Severity.NOTE,  # a translated passage has no source
    "T404": Severity.WARNING,  # a term is translated otherwise than the glossary says
    "T405": Severity.ERROR,  # glossary.toml or translations.json is wrong
}
TOLERABLE = frozenset({"R201", "R202", "R217", "R219", "R220", "B301", "B302", "B303", "B304", "B308"})


def diagnostic(code: str, place: Place, message: str, hint: str) -> Diagnostic:
    """Make the diagnostic `code` with the severity that `SEVERITIES` gives it."""
    return Diagnostic(place, SEVERITIES[code], code, message, hint)


def judge(diagnostics: Iterable[Diagnostic], level: Level) -> tuple[Diagnostic, ...]:
    """Return the diagnostics as `level` sees them, without doubles, ordered by file, line and column."""
    judged = dict.fromkeys(
        replace(found, severity=Severity.WARNING) if level is Level.LENIENT and found.code in TOLERABLE else found
        for found in diagnostics
    )
    return tuple(sorted(judged, key=_order))


def _order(found: Diagnostic) -> tuple[str, int, int, str, str]:
    place = found.place
    return place.file, place.line, place.column, found.code, found.message


def is_publishable(diagnostics: Iterable[Diagnostic], level: Level) -> bool:
    """Tell whether a course with these (judged) diagnostics may be published."""
    stopping = {Severity.ERROR, Severity.WARNING} if level is Level.STRICT else {Severity.ERROR}
    return not any(found.severity in stopping for found in diagnostics)


def printable(text: str) -> str:
    """Return `text` with every control character spelled out, so that a lesson cannot drive the terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\u3000" else f"\\x{ord(c):02x}" for c in text)


class DlcourseError(Exception):
    """Something outside the lessons stops the work; the message says what and how to mend it."""


class ConfigError(DlcourseError):
    """course.toml, a template or the command line is wrong (exit code 2)."""


class PublishError(DlcourseError):
    """The site cannot be written where it should be (exit code 2)."""


class CrewError(DlcourseError):
    """A process that helped with the work died (exit code 2)."""
