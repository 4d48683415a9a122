"""What the engine asks about a text, and what it is told, carried between Rust and Python in one piece each.

merman's bindings are generated: they take a request apart, and put an answer together, number by number, with calls,
context managers and a buffer that grows. For each label that takes ten times as long as to measure it, a third of the
time of a drawing. Here each is carried whole: the same objects and the same bytes, so that nobody else who uses merman
would notice.

That reaches into names of merman that are not public. So it is done only where both ways agree on requests and answers
of every shape; any other merman stays as it is, and draws the same, more slowly.
"""

from collections.abc import Iterator
from ctypes import memmove
from itertools import product
from struct import Struct
from typing import Any

_KINDS = Struct(">ii")  # operation, phase
_LENGTH = Struct(">i")
_NUMBER = Struct(">d")
_SPACES = Struct(">dddiii")  # height of a line, space of letters, of words; how it wraps, runs, keeps blanks
_ANSWER = Struct(">BidddQ")  # that there is one; its kind, width, height, length, count of lines


def quicken(merman: Any) -> bool:  # Any: the engine's bindings have no types
    """Let `merman` carry what is measured in one piece, if it is one that we know; tell whether it does."""
    try:
        requests = merman.merman_uniffi._UniffiFfiConverterTypeMermanTextMeasureRequest
        answers = merman.merman_uniffi._UniffiFfiConverterOptionalTypeMermanTextMeasureResult
        ferry = _Ferry(merman)
        is_known = all(ferry.lift(requests.lower(each)) == each for each in _requests(merman)) and all(
            answers.lift(ferry.lower(each)) == each for each in _answers(merman)
        )
    except Exception:  # whatever it is that differs: its own way is still there
        return False
    if is_known:
        requests.lift, answers.lower = ferry.lift, ferry.lower
    return is_known


class _Ferry:
    """Both ways over, for one merman. Rust counts the members of an enumeration from 1."""

    def __init__(self, merman: Any) -> None:
        self._buffer = merman.merman_uniffi._UniffiRustBuffer
        self._request = merman.MermanTextMeasureRequest
        self._operations = tuple(merman.MermanTextMeasurementOperation)
        self._phases = tuple(merman.MermanTextMeasurementPhase)
        self._wraps = tuple(merman.MermanTextWrapMode)
        self._directions = tuple(merman.MermanTextDirection)
        self._blanks = tuple(merman.MermanTextWhiteSpace)

    def lift(self, buffer: Any) -> Any:
        """Return the request that Rust wrote into `buffer`, and free that."""
        data: bytes = buffer.data[: buffer.len]
        buffer.free()
        operation, phase = _KINDS.unpack_from(data)
        text, at = _string(data, _KINDS.size)
        family, at = _string_or_none(data, at)
        (size,) = _NUMBER.unpack_from(data, at)
        weight, at = _string_or_none(data, at + _NUMBER.size)
        style, at = _string(data, at)
        width, at = _number_or_none(data, at)
        height, letters, words, wrap, direction, blanks = _SPACES.unpack_from(data, at)
        return self._request(
            operation=self._operations[operation - 1],
            phase=self._phases[phase - 1],
            text=text,
            font_family=family,
            font_size=size,
            font_weight=weight,
            font_style=style,
            max_width=width,
            line_height=height,
            letter_spacing=letters,
            word_spacing=words,
            wrap_mode=self._wraps[wrap - 1],
            direction=self._directions[direction - 1],
            white_space=self._blanks[blanks - 1],
        )

    def lower(self, answer: Any) -> Any:
        """Return a buffer, which Rust will free, with `answer` in it; it may be None."""
        data = b"\0" if answer is None else _written(answer)
        buffer = self._buffer.alloc(len(data))
        memmove(buffer.data, data, len(data))
        buffer.len = len(data)
        return buffer


def _string(data: bytes, at: int) -> tuple[str, int]:
    """Return the string at `at`, and where it ends."""
    start = at + _LENGTH.size
    end = start + int(_LENGTH.unpack_from(data, at)[0])
    return data[start:end].decode(), end


def _string_or_none(data: bytes, at: int) -> tuple[str | None, int]:
    return _string(data, at + 1) if data[at] else (None, at + 1)


def _number_or_none(data: bytes, at: int) -> tuple[float | None, int]:
    return (_NUMBER.unpack_from(data, at + 1)[0], at + 1 + _NUMBER.size) if data[at] else (None, at + 1)


def _written(answer: Any) -> bytes:
    kind = answer.result_kind.value + 1
    data = _ANSWER.pack(1, kind, answer.width, answer.height, answer.length, answer.line_count)
    for number in (answer.bbox_left, answer.bbox_right, answer.raw_width):
        data += b"\0" if number is None else b"\1" + _NUMBER.pack(number)
    return data


def _requests(merman: Any) -> Iterator[Any]:
    """Yield a request with the first member of each enumeration and all that may lack lacking, and the opposite."""
    for index, name, number in ((0, None, None), (-1, "中 \U0001f600", 1.5)):
        yield merman.MermanTextMeasureRequest(
            operation=tuple(merman.MermanTextMeasurementOperation)[index],
            phase=tuple(merman.MermanTextMeasurementPhase)[index],
            text="σ(x)\n",
            font_family=name,
            font_size=16.25,
            font_weight=name,
            font_style="normal",
            max_width=number,
            line_height=24.0,
            letter_spacing=0.5,
            word_spacing=0.25,
            wrap_mode=tuple(merman.MermanTextWrapMode)[index],
            direction=tuple(merman.MermanTextDirection)[index],
            white_space=tuple(merman.MermanTextWhiteSpace)[index],
        )


def _answers(merman: Any) -> Iterator[Any]:
    """Yield answers of every shape."""
    yield None
    kinds = tuple(merman.MermanTextMeasurementResultKind)
    for kind, extent, raw in product((kinds[0], kinds[-1]), (None, 0.5), (None, 2.5)):
        yield merman.MermanTextMeasureResult(
            result_kind=kind,
            width=1.0,
            height=24.0,
            length=3.0,
            line_count=2,
            bbox_left=extent,
            bbox_right=extent,
            raw_width=raw,
        )
