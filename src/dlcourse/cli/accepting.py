"""`dlcourse accept`: the translations in some lessons are right as they are now, and the stamps say so."""

import argparse
import datetime
import difflib
import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from dlcourse.builder.pipeline import Reading, read_course
from dlcourse.builder.translating.stamps import FILE, write_stamps
from dlcourse.builder.translating.translations import Acceptance, accept_translations
from dlcourse.cli import console
from dlcourse.cli.commands import find_project
from dlcourse.config import Options, Project
from dlcourse.diagnostics import ConfigError, Diagnostic, Severity, judge
from dlcourse.report import counted


def run(arguments: argparse.Namespace, now: datetime.datetime) -> int:
    """Stamp every pair of the lessons that `arguments.files` belong to. Raises DlcourseError, OSError."""
    if bool(arguments.files) == arguments.all:
        raise ConfigError("name the files of the lessons to accept, or take --all for every lesson, not both")
    project = find_project(arguments.content)
    with console.progress("lessons") as progress:
        options = Options(now=now, with_drafts=True, level=arguments.level)
        reading = read_course(project, options, progress=progress)
    errors = [each for each in judge(reading.diagnostics, arguments.level) if each.severity is Severity.ERROR]
    files = _files(project, reading)
    asked = set(files) if arguments.all else {_name(file, project) for file in arguments.files}
    for name in sorted(asked - files.keys()):
        if not any(_is_about(each, name) for each in errors):
            raise ConfigError(f"{name}: there is no such lesson; {_hint(name, files)}")
    slugs = {files[name] for name in asked if name in files}
    asked |= {name for name, slug in files.items() if slug in slugs} | {f"{project.content_name}/{FILE}"}
    stopping = [
        each for each in errors if (arguments.all and _hides(each)) or any(_is_about(each, name) for name in asked)
    ]
    if stopping:
        console.show(stopping)
        console.complain(f"{counted(len(stopping), 'error')}: nothing was accepted")
        return 1
    documents = {slug: reading.document(slug) for slug in reading.outlines}
    accepted = accept_translations(documents, slugs, reading.stamps, is_whole=not any(map(_hides, errors)))
    if accepted.stamps != reading.stamps and not arguments.dry_run:
        write_stamps(project, accepted.stamps)
    console.say(_summary(accepted, is_trial=arguments.dry_run))
    return 0


def _files(project: Project, reading: Reading) -> dict[str, str]:
    """Return the slug of the lesson that each file belongs to."""
    return {source.file: lesson.slug for lesson in reading.course.lessons for source in lesson.sources}


def _name(file: Path, project: Project) -> str:
    """Return what diagnostics call `file`, which is named from the current folder or from the lessons' folder."""
    root = Path(os.path.abspath(project.content))  # noqa: PTH100 - resolve() would follow links inside content/
    for path in (Path(os.path.abspath(file)), Path(os.path.abspath(root / file))):  # noqa: PTH100 - as above
        if path.is_relative_to(root) and path.is_file():
            return f"{project.content_name}/{path.relative_to(root).as_posix()}"
    return file.as_posix()


def _hint(name: str, files: Iterable[str]) -> str:
    known = sorted(files)
    near = difflib.get_close_matches(name, known, n=1) or [each for each in known if each.endswith(f"/{name}")]
    return f"did you mean {near[0]}?" if near else "name a file of a lesson of the course"


def _hides(error: Diagnostic) -> bool:
    """Tell whether `error` may keep a lesson out of the course: its translations only look as if they were gone."""
    return error.code.startswith("L")


def _is_about(error: Diagnostic, name: str) -> bool:
    """Tell whether `error` stands in the file `name`, or in a sibling without which its lesson could not be read."""
    there, own = PurePosixPath(error.place.file), PurePosixPath(name)
    is_sibling = there.parent == own.parent and there.name.split(".")[0] == own.name.split(".")[0]
    return there == own or (is_sibling and _hides(error))


def _summary(accepted: Acceptance, *, is_trial: bool) -> str:
    if not accepted.pairs:
        return "nothing to accept: no passage there is in two languages"
    if not accepted.accepted:
        return f"nothing to accept: {counted(accepted.pairs, 'translation')} there, all accepted before"
    said = f"{counted(accepted.accepted, 'translation')} of {counted(accepted.lessons, 'lesson')}"
    verb = "are" if is_trial else "were"
    verb = "is" if is_trial and accepted.outdated == 1 else "was" if accepted.outdated == 1 else verb
    outdated = f" ({accepted.outdated} {verb} outdated)" if accepted.outdated else ""
    return f"{'would accept' if is_trial else 'accepted'} {said}{outdated}"
