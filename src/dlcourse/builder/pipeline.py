"""The whole build on one page: content/ in, a Site out, or the diagnostics that say why not.

load -> render -> look up links -> judge -> every output -> Site. Writing it to dist/ is `publish`; `check` and
`serve` come the same way.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from dlcourse.builder.addresses import EXERCISES, GLOSSARY, PRINT, Addresses
from dlcourse.builder.assets import ContentAssets, ThemeAssets
from dlcourse.builder.edition import Edition, has_handout
from dlcourse.builder.feeds import dated_languages
from dlcourse.builder.history import History
from dlcourse.builder.links import Directory, faults
from dlcourse.builder.memory import Memory
from dlcourse.builder.outputs import OUTPUTS, manifest
from dlcourse.builder.pages import permalink_path
from dlcourse.builder.stamps import Stamps, read_stamps
from dlcourse.builder.translations import Survey, survey_translations
from dlcourse.builder.trees import trees_of
from dlcourse.builder.wording import missing_words, tree_strings
from dlcourse.config import Options, Project, Settings, read_settings
from dlcourse.coverage import Coverage
from dlcourse.diagnostics import Diagnostic, diagnostic, is_publishable, judge
from dlcourse.loader import load_course
from dlcourse.model import BOTH, Artifact, Background, Course, Document, Language, Lesson, Site
from dlcourse.renderer.lesson import render_lesson
from dlcourse.renderer.templates import Templates
from dlcourse.renderer.termlint import term_faults

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What a build came to. `site` is None when the diagnostics do not let the course be published.

    `coverage` says for each language of the course how far it is translated.
    """

    site: Site | None
    coverage: tuple[Coverage, ...]
    diagnostics: tuple[Diagnostic, ...]
    lessons: int
    pages: int
    rendered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A course as it was read, rendered and looked through, before anything is judged or written."""

    settings: Settings
    course: Course
    documents: dict[str, Document]
    assets: ContentAssets
    directory: Directory
    stamps: Stamps
    diagnostics: tuple[Diagnostic, ...]
    rendered: int


def build_site(
    project: Project, options: Options, memory: Memory | None = None, progress: Progress | None = None
) -> Build:
    """Build the course of `project`; every diagnostic is gathered before judgement. Raises `DlcourseError`.

    What did not change since `memory` was last given is not made again.
    """
    memory = memory or Memory()
    reading = read_course(project, options, memory, progress)
    documents, languages = reading.documents, reading.settings.languages
    translations = survey_translations(documents, languages, reading.stamps)
    words = missing_words(project, trees_of(languages, documents.values()))
    history = memory.git.history(project.content, _files(reading.course)) if memory.git else History()
    notes = history.notes(project.content_name)
    judged = judge([*reading.diagnostics, *words, *translations.diagnostics, *notes], options.level)
    site = None
    if is_publishable(judged, options.level):
        reading.assets.prepare(reading.directory.pictures())
        site = _assemble(
            _edition(project, options, reading, translations, memory=memory, history=history), reading.assets
        )
    return Build(
        site=site,
        coverage=translations.coverage,
        diagnostics=judged,
        lessons=len(documents),
        pages=sum(artifact.path.suffix == ".html" for artifact in site.artifacts) if site else 0,
        rendered=reading.rendered,
    )


def read_course(
    project: Project, options: Options, memory: Memory | None = None, progress: Progress | None = None
) -> Reading:
    """Read and render every lesson, look up what they name, and read the stamps. Raises `DlcourseError`."""
    memory = memory or Memory()
    settings = read_settings(project)
    course, found = load_course(project, settings, options)
    stamps, stamp_faults = read_stamps(project)
    documents, rendered = _render(course, settings, memory, progress)
    assets = ContentAssets(project.content, course.hidden, memory.pictures)
    directory = Directory(course, documents, assets)
    own = [each for document in documents.values() for each in document.diagnostics]
    links = [*faults(documents, directory), *_address_faults(course, documents, settings.languages)]
    return Reading(
        settings=settings,
        course=course,
        documents=documents,
        assets=assets,
        directory=directory,
        stamps=stamps,
        diagnostics=(*found, *stamp_faults, *own, *links),
        rendered=rendered,
    )


def _render(
    course: Course, settings: Settings, memory: Memory, progress: Progress | None
) -> tuple[dict[str, Document], int]:
    """Render every lesson that `memory` does not hold as it is now, and forget those that are gone."""
    documents: dict[str, Document] = {}
    rendered = 0
    lessons = course.lessons
    background = Background(
        languages=settings.languages, glossary=course.glossary, macros=settings.macros, works=course.works
    )
    known = memory.documents
    last = next(iter(known.values()), None)
    if last and last[0][1] == background:
        background = last[0][1]  # the very same: it is compared once, and not again for every lesson
    for number, lesson in enumerate(lessons, 1):
        before = known.get(lesson.slug)
        made_from = (lesson, background)
        if before is None or before[0] != made_from:
            known[lesson.slug] = before = (made_from, _rendered(*made_from))
            rendered += 1
        documents[lesson.slug] = before[1]
        if progress:
            progress(number, len(lessons))
    for slug in known.keys() - documents.keys():
        del known[slug]
    return documents, rendered


def _rendered(lesson: Lesson, background: Background) -> Document:
    document = render_lesson(lesson, background)
    return replace(document, diagnostics=(*document.diagnostics, *term_faults(lesson, document, background.glossary)))


def _address_faults(
    course: Course, documents: Mapping[str, Document], languages: tuple[Language, ...]
) -> list[Diagnostic]:
    """Two lessons may not claim one permalink, nor a permalink or a slug a page of the site."""
    found: list[Diagnostic] = []
    owners: dict[str, str] = {}
    own = {"assets", "search", "_headers", "manifest.json", "robots.txt", "sitemap.xml", "index.html", "404.html"}
    own |= {tree.casefold() for tree in (*languages, BOTH)}
    pages = {GLOSSARY: "the glossary"} if course.glossary else {}
    pages |= {EXERCISES: "the page of all exercises"} if _has_exercises(documents) else {}
    pages |= {PRINT: "the page of the whole course"} if has_handout(course) else {}
    for lesson in course.lessons:
        path = permalink_path(lesson)
        source = lesson.sources[0]
        if lesson.slug in pages:
            message = f"slug: {lesson.slug} is the address of {pages[lesson.slug]}"
            found.append(diagnostic("B306", source.place("slug"), message, "give the lesson another slug"))
        if not path:
            continue
        name = path.as_posix().casefold()
        owner = "the site's own pages" if path.parts[0].casefold() in own else owners.setdefault(name, source.file)
        if owner != source.file:
            message = f"permalink: {lesson.fields.permalink} is already taken by {owner}"
            found.append(diagnostic("B306", source.place("permalink"), message, "give one of them another"))
    return found


def _has_exercises(documents: Mapping[str, Document]) -> bool:
    return any(document.exercises for document in documents.values())


def _files(course: Course) -> frozenset[PurePosixPath]:
    return frozenset(source.path for lesson in course.lessons for source in lesson.sources)


def _folder(project: Project, history: History) -> PurePosixPath:
    """Return content/ as seen from the root of the repository: git knows it, else it is as the author calls it."""
    named = PurePosixPath(project.content_name)
    is_below = not named.is_absolute() and ".." not in named.parts
    return history.folder or (named if is_below else PurePosixPath(named.name))


def _edition(
    project: Project,
    options: Options,
    reading: Reading,
    translations: Survey,
    *,
    memory: Memory,
    history: History,
) -> Edition:
    settings = reading.settings
    trees = trees_of(settings.languages, reading.documents.values())
    base_url = settings.base_url if options.base_url is None else options.base_url
    return Edition(
        settings=settings,
        options=options,
        course=reading.course,
        lessons={lesson.slug: lesson for lesson in reading.course.lessons},
        documents=reading.documents,
        directory=reading.directory,
        addresses=Addresses(base_url, options.url_style),
        theme=ThemeAssets(project.templates),
        templates=Templates(project.templates),
        strings=tree_strings(project, trees),
        languages=tuple(tree.name for tree in trees if not tree.is_both),
        trees=trees,
        dated=dated_languages(reading.course, reading.documents, history),
        outdated=translations.outdated,
        has_exercises=_has_exercises(reading.documents),
        has_handout=has_handout(reading.course),
        entries=memory.entries,
        history=history,
        folder=_folder(project, history),
        cards=memory.cards,
    )


def _assemble(edition: Edition, assets: ContentAssets) -> Site:
    """Run every output; the first to claim a path has it, so a redirect never hides a page."""
    artifacts: dict[PurePosixPath, Artifact] = {}
    for output in OUTPUTS:
        for artifact in output(edition):
            artifacts.setdefault(artifact.path, artifact)
    for artifact in assets.artifacts():
        artifacts.setdefault(artifact.path, artifact)
    ordered = [artifacts[path] for path in sorted(artifacts)]
    return Site(artifacts=tuple(sorted([*ordered, manifest(ordered)], key=lambda artifact: artifact.path)))
