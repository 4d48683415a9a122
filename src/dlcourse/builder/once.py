"""What is made once for an edition, however many pages ask for it."""

from collections.abc import Callable
from typing import Any, TypeVar

Made = TypeVar("Made")


class Once(dict[object, Any]):
    """Things by key. A copy for another process begins empty: what it wants it makes itself."""

    def kept(self, key: object, make: Callable[[], Made]) -> Made:
        """Return what stands under `key`, else what `make` returns, which is kept there."""
        if key not in self:
            self[key] = make()
        made: Made = self[key]
        return made

    def __reduce__(self) -> tuple[type["Once"], tuple[()]]:
        return Once, ()
