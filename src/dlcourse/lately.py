"""What functions came to the last time, for as long as they are given the same again."""

from collections.abc import Callable
from typing import Any, TypeVar, TypeVarTuple

Facts = TypeVarTuple("Facts")
Made = TypeVar("Made")


class Lately:
    """Results of functions by name (that of a lesson, or of nothing in particular), each with what it was made of.

    A function is given the facts and nothing else, so that a result is never out of date. Facts are the same when they
    are equal, which is quickly told of those that are one and the same object: unchanged lessons are. A copy for
    another process begins empty.
    """

    def __init__(self) -> None:
        self._now: dict[tuple[object, str], tuple[tuple[object, ...], Any]] = {}
        self._before = self._now

    def made(self, function: Callable[[*Facts], Made], name: str, *facts: *Facts) -> Made:
        """Return what `function` makes of `facts`; it is asked only if they are others than last under this `name`."""
        key = function, name
        known = self._now.get(key) or self._before.get(key)
        if known is None or known[0] != facts:
            known = facts, function(*facts)
        self._now[key] = known
        result: Made = known[1]
        return result

    def turn(self) -> None:
        """Forget what nobody has asked for since the last turn."""
        self._now, self._before = {}, self._now

    def __reduce__(self) -> tuple[type["Lately"], tuple[()]]:
        return Lately, ()
