"""The body of a lesson as it stands on one page: the renderer's pieces in, HTML out.

A new kind of piece is a function here, and a row of `WRITERS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import PurePosixPath
from typing import Any

from markupsafe import Markup

from dlcourse.builder.edition import Edition
from dlcourse.builder.pages.contents import contents_html
from dlcourse.builder.pages.imagetags import image_html
from dlcourse.builder.register import ToAsset, ToGlossary, ToHome, ToLesson
from dlcourse.builder.trees import Tree
from dlcourse.diagnostics import Diagnostic
from dlcourse.model import Contents, Image, Language, Lesson, Mark, Phrase, Piece, Reference, Target, TitleOf, View
from dlcourse.renderer.words import Words, fill, language_name, marked_up

NOWHERE = "#page-main"
"""Where a link leads whose target is missing. No link of an author's does, so the style sheet marks it by this."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a piece stands: a lesson's page in one tree of the site.

    `to_lesson` links to an element of a lesson where lessons have no pages of their own.
    """

    edition: Edition
    lesson: Lesson
    tree: Tree
    page: PurePosixPath
    to_lesson: Callable[[Lesson, str], str] | None = None

    @property
    def view(self) -> View:
        """The view of the lesson that the page shows."""
        return self.edition.view(self.lesson, self.tree)

    def href(self, lesson: Lesson, fragment: str) -> str:
        """Return the link from the page to an element of `lesson` in the same tree."""
        if self.to_lesson:
            return escape(self.to_lesson(lesson, fragment))
        addresses = self.edition.addresses
        return escape(addresses.href(self.page, addresses.lesson(self.tree.name, lesson.slug), fragment))

    def tree_in(self, language: Language) -> Tree:
        """Return the tree whose words are in `language`, else that of the page."""
        return (
            next((each for each in self.edition.trees if each.name == language), self.tree) if language else self.tree
        )


def body_html(
    edition: Edition,
    lesson: Lesson,
    tree: Tree,
    page: PurePosixPath,
    to_lesson: Callable[[Lesson, str], str] | None = None,
) -> Markup:
    """Return the HTML of `lesson` as it stands on `page` of `tree`; see `Spot` for `to_lesson`."""
    spot = Spot(edition, lesson, tree, page, to_lesson)
    pieces = (piece if isinstance(piece, str) else piece_html(piece, spot) for piece in spot.view.body)
    return Markup("".join(pieces))  # noqa: S704  # rendered and sanitised by the renderer, or written below


def piece_html(piece: Piece, spot: Spot) -> str:
    """Return what stands on the page for `piece`."""
    return WRITERS[type(piece)](piece, spot)


def _href(target: Target, spot: Spot) -> str:
    """Return the value of an `href`."""
    edition = spot.edition
    found = edition.directory.find(target)
    if isinstance(found, Diagnostic):
        return NOWHERE
    if isinstance(found, ToAsset):
        return edition.addresses.href(spot.page, found.asset.path)
    if isinstance(found, ToHome):
        return edition.addresses.href(spot.page, edition.addresses.home(spot.tree.name))
    if isinstance(found, ToGlossary):
        return escape(edition.addresses.href(spot.page, edition.addresses.glossary(spot.tree.name), found.fragment))
    return spot.href(edition.lessons[found.slug], found.fragment)


def _image(image: Image, spot: Spot) -> str:
    directory = spot.edition.directory
    found = directory.find_image(image)
    if isinstance(found, Diagnostic):
        if directory.is_hidden(image.target):
            return f'<code class="fault">{escape(image.alt)}</code>'
        source = f"![{image.alt}]({image.target.source})"
        return f'<code class="fault" title="{escape(found.message)}">{escape(source)}</code>'
    dark = directory.find_dark(image)
    dark_one = dark.asset if isinstance(dark, ToAsset) else None
    href = partial(spot.edition.addresses.href, spot.page)
    return image_html(image, found.asset, dark_one, directory.versions, href)


def _phrase(phrase: Phrase, spot: Spot) -> str:
    """Return the words that `phrase` asks for."""
    tree = spot.tree_in(phrase.spoken)
    strings = spot.edition.strings[tree.name]
    text = fill(strings[phrase.key], language=language_name(strings, phrase.language), number=phrase.number)
    if phrase.is_plain:
        return escape(text)
    if not isinstance(text, Words):
        text = Words((text, tree.language))
    return str(marked_up(text, phrase.around or spot.view.language))


def _reference(reference: Reference, spot: Spot) -> str:
    """Return the link to what has a label, in words of the pages' own; a section is called by its heading."""
    edition = spot.edition
    found = edition.directory.find_label(reference, spot.lesson.slug)
    if isinstance(found, Diagnostic):
        return f'<code class="fault" title="{escape(found.message)}">{escape(reference.source)}</code>'
    lesson = edition.lessons[found.slug]
    if found.kind == "section":
        view = edition.view(lesson, spot.tree_in(reference.spoken))
        text = _heading(view, found.id) or escape(view.title)
    elif reference.form == "full":
        key, spoken, around = f"{found.kind}_number", reference.spoken, reference.around
        text = _phrase(Phrase(key=key, number=found.number, spoken=spoken, around=around), spot)
    else:
        text = escape(found.number if reference.form == "number" else f"({found.number})")
    if not reference.is_linked:
        return text
    return f'<a class="reference" href="{spot.href(lesson, found.id)}">{text}</a>'


def _title_of(piece: TitleOf, spot: Spot) -> str:
    found = spot.edition.directory.find(piece.target)
    if not isinstance(found, ToLesson):
        return escape(piece.target.source)
    tree, lesson = spot.tree_in(piece.spoken), spot.edition.lessons[found.slug]
    html = _heading(spot.edition.view(lesson, tree), found.fragment) if found.fragment else ""
    return html or str(marked_up(spot.edition.title(lesson, tree), piece.around or spot.view.language))


def _heading(view: View, name: str) -> str:
    return next((heading.html for heading in view.headings if heading.id == name), "")


def _contents(_piece: Contents, spot: Spot) -> str:
    return contents_html(spot.view.headings, spot.view.language)


def _mark(mark: Mark, spot: Spot) -> str:
    """Return the note that the passage below it is outdated, if it is, with a link to the original.

    Beside the original no link is needed, and the note is in the language of its own side alone.
    """
    edition, lesson, tree = spot.edition, spot.lesson, spot.tree
    if (lesson.slug, mark.passage, mark.language) not in edition.outdated:
        return ""
    reader = edition.tree(mark.language) if tree.is_both else tree
    strings, original = edition.strings[reader.name], edition.outline(lesson).languages[0]
    text = fill(strings["outdated"], language=language_name(strings, original))
    link = ""
    if not tree.is_both:
        href = edition.addresses.href(spot.page, edition.addresses.lesson(original, lesson.slug), mark.passage)
        link = f' <a href="{escape(href)}" hreflang="{original}">{escape(strings["see_original"])}</a>'
    return f'<p class="outdated" lang="{reader.language}">{escape(text)}{link}</p>\n'


WRITERS: dict[type, Callable[[Any, Spot], str]] = {
    Target: _href,
    Image: _image,
    Phrase: _phrase,
    Reference: _reference,
    TitleOf: _title_of,
    Contents: _contents,
    Mark: _mark,
}
