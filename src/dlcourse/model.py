"""The nouns of dlcourse, frozen: what the rooms hand to each other.

`Source` (one parsed file) -> `Lesson` -> `Course`; a lesson is rendered to a `Document` of `View`s; an `Edition`
(course + documents) becomes `Artifact`s, and they make a `Site`.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from dlcourse.diagnostics import Diagnostic, Place
from dlcourse.noun import Noun

Language = str
"""A BCP 47 tag such as `zh` or `en`."""

BOTH = "bi"
"""The name of the view, and of the tree of pages, that shows both languages side by side."""

GLOSSARY = PurePosixPath("glossary.toml")
"""Where the terms of a course are defined, below content/; links to it lead to the glossary page."""

LocalText = Mapping[Language, str]
"""A text per language; under the key "" stands a text that was given without a language."""

LocalTexts = Mapping[Language, tuple[str, ...]]
"""A list of texts per language; under the key "" stands one that was given without a language."""


def label_key(name: str) -> str:
    """Return how a label is spelt where it is looked up: `fig:xor`, `Fig_XOR` and `fig-xor` are one."""
    return re.sub(r"[:_.\s]+", "-", name.strip()).casefold()


def in_language(text: LocalText, language: Language) -> str:
    """Return `text` in `language`, else the text given without a language, else ""."""
    return text.get(language) or text.get("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter(Noun):
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
class Inclusion(Noun):
    """A file that a lesson shows a part of: its text, or why it cannot be shown (`fault`, how to mend it: `hint`).

    `is_hidden` says that pages may not even name it, as it is not published.
    """

    text: str = ""
    fault: str = ""
    hint: str = ""
    is_hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Noun):
    """One parsed file of a lesson.

    `path` is relative to content/; `file` is how diagnostics name it. `places` tells where the value of each
    front-matter key stands. `body` is what follows the front matter, to the character; its first line is line
    `body_line` of the file. `language` is what the file name says (`x.zh.md`), else None. `inclusions` are the
    files that the body includes, by the path as it is written there. A source with a `digest`, the hash of the file,
    may be without its body, which the loader then reads again.
    """

    path: PurePosixPath
    file: str
    fields: FrontMatter
    places: Mapping[str, Place]
    body: str
    body_line: int
    language: Language | None = None
    inclusions: Mapping[str, Inclusion] = field(default_factory=dict)
    digest: str = ""

    def place(self, key: str) -> Place:
        """Return where `key` stands in the front matter, else line 1 of the file."""
        return self.places.get(key, Place(self.file, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson(Noun):
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
    objectives: LocalTexts = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Noun):
    """An entry of the glossary: what the term is called in each language, and what it means.

    `also` holds other forms that are right too (`CNN`); `id` is its anchor on the glossary page.
    """

    id: str
    names: Mapping[Language, str]
    place: Place
    note: LocalText = field(default_factory=dict)
    also: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Noun):
    """An entry of the bibliography, plain text without LaTeX; a field that the entry lacks is "".

    `authors` are written as readers read them: `Ada Lovelace`. `container` is the journal, the proceedings or the book
    that it stands in. `address` is its URL, from its DOI if it has one.
    """

    key: str
    place: Place
    authors: tuple[str, ...] = ()
    title: str = ""
    container: str = ""
    publisher: str = ""
    year: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What a course gives to each of its lessons.

    `languages` are those of the course, the source language first. `macros` are commands for formulas: what stands for
    each (`R` -> `\\mathbb{R}`), its arguments as `#1`. `works` is the bibliography by key.
    """

    languages: tuple[Language, ...]
    glossary: tuple[Term, ...] = ()
    macros: Mapping[str, str] = field(default_factory=dict)
    works: Mapping[str, Work] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Course:
    """All published lessons, in order, by module. `hidden` holds the paths of lessons that are not published.

    `moments` are those when any file, hidden or not, was or is to be published: between two of them the course is one.
    """

    modules: tuple[Module, ...]
    hidden: frozenset[PurePosixPath] = frozenset()
    glossary: tuple[Term, ...] = ()
    works: Mapping[str, Work] = field(default_factory=dict)
    moments: tuple[datetime.datetime, ...] = ()

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """Every lesson in the order that previous and next follow."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading(Noun):
    """A heading below the page's h1: `level` 2 to 6 as the page shows it, `html` its inline content, no links.

    `language` is that of the heading, which in a view of one language is not always the view's own.
    """

    level: int
    id: str
    text: str
    html: str
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Noun):
    """What a link or picture of a lesson names inside the course, read but not yet looked up.

    `path` is relative to content/ and may climb out of it (the builder says so); it is the lesson's own path for a
    bare `#fragment`. `source` is what the author wrote.
    """

    path: PurePosixPath
    fragment: str
    source: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(Noun):
    """A picture to embed: the builder finds the file, measures it and writes the `<img>`.

    `width` or `height` is what the author asked for in CSS pixels, if anything, `share` the width in percent of the
    column; `style_class` holds classes of ours. `dark` is the picture for dark pages, if there is one of its own.
    """

    target: Target
    alt: str
    title: str = ""
    width: int | None = None
    height: int | None = None
    share: int | None = None
    style_class: str = ""
    dark: Target | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase(Noun):
    """Words of the pages' own inside a lesson's body: the text `key` in the language `spoken`, or the reader's.

    `language` is the one that the text speaks of (its `{language}`), if any, `number` what it counts (its `{number}`).
    `is_plain` says that it stands in an attribute's value, where no tags may be. `around` is the language of the text
    that it stands in; "" is that of the article.
    """

    key: str
    language: Language = ""
    number: str = ""
    is_plain: bool = False
    spoken: Language = ""
    around: Language = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark(Noun):
    """The place before a translated passage where the builder says so if the passage is outdated."""

    passage: str
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Noun):
    """A mention of something that has a label (`@fig-xor`, `\\eqref{loss}`): the builder writes the link to it.

    `name` is the label as `label_key` spells it, `source` what the author wrote. `form` asks for words and number
    ("full": Figure 2), the number alone ("number": 2), or that in brackets ("brackets": (2)). `is_imported` says that
    it is written as another tool wants it, so that one that leads nowhere is no error. `is_linked` is false inside a
    formula, where no link may be. `spoken` and `around` are as in `Phrase`.
    """

    name: str
    source: str
    place: Place
    form: str = "full"
    is_imported: bool = False
    is_linked: bool = True
    spoken: Language = ""
    around: Language = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleOf(Noun):
    """The text of a link that has none of its own (`[[slug]]`): the title of the lesson that `target` leads to.

    `spoken` and `around` are as in `Phrase`.
    """

    target: Target
    spoken: Language = ""
    around: Language = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """The place where the author asks for the list of the page's headings."""


