"""The whole build on one page: content/ in, a Site out, or the diagnostics that say why not.

load -> render -> look up links -> judge -> every output -> Site. Writing it to dist/ is `publish`; `check` and
`serve` come the same way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from dlcourse.builder.addresses import Addresses
from dlcourse.builder.assets import ContentAssets, ThemeAssets
from dlcourse.builder.edition import Edition
from dlcourse.builder.links import Directory, faults
from dlcourse.builder.outputs import OUTPUTS, manifest
from dlcourse.builder.pages import permalink_path
from dlcourse.builder.trees import trees_of
from dlcourse.builder.wording import missing_words, tree_strings
from dlcourse.config import Options, Project, Settings, read_settings
from dlcourse.diagnostics import Diagnostic, diagnostic, is_publishable, judge
from dlcourse.loader import load_course
from dlcourse.model import BOTH, Artifact, Course, Document, Language, Lesson, Site
from dlcourse.renderer.lesson import render_lesson
from dlcourse.renderer.templates import Templates

Memory = dict[str, tuple[tuple[Lesson, tuple[Language, ...]], Document]]
"""Rendered lessons by slug, with what they were rendered from, kept from one build to the next: what did not change
is not rendered again."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What a build came to. `site` is None when the diagnostics do not let the course be published."""

    site: Site | None
    diagnostics: tuple[Diagnostic, ...]
    lessons: int
    pages: int
    rendered: int


def build_site(
    project: Project, options: Options, memory: Memory | None = None, progress: Progress | None = None
) -> Build:
    """Build the course of `project`; every diagnostic is gathered before judgement. Raises `DlcourseError`."""
    settings = read_settings(project)
    course, diagnostics = load_course(project, settings, options)
    known = {} if memory is None else memory
    documents, rendered = _render(course, settings, known, progress)
    found = list(diagnostics)
    for document in documents.values():
        found += document.diagnostics
    assets = ContentAssets(project.content, course.hidden)
    directory = Directory(course, documents, assets)
    found += [*faults(documents, directory), *_address_faults(course, settings.languages)]
    found += missing_words(project, trees_of(settings.languages, documents.values()))
    judged = judge(found, options.level)
    site = None
    if is_publishable(judged, options.level):
        site = _assemble(_edition(project, options, settings, course, directory), assets)
    pages = sum(artifact.path.suffix == ".html" for artifact in site.artifacts) if site else 0
    return Build(site=site, diagnostics=judged, lessons=len(documents), pages=pages, rendered=rendered)


def _render(
    course: Course, settings: Settings, memory: Memory, progress: Progress | None
) -> tuple[dict[str, Document], int]:
    """Render every lesson that `memory` does not hold as it is now, and forget those that are gone."""
    documents: dict[str, Document] = {}
    rendered = 0
    lessons = course.lessons
    for number, lesson in enumerate(lessons, 1):
        before = memory.get(lesson.slug)
        made_from = (lesson, settings.languages)
        if before is None or before[0] != made_from:
            memory[lesson.slug] = before = (made_from, render_lesson(*made_from))
            rendered += 1
        documents[lesson.slug] = before[1]
        if progress:
            progress(number, len(lessons))
    for slug in memory.keys() - documents.keys():
        del memory[slug]
    return documents, rendered


def _address_faults(course: Course, languages: tuple[Language, ...]) -> list[Diagnostic]:
    """Two lessons may not claim one permalink, nor a permalink a page of the site."""
    found: list[Diagnostic] = []
    owners: dict[str, str] = {}
    own = {"assets", "_headers", "manifest.json", "robots.txt", "sitemap.xml", "index.html", "404.html"}
    own |= {tree.casefold() for tree in (*languages, BOTH)}
    for lesson in course.lessons:
        path = permalink_path(lesson)
        source = lesson.sources[0]
        if not path:
            continue
        name = path.as_posix().casefold()
        owner = "the site's own pages" if path.parts[0].casefold() in own else owners.setdefault(name, source.file)
        if owner != source.file:
            message = f"permalink: {lesson.fields.permalink} is already taken by {owner}"
            found.append(diagnostic("B306", source.place("permalink"), message, "give one of them another"))
    return found


def _edition(project: Project, options: Options, settings: Settings, course: Course, directory: Directory) -> Edition:
    documents = directory.documents
    trees = trees_of(settings.languages, documents.values())
    base_url = settings.base_url if options.base_url is None else options.base_url
    return Edition(
        settings=settings,
        options=options,
        course=course,
        documents=documents,
        directory=directory,
        addresses=Addresses(base_url, options.url_style),
        theme=ThemeAssets(project.templates),
        templates=Templates(project.templates),
        strings=tree_strings(project, trees),
        languages=tuple(tree.name for tree in trees if not tree.is_both),
        trees=trees,
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
