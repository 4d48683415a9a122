"""The headings of one view in a valid outline: each view leaves other headings out, or has them in another order."""

import re
from html import unescape

from dlcourse.patterns import lazy
from dlcourse.renderer.slugs import Outline

TAG = lazy(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
HEADING = lazy(r"h[1-6]")
ID = lazy(r"\sid=\"([^\"]*)\"")


def has_heading(html: str) -> bool:
    """Tell whether the tag of a heading may stand in `html`."""
    return "<h" in html or "</h" in html


class Levels:
    """Gives each heading of a view's HTML, which comes piece by piece, a level that skips none."""

    def __init__(self) -> None:
        self._outline = Outline()
        self._open = ""
        self.by_id: dict[str, int] = {}
        """The level that the heading with an id has got."""

    def put_right(self, html: str) -> str:
        """Return the next piece of HTML with its headings on their levels."""
        return TAG.sub(self._tag, html) if has_heading(html) else html

    def _tag(self, found: re.Match[str]) -> str:
        slash, name, attributes = found.groups()
        if not HEADING.fullmatch(name):
            return found[0]
        if slash:
            return f"</{self._open or name}>"
        level = self._outline.level(int(name[1]))
        self._open = f"h{level}"
        identifier = ID.search(attributes)
        if identifier:
            self.by_id[unescape(identifier[1])] = level
        return f"<{self._open}{attributes}>"
