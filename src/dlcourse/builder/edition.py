"""Everything that outputs are made from: the course, its documents, and how they are addressed and worded."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from dlcourse.builder.addresses import Addresses
from dlcourse.builder.assets import ThemeAssets
from dlcourse.builder.cards.cards import Cards
from dlcourse.builder.history import History
from dlcourse.builder.links import Directory, Findings
from dlcourse.builder.once import Once
from dlcourse.builder.outline import Face, Outline
from dlcourse.builder.press import Press
from dlcourse.builder.trees import Tree
from dlcourse.config import Options, Settings
from dlcourse.lately import Lately
from dlcourse.model import (
    BOTH,
    Course,
    Document,
    Language,
    Lesson,
    LocalText,
    Source,
    View,
)
from dlcourse.renderer.bilingual.scripts import language_of
from dlcourse.renderer.templates import Templates
from dlcourse.renderer.words import Strings, Words

LARGEST_HANDOUT = 200
"""How many lessons the page of the whole course holds at most: more would be too much for a browser to print."""

Outdated = frozenset[tuple[str, str, Language]]
"""Translated passages whose original has changed since: slug, passage, language of the translation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A course that may be published.

    `lessons`, `outlines` and `findings` (what all that a lesson names leads to) are by slug, the lessons in order;
    `press` has their whole text. `languages` are those that
    at least one lesson is written in, `trees` the trees of pages that the site has; `strings` are the words of the
    pages' own by the name of the tree; `dated` are the languages with a lesson that has a date; `folder` is content/ as
    seen from the root of the repository; `cards` draws cards, if any are wanted; `has_exercises` says that at least one
    lesson sets an exercise, `has_handout` that there is a page of the whole course, too. `memo` is for what many pages
    have in common: each process makes it once; `lately` has what the last edition and this one have in common.
    """

    settings: Settings
    options: Options
    course: Course
    lessons: Mapping[str, Lesson]
    outlines: Mapping[str, Outline]
    findings: Mapping[str, Findings]
    press: Press
    directory: Directory
    addresses: Addresses
    theme: ThemeAssets
    templates: Templates
    strings: Mapping[str, Strings]
    languages: tuple[Language, ...]
    trees: tuple[Tree, ...]
    dated: frozenset[Language] = frozenset()
    outdated: Outdated = frozenset()
    history: History = field(default_factory=History)
    folder: PurePosixPath = field(default_factory=PurePosixPath)
    cards: Cards | None = None
    has_exercises: bool = False
    has_handout: bool = False
    memo: Once = field(default_factory=Once, compare=False, repr=False)
    lately: Lately = field(default_factory=Lately, compare=False, repr=False)

    def tree(self, name: str) -> Tree:
        """Return the tree `name`, else the first."""
        return next((tree for tree in self.trees if tree.name == name), self.trees[0])

    def outline(self, lesson: Lesson) -> Outline:
        """Return what all the course knows of the rendered `lesson`."""
        return self.outlines[lesson.slug]

    def face(self, lesson: Lesson, tree: Tree) -> Face:
        """Return how lists show `lesson` to readers of `tree`."""
        return self.outline(lesson).view(tree.name)

    def document(self, lesson: Lesson) -> Document:
        """Return what `lesson` was rendered to: its whole text, for pages that show it."""
        return self.press.document(lesson)

    def view(self, lesson: Lesson, tree: Tree) -> View:
        """Return the whole view of `lesson` that readers of `tree` see, for pages that show it."""
        return self.document(lesson).view(tree.name)

    def source(self, lesson: Lesson, language: Language) -> Source:
        """Return the source of `lesson` that is written in `language`, else its first."""
        return _source(lesson, language)

    def updated(self, lesson: Lesson, languages: Iterable[Language]) -> datetime.date | None:
        """Return the day when what `lesson` says in `languages` was last changed: git knows it, or front matter."""
        return updated(lesson, languages, self.history.days)

    def has_feed(self, language: Language) -> bool:
        """Tell whether there is a feed in `language`: it needs a base URL, and a lesson with a date."""
        return bool(self.addresses.base_url) and language in self.dated

    def words(self, text: LocalText, tree: Tree) -> Words:
        """Return `text` for readers of `tree`: in each of their languages, else in one that there is."""
        bare = text.get("", "")
        known = {language: each for language, each in text.items() if language and each}
        if bare and not any(language in known for language in tree.languages):
            return Words((bare, language_of(bare, self.settings.languages)))
        found = [(known[language], language) for language in tree.languages if language in known]
        return Words(*(found or [(each, language) for language, each in known.items()][:1]))

    def title(self, lesson: Lesson, tree: Tree) -> Words:
        """Return what lists in `tree` call `lesson`."""
        outline = self.outline(lesson)
        titles = {view.language: view.title for view in outline.views if view.name != BOTH}
        return self.words(titles | {language: title for language, title in outline.titles.items() if language}, tree)

    def description(self, lesson: Lesson, tree: Tree) -> Words:
        """Return what lists in `tree` say of `lesson`: nothing in a language that neither they nor its page are in."""
        words = self.words(self.outline(lesson).descriptions, tree)
        fitting = {*tree.languages, self.face(lesson, tree).language}
        return words if fitting & {language for _, language in words.parts} else Words()


def updated(
    lesson: Lesson, languages: Iterable[Language], days: Mapping[PurePosixPath, datetime.date]
) -> datetime.date | None:
    """Return the day when what `lesson` says in `languages` was last changed, if its files were on these `days`."""
    sources = [_source(lesson, language) for language in languages]
    known = [days[source.path] for source in sources if source.path in days]
    given = [source.fields.updated for source in sources if source.fields.updated]
    return max(known or given, default=lesson.fields.updated)


def _source(lesson: Lesson, language: Language) -> Source:
    return next((source for source in lesson.sources if source.language == language), lesson.sources[0])


def has_handout(course: Course) -> bool:
    """Tell whether there is a page of the whole `course`: it has lessons, but not too many."""
    return 0 < len(course.lessons) <= LARGEST_HANDOUT
