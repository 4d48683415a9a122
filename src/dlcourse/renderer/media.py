"""Pictures and other media: embedded when they lie in the course, linked when they lie on another site."""

import posixpath
import re
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote, urlsplit

from dlcourse.diagnostics import Place
from dlcourse.model import Image, Target
from dlcourse.patterns import lazy
from dlcourse.renderer.links import Kind, read_address
from dlcourse.renderer.sheet import Sheet

LARGEST = 4096
"""No picture is asked for in more pixels than that."""
SHARES = (10, 20, 25, 30, 33, 40, 50, 60, 66, 70, 75, 80, 90, 100)
"""The shares of the column that the style sheet knows, in percent."""
LENGTH = lazy(r"\s*(\d{1,5})(?:\.\d{1,6})?\s*(px|%|)\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Size:
    """The size that an author asks for: pixels, or a share of the column in percent; what is None is not asked for."""

    width: int | None = None
    height: int | None = None
    share: int | None = None


NO_SIZE = Size()


def read_size(width: str, height: str = "") -> Size:
    """Read lengths as authors write them: `300`, `300px`, `60%`; others ask for nothing."""
    number, unit = _length(width)
    if unit == "%":
        return Size(share=number if number <= 100 else 100) if number else NO_SIZE
    tall, its_unit = _length(height)
    return Size(width=_pixels(number), height=None if its_unit == "%" else _pixels(tall))


def share_class(share: int | None) -> str:
    """Return the class with which the style sheet gives a picture its share of the column; "" for no share."""
    return f"share-{min(SHARES, key=lambda known: abs(known - share))}" if share else ""


def _length(written: str) -> tuple[int, str]:
    match = LENGTH.fullmatch(written)
    return (int(match[1]), match[2]) if match else (0, "")


def _pixels(number: int) -> int | None:
    return number if 0 < number <= LARGEST else None


def embed_image(
    written: str,
    alt: str | None,
    place: Place,
    sheet: Sheet,
    *,
    title: str = "",
    size: Size = NO_SIZE,
    style_class: str = "",
    dark: str = "",
) -> str:
    """Return HTML for the picture at the address `written`; the builder writes the tag of one in the course.

    `alt` is the text that stands for it, None if its author has not thought of one; `dark` the address of the picture
    for dark pages, if there is one.
    """
    address = read_address(written, sheet.source.path)
    if alt is None and address.kind in (Kind.INSIDE, Kind.DATA):
        message = f"the picture {written[:60]} has no text that stands for it"
        hint = 'say what it shows: `![what it shows](x.png)`, in HTML `alt="…"`; one that only adorns has `{alt=""}`'
        sheet.report("R215", place, message, hint)
    if address.kind is Kind.INSIDE:
        image = Image(
            target=Target(path=address.path, fragment=address.fragment, source=written, place=place),
            alt=alt or "",
            title=title,
            width=size.width,
            height=size.height,
            share=size.share,
            style_class=style_class,
            dark=_dark(dark, place, sheet) if dark else None,
        )
        return sheet.put_aside(image)
    if address.kind is Kind.DATA:
        return sheet.put_aside(f'<img src="{escape(address.href)}" alt="{escape(alt or "")}">')
    return link_media(written, alt or title, place, sheet)


def _dark(written: str, place: Place, sheet: Sheet) -> Target | None:
    address = read_address(written, sheet.source.path)
    if address.kind is Kind.INSIDE:
        return Target(path=address.path, fragment=address.fragment, source=written, place=place)
    message = f"{written[:60]}, the picture for dark pages, is no file of the course: left out"
    sheet.report("R206", place, message, "keep it beside the lesson")
    return None


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
