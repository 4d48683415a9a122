"""The words of the pages' own, for the trees that a site has."""

from collections.abc import Iterator, Mapping, Sequence

from dlcourse.builder.trees import Tree
from dlcourse.config import Project
from dlcourse.diagnostics import Diagnostic, Place, diagnostic
from dlcourse.renderer.templates import has_strings, load_strings
from dlcourse.renderer.words import Strings, join_strings


def tree_strings(project: Project, trees: Sequence[Tree]) -> Mapping[str, Strings]:
    """Return the words for each of `trees` by its name; the tree of both languages has every text in both."""
    return {tree.name: _strings(project, tree) for tree in trees}


def _strings(project: Project, tree: Tree) -> Strings:
    each = [load_strings(language, project.templates) for language in tree.languages]
    return join_strings(tree.languages, each) if tree.is_both else each[0]


def missing_words(project: Project, trees: Sequence[Tree]) -> Iterator[Diagnostic]:
    """Return a note for each language of `trees` that there are no words in: its pages borrow the English ones."""
    for language in (tree.language for tree in trees if not tree.is_both):
        if not has_strings(language, project.templates):
            place = Place(f"{project.content_name}/course.toml")
            message = f"there are no words of the pages' own in {language}; English ones stand in for them"
            hint = f"write templates/strings/{language}.toml, with the keys of the shipped en.toml"
            yield diagnostic("B307", place, message, hint)
