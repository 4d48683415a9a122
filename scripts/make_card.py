"""Make templates/assets/card.png: what stands for a page of any course, in any language, where a link to it is shared.

    python scripts/make_card.py

Uses the standard library alone. A page in two columns, the second an echo of the first, as a PNG with a palette.
"""

import struct
import zlib
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "templates" / "assets" / "card.png"
WIDTH, HEIGHT = 1200, 630
PAPER, ACCENT, ECHO, TEXT = range(4)
COLOURS = ((253, 252, 249), (23, 97, 79), (201, 194, 181), (227, 222, 212))

# Shares of the column's width: how long the lines of each paragraph are, in the first column and in the second.
PARAGRAPHS = (((1.0, 0.94, 0.62), (0.97, 1.0, 0.78)), ((0.98, 0.7), (1.0, 0.86)))
LEFT, COLUMN, GAP = 150, 410, 80
TITLE_TOP, TEXT_TOP, LINE_HEIGHT, THICK = 130, 236, 46, 14


def main() -> None:
    """Paint the page and write the file."""
    rows = [bytearray([PAPER]) * WIDTH for _ in range(HEIGHT)]
    box(rows, (0, 0), (24, HEIGHT), ACCENT)
    for side, left in enumerate((LEFT, LEFT + COLUMN + GAP)):
        bar(rows, (left, TITLE_TOP), ((250, 310)[side], 30), (ACCENT, ECHO)[side])
        top = TEXT_TOP
        for number, paragraph in enumerate(PARAGRAPHS):
            for share in paragraph[side]:
                bar(rows, (left, top), (round(share * COLUMN), THICK), TEXT)
                top += LINE_HEIGHT
            top += 18 if number == 0 else 0
    box(rows, (LEFT + COLUMN + GAP // 2, TITLE_TOP), (2, 390), TEXT)
    TARGET.write_bytes(png(rows))


def box(rows: list[bytearray], at: tuple[int, int], size: tuple[int, int], colour: int) -> None:
    """Paint a rectangle."""
    for row in rows[at[1] : at[1] + size[1]]:
        row[at[0] : at[0] + size[0]] = bytes([colour]) * size[0]


def bar(rows: list[bytearray], at: tuple[int, int], size: tuple[int, int], colour: int) -> None:
    """Paint a rectangle with round ends."""
    radius = size[1] / 2
    for y in range(size[1]):
        inset = round(radius - (radius**2 - (y + 0.5 - radius) ** 2) ** 0.5)
        box(rows, (at[0] + inset, at[1] + y), (size[0] - 2 * inset, 1), colour)


def png(rows: list[bytearray]) -> bytes:
    """Return the rows of palette numbers as a PNG of four bits a pixel."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 4, 3, 0, 0, 0)
    palette = b"".join(bytes(colour) for colour in COLOURS)
    packed = (bytes(high << 4 | low for high, low in zip(row[::2], row[1::2], strict=True)) for row in rows)
    body = zlib.compress(b"".join(b"\0" + row for row in packed), 9)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in chunks)


def chunk(name: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG: its length, its name, its data, its checksum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


if __name__ == "__main__":
    main()
