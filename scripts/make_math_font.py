"""Make the math font that the pages ship: four WOFF2 subsets of Latin Modern Math.

    python scripts/make_math_font.py latinmodern-math.otf templates/assets

The source is Debian's package fonts-lmodern (GUST Font License). Needs fonttools and brotli. What is kept is what
MathML of lessons needs. Most formulas need the first file alone, of 29 KB; browsers ask for the others where a page
holds a character of theirs: the style sheet names these in its `unicode-range`, which is printed here.

Signs that stretch or grow need more than that: Chromium takes their sizes from the font that has the space. So the
file of signs has one too, and an `<mo>` with such a sign is of the class "far", which has this file as its font (the
renderer knows the signs; they are printed here).

For `<mi>α</mi>` browsers draw the italic letter, but Chromium looks for the upright one, and measures it, too. So the
first file has the italic letters twice; upright ones are a family of their own, for text.
"""

import argparse
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from fontTools import subset
from fontTools.cffLib import cffStandardStrings
from fontTools.ttLib import TTFont

Codes = frozenset[int]
FEW = 64


def characters(*ranges: tuple[int, int], and_: str = "") -> Codes:
    """Return every character of `ranges` and of the text `and_`."""
    return frozenset(code for first, last in ranges for code in range(first, last + 1)) | {ord(sign) for sign in and_}


