"""Who says a term: rising numbers of lessons in, a few letters out.

Binary interpolative coding (Moffat and Stuiver, 2000): the number in the middle is written in the fewest bits that the
room between its neighbours leaves, then each half likewise. Numbers without a gap between them cost nothing, so it
pays to give low numbers to the lessons that say much.
"""

import base64
from collections.abc import Sequence


def encoded(levels: Sequence[Sequence[int]], size: int) -> str:
    """Return `levels` in base64: of each how many there are, in as many bits as that may take, then which.

    The first holds the numbers of lessons, each below `size`; each further one holds places in the one before it, and
    begins with a bit that says whether there are any.
    """
    bits = 1  # a 1 stands before all of them, so that none at the beginning are lost
    for level, numbers in enumerate(levels):
        if level:
            bits = bits << 1 | bool(numbers)
        if numbers:
            bits = _written(numbers, size, bits << size.bit_length() | len(numbers))
        size = len(numbers)
    length = bits.bit_length() - 1
    body = (bits << -length % 8) & ((1 << length + -length % 8) - 1)
    return base64.b64encode(body.to_bytes(-(-length // 8), "big")).decode().rstrip("=")


def _written(numbers: Sequence[int], size: int, bits: int) -> int:
    """Return `bits` with `numbers`, each below `size`, behind them."""
    open_parts = [(0, len(numbers), 0, size)]
    while open_parts:
        start, end, low, high = open_parts.pop()
        free = high - low - end + start
        if start < end and free:
            middle = (start + end) // 2
            number = numbers[middle]
            bits = bits << free.bit_length() | number - low - middle + start
            open_parts += (middle + 1, end, number + 1, high), (start, middle, low, number)
    return bits
