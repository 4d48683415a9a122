"""Make content/91-markup/figures/descent.png: gradient descent on a long valley, seen from above.

    python scripts/make_guide_picture.py

Uses the standard library alone. A PNG with a palette: bands of equal height, and the way that the steps take.
"""

import itertools
import math
import struct
import zlib
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "content" / "91-markup" / "figures" / "descent.png"
WIDTH, HEIGHT = 1200, 720
LOW, HIGH, BANDS = (222, 239, 231), (23, 97, 79), 14
PATH = (194, 65, 12)
START, RATE, STEPS = (-1.75, 0.88), 0.166, 14
PIXELS_A_UNIT = 300


def main() -> None:
    """Paint the bands, then the way, and write the file."""
    rows = [bytearray(band(*weights(x, y)) for x in range(WIDTH)) for y in range(HEIGHT)]
    points = [START]
    for _ in range(STEPS):
        a, b = points[-1]
        slope = gradient(a, b)
        points.append((a - RATE * slope[0], b - RATE * slope[1]))
    for first, second in itertools.pairwise(points):
        for step in range(400):
            share = step / 400
            dot(rows, first[0] + share * (second[0] - first[0]), first[1] + share * (second[1] - first[1]), 3)
    for point in points:
        dot(rows, *point, 9)
    TARGET.write_bytes(png(rows))


def loss(a: float, b: float) -> float:
    """Return the height of the valley at two weights."""
    return 0.45 * a * a + 5.4 * b * b + 0.4 * a * b


def gradient(a: float, b: float) -> tuple[float, float]:
    """Return the slope of `loss` in both directions."""
    return 0.9 * a + 0.4 * b, 10.8 * b + 0.4 * a


def weights(x: int, y: int) -> tuple[float, float]:
    """Return the weights that a pixel stands for."""
    return (x - WIDTH / 2) / PIXELS_A_UNIT, (HEIGHT / 2 - y) / PIXELS_A_UNIT


def band(a: float, b: float) -> int:
    """Return the number of the band of a height; low ones are broader."""
    return min(BANDS - 1, int(math.sqrt(loss(a, b)) * 5.2))


def dot(rows: list[bytearray], a: float, b: float, radius: int) -> None:
    """Paint a disc where the weights are."""
    middle_x, middle_y = round(WIDTH / 2 + a * PIXELS_A_UNIT), round(HEIGHT / 2 - b * PIXELS_A_UNIT)
    for y in range(max(0, middle_y - radius), min(HEIGHT, middle_y + radius + 1)):
        for x in range(max(0, middle_x - radius), min(WIDTH, middle_x + radius + 1)):
            if (x - middle_x) ** 2 + (y - middle_y) ** 2 <= radius * radius:
                rows[y][x] = BANDS


def png(rows: list[bytearray]) -> bytes:
    """Return the rows of palette numbers as a PNG."""
    colours = [
        tuple(round(low + (high - low) * band / (BANDS - 1)) for low, high in zip(LOW, HIGH, strict=True))
        for band in range(BANDS)
    ]
    palette = b"".join(bytes(colour) for colour in (*colours, PATH))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in chunks)


def chunk(name: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG: its length, its name, its data, its checksum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


if __name__ == "__main__":
    main()
