"""Make the math font that the pages ship: two WOFF2 subsets of Latin Modern Math.

    python scripts/make_math_font.py latinmodern-math.otf templates/assets

The source is Debian's package fonts-lmodern (GUST Font License). Needs fonttools and brotli. What is kept: what
MathML of lessons needs - Latin and Greek, the math alphabets that browsers map `<mi>` to, operators, arrows,
delimiters with all their sizes (the MATH table), radicals and accents. What is rare lies in a file of its own, which
browsers ask for only where a page holds such a character: the style sheet names them in its `unicode-range`, which
is printed here. Signs that stretch or grow are never among the rare: Chromium takes their sizes from the font that
has the space.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset

RANGES = (
    (0x20, 0x7E),
    (0xA0, 0xFF),
    (0x2C6, 0x2DD),  # accents
    (0x300, 0x338),  # combining accents
    (0x391, 0x3F6),  # Greek
    (0x2010, 0x2044),  # dashes, quotes, primes, dots
    (0x2061, 0x2064),  # invisible operators
    (0x20D0, 0x20EF),  # combining arrows
    (0x2100, 0x214F),  # letter-like signs
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # operators
    (0x2308, 0x230B),  # ceiling, floor
    (0x23B0, 0x23B1),
    (0x23DC, 0x23E1),  # braces over and under
    (0x25A0, 0x25FF),  # geometric shapes
    (0x2605, 0x2606),
    (0x2660, 0x266F),
    (0x27C2, 0x27C2),
    (0x27E6, 0x27EF),  # brackets
    (0x27F5, 0x27FF),  # long arrows
    (0x2A00, 0x2A06),  # big operators
    (0x2A7D, 0x2AB0),  # relations
    # The math alphabets but for bold script, bold Fraktur and the slanted and bold sans-serifs: they cost 40 KB.
    (0x1D400, 0x1D4CF),  # bold, italic, bold italic, script
    (0x1D504, 0x1D56B),  # Fraktur, double-struck
    (0x1D5A0, 0x1D5D3),  # sans-serif
    (0x1D670, 0x1D6A5),  # monospace, dotless i and j
    (0x1D6A8, 0x1D755),  # Greek in bold, italic, bold italic
    (0x1D7CE, 0x1D7D7),  # bold digits
)


RARE = (
    (0xA1, 0xA6),
    (0xA8, 0xAB),
    (0xB8, 0xD6),
    (0xD8, 0xF6),
    (0xF8, 0xFF),
    (0x30F, 0x331),
    (0x2017, 0x201E),
    (0x2034, 0x2044),
    (0x20D0, 0x20D5),
    (0x20D8, 0x20DF),
    (0x20E4, 0x20EF),
    (0x2126, 0x212B),
    (0x2136, 0x2149),
    (0x2196, 0x219B),
    (0x21A1, 0x21A5),
    (0x21AB, 0x21BB),
    (0x21C2, 0x21C3),
    (0x21C5, 0x21CA),
    (0x21D6, 0x21F6),
    (0x2238, 0x223B),
    (0x223D, 0x2242),
    (0x2249, 0x2253),
    (0x2255, 0x225B),
    (0x2266, 0x2269),
    (0x2274, 0x2279),
    (0x227C, 0x2281),
    (0x2289, 0x2294),
    (0x229A, 0x22A1),
    (0x22A9, 0x22BF),
    (0x22C9, 0x22ED),
    (0x25AA, 0x25B2),
    (0x25B6, 0x27C2),
    (0x2A85, 0x2AB0),
    (0x1D468, 0x1D49B),  # bold italic
    (0x1D504, 0x1D537),  # Fraktur
    (0x1D5A0, 0x1D6A3),  # sans-serif, monospace
    (0x1D6A8, 0x1D6E1),  # Greek in bold
    (0x1D71C, 0x1D755),  # Greek in bold italic
)


def main() -> None:
    """Read the source, write both files, print what the style sheet says of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("source", type=Path, help="latinmodern-math.otf")
    parser.add_argument("folder", type=Path, help="where the .woff2 files are written")
    arguments = parser.parse_args()
    rare = characters(RARE)
    kept = characters(RANGES)
    make(arguments.source, arguments.folder / "latinmodern-math.woff2", kept - rare)
    make(arguments.source, arguments.folder / "latinmodern-math-rare.woff2", kept & rare)
    print("unicode-range: " + ", ".join(f"U+{first:X}-{last:X}" for first, last in RARE) + ";")


def characters(ranges: Iterable[tuple[int, int]]) -> set[int]:
    """Return every character of `ranges`."""
    return {code for first, last in ranges for code in range(first, last + 1)}


def make(source: Path, target: Path, kept: set[int]) -> None:
    """Write the subset of the font at `source` that has the characters `kept`."""
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = []  # script-size variants (ssty) would double the file; scripts are scaled letters
    options.drop_tables += ["FFTM"]
    options.hinting = False
    options.glyph_names = False
    options.desubroutinize = True  # smaller once Brotli has seen it
    options.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14]  # who made it, its name, its licence
    options.notdef_outline = True
    font = subset.load_font(str(source), options)
    font["head"].modified = font["head"].created  # same source, same bytes
    font.recalcTimestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(kept))
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


if __name__ == "__main__":
    main()
