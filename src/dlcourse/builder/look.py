"""What pages look like and the words of their own: templates, style sheets and strings, read once until one changes."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from dlcourse.builder.assets import ThemeAssets
from dlcourse.builder.trees import Tree
from dlcourse.filetimes import stamps_below
from dlcourse.lately import Lately
from dlcourse.model import Language
from dlcourse.renderer.templates import Templates, load_strings
from dlcourse.renderer.words import Strings, join_strings
from dlcourse.shipped import shipped


def look_of(overrides: Path | None, lately: Lately) -> "Look":
    """Return the look of pages: the templates that are shipped, below those in `overrides`."""
    folders = [shipped("templates"), *([overrides] if overrides else [])]
    files = tuple(file for folder in folders for file in stamps_below(str(folder)))
    return lately.made(Look, "", overrides, files)


class Look:
    """The files of templates as they are now, each read when it is first asked for."""

    def __init__(self, overrides: Path | None, _files: object = None) -> None:
        self._overrides = overrides
        self._words: dict[Language, Strings] = {}
        self._strings: dict[tuple[Tree, ...], Mapping[str, Strings]] = {}

    @cached_property
    def theme(self) -> ThemeAssets:
        """The style sheets, scripts, fonts and icons."""
        return ThemeAssets(self._overrides)

    @cached_property
    def templates(self) -> Templates:
        """The templates themselves."""
        return Templates(self._overrides)

    def words(self, language: Language) -> Strings:
        """Return the words of the pages' own in `language`."""
        if language not in self._words:
            self._words[language] = load_strings(language, self._overrides)
        return self._words[language]

    def strings(self, trees: Sequence[Tree]) -> Mapping[str, Strings]:
        """Return the words for each of `trees` by its name; the tree of both languages has every text in both."""
        key = tuple(trees)
        if key not in self._strings:
            self._strings = {key: {tree.name: self._strings_of(tree) for tree in trees}}
        return self._strings[key]

    def _strings_of(self, tree: Tree) -> Strings:
        each = [self.words(language) for language in tree.languages]
        return join_strings(tree.languages, each) if tree.is_both else each[0]
