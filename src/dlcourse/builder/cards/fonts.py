"""The fonts of this machine that cards can be written with: a language in, fonts out, the best first.

Needs Pillow (the extra `images`). A font is looked for by the name of its file, in the folders where systems keep them.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from dlcourse.builder.cards.folders import FOLDERS

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

# The files of a family, bold and regular, and the name of the face that a collection has for Chinese; first ones are
# better. Those for Latin alone come last.
_FAMILIES = (
    ("NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc", "Noto Sans CJK SC"),
    ("NotoSansCJKsc-Bold.otf", "NotoSansCJKsc-Regular.otf", ""),
    ("SourceHanSans-Bold.ttc", "SourceHanSans-Regular.ttc", "Source Han Sans SC"),
    ("SourceHanSansSC-Bold.otf", "SourceHanSansSC-Regular.otf", ""),
    ("NotoSansSC-Bold.otf", "NotoSansSC-Regular.otf", ""),
    ("NotoSansSC-Bold.ttf", "NotoSansSC-Regular.ttf", ""),
    ("Hiragino Sans GB.ttc", "Hiragino Sans GB.ttc", "Hiragino Sans GB"),
    ("STHeiti Medium.ttc", "STHeiti Light.ttc", "Heiti SC"),
    ("msyhbd.ttc", "msyh.ttc", "Microsoft YaHei"),
    ("Dengb.ttf", "Deng.ttf", ""),
    ("simhei.ttf", "simhei.ttf", ""),
    ("wqy-zenhei.ttc", "wqy-zenhei.ttc", "WenQuanYi Zen Hei"),
    ("wqy-microhei.ttc", "wqy-microhei.ttc", "WenQuanYi Micro Hei"),
    ("DroidSansFallbackFull.ttf", "DroidSansFallbackFull.ttf", ""),
    ("NotoSans-Bold.ttf", "NotoSans-Regular.ttf", ""),
    ("DejaVuSans-Bold.ttf", "DejaVuSans.ttf", ""),
    ("LiberationSans-Bold.ttf", "LiberationSans-Regular.ttf", ""),
    ("Arial Bold.ttf", "Arial.ttf", ""),
    ("arialbd.ttf", "arial.ttf", ""),
)
# A collection has a face for each place that writes Han in its own way.
_PLACES = {"zh-hant": "TC", "zh-tw": "TC", "zh-hk": "HK", "zh-mo": "HK", "ja": "JP", "ko": "KR"}
_NOWHERE = "\U0010ffff"
"""No font has a glyph for it: what is drawn like it is missing."""


@dataclass(frozen=True, slots=True)
class Family:
    """A font in two weights and any size; `known` remembers which characters it has, `widths` how wide they are."""

    bold: Path
    regular: Path
    face: str
    known: dict[str, bool] = field(default_factory=dict, compare=False)
    widths: dict[tuple[str, int, bool], float] = field(default_factory=dict, compare=False)

    @property
    def files(self) -> tuple[object, ...]:
        """What changes with the font: its files, their sizes, the face in them."""
        return tuple((str(path), path.stat().st_size) for path in (self.bold, self.regular)), self.face

    def font(self, size: int, *, is_bold: bool) -> "FreeTypeFont":
        """Return the font of `size` pixels."""
        return _font(self.bold if is_bold else self.regular, self.face, size)

    def width(self, text: str, size: int, *, is_bold: bool) -> float:
        """Return how many pixels the letters of `text` need side by side."""
        for character in text:
            if (character, size, is_bold) not in self.widths:
                font = self.font(size, is_bold=is_bold)
                self.widths[character, size, is_bold] = font.getlength(character)
        return sum(self.widths[character, size, is_bold] for character in text)

    def has(self, text: str) -> bool:
        """Tell whether every character of `text` can be drawn."""
        for character in set(text):
            if character not in self.known:
                self.known[character] = character.isspace() or self._draws(character)
        return all(self.known[character] for character in text)

    def _draws(self, character: str) -> bool:
        try:
            fonts = [self.font(24, is_bold=is_bold) for is_bold in (True, False)]
        except OSError:  # a damaged file
            return False
        return all(bytes(font.getmask(character)) != bytes(font.getmask(_NOWHERE)) for font in fonts)


@cache
def families(language: str, folders: tuple[str, ...] = FOLDERS) -> tuple[Family, ...]:
    """Return the families that lie in `folders`, with the faces that suit `language`. Needs Pillow."""
    files = _files(folders)
    tag = language.lower()
    place = _PLACES.get(tag) or _PLACES.get(tag.partition("-")[0], "SC")
    return tuple(
        Family(files[bold], files[regular], face.removesuffix("SC") + place if face.endswith("SC") else face)
        for bold, regular, face in _FAMILIES
        if bold in files and regular in files
    )


@cache
def _files(folders: tuple[str, ...]) -> Mapping[str, Path]:
    wanted = {name for bold, regular, _ in _FAMILIES for name in (bold, regular)}
    return {path.name: path for path in _walk(folders) if path.name in wanted}


def _walk(folders: tuple[str, ...]) -> Iterator[Path]:
    for folder in reversed(folders):  # of two files with one name the reader's own wins
        for root, below, names in os.walk(os.path.expandvars(Path(folder).expanduser())):
            below.sort()
            yield from (Path(root, name) for name in sorted(names))


@cache
def _font(path: Path, face: str, size: int) -> "FreeTypeFont":
    from PIL import ImageFont  # noqa: PLC0415  # optional: the extra `images`

    # The plain layout is the same on every system; the other needs a library that not every Pillow has.
    engine = ImageFont.Layout.BASIC
    for index in range(16 if face else 1):
        try:
            font = ImageFont.truetype(path, size, index, layout_engine=engine)
        except OSError:
            break
        if not face or font.getname()[0] == face:
            return font
    return ImageFont.truetype(path, size, layout_engine=engine)
