"""Where every page of the site lies, and how one page links to another.

Links are relative, so that dist/ works at any sub-path and from `file:`.
"""

import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from dlcourse.model import Language

INDEX = "index.html"
PLAIN = re.compile(r"[A-Za-z0-9_.~/-]*")
"""Paths that stand in a link as they are."""
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
        return _page(tree, slug)

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

    def href(self, page: PurePosixPath, target: PurePosixPath | str, fragment: str = "") -> str:
        """Return the relative link from `page` to the file `target`, both below dist/."""
        anchor = f"#{fragment}" if fragment else ""
        here, there = str(page).split("/"), str(target).split("/")
        if here == there:
            return anchor or self._clean(there[-1])
        shared = 0
        for mine, theirs in zip(here[:-1], there[:-1], strict=False):
            if mine != theirs:
                break
            shared += 1
        way = "../" * (len(here) - 1 - shared) + "/".join(there[shared:])
        return self._clean(_quoted(way)) + anchor

    def rooted(self, page: PurePosixPath, target: PurePosixPath | str) -> str:
        """Return the link to `target` from the host's root: for `404.html`, which is served in place of any page.

        Where the site will lie is known from the base URL alone; without one the link is relative like all others.
        """
        if not self.base_url:
            return self.href(page, target)
        return self._clean(posixpath.join(urlsplit(self.base_url).path or "/", quote(str(target))))

    def absolute(self, target: PurePosixPath) -> str:
        """Return the full URL of `target` as it is published, or "" when the base URL is not known."""
        if not self.base_url:
            return ""
        return self.base_url + _quoted(_without_index(str(target)))

    def _clean(self, href: str) -> str:
        return (_without_index(href) or "./") if self.url_style == "dir" else href


@lru_cache(maxsize=4096)
def _page(tree: str, slug: str) -> PurePosixPath:
    return PurePosixPath(f"{tree}/{slug}/{INDEX}")


def _without_index(path: str) -> str:
    return path.removesuffix(INDEX) if path.endswith("/" + INDEX) or path == INDEX else path


def _quoted(path: str) -> str:
    return path if PLAIN.fullmatch(path) else quote(path)