KEPT = characters(
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

# At most 29,000 bytes: with its headers, what a connection that has sent a page carries in the next round trip.
CORE = characters(
    (0x20, 0x21),
    (0x25, 0x25),
    (0x27, 0x3F),
    (0x41, 0x5B),
    (0x5D, 0x5F),
    (0x61, 0x7E),
    (0x2061, 0x2064),  # invisible operators
    (0x1D434, 0x1D467),  # italic
    (0x1D6FC, 0x1D709),  # Greek italic, but for what few write
    and_="\xa0¨¬¯°±·×÷ˆ˙˜\u0302\u0332ΓΔΘΛΠΣΦΨΩμ‖…′″ℎℓℝ←→↦⇒⟨⟩⟹𝜋𝜌𝜎𝜏𝜑𝜒𝜓𝜔𝜕𝜖𝜗𝜙∀∂∃∅∇∈∉∏∑−∖∗∘√∝∞∣∥∧∨∩∪∫∼≈≠≡≤≥≪≫⊂⊆⊕⊗⊙⊤⋅⋮⋯⋱",
)
LETTERS = characters(
    (0x1D400, 0x1D433),  # bold
    (0x1D468, 0x1D4CF),  # bold italic, script
    (0x1D538, 0x1D56B),  # double-struck
    (0x1D736, 0x1D755),  # Greek bold italic, small
    (0x1D7CE, 0x1D7D7),  # bold digits
    and_="ℂℋℍℐℒℕℙℚℛℤℬℰℱℳ",
)
SIGNS = characters(
    (0x303, 0x30C),
    (0x333, 0x338),
    (0x2010, 0x2015),
    (0x2020, 0x2022),
    (0x21BC, 0x21C1),
    (0x21CB, 0x21D5),
    (0x221F, 0x2237),
    (0x2243, 0x2247),
    (0x225C, 0x225F),
    (0x2262, 0x2263),
    (0x226C, 0x2273),
    (0x2283, 0x2288),
    (0x22A2, 0x22A8),
    (0x22C0, 0x22C8),
    (0x2308, 0x230B),  # ceiling, floor
    (0x23DC, 0x23E1),  # braces over and under
    (0x27E6, 0x27FF),  # brackets, long arrows
    (0x2A00, 0x2A7E),
    and_=' "#$&@\\`§´ˇ˘˚˛˝\u0300\u0301\u20d6\u20d7\u20e1ℇℌℏℑ℘ℜ↑↓↔↕↞↟↠↧↩↪⇄∁∄∆∊∋∌∍∎∐∓∔∕∙≔≺≻⊖⊘⋰■□△𝚤𝚥𝜊𝜍𝜐𝜘𝜚𝜛',
)
GREEK = characters((0x391, 0x3F6))
ITALIC = {0x3B1 + number: 0x1D6FC + number for number in range(25)} | {0x3F5: 0x1D716, 0x3D1: 0x1D717, 0x3D5: 0x1D719}


def main() -> None:
    """Read the source, write the files, print what style sheet and renderer say of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("source", type=Path, help="latinmodern-math.otf")
    parser.add_argument("folder", type=Path, help="where the .woff2 files are written")
    arguments = parser.parse_args()
    there = KEPT & TTFont(arguments.source).getBestCmap().keys()
    core, letters = CORE & there, (LETTERS - CORE) & there
    signs = (SIGNS - CORE - LETTERS) & there
    parts = {"": core, "-letters": letters, "-signs": signs, "-rare": there - core - letters - signs}
    for name, codes in parts.items():
        target = arguments.folder / f"latinmodern-math{name}.woff2"
        target.write_bytes(made(arguments.source, codes | {0x20}, {} if name else ITALIC))
        print(target.name, target.stat().st_size)
        if name:
            print("  unicode-range: " + ", ".join(unicode_range(codes - GREEK, there)) + ";")
        if codes & GREEK and name:
            print("  Greek: " + ", ".join(unicode_range(codes & GREEK, there)) + ";")
    growing = sorted(signs & those_that_grow(arguments.source))
    print("signs that grow: " + "".join(f"\\u{code:04X}" for code in growing))


def made(source: Path, codes: Codes, drawn_as: Mapping[int, int]) -> bytes:
    """Return the subset of the font at `source` that has `codes`, and those that are drawn as one of them."""
    options = subset.Options()
    options.layout_features = []  # script-size variants (ssty) would double the file; scripts are scaled letters
    options.drop_tables += ["FFTM"]
    options.hinting = False
    options.desubroutinize = True  # smaller once Brotli has seen it
    options.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14]  # who made it, its name, its licence
    options.notdef_outline = True
    font = subset.load_font(str(source), options)
    there = font.getBestCmap()
    also = {code: there[other] for code, other in drawn_as.items() if other in codes and code not in codes}
    for table in font["cmap"].tables:
        table.cmap.update(also)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(codes | also.keys()))
    subsetter.subset(font)
    plain = io.BytesIO()
    font.save(plain)
    return without_names(TTFont(plain, recalcTimestamp=False))


def without_names(font: TTFont) -> bytes:
    """Return `font` as WOFF2, its glyphs named by words that every CFF font has: names of its own cost 1 to 3 KB."""
    top = font["CFF "].cff.topDictIndex[0]
    free = [word for word in cffStandardStrings if word != ".notdef"]
    free += [f"g{number}" for number in range(len(top.charset))]
    names = [".notdef", *free[: len(top.charset) - 1]]
    glyphs = top.CharStrings.charStrings
    top.CharStrings.charStrings = dict(zip(names, [glyphs[name] for name in top.charset], strict=True))
    top.charset[:] = names
    font.setGlyphOrder(names)
    font["head"].modified = font["head"].created  # same source, same bytes
    font.flavor = "woff2"
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def unicode_range(codes: Codes, there: Codes) -> Iterable[str]:
    """Return `codes` as ranges, across a few characters that no file has."""
    others = there - codes
    runs: list[list[int]] = []
    for code in sorted(codes):
        if runs and code - runs[-1][-1] < FEW and others.isdisjoint(range(runs[-1][-1], code)):
            runs[-1].append(code)
        else:
            runs.append([code])
    return (f"U+{run[0]:X}-{run[-1]:X}" if len(run) > 1 else f"U+{run[0]:X}" for run in runs)


def those_that_grow(source: Path) -> Codes:
    """Return the characters of the font at `source` that come in several sizes."""
    font = TTFont(source)
    variants = font["MATH"].table.MathVariants
    names = {*variants.VertGlyphCoverage.glyphs, *variants.HorizGlyphCoverage.glyphs}
    return frozenset(code for code, name in font.getBestCmap().items() if name in names)


if __name__ == "__main__":
    main()
