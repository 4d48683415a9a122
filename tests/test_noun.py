"""Dataclasses of our own making do what those of the standard library do, but for the lock."""

import copy
import dataclasses
import pickle
from dataclasses import field, replace
from typing import Any

import pytest

from dlcourse.noun import Noun, dataclass


@dataclass(frozen=True, slots=True)
class Ours:
    """Of our own making."""

    name: str
    count: int = 1
    lines: tuple[int, ...] = field(default=(), repr=False)
    memo: dict[str, int] = field(default_factory=dict, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    """As the standard library makes it."""

    name: str
    count: int = 1
    lines: tuple[int, ...] = field(default=(), repr=False)
    memo: dict[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Single(Noun):
    """One field, and a noun."""

    name: str


@dataclass(slots=True, kw_only=True)
class Open:
    """It may change, so it has no hash."""

    count: int
    twice: int = 0

    def __post_init__(self) -> None:
        self.twice = 2 * self.count


@dataclass(frozen=True, eq=False)
class Alone:
    """Equal to nothing but itself, with words of its own."""

    count: int

    def __repr__(self) -> str:
        return "alone"


VALUES: list[tuple[Any, ...]] = [("a",), ("a", 2), ("b", 1, (1, 2)), ("a", 1, (), {"x": 1}), ("{a}", 1)]


@pytest.mark.parametrize("values", VALUES)
def test_a_dataclass_is_shown_as_by_the_standard_library(values: tuple[Any, ...]) -> None:
    assert repr(Ours(*values)) == repr(Theirs(*values)).replace("Theirs", "Ours")


def test_dataclasses_are_equal_where_those_of_the_standard_library_are() -> None:
    for one in VALUES:
        for other in VALUES:
            is_equal = Theirs(*one) == Theirs(*other)
            assert (Ours(*one) == Ours(*other)) is is_equal
            assert not is_equal or hash(Ours(*one)) == hash(Ours(*other))
    others: list[object] = [Theirs("a"), Single("a"), ("a", 1), None]
    assert Ours("a") not in others


def test_fields_can_be_replaced_copied_and_pickled() -> None:
    ours = Ours("a", lines=(1,))
    assert replace(ours, count=3) == Ours("a", 3, (1,))
    for one in (ours, Single("a")):
        assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one


def test_only_what_is_frozen_has_a_hash() -> None:
    assert Open(count=2) == Open(count=2)
    assert Open(count=2).twice == 4
    with pytest.raises(TypeError):
        hash(Open(count=2))
    assert len({Single("a"), Single("a"), Single("b")}) == 2


def test_what_a_class_says_itself_stays() -> None:
    alone = Alone(1)
    assert repr(alone) == "alone"
    assert alone == alone
    assert alone != Alone(1)
    assert len({alone, alone}) == 1
