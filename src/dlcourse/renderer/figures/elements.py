"""Pictures and figures as HTML: their tokens in, tags out."""

from collections.abc import Sequence

from markdown_it.token import Token

from dlcourse.model import Phrase
from dlcourse.renderer.markdown.attributes import NONE, Attributes
from dlcourse.renderer.markdown.figures.figure import alignment
from dlcourse.renderer.media import NO_SIZE, Size, embed_image, read_size, share_class
from dlcourse.renderer.reading import inline_text
from dlcourse.renderer.sheet import Rule, Sheet


def _image(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    token = tokens[index]
    align = alignment(token.meta.get("attributes", NONE))
    return _embedded(token, _own_alt(token), sheet, style_class=f"align-{align}" if align else "")


def _figure_image(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Write the picture of a figure; where it has no text of its own, the caption speaks for it.

    That is read out anyway, so it is not said twice, but where the picture is all that a link holds.
    """
    picture = (tokens[index].children or [])[0]
    alt = _own_alt(picture)
    caption = _caption_behind(tokens, index)
    is_link = tokens[index - 1].type == "link_open"
    if not alt and caption:
        alt = caption.meta.get("text", "") or inline_text(caption.children or ()) if is_link else ""
    html = _embedded(picture, alt, sheet, is_sized=not _figure_share(picture))
    return html if is_link else f"{html}\n"


def _own_alt(picture: Token) -> str | None:
    """Return the text that an author wrote to stand for a picture; None if there is none, not even one left empty."""
    text = inline_text(picture.children or ())
    return text if text or picture.meta.get("has_alt") else None


def _embedded(picture: Token, alt: str | None, sheet: Sheet, *, style_class: str = "", is_sized: bool = True) -> str:
    attributes: Attributes = picture.meta.get("attributes", NONE)
    theme = f"only-{picture.meta['theme']}" if "theme" in picture.meta else ""
    return embed_image(
        str(picture.attrs.get("src", "")),
        alt,
        sheet.place_of(picture),
        sheet,
        title=str(picture.attrs.get("title", "")),
        size=_size(picture) if is_sized else NO_SIZE,
        style_class=f"{style_class} {theme}".strip(),
        dark=attributes.values.get("dark") or str(picture.meta.get("dark", "")),
    )


def _size(picture: Token) -> Size:
    attributes: Attributes = picture.meta.get("attributes", NONE)
    width, height = picture.meta.get("size", ("", ""))
    return read_size(attributes.values.get("width", width), attributes.values.get("height", height))


def _figure_share(picture: Token) -> str:
    """Return the class that gives the figure of `picture` its share of the column: text flows around that one."""
    is_beside_text = alignment(picture.meta.get("attributes", NONE)) in ("left", "right")
    return share_class(_size(picture).share) if is_beside_text else ""


def _figure_open(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    token = tokens[index]
    align = token.meta.get("align")
    shown = next((each for each in tokens[index + 1 : index + 3] if each.type == "figure_image"), None)
    classes = [f"align-{align}" if align else "", _figure_share((shown.children or [])[0]) if shown else ""]
    style = " ".join(filter(None, classes))
    return f"<figure{sheet.attributes(token)}" + (f' class="{style}">\n' if style else ">\n")


def _caption_open(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    figure = _figure_around(tokens, index)
    number, kind = figure.meta.get("number"), figure.meta.get("kind", "figure")
    tag = f"{_line_break(tokens, index)}<figcaption>"
    if not number:
        return tag
    return f'{tag}<span class="number">{sheet.put_aside(Phrase(key=f"{kind}_number", number=number))}</span> '


def _line_break(tokens: Sequence[Token], index: int) -> str:
    """Return what parts a tag from the link around the picture before it."""
    return "\n" if tokens[index - 1].type == "link_close" else ""


def _figure_around(tokens: Sequence[Token], index: int) -> Token:
    """Return the token that opens the figure with the caption at `index`."""
    level = tokens[index].level - 1
    return next(token for token in reversed(tokens[:index]) if token.type == "figure_open" and token.level == level)


def _caption_behind(tokens: Sequence[Token], index: int) -> Token | None:
    """Return what the caption of the figure says that the picture at `index` is in."""
    while tokens[index].type != "figure_close":
        index += 1
        if tokens[index].type == "caption_open":
            return tokens[index + 1]
    return None


RULES: dict[str, Rule] = {
    "image": _image,
    "figure_open": _figure_open,
    "figure_image": _figure_image,
    "figure_close": lambda tokens, index, sheet: f"{_line_break(tokens, index)}</figure>\n",
    "caption_open": _caption_open,
    "caption_close": lambda tokens, index, sheet: "</figcaption>\n",
}
