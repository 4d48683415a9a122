"""How dataclasses are made, 150 of them at every start, and pickled, thousands into the cache and between processes."""

import dataclasses
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["Noun", "dataclass", "remade"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(kind=None, /, *, frozen=False, eq=True, **options):
        """Make a dataclass as the standard library does, in a quarter of the time.

        There, up to seven methods are written as text and compiled for each class. Here one is, `__init__`; the others
        are shared. What is `frozen` has a hash, but no lock: mypy, which sees the real decorator, lets nobody assign.
        """
        if kind is None:
            return lambda kind: dataclass(kind, frozen=frozen, eq=eq, **options)
        made = dataclasses.dataclass(kind, eq=False, repr=False, **options)
        fields = dataclasses.fields(made)
        shown = [field.name for field in fields if field.repr]
        own = {"__repr__": _repr(shown, _values(shown))}
        if eq:
            own |= _equality(_values([field.name for field in fields if field.compare]))
            own["__hash__"] = own["__hash__"] if frozen else None
        for name in own.keys() - kind.__dict__.keys():
            setattr(made, name, own[name])
        return made


def _values(names: Sequence[str]) -> Callable[[object], tuple[object, ...]]:
    """Return what gives the values of the fields `names`."""
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda noun: ()
    value = attrgetter(*names)
    return lambda noun: (value(noun),)


def _repr(names: Sequence[str], values: Callable[[object], tuple[object, ...]]) -> Callable[[object], str]:
    form = ", ".join(f"{name}={{!r}}" for name in names)

    def __repr__(self: object) -> str:  # noqa: N807 - it becomes a method
        return f"{type(self).__qualname__}({form.format(*values(self))})"

    return __repr__


def _equality(values: Callable[[object], tuple[object, ...]]) -> dict[str, Any]:
    def __eq__(self: object, other: object) -> bool:  # noqa: N807 - as above
        return values(self) == values(other) if type(self) is type(other) else NotImplemented

    def __hash__(self: object) -> int:  # noqa: N807 - as above
        return hash(values(self))

    return {"__eq__": __eq__, "__hash__": __hash__}


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
