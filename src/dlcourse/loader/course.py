"""A project's folder of lessons in, the course in reading order and everything found wrong with it out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from dlcourse.config import Options, Project, Settings
from dlcourse.diagnostics import Diagnostic, Place, Severity, diagnostic
from dlcourse.loader.bibliography import read_bibliography
from dlcourse.loader.frontmatter import parse_source
from dlcourse.loader.glossary import read_glossary
from dlcourse.loader.inclusions import with_inclusions
from dlcourse.loader.lessons import Candidate, Parsed, join_siblings, name_of
from dlcourse.loader.modules import read_folders
from dlcourse.loader.naming import slug_of
from dlcourse.loader.rules import check_empty, check_prerequisites, check_slugs
from dlcourse.loader.sequence import arrange
from dlcourse.loader.walk import find_files, read_file
from dlcourse.model import Course, Lesson, Source

_OVERVIEW_KEYS = frozenset({"hero", "features", "pageComponent", "archivesPage", "categoriesPage", "tagsPage"})


def load_course(project: Project, settings: Settings, options: Options) -> tuple[Course, tuple[Diagnostic, ...]]:
    """Load every lesson below content/.

    Lessons that are not published leave only their paths in `Course.hidden`; lessons with a fault in their front
    matter are not in the course, and their diagnostics say why. Raises `ConfigError` when there is no such folder.
    """
    files = find_files(project)
    found = list(files.diagnostics)
    parsed: list[Parsed] = []
    for path in files.lessons:
        item, diagnostics = _parse(project, settings, path)
        found += diagnostics
        if item:
            parsed.append(item)
    candidates, misfits = join_siblings(parsed, settings, options)
    tables, table_faults = read_folders(project, settings, files.tables)
    glossary, glossary_faults = read_glossary(project, settings)
    works, work_faults = read_bibliography(project)
    found += (*misfits, *table_faults, *glossary_faults, *work_faults)

    shown = [candidate for candidate in candidates if candidate.sources and not candidate.is_faulty]
    found += [fault for candidate in shown for fault in _empty_bodies(candidate)]
    claimed = _lessons(shown)
    doubles, lessons = check_slugs(claimed)
    found += doubles
    modules, ties = arrange(with_inclusions(lessons, files.lessons, project), tables, settings.languages)
    hidden = [candidate for candidate in candidates if not candidate.sources]
    faulty = [candidate for candidate in candidates if candidate.is_faulty]
    withheld = frozenset(path for candidate in candidates for path in candidate.hidden)
    course = Course(modules=modules, hidden=withheld, glossary=glossary, works=works)
    found += ties
    found += check_prerequisites(course, _slugs(hidden), _slugs(faulty))
    found += check_empty(course, project.content_name, is_faulty=any(d.severity is Severity.ERROR for d in found))
    return course, tuple(found)


def _parse(project: Project, settings: Settings, path: PurePosixPath) -> tuple[Parsed | None, list[Diagnostic]]:
    """Read one file; None when it is an empty home page or list of pages of another tool, which are made here."""
    data, unreadable = read_file(project, path)
    file = f"{project.content_name}/{path}"
    name = name_of(path, settings.languages)
    if data is None:
        return Parsed(name=name, file=file, source=None, is_faulty=True), list(unreadable)
    source, found = parse_source(data, path, file, settings.languages, name.language)
    if source and not source.body.strip() and _is_overview(source):
        message = (
            "this home page or list of pages of another tool has no text; it is left out, as dlcourse makes its own"
        )
        return None, [*found, diagnostic("L115", Place(file, 1), message, "take the file out, or write a lesson in it")]
    is_faulty = source is None or any(fault.severity is Severity.ERROR for fault in found)
    remarks: list[Diagnostic] = []
    if source and not _has_template(project.templates, source.fields.layout):
        message = f"layout: there is no template {source.fields.layout}.html; the lesson is shown as all others are"
        remarks.append(diagnostic("L115", source.place("layout"), message, "write `layout: lesson` or take it out"))
        source = replace(source, fields=replace(source.fields, layout="lesson"))
    return Parsed(name=name, file=file, source=source, is_faulty=is_faulty), [*found, *remarks]


def _is_overview(source: Source) -> bool:
    """Tell whether a page is one that VitePress or VuePress (with the theme vdoing) fills by itself."""
    extra = source.fields.extra
    return extra.get("home") is True or not _OVERVIEW_KEYS.isdisjoint(extra)


def _has_template(templates: Path | None, layout: str) -> bool:
    return layout == "lesson" or (templates is not None and (templates / f"{layout}.html").is_file())


def _empty_bodies(candidate: Candidate) -> list[Diagnostic]:
    return [
        diagnostic(
            "L102", Place(source.file, source.body_line), "the lesson is empty", "write it, or take the file out"
        )
        for source in candidate.sources
        if not source.body.strip()
    ]


def _lessons(candidates: Sequence[Candidate]) -> list[Lesson]:
    """Give every candidate its slug: what it says, else one made of its file name, else with its folder's before it."""
    derived = {index: _derived(c) for index, c in enumerate(candidates) if c.fields.slug is None}
    count = Counter([c.fields.slug for c in candidates if c.fields.slug is not None] + list(derived.values()))
    slugs = [
        c.fields.slug or (derived[index] if count[derived[index]] == 1 else _with_folder(c, derived[index]))
        for index, c in enumerate(candidates)
    ]
    return [Lesson(slug=slug, sources=c.sources, fields=c.fields) for slug, c in zip(slugs, candidates, strict=True)]


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
