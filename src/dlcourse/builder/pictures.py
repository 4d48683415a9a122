"""Smaller versions of pictures, as WebP: a PNG or JPEG in, its versions out. Needs the extra `images` (Pillow).

Without Pillow, and for pictures that it cannot make smaller for certain, there are none.
"""

import io
import os
import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTHS = (480, 960, 1440)
"""Half of the column of a lesson and less; all of it; all of it on a screen of fine pixels."""
LARGEST = 1920
"""A picture that is not wider also gets a version as wide as it is."""
MOST_PIXELS = 50_000_000
MOST_BYTES = 64 * 1024 * 1024
GAIN = 0.9
"""A version must have at most this share of the bytes of what it stands for."""
DENSE = 0.6
"""A PNG with more bytes a pixel than that is a photograph, not a drawing."""
QUALITY = 84
ORIENTATION = 0x0112
"""The field of EXIF that says which side of a picture is up."""
MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA"})
WORKERS = 4

Content = bytes | Path


@dataclass(frozen=True, slots=True)
class Version:
    """A picture in another width and format."""

    width: int
    data: bytes


class Pictures:
    """The versions of pictures; each picture is encoded once, and remembered while builds go on asking for it."""

    def __init__(self) -> None:
        self._made: dict[PurePosixPath, tuple[Version, ...]] = {}

    def prepare(self, wanted: Mapping[PurePosixPath, Content]) -> None:
        """Encode the pictures of a build; `wanted` are their published paths, which change with what they hold."""
        new = {path: content for path, content in wanted.items() if path not in self._made}
        self._made = {path: made for path, made in self._made.items() if path in wanted}
        self._made |= zip(new, _encoded(new.values()), strict=True)

    def versions(self, path: PurePosixPath) -> tuple[Version, ...]:
        """Return the versions of a picture, narrow ones first; () if it has none, or `prepare` was not told of it."""
        return self._made.get(path, ())


def _encoded(contents: Collection[Content]) -> list[tuple[Version, ...]]:
    if not contents:
        return []
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - slow to import, and seldom needed

    with warnings.catch_warnings(), ThreadPoolExecutor(min(WORKERS, os.cpu_count() or 1)) as pool:
        warnings.simplefilter("ignore")  # Pillow warns of odd files: what cannot be read stays as it is
        return list(pool.map(smaller_versions, contents))


def smaller_versions(content: Content) -> tuple[Version, ...]:
    """Return versions of a PNG or JPEG that a narrow column can do with; the same for the same content.

    There are none of a picture that moves, that has more than 8 bits a channel or is made for print, that is too large
    to be read safely, or that would not get smaller.
    """
    try:
        from PIL import Image  # noqa: PLC0415  # optional: the extra `images`
    except ImportError:
        return ()
    try:
        size = len(content) if isinstance(content, bytes) else content.stat().st_size
        if size > MOST_BYTES:
            return ()
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        with Image.open(file, formats=("PNG", "JPEG")) as image:
            return _smaller(image, size) if _is_plain(image) else ()
    except Exception:  # whatever a damaged or hostile file makes Pillow raise, the picture stays as it is
        return ()


def _is_plain(image: "Image") -> bool:
    """Tell whether nothing would be lost but pixels."""
    is_moving = image.format == "PNG" and getattr(image, "is_animated", False)
    is_deep = any("16" in str(tile[3]) for tile in getattr(image, "tile", ()))
    is_turned_png = image.format == "PNG" and image.getexif().get(ORIENTATION, 1) != 1
    is_bearable = image.width * image.height <= MOST_PIXELS
    return image.mode in MODES and is_bearable and not (is_moving or is_deep or is_turned_png)


def _smaller(image: "Image", size: int) -> tuple[Version, ...]:
    from PIL import ImageOps  # noqa: PLC0415  # optional: the extra `images`

    is_drawing = image.format == "PNG" and size <= DENSE * image.width * image.height
    is_lying = image.getexif().get(ORIENTATION, 1) >= 5
    width = image.height if is_lying else image.width
    widths = _widths(width)
    if not widths:
        return ()
    profile = image.info.get("icc_profile") if image.mode in ("P", "RGB", "RGBA") else None
    share = widths[-1] / width
    image.draft(None, (-int(-image.width * share), -int(-image.height * share)))
    upright = ImageOps.exif_transpose(image)
    upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    versions: list[Version] = []
    for wanted in reversed(widths):
        data = _webp(upright, wanted, profile, is_lossless=is_drawing and wanted == width)
        if len(data) <= GAIN * size and (not versions or len(data) < len(versions[-1].data)):
            versions.append(Version(wanted, data))
    return tuple(reversed(versions))


def _widths(width: int) -> list[int]:
    """Return the widths that a picture of `width` pixels shall be had in, narrow ones first."""
    if width <= WIDTHS[0]:
        return []
    if width > LARGEST:
        return list(WIDTHS)
    return [*(each for each in WIDTHS if each < 0.8 * width), width]


def _webp(image: "Image", width: int, profile: bytes | None, *, is_lossless: bool) -> bytes:
    from PIL import Image  # noqa: PLC0415  # optional: the extra `images`

    if width != image.width:
        height = max(1, round(image.height * width / image.width))
        image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", lossless=is_lossless, quality=QUALITY, method=4, icc_profile=profile or b"")
    return buffer.getvalue()