Piece = str | Target | Image | Phrase | Mark | Reference | TitleOf | Contents
"""What a body is made of: HTML, and what only the builder can write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Noun):
    """A lesson in one view, ready but for addresses.

    `name` is a language, or `BOTH`; `language` is that of the article (of `BOTH`: the source language). `body` is HTML
    with other pieces in between: a target stands where the value of an `href` or `src` belongs, the others where their
    tag or text belongs, so that only the builder needs to know addresses. `title_id` is the id of its h1, or "" if the
    body had no such heading. `text` is the prose without markup. `minutes` is computed from the content.
    `has_inline_style` says that the page's CSP must allow style attributes (diagrams and some formulas).
    """

    name: str
    language: Language
    title: str
    title_html: str
    title_id: str
    body: tuple[Piece, ...]
    headings: tuple[Heading, ...]
    text: str
    minutes: int
    has_math: bool
    has_inline_style: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Side(Noun):
    """One language's side of a passage: where it begins, and the hash of its text, which no reformatting changes."""

    place: Place
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage(Noun):
    """A block or a few that say one thing, in one language or in two; `id` is its anchor in every view.

    Blocks that both languages share (code, formulas, diagrams, text in neither) are no passages. Those of a lesson in
    one language have no id: they only count.
    """

    id: str
    sides: Mapping[Language, Side]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label(Noun):
    """What a label names: an element of a lesson of this `kind` ("figure", "equation", "section" and so on).

    `id` is its anchor in every view, `number` what readers see: "2"; "" for a section. `place` is where it stands.
    """

    kind: str
    number: str
    id: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise(Noun):
    """An exercise of a lesson: its number in it, its anchor in every view, its titles as HTML without links."""

    number: str
    id: str
    titles: LocalText = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Noun):
    """A rendered lesson.

    `languages` are those it is written in, source language first. `views` has one for each, and `BOTH` as the last if
    there are two. `titles` and `descriptions` are all that are known, also in a language that has no view. `anchors`
    are the names that a link may use and the ids they mean, the same in all views. `labels` are what its figures,
    equations and so on are called in references, `exercises` those that it sets, in order.
    """

    languages: tuple[Language, ...]
    views: tuple[View, ...]
    titles: LocalText
    descriptions: LocalText
    anchors: Mapping[str, str]
    passages: tuple[Passage, ...]
    diagnostics: tuple[Diagnostic, ...]
    labels: Mapping[str, Label] = field(default_factory=dict)
    exercises: tuple[Exercise, ...] = ()

    def view(self, name: str) -> View:
        """Return the view `name`, else the first: a lesson in one language is shown everywhere."""
        return next((view for view in self.views if view.name == name), self.views[0])


@dataclass(frozen=True, slots=True)
class Recipe:
    """A file that is made when it is wanted. Recipes with one `key` make the same bytes, in whatever process."""

    key: str
    make: Callable[[], bytes] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One file of the site: its path below dist/, and its bytes, the file on disk to take them from, or its recipe."""

    path: PurePosixPath
    content: bytes | Path | Recipe

    def read(self) -> bytes:
        """Return the bytes of the file, made if need be."""
        content = self.content
        if isinstance(content, Recipe):
            return content.make()
        return content.read_bytes() if isinstance(content, Path) else content


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """Files of a site that nobody may ever ask for, and that take long to tell of: all of them are known by `make`.

    `has` tells of a path whether it can be one of them. Those with one `key` are the same.
    """

    key: str
    has: Callable[[str], bool] = field(compare=False, repr=False)
    make: Callable[[], Iterable[Artifact]] = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Site:
    """Every file of dist/, in an order that is good to make them in; no path stands twice.

    `later` has those that are not among the `first`.
    """

    first: tuple[Artifact, ...]
    later: Later | None = None

    @cached_property
    def artifacts(self) -> tuple[Artifact, ...]:
        """All files."""
        return (*self.first, *(self.later.make() if self.later else ()))
