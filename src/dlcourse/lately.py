"""What functions came to the last time, for as long as they are given the same again."""

from collections.abc import Callable
from typing import Any, TypeVar, TypeVarTuple

Facts = TypeVarTuple("Facts")
Made = TypeVar("Made")

TURNS = 8


class Lately:
    """Results of functions by name (that of a lesson, or of nothing in particular), each with what it was made of.

    A function is given the facts and nothing else, so that a result is never out of date. Facts are the same when they
    are equal, which is quickly told of those that are one and the same object: unchanged lessons are. A copy for
    another process begins empty.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[object, str], list[Any]] = {}  # facts, what was made of them, when it was asked for
        self._turn = 0

    def made(self, function: Callable[[*Facts], Made], name: str, *facts: *Facts) -> Made:
        """Return what `function` makes of `facts`; it is asked only if they are others than last under this `name`."""
        key = function, name
        known = self._known.get(key)
        if known is None or known[0] != facts:
            known = self._known[key] = [facts, function(*facts), 0]
        known[2] = self._turn
        result: Made = known[1]
        return result

    def turn(self) -> None:
        """Forget, every few turns, what nobody has asked for since the last one."""
        if self._turn % TURNS == 0:
            self._known = {key: known for key, known in list(self._known.items()) if known[2] == self._turn}
        self._turn += 1

    def __reduce__(self) -> tuple[type["Lately"], tuple[()]]:
        return Lately, ()
