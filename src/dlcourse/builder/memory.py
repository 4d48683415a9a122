"""What builds remember from one to the next, and what they draw and read with: only what changed is made again."""

from dataclasses import dataclass, field

from dlcourse.builder.cards.cards import Cards
from dlcourse.builder.history import Git
from dlcourse.builder.pictures import Pictures
from dlcourse.builder.search.entries import Entries
from dlcourse.model import Background, Document, Lesson


@dataclass(slots=True, kw_only=True)
class Memory:
    """What one build hands to the next, if that is given the same memory.

    `documents` are the rendered lessons by slug, with what they were rendered from, `entries` what the search knows of
    them. Without `pictures` there are no smaller versions of pictures, without `cards` none are drawn, and without
    `git` the days of last changes are those that lessons tell.
    """

    documents: dict[str, tuple[tuple[Lesson, Background], Document]] = field(default_factory=dict)
    entries: Entries = field(default_factory=Entries)
    pictures: Pictures | None = None
    cards: Cards | None = None
    git: Git | None = None


def full_memory() -> Memory:
    """Return a memory with all that a site to be published wants."""
    return Memory(pictures=Pictures(), cards=Cards(), git=Git())
