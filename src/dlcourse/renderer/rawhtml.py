"""The tags of an author's raw HTML, one by one: what a lesson page makes of each."""

from collections.abc import Callable, Sequence
from html import escape

from markdown_it.token import Token

from dlcourse.diagnostics import Place
from dlcourse.patterns import lazy
from dlcourse.renderer.html import ALLOWED, FRAMES, RENAMED, Tag, clean, open_tag, silent_elements
from dlcourse.renderer.links import Kind, read_address
from dlcourse.renderer.media import embed_image, link_media, read_size
from dlcourse.renderer.sheet import Sheet

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
MEDIA = frozenset({"img", "source", "video", "audio"})
STYLED_LENGTH = lazy(r"(?:^|;)\s*(width|height)\s*:\s*([^;\s]+)")
VOID = frozenset({"br", "col", "hr", "img", "input", "source", "wbr"})


def render_raw_html(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Return what the page shows for the `html_block` or `html_inline` token at `index`."""
    token = tokens[index]
    for name in sorted(set(silent_elements(token.content))):
        sheet.report("R203", _place(token, 0, sheet), f"<{name}> and what it holds are left out", "remove it")
    return clean(token.content, lambda tag: _rewrite(tag, token, sheet, lambda: _is_closed(tag, tokens, index, sheet)))


def _rewrite(tag: Tag, token: Token, sheet: Sheet, is_closed: Callable[[], bool]) -> str:
    name = RENAMED.get(tag.name, tag.name)
    attributes = {"align": "center", **tag.attributes} if tag.name == "center" else dict(tag.attributes)
    if tag.name in FRAMES:
        return "" if tag.is_closing else _frame(tag, token, sheet)
    if name not in ALLOWED:
        return _unknown(tag, token, sheet, is_closed)
    sheet.has_raw_html = True
    if name in HEADINGS:
        return _heading(tag, attributes, sheet)
    if name == "picture":
        sheet.dark_source = ""
        return ""
    if tag.is_closing:
        return "" if name in VOID else f"</{name}>"
    if name == "input" and (attributes.get("type", "").lower() != "checkbox"):
        return _unknown(tag, token, sheet, lambda: True)
    if "id" in attributes or "name" in attributes:
        _claim_id(name, attributes, sheet)
    if name in MEDIA:
        return _medium(attributes, token, tag, sheet)
    if name == "a" and "href" in attributes:
        attributes["href"] = sheet.href(attributes["href"], _place(token, tag.offset, sheet))
        if not attributes["href"]:
            del attributes["href"]
    if name == "input":
        attributes["disabled"] = ""
    return open_tag(name, attributes)


def _claim_id(name: str, attributes: dict[str, str], sheet: Sheet) -> None:
    """Keep an id that is free; `<a name>` is the old way to give one."""
    wanted = attributes.pop("id", "") or (attributes.get("name", "") if name == "a" else "")
    if wanted and not any(character.isspace() for character in wanted) and sheet.page.anchors.claim(wanted):
        attributes["id"] = wanted


def _heading(tag: Tag, attributes: dict[str, str], sheet: Sheet) -> str:
    if tag.is_closing:
        return f"</h{sheet.raw_heading}>" if sheet.raw_heading else ""
    sheet.raw_heading = sheet.page.outline.level(int(tag.name[1]))
    if "id" in attributes:
        _claim_id(tag.name, attributes, sheet)
    return open_tag(f"h{sheet.raw_heading}", attributes)


def _medium(attributes: dict[str, str], token: Token, tag: Tag, sheet: Sheet) -> str:
    """Write a picture, a film or a sound; one of several pictures may be the one for dark pages."""
    if tag.name == "img":
        return _image(attributes, token, tag, sheet)
    if tag.name == "source" and "srcset" in attributes:
        if "dark" in attributes.get("media", "").lower():
            sheet.dark_source = attributes["srcset"].split(",")[0].strip().partition(" ")[0]
        return ""
    if "src" in attributes:
        address = read_address(attributes["src"], sheet.source.path)
        if address.kind is not Kind.INSIDE:
            return link_media(attributes["src"], attributes.get("title", ""), _place(token, tag.offset, sheet), sheet)
        attributes["src"] = sheet.href(attributes["src"], _place(token, tag.offset, sheet))
    return open_tag(tag.name, attributes)


def _image(attributes: dict[str, str], token: Token, tag: Tag, sheet: Sheet) -> str:
    styled = dict(STYLED_LENGTH.findall(attributes.get("style", "").lower()))
    align = attributes.get("align", "").lower()
    return embed_image(
        attributes.get("src", ""),
        attributes.get("alt"),
        _place(token, tag.offset, sheet),
        sheet,
        title=attributes.get("title", ""),
        size=read_size(*(styled.get(side) or attributes.get(side, "") for side in ("width", "height"))),
        style_class=f"align-{align}" if align in ("left", "right", "center") else "",
        dark=sheet.dark_source,
    )


def _frame(tag: Tag, token: Token, sheet: Sheet) -> str:
    place = _place(token, tag.offset, sheet)
    source = tag.attributes.get("src") or tag.attributes.get("data", "")
    sheet.has_raw_html = True
    if source:
        return link_media(source, tag.attributes.get("title", ""), place, sheet)
    sheet.report("R203", place, f"<{tag.name}> is left out", "link to the page instead")
    return ""


def _unknown(tag: Tag, token: Token, sheet: Sheet, is_closed: Callable[[], bool]) -> str:
    """A tag that is not on the list goes, but `vector<int>` or `<name>` in a sentence is text."""
    is_text = token.type == "html_inline" and not tag.attributes and tag.written == tag.name
    place = _place(token, tag.offset, sheet)
    shown = f"{'/' if tag.is_closing else ''}{tag.written}"
    if is_text and not tag.is_closing and not token.content.endswith("/>") and not is_closed():
        sheet.report("R203", place, f"<{shown}> is no HTML tag: shown as text", f"write `<{shown}>` or \\<{shown}>")
        return escape(token.content)
    if not tag.is_closing:
        sheet.report("R203", place, f"the tag <{shown}> is left out, its content stays", "remove it")
    return ""


def _is_closed(tag: Tag, tokens: Sequence[Token], index: int, sheet: Sheet) -> bool:
    """Tell whether the rest of the paragraph closes `tag`. What closes is looked for once a paragraph."""
    if sheet.closers is None or sheet.closers[0] is not tokens:
        last = {token.content.lower(): i for i, token in enumerate(tokens) if token.content.startswith("</")}
        sheet.closers = (tokens, last)
    return sheet.closers[1].get(f"</{tag.name}>", -1) > index


def _place(token: Token, offset: int, sheet: Sheet) -> Place:
    return sheet.place(token, offset) if token.type == "html_block" else sheet.place_of(token)
