"""Which words of the pages' own a site lacks."""

from collections.abc import Iterator, Sequence

from dlcourse.builder.trees import Tree
from dlcourse.config import Project
from dlcourse.diagnostics import Diagnostic, Place, diagnostic
from dlcourse.renderer.templates import has_strings


def missing_words(project: Project, trees: Sequence[Tree]) -> Iterator[Diagnostic]:
    """Return a note for each language of `trees` that there are no words in: its pages borrow the English ones."""
    for language in (tree.language for tree in trees if not tree.is_both):
        if not has_strings(language, project.templates):
            place = Place(f"{project.content_name}/course.toml")
            message = f"there are no words of the pages' own in {language}; English ones stand in for them"
            hint = f"write templates/strings/{language}.toml, with the keys of the shipped en.toml"
            yield diagnostic("B307", place, message, hint)
