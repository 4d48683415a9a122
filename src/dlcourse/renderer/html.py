"""Raw HTML in lessons, through an allowlist, in two steps.

`clean` rewrites the tags an author wrote, one by one, while their lines are known: unknown tags go with a warning,
addresses are read, what HTML no longer knows becomes a class. `sanitise` then passes the finished page body through
nh3, which balances tags and lets nothing through that is not on the list.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape, unescape

import nh3
from markdown_it.common.html_re import HTML_TAG_RE

from dlcourse.patterns import lazy

PHRASING = (
    "a abbr b bdi bdo br cite code del dfn em i img input ins kbd label mark picture q rp rt ruby s samp small "
    "source span strong sub sup time u var wbr"
).split()
FLOW = (
    "audio blockquote caption col colgroup dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p "
    "pre section summary table tbody td tfoot th thead tr ul video"
).split()
ALLOWED = frozenset([*PHRASING, *FLOW])
# Tags that HTML gave up, and what stands for them.
RENAMED = {"center": "div", "font": "span", "tt": "code", "strike": "s", "big": "span", "acronym": "abbr"}
# Elements whose content is no text: they go with all they hold.
SILENT = lazy(r"<(script|style|template|noscript)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
# What HTML reads as no text, up to its end or that of the block: comments, instructions, declarations.
UNSEEN = r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<![a-z][^>]*(?:>|\Z)"
# Components of other tools have dots and colons in their names.
DOTTED = r"</?[a-z][a-z0-9-]*[.:_][a-z0-9.:_-]*(?:[ \t\n][^<>]*)?>"
MARKUP = lazy(f"{SILENT.pattern}|{UNSEEN}|{HTML_TAG_RE.pattern}|{DOTTED}", re.IGNORECASE | re.DOTALL)
FRAMES = frozenset({"iframe", "embed", "object"})
ATTRIBUTES = {
    "*": {"id", "class", "title", "lang", "dir"},
    "a": {"href", "role"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "ol": {"start", "reversed"},
    "li": {"value"},
    "details": {"open"},
    "input": {"type", "checked", "disabled"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "source": {"src", "type"},
    "video": {"src", "controls", "width", "height", "loop", "muted", "playsinline"},
    "audio": {"src", "controls", "loop", "muted"},
    "time": {"datetime"},
    "pre": {"tabindex"},
    "div": {"tabindex"},
    "span": {"tabindex"},
    "section": {"role", "aria-label"},
    "sup": set(),
}
ATTRIBUTE = lazy(r"""([a-zA-Z_:][a-zA-Z0-9:._-]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^"'=<>`\x00-\x20]+))?""", re.ASCII)
NAME = r"[A-Za-z][A-Za-z0-9.:_-]*"
TAG = lazy(rf"<(/?)({NAME})((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>")
ELEMENT = lazy(rf"<!--.*?(?:-->|\Z)|<(/?)({NAME})(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?(/?)>", re.DOTALL)
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag as its author wrote it: name in lower case, attributes unescaped, the offset it stands at."""

    name: str
    written: str
    attributes: dict[str, str]
    is_closing: bool
    offset: int


def clean(raw: str, rewrite: Callable[[Tag], str]) -> str:
    """Return `raw` with every tag replaced by what `rewrite` makes of it, and nothing else that HTML would read.

    Comments, declarations, scripts and styles go; a lone `<` is escaped.
    """
    parts: list[str] = []
    end = 0
    for match in MARKUP.finditer(raw):
        parts.append(raw[end : match.start()].replace("<", "&lt;"))
        tag = None if match[1] else _read(match[0], match.start())
        if tag:
            parts.append(rewrite(tag))
        end = match.end()
    parts.append(raw[end:].replace("<", "&lt;"))
    return "".join(parts)


def open_elements(raw: str) -> int:
    """Return how many more elements than it closes `raw` opens; comments do not count."""
    opened = 0
    for match in ELEMENT.finditer(raw):
        if match[2] and match[2].lower() not in VOID and not match[3]:
            opened += -1 if match[1] else 1
    return opened


def silent_elements(raw: str) -> Iterable[str]:
    """Return the names of elements in `raw` that `clean` leaves out with all their content."""
    return (match[1].lower() for match in SILENT.finditer(raw))


def open_tag(name: str, attributes: dict[str, str]) -> str:
    """Return an opening tag, attributes escaped; obsolete ways to align become a class."""
    kept = {key: value for key, value in attributes.items() if key in ATTRIBUTES["*"] | ATTRIBUTES.get(name, set())}
    align = attributes.get("align", "").lower()
    if align in ("left", "center", "right"):
        kept["class"] = f"{kept.get('class', '')} align-{align}".strip()
    return f"<{name}{attributes_html(kept)}>"


def attributes_html(attributes: dict[str, str]) -> str:
    """Return attributes as they stand in a tag, each after a space, values escaped."""
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())


def sanitise(html: str) -> str:
    """Return `html` with balanced tags and nothing but what is allowed."""
    return nh3.clean(
        html,
        tags=set(ALLOWED),
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


def _read(written: str, offset: int) -> Tag | None:
    match = TAG.fullmatch(written)
    if not match:
        return None
    attributes: dict[str, str] = {}
    for name, value in ATTRIBUTE.findall(match[3]):
        attributes.setdefault(name.lower(), unescape(value.strip("\"'") if value else ""))
    return Tag(match[2].lower(), match[2], attributes, bool(match[1]), offset)
