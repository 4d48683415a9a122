"""The nouns of dlcourse, frozen: what the rooms hand to each other.

`Source` (one parsed file) -> `Lesson` -> `Course`; a lesson is rendered to a `Document` of `View`s; an `Edition`
(course + documents) becomes `Artifact`s, and they make a `Site`.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from dlcourse.diagnostics import Diagnostic, Place

Language = str
"""A BCP 47 tag such as `zh` or `en`."""

LocalText = Mapping[Language, str]
"""A text per language; under the key "" stands a text that was given without a language."""


def in_language(text: LocalText, language: Language) -> str:
    """Return `text` in `language`, else the text given without a language, else ""."""
    return text.get(language) or text.get("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The typed header of a lesson; absent keys have the defaults below. `extra` keeps the keys we do not know."""

    title: LocalText = field(default_factory=dict)
    slug: str | None = None
    sequence: int | None = None
    description: LocalText = field(default_factory=dict)
    is_published: bool | None = None
    estimated_minutes: int | None = None
    languages: tuple[Language, ...] = ()
    bilingual: str = "auto"
    date: datetime.date | None = None
    updated: datetime.date | None = None
    publish_on: datetime.datetime | None = None
    permalink: str | None = None
    layout: str = "lesson"
    prerequisites: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One parsed file of a lesson.

    `path` is relative to content/; `file` is how diagnostics name it. `places` tells where the value of each
    front-matter key stands. `body` is what follows the front matter, to the character; its first line is line
    `body_line` of the file. `language` is what the file name says (`x.zh.md`), else None.
    """

    path: PurePosixPath
    file: str
    fields: FrontMatter
    places: Mapping[str, Place]
    body: str
    body_line: int
    language: Language | None = None

    def place(self, key: str) -> Place:
        """Return where `key` stands in the front matter, else line 1 of the file."""
        return self.places.get(key, Place(self.file, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One lesson of the course: its sources (one, or one per language, source language first) and merged fields."""

    slug: str
    sources: tuple[Source, ...]
    fields: FrontMatter

    @property
    def folder(self) -> PurePosixPath:
        """The folder below content/ that the lesson lies in; it names the lesson's module."""
        return self.sources[0].path.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A folder of lessons in order. `title` is empty for lessons that lie flat in content/."""

    folder: PurePosixPath
    title: LocalText
    description: LocalText
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """All published lessons, in order, by module. `hidden` holds the paths of lessons that are not published."""

    modules: tuple[Module, ...]
    hidden: frozenset[PurePosixPath] = frozenset()

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """Every lesson in the order that previous and next follow."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading below the page's h1: `level` 2 to 6 as the page shows it, `html` its inline content, no links."""

    level: int
    id: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a link or picture of a lesson names inside the course, read but not yet looked up.

    `path` is relative to content/ and may climb out of it (the builder says so); it is the lesson's own path for a
    bare `#fragment`. `source` is what the author wrote.
    """

    path: PurePosixPath
    fragment: str
    source: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture to embed: the builder finds the file, measures it and writes the `<img>`.

    `width` is the width in CSS pixels that the author asked for, if any; `style_class` a class of ours or "".
    """

    target: Target
    alt: str
    title: str = ""
    width: int | None = None
    style_class: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A lesson in one view, ready but for addresses.

    `body` is HTML with `Target`s and `Image`s in between: a target stands where the value of an `href` or `src`
    belongs, an image where its tag belongs, so that only the builder needs to know addresses. `anchors` are all
    ids of the page that a link may name; `title_id` is that of its h1, or "" if the body had no such heading.
    `text` is the prose without markup. `minutes` is computed from the content. `has_inline_style` says
    that the page's CSP must allow style attributes (diagrams and some formulas).
    """

    language: Language
    title: str
    title_html: str
    title_id: str
    body: tuple[str | Target | Image, ...]
    headings: tuple[Heading, ...]
    anchors: frozenset[str]
    text: str
    minutes: int
    has_math: bool
    has_inline_style: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A rendered lesson: its views, one per language it is written in, source language first."""

    views: tuple[View, ...]
    diagnostics: tuple[Diagnostic, ...]

    def view(self, language: Language) -> View:
        """Return the view in `language`, else the first: a lesson in one language is shown everywhere."""
        return next((view for view in self.views if view.language == language), self.views[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One file of the site: its path below dist/ and its bytes, or the file on disk to take them from."""

    path: PurePosixPath
    content: bytes | Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Every file of dist/, ordered by path; no path stands twice."""

    artifacts: tuple[Artifact, ...]
