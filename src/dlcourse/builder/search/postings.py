"""Who says a term: rising numbers of lessons in, a few letters out.

Binary interpolative coding (Moffat and Stuiver, 2000): the number in the middle is written in the fewest bits that the
room between its neighbours leaves, then each half likewise. Numbers without a gap between them cost nothing, so it
pays to give low numbers to the lessons that say much.
"""

from collections.abc import Sequence

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""Six bits a letter, the high ones first."""


def encoded(levels: Sequence[Sequence[int]], size: int) -> str:
    """Return `levels` in letters: of each how many there are, in as many bits as that may take, then which.

    The first holds the numbers of lessons, each below `size`; each further one holds places in the one before it.
    """
    bits = [1]
    for numbers in levels:
        bits[0] = bits[0] << size.bit_length() | len(numbers)
        _write(numbers, 0, len(numbers), 0, size, bits)
        size = len(numbers)
    return _letters(bits[0])


def _write(numbers: Sequence[int], start: int, end: int, low: int, high: int, bits: list[int]) -> None:
    """Write numbers[start:end], all from `low` to below `high`. `bits` holds one number, with a 1 before all bits."""
    count = end - start
    if not count or count == high - low:
        return
    middle = start + count // 2
    before, number = middle - start, numbers[middle]
    width = (high - low - count).bit_length()
    bits[0] = bits[0] << width | number - low - before
    _write(numbers, start, middle, low, number, bits)
    _write(numbers, middle + 1, end, number + 1, high, bits)


def _letters(bits: int) -> str:
    length = bits.bit_length() - 1
    bits <<= -length % 6
    return "".join(LETTERS[bits >> shift & 63] for shift in range(length - 1 + -length % 6 - 5, -1, -6))
