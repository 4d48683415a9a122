"""The commands that build a course: parsed arguments in; an exit code out, or what the build came to."""

import argparse
import datetime
import time
from pathlib import Path

from dlcourse import report
from dlcourse.builder.memory import Memory, full_memory, ledger_of, memory_to_check
from dlcourse.builder.pipeline import Build, build_site
from dlcourse.builder.publishing.publish import check_out, publish_site
from dlcourse.cli import console
from dlcourse.cli.request import TEMPLATES, templates_here
from dlcourse.cli.telling import show_faults, tell_outcome
from dlcourse.config import Options, Project
from dlcourse.diagnostics import ConfigError, Level

Moments = tuple[datetime.datetime, ...]
Names = tuple[str, ...]


def build(
    arguments: argparse.Namespace, now: datetime.datetime, started: float
) -> tuple[report.Outcome, Moments, Names]:
    """Build the course and publish it to `arguments.out`. Raises DlcourseError.

    What it came to is returned with the moments when lessons are to be published, and the names of all that it left in
    `arguments.out`; only its faults have been told.
    """
    project = find_project(arguments.content)
    out: Path = arguments.out
    sources = [project.content, *([project.templates] if project.templates else [])]
    check_out(out, sources)  # before the long work, not after it
    memory = full_memory(arguments.cache, arguments.jobs)
    built = _built(arguments, project, now, memory)
    show_faults(arguments, built.diagnostics)
    names: Names = ()
    if built.site is not None:
        ledger = ledger_of(arguments.cache, out)
        names = publish_site(built.site, out, sources, crew=memory.crew, ledger=ledger).names
    return _outcome(arguments, built, started, out), built.moments, names


def check(arguments: argparse.Namespace, now: datetime.datetime) -> int:
    """Report all that `build` would, and write nothing. Raises DlcourseError."""
    started = time.perf_counter()
    built = _built(arguments, find_project(arguments.content), now, memory_to_check())
    if arguments.format == "text":
        console.show(built.diagnostics)
        for line in report.coverage_lines(built.coverage):
            console.say(line)
    return tell_outcome(arguments, _outcome(arguments, built, started, None))


def serve(arguments: argparse.Namespace, now: datetime.datetime) -> int:
    """Serve the course on this machine until it is interrupted. Raises DlcourseError."""
    from dlcourse import serve as serving  # noqa: PLC0415 - builds need no server

    project = find_project(arguments.content)
    options = Options(now=now, with_drafts=arguments.drafts, level=arguments.level, live_reload=True)
    memory = full_memory(arguments.cache, arguments.jobs)
    memory.cards = None  # nobody shares links to this machine
    serving.serve(project, options, templates=TEMPLATES, port=arguments.port, say=console.say, memory=memory)
    return 0


def find_project(content: Path) -> Project:
    """Return the course whose lessons lie in `content`; templates/ of the current folder goes with it."""
    if not content.is_dir():
        raise ConfigError(
            f"{content.as_posix()}: there is no such folder; name the folder of the lessons with --content, "
            "or make a course with `dlcourse init my-course`"
        )
    here = Path.cwd()
    named = content.relative_to(here) if content.is_absolute() and content.is_relative_to(here) else content
    return Project(content=content, content_name=named.as_posix(), templates=templates_here())


def _built(arguments: argparse.Namespace, project: Project, now: datetime.datetime, memory: Memory) -> Build:
    options = Options(
        now=now,
        base_url=arguments.base_url,
        with_drafts=arguments.drafts,
        level=arguments.level,
        url_style=arguments.url_style,
    )
    with console.progress("lessons") as progress:
        return build_site(project, options, memory, progress)


def _outcome(arguments: argparse.Namespace, built: Build, started: float, out: Path | None) -> report.Outcome:
    return report.Outcome(
        diagnostics=built.diagnostics,
        coverage=built.coverage,
        lessons=built.lessons,
        pages=built.pages,
        seconds=time.perf_counter() - started,
        is_publishable=built.site is not None,
        is_strict=arguments.level is Level.STRICT,
        out="" if out is None else out.as_posix(),
        out_exists=out is not None and out.exists(),
    )
