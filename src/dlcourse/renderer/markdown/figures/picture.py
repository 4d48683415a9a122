"""Pictures in Markdown, with what other tools write behind them: `![a](x.png){width=300}`, `![a](x.png =300x200)`.

An `image` token knows from its `meta`: "attributes" as they stand in braces behind it, "size" as it stands behind its
address (width, height), "label": the text in its brackets, "caption": its title as it is written, with its Markdown.
"""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.image import image as plain_image
from markdown_it.token import Token

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.attributes import FIRST, NONE, Attributes, read

SIZE = lazy(r"=(?P<width>\d{1,5}%?)?x(?P<height>\d{1,5})?(?=[\s)])", re.ASCII)
# Docsify writes a size as the title: `![a](x.png ':size=300x200')`.
SIZE_AS_TITLE = lazy(r"\s*:?size=(\d{1,5}%?)(?:x(\d{1,5}))?\s*", re.ASCII)
LAST_BRACKET = -1
"""A key of the parser's cache that no place in a text has."""
SPACE = lazy(r"[ \t\n]*")


def use_pictures(md: MarkdownIt) -> None:
    """Make `md` read sizes and attributes of pictures."""
    md.inline.ruler.at("image", _picture)


def give_attributes(picture: Token, attributes: Attributes) -> None:
    """Let `picture` have `attributes`; one of them may be a text to stand for it in place of that in its brackets."""
    picture.meta.setdefault("label", picture.content)
    picture.meta["attributes"] = attributes
    alt = attributes.values.get("alt", attributes.values.get("fig-alt"))
    if alt is not None:
        picture.meta["has_alt"] = True
        picture.content = alt
        picture.children = [Token("text", "", 0, content=alt)] if alt else None


@dataclass(frozen=True, slots=True)
class _Aim:
    """What stands between the brackets behind a picture's text, and where it ends."""

    address: str
    title: str
    size: tuple[str, str]
    end: int


def _picture(state: StateInline, silent: bool) -> bool:
    start, count = state.pos, len(state.tokens)
    if not state.src.startswith("![", start) or start > _last_bracket(state):
        return False
    if not plain_image(state, silent) and not _sized(state, start, silent):
        return False
    attributes = FIRST.match(state.src, state.pos) if state.src.startswith("{", state.pos) else None
    if not silent:
        token = next(token for token in state.tokens[count:] if token.type == "image")
        size = SIZE_AS_TITLE.fullmatch(str(token.attrs.get("title", "")))
        if size:
            del token.attrs["title"]
            token.meta["size"] = size[1], size[2] or ""
        elif token.attrs.get("title") and "caption" not in token.meta:
            aim = _aim(state, start)
            token.meta["caption"] = aim.title if aim else str(token.attrs["title"])
        give_attributes(token, read(attributes[1]) if attributes else NONE)
    if attributes:
        state.pos = attributes.end()
    return True


def _last_bracket(state: StateInline) -> int:
    """Return where the last `]` of the text stands: no picture begins behind it. It is looked for once."""
    if LAST_BRACKET not in state.cache:
        state.cache[LAST_BRACKET] = state.src.rfind("]")
    return state.cache[LAST_BRACKET]


def _sized(state: StateInline, start: int, silent: bool) -> bool:
    """Read `![text](address =300x200 "title")`, which is no picture in CommonMark."""
    state.pos = start
    aim = _aim(state, start)
    if aim is None or not any(aim.size):
        return False
    if not silent:
        label = state.src[start + 2 : state.md.helpers.parseLinkLabel(state, start + 1, False)]
        children: list[Token] = []
        state.md.inline.parse(label, state.md, state.env, children)
        token = state.push("image", "img", 0)
        token.attrs = {"src": state.md.normalizeLink(aim.address), "alt": ""}
        token.children, token.content = children or None, label
        token.meta["size"] = aim.size
        if aim.title:
            token.attrSet("title", aim.title)
            token.meta["caption"] = aim.title
    state.pos = aim.end
    return True


def _aim(state: StateInline, start: int) -> _Aim | None:
    """Read the brackets of the picture at `start`; None if it has none (`![text][reference]`) or they hold more."""
    label_end = state.md.helpers.parseLinkLabel(state, start + 1, False)
    if label_end < 0 or not state.src.startswith("(", label_end + 1):
        return None
    found = state.md.helpers.parseLinkDestination(state.src, _skip(state, label_end + 2), state.posMax)
    if not found.ok:
        return None
    title, size, position = "", ("", ""), _skip(state, found.pos)
    for _ in range(2):  # in either order
        match = SIZE.match(state.src, position, state.posMax)
        quoted = state.md.helpers.parseLinkTitle(state.src, position, state.posMax, None)
        if match and not any(size):
            size, position = (match["width"] or "", match["height"] or ""), match.end()
        elif quoted.ok and not title:
            title, position = state.src[position + 1 : quoted.pos - 1], quoted.pos
        position = _skip(state, position)
    if position >= state.posMax or state.src[position] != ")":
        return None
    return _Aim(found.str, title, size, position + 1)


def _skip(state: StateInline, position: int) -> int:
    match = SPACE.match(state.src, position, state.posMax)
    return match.end() if match else position
