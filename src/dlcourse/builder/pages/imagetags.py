"""The tags of a picture: what its lesson asks for and the files it was found in, in; `<img>` out."""

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from dlcourse.builder.assets import Asset
from dlcourse.model import Image
from dlcourse.renderer.html import attributes_html
from dlcourse.renderer.media import share_class

COLUMN = 646
"""The width of a lesson's text in CSS pixels, see `--column` in style.css."""

Href = Callable[[PurePosixPath], str]
Versions = Mapping[int, PurePosixPath]
"""Where a picture lies in other widths."""
Look = Callable[[Asset], Versions]


def image_html(image: Image, light: Asset, dark: Asset | None, versions: Look, href: Href) -> str:
    """Return the tags for `image`, found in the file `light` and for dark pages in `dark`.

    `href` links to a file. Of two tags the style sheet hides one, from screen readers too, so both have the same text.
    """
    if dark is None:
        return _tag(image, image.style_class, light, versions(light), href)
    themes = (("only-light", light), ("only-dark", dark))
    return "".join(_tag(image, f"{image.style_class} {name}".strip(), one, versions(one), href) for name, one in themes)


def _tag(image: Image, style_class: str, asset: Asset, versions: Versions, href: Href) -> str:
    attributes = {"src": href(asset.path), "alt": image.alt}
    if image.title:
        attributes["title"] = image.title
    style_class = f"{style_class} {share_class(image.share)}".strip()
    if style_class:
        attributes["class"] = style_class
    width, height = _size(image, asset)
    if width:
        attributes |= {"width": str(width), "height": str(height)}
    if versions:
        attributes["srcset"] = ", ".join(f"{href(path)} {wide}w" for wide, path in sorted(versions.items()))
        attributes["sizes"] = _sizes(image, width)
    attributes |= {"loading": "lazy", "decoding": "async"}
    return f"<img{attributes_html(attributes)}>"


def _size(image: Image, asset: Asset) -> tuple[int, int]:
    """Return the size that was asked for, else the picture's own; its proportions stay in any case."""
    width, height = asset.width, asset.height
    if not width or not (image.width or image.height):
        return width, height
    if image.width:
        return image.width, max(1, round(height * image.width / width))
    return max(1, round(width * (image.height or 1) / height)), image.height or 1


def _sizes(image: Image, width: int) -> str:
    """Return how wide the picture will be; browsers that find that out themselves (`auto`) need not be told."""
    slot = round(COLUMN * image.share / 100) if image.share else min(width, COLUMN)
    return f"auto, (min-width: 44rem) {slot}px, 100vw"
