"""`dlcourse normalize`: files written in two languages get explicit marks, or the difference is shown."""

import argparse
import datetime
import difflib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dlcourse.cli import console
from dlcourse.cli.commands import find_project
from dlcourse.config import Options, Project, read_settings
from dlcourse.diagnostics import ConfigError, Diagnostic, Severity
from dlcourse.loader import load_course
from dlcourse.loader.frontmatter import parse_source
from dlcourse.model import Course, Language, Source
from dlcourse.renderer.bilingual.rewriting.normalize import CannotNormalizeError, normalize


@dataclass(frozen=True, slots=True)
class _Asked:
    """A file that was asked for: where it lies, what diagnostics call it."""

    path: Path
    name: str


def run(arguments: argparse.Namespace, now: datetime.datetime) -> int:
    """Mark the pairs in `arguments.files`. Raises DlcourseError before anything is written, OSError."""
    project = find_project(arguments.content)
    settings = read_settings(project)
    course, found = load_course(project, settings, Options(now=now, with_drafts=True))
    asked = [_named(file, project) for file in arguments.files]
    faults = [fault for fault in found if fault.severity is Severity.ERROR and _is_about(fault, asked)]
    sources = {source.file: source for source in _sources(course)}
    for each in asked:
        if each.name not in sources and not any(_is_about(fault, [each]) for fault in faults):
            raise ConfigError(f"{each.name}: this is no lesson of the course in {project.content_name}; name its files")
    console.show(faults)
    faulty = {fault.place.file for fault in faults}
    done = [
        _normalize(sources[each.name], each.path, settings.languages, is_trial=arguments.dry_run)
        for each in dict.fromkeys(asked)
        if each.name not in faulty
    ]
    return 0 if all(done) and not faulty else 1


def _named(file: Path, project: Project) -> _Asked:
    """Name `file` as the loader does. Raises ConfigError if it lies outside of the course."""
    root = Path(os.path.abspath(project.content))  # noqa: PTH100 - resolve() would follow links inside content/
    path = Path(os.path.abspath(file))  # noqa: PTH100 - as above
    if not path.is_relative_to(root):
        raise ConfigError(
            f"{file.as_posix()}: this is no lesson of the course in {project.content_name}; "
            "name a file in it, or its folder with --content"
        )
    return _Asked(path, f"{project.content_name}/{path.relative_to(root).as_posix()}")


def _sources(course: Course) -> Iterator[Source]:
    for lesson in course.lessons:
        yield from lesson.sources


def _is_about(fault: Diagnostic, asked: Sequence[_Asked]) -> bool:
    return any(fault.place.file == each.name for each in asked)


def _normalize(source: Source, path: Path, languages: tuple[Language, ...], *, is_trial: bool) -> bool:
    """Mark one file, and say what was done; return whether that could be done."""
    before = path.read_bytes().decode("utf-8")
    try:
        after = normalize(source, before, languages)
    except CannotNormalizeError as error:
        console.complain(f"error: {error}")
        return False
    if after is None:
        console.say(f"{source.file}: nothing to do, {_reason(source)}")
        return True
    if not _is_declared(source, after, languages):
        console.complain(f"error: {source.file}: write `bilingual: pairs` into its front matter yourself, then again")
        return False
    changes = list(_difference(source.file, before, after))
    if is_trial:
        console.say("\n".join(changes))
        return True
    _write(path, after)
    count = sum(line.startswith("+") for line in changes[2:])
    console.say(f"{source.file}: its pairs are marked, {count} lines are new or changed")
    return True


def _reason(source: Source) -> str:
    if source.language:
        return f"its name says that it is in {source.language}"
    if source.fields.bilingual == "off" or len(source.fields.languages) == 1:
        return "its front matter says that it is in one language"
    return "it is in one language, or all its pairs are marked"


def _is_declared(source: Source, text: str, languages: tuple[Language, ...]) -> bool:
    """Tell whether the new front matter reads as the old one did, but for the key that was written."""
    again, _ = parse_source(text.encode("utf-8"), source.path, source.file, languages, source.language)
    return again is not None and again.fields.bilingual == "pairs" and again.fields.title == source.fields.title


def _difference(name: str, before: str, after: str) -> Iterator[str]:
    old, new = ([line.rstrip("\r") for line in text.split("\n")] for text in (before, after))
    return difflib.unified_diff(old, new, fromfile=name, tofile=name, lineterm="")


def _write(path: Path, text: str) -> None:
    """Replace the file at once: whoever reads it meanwhile sees the old text or the new one. Its mode stays."""
    target = Path(os.path.realpath(path))
    number, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(text.encode("utf-8"))
        shutil.copymode(target, name)
        os.replace(name, target)  # noqa: PTH105 - both are names, not paths
    except BaseException:
        with suppress(OSError):
            os.unlink(name)  # noqa: PTH108 - as above
        raise
