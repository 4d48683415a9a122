"""Ids and levels of a page's headings: unique, stable, in a valid outline."""

import re
import unicodedata

RESERVED_PREFIX = "page-"
"""Ids that begin so belong to the templates; a heading never gets one."""

NO_LETTERS = re.compile(r"[^\w -]+")


def slugify(text: str) -> str:
    """Return the id of a heading `text`: lower case, spaces to hyphens, letters of every script kept, else "".

    The rule is GitHub's, but hyphens at either end (left over from emoji) go.
    """
    kept = NO_LETTERS.sub(_combining, unicodedata.normalize("NFC", text.strip().lower()))
    return kept.replace(" ", "-").strip("-")


def _combining(found: re.Match[str]) -> str:
    return "".join(filter(unicodedata.combining, found[0]))


class Anchors:
    """The ids of one page, handed out once each."""

    def __init__(self) -> None:
        self._used: set[str] = set()
        self.claimed: list[str] = []
        """The ids handed out, in that order."""
        self._counts: dict[str, int] = {}

    def claim(self, wanted: str) -> bool:
        """Take exactly the id `wanted`; return False if it is taken or not ours to give."""
        if wanted in self._used or wanted.startswith(RESERVED_PREFIX):
            return False
        self._used.add(wanted)
        self.claimed.append(wanted)
        return True

    def for_heading(self, text: str) -> str:
        """Return a new id for a heading: its slug, and `-1`, `-2`, … where that is taken."""
        return self.new(slugify(text) or "section")

    def new(self, wanted: str) -> str:
        """Take the id `wanted`, and `-1`, `-2`, … behind it where that is taken."""
        anchor = wanted
        while not self.claim(anchor):
            self._counts[wanted] = self._counts.get(wanted, 0) + 1
            anchor = f"{wanted}-{self._counts[wanted]}"
            if anchor.startswith(RESERVED_PREFIX):
                wanted = anchor = f"section-{wanted}"
        return anchor


class Outline:
    """Turns the levels an author wrote into a valid outline below the page's h1: from 2, no level skipped."""

    def __init__(self) -> None:
        self._open: list[int] = []

    def level(self, written: int) -> int:
        """Return the level (2 to 6) for the next heading, which the author wrote as `written` (1 to 6)."""
        while self._open and self._open[-1] >= written:
            self._open.pop()
        self._open.append(written)
        return min(len(self._open) + 1, 6)
