"""The whole build on one page: content/ in, a Site out, or the diagnostics that say why not.

load -> render -> look up links -> judge -> every output -> Site. Writing it to dist/ is `publish`; `check` and
`serve` come the same way. Pages of a site are recipes: whoever wants one has it made.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath

from dlcourse.builder.addresses import EXERCISES, GLOSSARY, PRINT, Addresses
from dlcourse.builder.assets import ContentAssets
from dlcourse.builder.edition import Edition, has_handout
from dlcourse.builder.feeds import dated_languages
from dlcourse.builder.history import History
from dlcourse.builder.keeping.engine import engine_digest
from dlcourse.builder.links import Directory, Findings, directory_of, look_up
from dlcourse.builder.look import Look, look_of
from dlcourse.builder.memory import Memory
from dlcourse.builder.outline import Outline
from dlcourse.builder.outputs import LATER, OUTPUTS
from dlcourse.builder.pages.lessons import permalink_path
from dlcourse.builder.press import Press, digest_of
from dlcourse.builder.translating.stamps import Stamps, read_stamps
from dlcourse.builder.translating.translations import Survey, survey_translations
from dlcourse.builder.trees import trees_of
from dlcourse.builder.wording import missing_words
from dlcourse.config import Options, Project, Settings, read_settings
from dlcourse.coverage import Coverage
from dlcourse.diagnostics import Diagnostic, diagnostic, is_publishable, judge
from dlcourse.loader import load_course
from dlcourse.model import BOTH, Artifact, Background, Course, Document, Language, Lesson, Passage, Site

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What a build came to. `site` is None when the diagnostics do not let the course be published.

    `coverage` says for each language of the course how far it is translated; `moments` are those when a lesson is to be
    published.
    """

    site: Site | None
    coverage: tuple[Coverage, ...]
    diagnostics: tuple[Diagnostic, ...]
    lessons: int
    pages: int
    rendered: int
    moments: tuple[datetime.datetime, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A course as it was read, rendered and looked through, before anything is judged or written.

    `outlines` and `findings` are by slug, in the order of the course.
    """

    settings: Settings
    course: Course
    look: Look
    press: Press
    outlines: dict[str, Outline]
    findings: dict[str, Findings]
    assets: ContentAssets
    directory: Directory
    stamps: Stamps
    diagnostics: tuple[Diagnostic, ...]
    rendered: int

    @cached_property
    def lessons(self) -> dict[str, Lesson]:
        """The lessons by slug, in the order of the course."""
        return {lesson.slug: lesson for lesson in self.course.lessons}

    def document(self, slug: str) -> Document:
        """Return all of a lesson."""
        lesson = self.lessons[slug]
        return replace(self.press.document(lesson), passages=self.press.passages(lesson))

    def passages(self, slug: str) -> tuple[Passage, ...]:
        """Return the passages of a lesson."""
        return self.press.passages(self.lessons[slug])


def build_site(
    project: Project, options: Options, memory: Memory | None = None, progress: Progress | None = None
) -> Build:
    """Build the course of `project`; every diagnostic is gathered before judgement. Raises `DlcourseError`.

    What did not change since `memory` was last given is not made again.
    """
    memory = memory or Memory()
    reading = read_course(project, options, memory, progress)
    outlines, languages = reading.outlines, reading.settings.languages
    translations = survey_translations(outlines, languages, reading.stamps, reading.passages, memory.lately)
    words = missing_words(project, trees_of(languages, outlines.values()))
    history = memory.git.history(project.content, _files(reading.course)) if memory.git else History()
    notes = history.notes(project.content_name)
    judged = judge([*reading.diagnostics, *words, *translations.diagnostics, *notes], options.level)
    site = None
    if is_publishable(judged, options.level):
        reading.assets.prepare(picture for found in reading.findings.values() for picture in found.pictures)
        site = _assemble(
            _edition(project, options, reading, translations, memory=memory, history=history), reading.assets
        )
        memory.lately.turn()
    return Build(
        site=site,
        coverage=translations.coverage,
        diagnostics=judged,
        lessons=len(outlines),
        pages=sum(str(artifact.path).endswith(".html") for artifact in site.first) if site else 0,
        rendered=reading.rendered,
        moments=reading.course.moments,
    )


def read_course(
    project: Project, options: Options, memory: Memory | None = None, progress: Progress | None = None
) -> Reading:
    """Read and render every lesson, look up what they name, and read the stamps. Raises `DlcourseError`."""
    memory = memory or Memory()
    memory.recall()
    settings = read_settings(project)
    course, found = load_course(project, settings, options, memory.known, memory.at_hand)
    stamps, stamp_faults = read_stamps(project, memory.lately)
    look = look_of(project.templates, memory.lately)
    press = _press(project, settings, course, look, memory)
    outlines, rendered = _render(course, press, memory, progress)
    assets = ContentAssets(project.content, course.hidden, memory.pictures, memory.lately)
    directory = directory_of(course, outlines, assets, memory.lately)
    findings = {
        lesson.slug: look_up(lesson, outlines[lesson.slug], directory, memory.lately) for lesson in course.lessons
    }
    own = [each for outline in outlines.values() for each in outline.diagnostics]
    links = [each for found in findings.values() for each in found.places if isinstance(each, Diagnostic)]
    links += _address_faults(course, outlines, settings.languages)
    return Reading(
        settings=settings,
        course=course,
        look=look,
        press=press,
        outlines=outlines,
        findings=findings,
        assets=assets,
        directory=directory,
        stamps=stamps,
        diagnostics=(*found, *stamp_faults, *own, *links),
        rendered=rendered,
    )


def _press(project: Project, settings: Settings, course: Course, look: Look, memory: Memory) -> Press:
    background = Background(
        languages=settings.languages, glossary=course.glossary, macros=settings.macros, works=course.works
    )
    words = {language: look.words(language) for language in settings.languages}
    spoken = {language: sorted(strings.items()) for language, strings in words.items()}
    return Press(
        project=project,
        background=background,
        words=words,
        cache=memory.cache,
        ground=digest_of(engine_digest(), project.content_name, background, spoken),
        keys=dict(memory.keys),
        outlines=memory.outlines,
    )


def _render(course: Course, press: Press, memory: Memory, progress: Progress | None) -> tuple[dict[str, Outline], int]:
    """Have every lesson rendered that is not kept as it is now, and forget those that are gone."""
    outlines: dict[str, Outline] = {}
    rendered = 0
    lessons = course.lessons
    for lesson, (outline, is_new) in zip(lessons, press.outline_all(lessons, memory.crew), strict=True):
        outlines[lesson.slug] = outline
        rendered += is_new
        if progress:
            progress(len(outlines), len(lessons))
    memory.forget_but(lessons, press.keys)
    return outlines, rendered


def _address_faults(
    course: Course, outlines: Mapping[str, Outline], languages: tuple[Language, ...]
) -> list[Diagnostic]:
    """Two lessons may not claim one permalink, nor a permalink or a slug a page of the site."""
    found: list[Diagnostic] = []
    owners: dict[str, str] = {}
    own = {"assets", "search", "_headers", "manifest.json", "robots.txt", "sitemap.xml", "index.html", "404.html"}
    own |= {tree.casefold() for tree in (*languages, BOTH)}
    pages = {GLOSSARY: "the glossary"} if course.glossary else {}
    pages |= {EXERCISES: "the page of all exercises"} if _has_exercises(outlines) else {}
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


def _has_exercises(outlines: Mapping[str, Outline]) -> bool:
    return any(outline.exercises for outline in outlines.values())


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
    trees = trees_of(settings.languages, reading.outlines.values())
    base_url = settings.base_url if options.base_url is None else options.base_url
    return Edition(
        settings=settings,
        options=options,
        course=reading.course,
        lessons=reading.lessons,
        outlines=reading.outlines,
        findings=reading.findings,
        press=reading.press,
        directory=reading.directory,
        addresses=Addresses(base_url, options.url_style),
        theme=reading.look.theme,
        templates=reading.look.templates,
        strings=reading.look.strings(trees),
        languages=tuple(tree.name for tree in trees if not tree.is_both),
        trees=trees,
        dated=dated_languages(reading.course, reading.outlines, history),
        outdated=translations.outdated,
        has_exercises=_has_exercises(reading.outlines),
        has_handout=has_handout(reading.course),
        history=history,
        lately=memory.lately,
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
    return Site(first=tuple(artifacts.values()), later=LATER(edition))
