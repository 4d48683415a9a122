"""Regular expressions that are compiled at their first use, as one build needs few of those there are.

In all of ours a group that shall not be tried again is atomic, `(?>(?:…)*)`, and not possessive, `(?:…)*+`: that goes
wrong before Python 3.11.5.
"""

import re
from typing import Any, cast

_NAMES = tuple(name for name in dir(re.Pattern) if not name.startswith("_"))


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return what `re.compile` does, but compiled only when it is used.

    From then on a call takes 25 ns more. What nearly every lesson needs is therefore compiled at once.
    """
    return cast("re.Pattern[str]", _Waiting(pattern, flags))


class _Compiled:
    """Has all that a compiled pattern has."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __reduce__(self) -> tuple[Any, ...]:
        return lazy, (self.pattern, self._flags)


class _Waiting(_Compiled):
    """Is asked for what it does not have yet: that is the first use."""

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self._flags)
        vars(self).update((each, getattr(compiled, each)) for each in _NAMES)
        self.__class__ = _Compiled  # type: ignore[assignment]  # it has no `__getattr__`, which would slow every call
        return getattr(self, name)
