"""A project's folder of lessons in, the course in reading order and everything found wrong with it out."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from dlcourse.config import Options, Project, Settings
from dlcourse.diagnostics import Diagnostic, Place, Severity, diagnostic
from dlcourse.filetimes import stamp_of
from dlcourse.lately import Lately
from dlcourse.loader.athand import AtHand
from dlcourse.loader.bibliography import read_bibliography
from dlcourse.loader.glossary import read_glossary
from dlcourse.loader.inclusions import with_inclusions
from dlcourse.loader.lessons import Candidate, Parsed, Reading, join_siblings
from dlcourse.loader.memos import Known
from dlcourse.loader.modules import read_folders
from dlcourse.loader.naming import slug_of
from dlcourse.loader.reading import read_lesson, with_layout
from dlcourse.loader.rules import check_empty, check_prerequisites, check_slugs
from dlcourse.loader.sequence import arrange
from dlcourse.loader.walk import find_files
from dlcourse.model import Course, Lesson


def load_course(
    project: Project,
    settings: Settings,
    options: Options,
    known: Known | None = None,
    at_hand: AtHand | None = None,
) -> tuple[Course, tuple[Diagnostic, ...]]:
    """Load every lesson below content/.

    Lessons that are not published leave only their paths in `Course.hidden`; lessons with a fault in their front
    matter are not in the course, and their diagnostics say why. Raises `ConfigError` when there is no such folder.

    With `known`, only files that are not in it as they are now are parsed, and it then holds exactly the files that
    were read; those that look as they did then are not even opened. The sources come without their bodies, which
    `with_bodies` reads again. With `at_hand` beside it, nothing is made again of such files.
    """
    files = find_files(project)
    found = list(files.diagnostics)
    read: dict[PurePosixPath, Parsed] = {}
    for item, diagnostics in _readings(project, settings, files.lessons, known, at_hand):
        found += diagnostics
        if item:
            read[item.path], remarks = with_layout(project, item)
            found += remarks
    lately = at_hand.lately if at_hand else Lately()
    candidates, misfits = join_siblings(read.values(), settings, options, lately)
    tables, table_faults = read_folders(project, settings, files.tables, lately)
    glossary, glossary_faults = read_glossary(project, settings, lately)
    works, work_faults = read_bibliography(project, lately)
    found += (*misfits, *table_faults, *glossary_faults, *work_faults)

    shown = [candidate for candidate in candidates if candidate.sources and not candidate.is_faulty]
    found += [fault for candidate in shown for fault in _empty_bodies(candidate, read)]
    claimed = _lessons(shown, lately)
    doubles, lessons = check_slugs(claimed)
    found += doubles
    modules, ties = arrange(with_inclusions(lessons, read, files.lessons, project, lately), tables, read, lately)
    hidden = [candidate for candidate in candidates if not candidate.sources]
    faulty = [candidate for candidate in candidates if candidate.is_faulty]
    withheld = frozenset(path for candidate in candidates for path in candidate.hidden)
    course = Course(modules=modules, hidden=withheld, glossary=glossary, works=works, moments=_moments(read.values()))
    found += ties
    found += check_prerequisites(course, _slugs(hidden), _slugs(faulty))
    found += check_empty(course, project.content_name, is_faulty=any(d.severity is Severity.ERROR for d in found))
    return course, tuple(found)


def _readings(
    project: Project, settings: Settings, paths: Sequence[str], known: Known | None, at_hand: AtHand | None
) -> Iterator[Reading]:
    """Read the files `paths`, those at hand and those known only if they have changed; forget all others."""
    if known is None:
        yield from (read_lesson(project, settings, path, None) for path in paths)
        return
    at_hand = AtHand() if at_hand is None else at_hand
    at_hand.stand_on((project, settings.languages))
    for path in paths:
        stamp = stamp_of(f"{project.content}/{path}")
        reading = at_hand.get(path, stamp)
        if reading is None:
            reading = read_lesson(project, settings, path, known, stamp)
            at_hand.put(path, stamp, reading)
        yield reading
    at_hand.keep(paths)
    for gone in known.keys() - set(paths):
        del known[gone]


def _moments(files: Iterable[Parsed]) -> tuple[datetime.datetime, ...]:
    days = {file.source.fields.publish_on for file in files if file.source}
    return tuple(sorted(day for day in days if day))


def _empty_bodies(candidate: Candidate, files: Mapping[PurePosixPath, Parsed]) -> list[Diagnostic]:
    return [
        diagnostic(
            "L102", Place(source.file, source.body_line), "the lesson is empty", "write it, or take the file out"
        )
        for source in candidate.sources
        if files[source.path].gist.is_empty
    ]


def _lessons(candidates: Sequence[Candidate], lately: Lately) -> list[Lesson]:
    """Give every candidate its slug: what it says, else one made of its file name, else with its folder's before it."""
    derived = {index: _derived(c) for index, c in enumerate(candidates) if c.fields.slug is None}
    count = Counter([c.fields.slug for c in candidates if c.fields.slug is not None] + list(derived.values()))
    slugs = [
        c.fields.slug or (derived[index] if count[derived[index]] == 1 else _with_folder(c, derived[index]))
        for index, c in enumerate(candidates)
    ]
    return [
        lately.made(_lesson, candidate.files[0], slug, candidate)
        for slug, candidate in zip(slugs, candidates, strict=True)
    ]


def _lesson(slug: str, candidate: Candidate) -> Lesson:
    return Lesson(slug=slug, sources=candidate.sources, fields=candidate.fields)


def _derived(candidate: Candidate) -> str:
    name = candidate.name
    return slug_of(name.folder.name if name.is_index and name.folder.name else name.stem)


def _with_folder(candidate: Candidate, slug: str) -> str:
    folder = candidate.name.folder.name
    if not folder:
        return slug
    return f"{slug}-{slug_of(candidate.name.stem)}" if candidate.name.is_index else f"{slug_of(folder)}-{slug}"


def _slugs(candidates: Iterable[Candidate]) -> frozenset[str]:
    return frozenset(candidate.fields.slug or _derived(candidate) for candidate in candidates)
