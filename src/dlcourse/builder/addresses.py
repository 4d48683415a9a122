"""Where every page of the site lies, and how one page links to another.

Links are relative, so that dist/ works at any sub-path and from `file:`.
"""

import posixpath
from dataclasses import dataclass
from itertools import takewhile
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from dlcourse.model import Language

INDEX = "index.html"
GLOSSARY = "glossary"
"""The folder of the glossary in each tree, and how lessons link to it."""
EXERCISES = "all-exercises"
"""The folder of the page of all exercises in each tree."""
PRINT = "whole-course"
"""The folder of the page in each tree that holds the whole course, to be printed."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The address scheme of one site. `base_url` is "" or ends in `/`; `url_style` is that of `Options`."""

    base_url: str
    url_style: str

    def front_page(self) -> PurePosixPath:
        """Return the page at the root of the site."""
        return PurePosixPath(INDEX)

    def home(self, tree: str) -> PurePosixPath:
        """Return the home page of the tree of pages that has this name."""
        return PurePosixPath(tree, INDEX)

    def lesson(self, tree: str, slug: str) -> PurePosixPath:
        """Return the page of a lesson in a tree."""
        return PurePosixPath(tree, slug, INDEX)

    def glossary(self, tree: str) -> PurePosixPath:
        """Return the page of the glossary in a tree."""
        return PurePosixPath(tree, GLOSSARY, INDEX)

    def exercises(self, tree: str) -> PurePosixPath:
        """Return the page of all exercises in a tree."""
        return PurePosixPath(tree, EXERCISES, INDEX)

    def handout(self, tree: str) -> PurePosixPath:
        """Return the page of the whole course in a tree."""
        return PurePosixPath(tree, PRINT, INDEX)

    def feed(self, language: Language) -> PurePosixPath:
        """Return the Atom feed of a language."""
        return PurePosixPath(language, "feed.xml")

    def href(self, page: PurePosixPath, target: PurePosixPath, fragment: str = "") -> str:
        """Return the relative link from `page` to the file `target`, both below dist/."""
        anchor = f"#{fragment}" if fragment else ""
        if page == target:
            return anchor or self._clean(target.name)
        here, there = page.parts[:-1], target.parts
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(here, there[:-1], strict=False)))
        way = [".."] * (len(here) - shared) + [quote(part) for part in there[shared:]]
        return self._clean("/".join(way)) + anchor

    def rooted(self, page: PurePosixPath, target: PurePosixPath) -> str:
        """Return the link to `target` from the host's root: for `404.html`, which is served in place of any page.

        Where the site will lie is known from the base URL alone; without one the link is relative like all others.
        """
        if not self.base_url:
            return self.href(page, target)
        return self._clean(posixpath.join(urlsplit(self.base_url).path or "/", quote(target.as_posix())))

    def absolute(self, target: PurePosixPath) -> str:
        """Return the full URL of `target` as it is published, or "" when the base URL is not known."""
        path = target.as_posix()
        path = path.removesuffix(INDEX) if target.name == INDEX else path
        return self.base_url + quote(path) if self.base_url else ""

    def _clean(self, href: str) -> str:
        if self.url_style == "dir" and href.rpartition("/")[2] == INDEX:
            return href.removesuffix(INDEX) or "./"
        return href
