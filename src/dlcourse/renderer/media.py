"""Pictures and other media: embedded when they lie in the course, linked when they lie on another site."""

import posixpath
from html import escape
from urllib.parse import unquote, urlsplit

from dlcourse.diagnostics import Place
from dlcourse.model import Image, Target
from dlcourse.renderer.links import Kind, read_address
from dlcourse.renderer.sheet import Sheet


def embed_image(
    written: str,
    alt: str,
    place: Place,
    sheet: Sheet,
    *,
    title: str = "",
    width: int | None = None,
    style_class: str = "",
) -> str:
    """Return HTML for the picture at the address `written`; the builder writes the tag of one in the course."""
    address = read_address(written, sheet.source.path)
    if address.kind is Kind.INSIDE:
        target = Target(path=address.path, fragment=address.fragment, source=written, place=place)
        return sheet.put_aside(Image(target=target, alt=alt, title=title, width=width, style_class=style_class))
    if address.kind is Kind.DATA:
        return sheet.put_aside(f'<img src="{escape(address.href)}" alt="{escape(alt)}">')
    return link_media(written, alt or title, place, sheet)


def link_media(written: str, label: str, place: Place, sheet: Sheet) -> str:
    """Return a link to a picture or frame: no request may leave the site, so pages never embed it."""
    address = read_address(written, sheet.source.path)
    if address.kind is Kind.UNSAFE:
        sheet.report("R207", place, f"the address {written[:60]!r} is not safe: left out", "use http, https or a file")
        return escape(label)
    text = escape(label or _name(written))
    if address.kind is Kind.INSIDE:
        return f'<a class="external-media" href="{sheet.href(written, place)}">{text}</a>'
    sheet.report(
        "R206",
        place,
        f"{written[:60]} lies on another site: linked, not shown",
        "download it and keep it beside the lesson",
    )
    if sheet.link_depth:
        return f'<span class="external-media">{text}</span>'
    return f'<a class="external-media" href="{escape(address.href)}">{text}</a>'


def _name(written: str) -> str:
    """Return what to call a medium that has no label: its file name, else its host."""
    parts = urlsplit(written) if "[" not in written else urlsplit("")
    return unquote(posixpath.basename(parts.path)) or parts.netloc or written
