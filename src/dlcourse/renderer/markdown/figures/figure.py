"""Figures: a paragraph that is one picture with a title becomes a figure with a caption.

The tokens are `figure_open` (`meta`: "name", the label it may have, and "align"), `figure_image` with the picture as
its only child, a link around it if there is one, `caption_open`, `inline`, `caption_close`, `figure_close`. The text
of a paragraph that is nothing but pictures, and no figure, knows which they are (`meta`: "pictures").
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.attributes import NONE, Attributes

THEMES = lazy(r"#(?:gh-(light|dark)-mode-only|only-(light|dark))\Z")
ALONE = (["image"], ["link_open", "image", "link_close"])
BARE = frozenset({"image", "link_open", "link_close"})
ALIGNMENTS = {"left": "left", "right": "right", "center": "center", "centre": "center", "middle": "center"}
MOST_IN_A_ROW = 4


def use_figures(md: MarkdownIt) -> None:
    """Make `md` see figures, pictures for light and dark pages, and pictures in a row."""
    md.core.ruler.after("inline", "figures", _find_figures)


def alignment(attributes: Attributes) -> str:
    """Return "left", "right" or "center" as the attributes of a picture say, else ""."""
    said = [attributes.values.get(key, "") for key in ("align", "fig-align")]
    said += [name.removeprefix("align-") for name in attributes.classes]
    return next((ALIGNMENTS[each.lower()] for each in said if each.lower() in ALIGNMENTS), "")


def open_figure(picture: Token, lines: list[int], level: int, around: Sequence[Token] = ()) -> Iterator[Token]:
    """Yield the tokens that the figure of `picture` begins with; `around` are the tokens of a link around it."""
    attributes: Attributes = picture.meta["attributes"]
    meta = {"name": attributes.id, "align": alignment(attributes)}
    yield Token("figure_open", "figure", 1, map=lines, level=level, meta=meta, block=True)
    yield from around[:1]
    shown = Token("figure_image", "img", 0, map=lines, level=level + 1, children=[picture], block=True)
    shown.content = _key(picture, around)
    yield shown
    yield from around[1:]


def caption_around(inline: Token, level: int) -> Iterator[Token]:
    """Yield the tokens of a caption that says `inline`, on `level`."""
    yield Token("caption_open", "figcaption", 1, map=inline.map, level=level, block=True)
    inline.level = level + 1
    yield inline
    yield Token("caption_close", "figcaption", -1, level=level, block=True)


def close_figure(level: int) -> Token:
    """Return the token that a figure ends with."""
    return Token("figure_close", "figure", -1, level=level, block=True)


def _key(picture: Token, around: Sequence[Token]) -> str:
    """Return what tells the picture from others, whatever the language of the text that stands for it."""
    attributes: Attributes = picture.meta.get("attributes", NONE)
    values = sorted(f"{name}={value}" for name, value in attributes.values.items() if not name.endswith("alt"))
    addresses = [picture.attrs.get("src", ""), picture.meta.get("dark", ""), *(t.attrs.get("href", "") for t in around)]
    return "\n".join([*map(str, addresses), *values, *picture.meta.get("size", ()), *attributes.classes])


def _find_figures(state: StateCore) -> None:
    shown = [token for token in state.tokens if token.type == "inline" and "![" in token.content]
    if not shown:
        return
    for token in shown:
        token.children = list(_with_dark_ones(token.children or ()))
    found: list[Token] = []
    index = 0
    while index < len(state.tokens):
        token = state.tokens[index]
        is_picture = token.type == "paragraph_open" and "![" in state.tokens[index + 1].content
        figure = _figure(state, index) if is_picture else []
        found += figure or [token]
        index += 3 if figure else 1
    state.tokens = found


def _figure(state: StateCore, index: int) -> list[Token]:
    """Return the figure that the paragraph at `index` is; tell a paragraph that is a row of pictures."""
    paragraph, inline = state.tokens[index : index + 2]
    children = inline.children or []
    shown = [child for child in children if not _is_blank(child)]
    types = [child.type for child in shown]
    if "image" in types and set(types) <= BARE:
        inline.meta["pictures"] = "\n\n".join(_key(child, (child,)) + child.meta.get("theme", "") for child in shown)
    if types not in ALONE:
        if _is_row(children, types):
            paragraph.meta["class"] = f"pictures pictures-{types.count('image')}"
        return []
    picture = shown[len(shown) // 2]
    is_task = index > 0 and "checked" in state.tokens[index - 1].meta
    caption = None if is_task else _caption(picture, inline, state)
    if caption is None:
        return []
    picture.attrs.pop("title", None)
    for token in shown:
        token.meta.setdefault("parent", inline)
    around = (shown[0], shown[2]) if len(shown) == 3 else ()
    level = paragraph.level
    opening = open_figure(picture, paragraph.map or [0, 1], level, around)
    return [*opening, *caption_around(caption, level + 1), close_figure(level)]


def _caption(picture: Token, inline: Token, state: StateCore) -> Token | None:
    """Return the caption of a picture: its title; or, if it has an id to be referred to, the text in its brackets."""
    text = str(picture.meta.get("caption", "")).strip()
    if not text and picture.meta["attributes"].id:
        text = str(picture.meta["label"]).strip()
        if not picture.meta.get("has_alt"):
            picture.content, picture.children = "", None
    if not text:
        return None
    children: list[Token] = []
    state.md.inline.parse(text, state.md, state.env, children)
    return Token("inline", "", 0, content=text, map=inline.map, children=children, block=True)


def _is_row(children: Sequence[Token], types: Sequence[str]) -> bool:
    """Tell whether a paragraph holds nothing but a few pictures, all in one line."""
    return (
        set(types) <= BARE
        and 2 <= types.count("image") <= MOST_IN_A_ROW
        and not any(_is_break(child) for child in children)
    )


def _is_blank(token: Token) -> bool:
    return _is_break(token) or (token.type == "text" and not token.content.strip())


def _is_break(token: Token) -> bool:
    return token.type in ("softbreak", "hardbreak")


def _with_dark_ones(children: Sequence[Token]) -> Iterator[Token]:
    """Join a picture for light pages and the one for dark pages beside it, as GitHub has them, in either order."""
    waiting: Token | None = None
    between: list[Token] = []
    for child in children:
        theme = _take_theme(child) if child.type == "image" else ""
        if waiting and theme and theme != waiting.meta["theme"]:
            light, dark = (waiting, child) if theme == "dark" else (child, waiting)
            yield _joined(light, dark)
            waiting, between = None, []
        elif waiting and _is_blank(child):
            between.append(child)
        else:
            if waiting:
                yield from (waiting, *between)
            waiting, between = (child, []) if theme else (None, [])
            if not theme:
                yield child
    if waiting:
        yield from (waiting, *between)


def _take_theme(picture: Token) -> str:
    source = str(picture.attrs.get("src", ""))
    match = THEMES.search(source)
    if not match:
        return ""
    picture.attrs["src"] = source[: match.start()]
    picture.meta["theme"] = match[1] or match[2]
    return str(picture.meta["theme"])


def _joined(light: Token, dark: Token) -> Token:
    """Return one picture for both; a title and a text that only the second has are those of both."""
    meta = {**dark.meta, **light.meta, "dark": str(dark.attrs.get("src", ""))}
    del meta["theme"]
    text = light if light.content else dark
    return replace(light, meta=meta, content=text.content, children=text.children)
