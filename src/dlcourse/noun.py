"""What frozen dataclasses with slots are pickled by: thousands of them go into the cache and between processes."""

from collections.abc import Callable
from typing import Any


class Noun:
    """A base for frozen dataclasses with slots that makes them quick to pickle: their values, in order, say it all."""

    __slots__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        kind = type(self)
        return remade, (kind, *[getattr(self, name) for name in kind.__slots__])


def remade(kind: type[Noun], *values: object) -> Noun:
    """Return the noun of this `kind` with these `values`, which one like it had."""
    noun = object.__new__(kind)
    for put, value in zip(_PUTTERS[kind], values, strict=True):
        put(noun, value)
    return noun


class _Putters(dict[type[Any], tuple[Callable[[Noun, object], None], ...]]):
    """By kind of noun what puts a value into each of its slots, past the lock that dataclasses set before them."""

    def __missing__(self, kind: type[Any]) -> tuple[Callable[[Noun, object], None], ...]:
        self[kind] = found = tuple(getattr(kind, name).__set__ for name in kind.__slots__)
        return found


_PUTTERS = _Putters()
