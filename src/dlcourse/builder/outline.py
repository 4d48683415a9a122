"""What the rest of a course needs to know of a rendered lesson: a document in, an outline out.

The whole text of a lesson is read when its own pages are made; lists, links, feeds and the look at translations make do
with outlines, so that a course of many lessons fits into memory and an unchanged one is read quickly.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dlcourse.diagnostics import Diagnostic, Place
from dlcourse.model import (
    Document,
    Exercise,
    Image,
    Label,
    Language,
    LocalText,
    Passage,
    Piece,
    Reference,
    Target,
    TitleOf,
    View,
)
from dlcourse.noun import Noun

Mention = Target | Image | Reference | TitleOf
"""A piece of a body that depends on what else there is: other lessons, files, labels."""


@dataclass(frozen=True, slots=True)
class Face(Noun):
    """A view as lists show it. `minutes` is computed from the content."""

    name: str
    language: Language
    title: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Pair(Noun):
    """A passage of a lesson in two languages: the digests of its source and its translation, "" for none.

    `place` is where the side stands that has no other, None if there are both.
    """

    id: str
    source: str
    translation: str
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline(Noun):
    """A document without its text.

    `passages` is how many passages the source language has, `pairs` those of a lesson in two languages. `mentions` are
    all that the views name, each once. `look` changes whenever something does that other lessons' pages may show.
    """

    languages: tuple[Language, ...]
    views: tuple[Face, ...]
    titles: LocalText
    descriptions: LocalText
    anchors: Mapping[str, str]
    labels: Mapping[str, Label]
    exercises: tuple[Exercise, ...]
    mentions: tuple[Mention, ...]
    pairs: tuple[Pair, ...]
    passages: int
    diagnostics: tuple[Diagnostic, ...]
    look: str

    def view(self, name: str) -> Face:
        """Return the view `name`, else the first: a lesson in one language is shown everywhere."""
        return next((view for view in self.views if view.name == name), self.views[0])


def outline_of(document: Document) -> Outline:
    """Return what the rest of the course needs to know of `document`."""
    views = tuple(Face(view.name, view.language, view.title, view.minutes) for view in document.views)
    mentions = tuple(dict.fromkeys(mention for view in document.views for mention in _mentions(view)))
    headings = [[(heading.id, heading.html) for heading in view.headings] for view in document.views]
    labels = {name: (label.kind, label.number, label.id) for name, label in document.labels.items()}
    shown = (views, document.languages, document.titles, document.descriptions, document.exercises, headings, labels)
    return Outline(
        languages=document.languages,
        views=views,
        titles=document.titles,
        descriptions=document.descriptions,
        anchors=document.anchors,
        labels=document.labels,
        exercises=document.exercises,
        mentions=mentions,
        pairs=tuple(pair_of(document, passage) for passage in document.passages)
        if len(document.languages) == 2
        else (),
        passages=sum(document.languages[0] in passage.sides for passage in document.passages),
        diagnostics=document.diagnostics,
        look=hashlib.blake2b(repr(shown).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest(),
    )


def pair_of(document: Document, passage: Passage) -> Pair:
    """Return the digests of a passage's two sides."""
    sides = [passage.sides.get(language) for language in document.languages]
    source, translation = (side.digest if side else "" for side in [*sides, None][:2])
    alone = next((side for side in sides if side), None) if not (source and translation) else None
    return Pair(passage.id, source, translation, alone.place if alone else None)


def _mentions(view: View) -> Iterator[Mention]:
    piece: Piece
    for piece in view.body:
        if isinstance(piece, Target | Image | Reference | TitleOf):
            yield piece
