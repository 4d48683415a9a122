"""Everything that outputs are made from: the course, its documents, and how they are addressed and worded."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import PurePosixPath

from markupsafe import Markup

from dlcourse.builder.addresses import Addresses
from dlcourse.builder.assets import ThemeAssets
from dlcourse.builder.contents import contents_html
from dlcourse.builder.imagetags import image_html
from dlcourse.builder.links import Directory, ToAsset, ToGlossary, ToHome, ToLesson
from dlcourse.builder.trees import Tree
from dlcourse.config import Options, Settings
from dlcourse.diagnostics import Diagnostic
from dlcourse.model import (
    BOTH,
    Contents,
    Course,
    Document,
    Image,
    Language,
    Lesson,
    LocalText,
    Mark,
    Phrase,
    Reference,
    Source,
    Target,
    TitleOf,
    View,
)
from dlcourse.renderer.bilingual.scripts import language_of
from dlcourse.renderer.templates import Templates
from dlcourse.renderer.words import Strings, Words, fill, language_name, marked_up

Aside = Target | Image | Phrase | Mark | Reference | TitleOf
"""The pieces of a body that are no HTML yet."""

Outdated = frozenset[tuple[str, str, Language]]
"""Translated passages whose original has changed since: slug, passage, language of the translation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A course that may be published.

    `languages` are those that at least one lesson is written in, `trees` the trees of pages that the site has;
    `strings` are the words of the pages' own by the name of the tree; `dated` are the languages with a lesson that has
    a date; `has_exercises` says that at least one lesson sets an exercise.
    """

    settings: Settings
    options: Options
    course: Course
    documents: Mapping[str, Document]
    directory: Directory
    addresses: Addresses
    theme: ThemeAssets
    templates: Templates
    strings: Mapping[str, Strings]
    languages: tuple[Language, ...]
    trees: tuple[Tree, ...]
    dated: frozenset[Language] = frozenset()
    outdated: Outdated = frozenset()
    has_exercises: bool = False

    def tree(self, name: str) -> Tree:
        """Return the tree `name`, else the first."""
        return next((tree for tree in self.trees if tree.name == name), self.trees[0])

    def document(self, lesson: Lesson) -> Document:
        """Return what `lesson` was rendered to."""
        return self.documents[lesson.slug]

    def view(self, lesson: Lesson, tree: Tree) -> View:
        """Return the view of `lesson` that readers of `tree` see."""
        return self.document(lesson).view(tree.name)

    def source(self, lesson: Lesson, language: Language) -> Source:
        """Return the source of `lesson` that is written in `language`, else its first."""
        return next((source for source in lesson.sources if source.language == language), lesson.sources[0])

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
        document = self.document(lesson)
        titles = {view.language: view.title for view in document.views if view.name != BOTH}
        return self.words(titles | {language: title for language, title in document.titles.items() if language}, tree)

    def description(self, lesson: Lesson, tree: Tree) -> Words:
        """Return what lists in `tree` say of `lesson`: nothing in a language that neither they nor its page are in."""
        words = self.words(self.document(lesson).descriptions, tree)
        fitting = {*tree.languages, self.view(lesson, tree).language}
        return words if fitting & {language for _, language in words.parts} else Words()

    def body(self, lesson: Lesson, tree: Tree, page: PurePosixPath) -> Markup:
        """Return the HTML of `lesson` as it stands on `page` of `tree`, with all that only the builder can write."""
        view = self.view(lesson, tree)
        pieces = (piece if isinstance(piece, str) else self._piece(piece, lesson, tree, page) for piece in view.body)
        return Markup("".join(pieces))  # noqa: S704  # rendered and sanitised by the renderer, or written below

    def _piece(self, piece: Aside, lesson: Lesson, tree: Tree, page: PurePosixPath) -> str:
        if isinstance(piece, Target):
            return self._href(piece, tree, page)
        if isinstance(piece, Image):
            return self._image(piece, page)
        if isinstance(piece, Phrase):
            return self._phrase(piece, piece.around or self.view(lesson, tree).language, tree)
        if isinstance(piece, Reference):
            return self._reference(piece, lesson, tree, page)
        if isinstance(piece, TitleOf):
            return self._title_of(piece, piece.around or self.view(lesson, tree).language, tree)
        if isinstance(piece, Contents):
            view = self.view(lesson, tree)
            return contents_html(view.headings, view.language)
        return self._mark(piece, lesson, tree, page)

    def _href(self, target: Target, tree: Tree, page: PurePosixPath) -> str:
        """Return the value of an `href`; of a link that leads nowhere, what marks it as faulty too."""
        found = self.directory.find(target)
        if isinstance(found, Diagnostic):
            message = "" if self.directory.is_hidden(target) else escape(found.message)
            return f'#page-main" class="fault" title="{message}'
        if isinstance(found, ToAsset):
            return self.addresses.href(page, found.asset.path)
        if isinstance(found, ToHome):
            return self.addresses.href(page, self.addresses.home(tree.name))
        if isinstance(found, ToGlossary):
            return escape(self.addresses.href(page, self.addresses.glossary(tree.name), found.fragment))
        return escape(self.addresses.href(page, self.addresses.lesson(tree.name, found.lesson.slug), found.fragment))

    def _image(self, image: Image, page: PurePosixPath) -> str:
        found = self.directory.find_image(image)
        if isinstance(found, Diagnostic):
            if self.directory.is_hidden(image.target):
                return f'<code class="fault">{escape(image.alt)}</code>'
            source = f"![{image.alt}]({image.target.source})"
            return f'<code class="fault" title="{escape(found.message)}">{escape(source)}</code>'
        dark = self.directory.find_dark(image)
        dark_one = dark.asset if isinstance(dark, ToAsset) else None
        return image_html(image, found.asset, dark_one, self.directory.versions, partial(self.addresses.href, page))

    def _phrase(self, phrase: Phrase, around: Language, tree: Tree) -> str:
        """Return the words `phrase` asks for, in an element that is in the language `around`."""
        tree = self._speaking(phrase.spoken, tree)
        strings = self.strings[tree.name]
        text = fill(strings[phrase.key], language=language_name(strings, phrase.language), number=phrase.number)
        if phrase.is_plain:
            return escape(text)
        if not isinstance(text, Words):
            text = Words((text, tree.language))
        return str(marked_up(text, around))

    def _reference(self, reference: Reference, lesson: Lesson, tree: Tree, page: PurePosixPath) -> str:
        """Return the link to what has a label, in words of the pages' own; a section is called by its heading."""
        found = self.directory.find_label(reference, lesson)
        if isinstance(found, Diagnostic):
            return f'<code class="fault" title="{escape(found.message)}">{escape(reference.source)}</code>'
        around = reference.around or self.view(lesson, tree).language
        if found.label.kind == "section":
            view = self.view(found.lesson, self._speaking(reference.spoken, tree))
            text = next((heading.html for heading in view.headings if heading.id == found.label.id), "")
            text = text or escape(view.title)
        elif reference.form != "full":
            text = escape(found.label.number if reference.form == "number" else f"({found.label.number})")
        else:
            words = Phrase(key=f"{found.label.kind}_number", number=found.label.number, spoken=reference.spoken)
            text = self._phrase(words, around, tree)
        href = self.addresses.href(page, self.addresses.lesson(tree.name, found.lesson.slug), found.label.id)
        return f'<a class="reference" href="{escape(href)}">{text}</a>'

    def _title_of(self, piece: TitleOf, around: Language, tree: Tree) -> str:
        found = self.directory.find(piece.target)
        if not isinstance(found, ToLesson):
            return escape(piece.target.source)
        tree = self._speaking(piece.spoken, tree)
        if found.fragment:
            view = self.view(found.lesson, tree)
            html = next((heading.html for heading in view.headings if heading.id == found.fragment), "")
            if html:
                return html
        return str(marked_up(self.title(found.lesson, tree), around))

    def _speaking(self, language: Language, tree: Tree) -> Tree:
        """Return the tree whose words are in `language`, else `tree`."""
        return next((each for each in self.trees if each.name == language), tree) if language else tree

    def _mark(self, mark: Mark, lesson: Lesson, tree: Tree, page: PurePosixPath) -> str:
        """Return the note that the passage below it is outdated, if it is, with a link to the original.

        Beside the original no link is needed, and the note is in the language of its own side alone.
        """
        if (lesson.slug, mark.passage, mark.language) not in self.outdated:
            return ""
        reader = self.tree(mark.language) if tree.is_both else tree
        strings, original = self.strings[reader.name], self.document(lesson).languages[0]
        text = fill(strings["outdated"], language=language_name(strings, original))
        link = ""
        if not tree.is_both:
            href = self.addresses.href(page, self.addresses.lesson(original, lesson.slug), mark.passage)
            link = f' <a href="{escape(href)}" hreflang="{original}">{escape(strings["see_original"])}</a>'
        return f'<p class="outdated" lang="{reader.language}">{escape(text)}{link}</p>\n'
