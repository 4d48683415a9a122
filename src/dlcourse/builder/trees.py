"""The trees of pages that a site has: one for each language that lessons are written in, and one for both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dlcourse.builder.outline import Outline
from dlcourse.model import BOTH, Language


@dataclass(frozen=True, slots=True)
class Tree:
    """Pages for one kind of reader, all below the folder `name`: a language, or `BOTH`.

    `languages` are those that its readers read, the source language first.
    """

    name: str
    languages: tuple[Language, ...]

    @property
    def language(self) -> Language:
        """The language that a page says it is in."""
        return self.languages[0]

    @property
    def is_both(self) -> bool:
        """Tell whether the tree shows two languages side by side."""
        return self.name == BOTH


def trees_of(languages: Iterable[Language], outlines: Iterable[Outline]) -> tuple[Tree, ...]:
    """Return a tree for each of the course's `languages` that a lesson is written in, in their order.

    The last is the tree of both, if there is a lesson to be read in both.
    """
    outlines = tuple(outlines)
    written = {language for outline in outlines for language in outline.languages}
    found = tuple(language for language in languages if language in written)
    trees = tuple(Tree(language, (language,)) for language in found)
    has_both = any(view.name == BOTH for outline in outlines for view in outline.views)
    return (*trees, Tree(BOTH, found)) if has_both else trees


def front_tree(trees: Sequence[Tree]) -> Tree:
    """Return the tree that the front page belongs to: that of both languages, else the first."""
    return next((tree for tree in trees if tree.is_both), trees[0])
