"""Make the math font that the pages ship: a WOFF2 subset of Latin Modern Math.

    python scripts/make_math_font.py latinmodern-math.otf templates/assets/latinmodern-math.woff2

The source is Debian's package fonts-lmodern (GUST Font License). Needs fonttools and brotli. What is kept: what
MathML of lessons needs - Latin and Greek, the math alphabets that browsers map `<mi>` to, operators, arrows,
delimiters with all their sizes (the MATH table), radicals and accents.
"""

import argparse
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


def main() -> None:
    """Read the source, keep `RANGES`, write the WOFF2 file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("source", type=Path, help="latinmodern-math.otf")
    parser.add_argument("target", type=Path, help="the .woff2 file to write")
    arguments = parser.parse_args()
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = []  # script-size variants (ssty) would double the file; scripts are scaled letters
    options.drop_tables += ["FFTM"]
    options.hinting = False
    options.glyph_names = False
    options.desubroutinize = True  # smaller once Brotli has seen it
    options.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14]  # who made it, its name, its licence
    options.notdef_outline = True
    font = subset.load_font(str(arguments.source), options)
    font["head"].modified = font["head"].created  # same source, same bytes
    font.recalcTimestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    subset.save_font(font, str(arguments.target), options)


if __name__ == "__main__":
    main()
