"""A cache that writes when nobody waits: what it is given stands for itself until then."""

import os
from collections.abc import Iterable

from dlcourse.builder.keeping.cache import Cache, made

MOST_WAITING = 16
"""So many entries wait at most; where there are more, the oldest of them is written at once."""


class PatientCache:
    """The entries of `cache`, and those that `flush` will put there. A copy in another process does not wait."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._waiting: dict[str, tuple[object, ...]] = {}
        self._process = os.getpid()

    def __reduce__(self) -> tuple[type["PatientCache"], tuple[Cache]]:
        return PatientCache, (self._cache,)

    def get(self, key: str, part: int = 0) -> object | None:
        """Return one part of the entry `key`."""
        parts = self._waiting.get(key)
        if parts is None:
            return self._cache.get(key, part)
        return made(parts[part]) if part < len(parts) else None

    def put(self, key: str, *parts: object) -> None:
        """Keep `parts` under `key`."""
        if os.getpid() != self._process:  # a fork that is gone before anyone tells it to write
            self._cache.put(key, *parts)
            return
        self._waiting[key] = parts
        if len(self._waiting) > MOST_WAITING:
            self._write(next(iter(self._waiting)))

    def keep(self, keys: Iterable[str]) -> None:
        """Say which entries are needed now."""
        self._cache.keep(keys)

    def flush(self) -> None:
        """Write all that waits."""
        for key in list(self._waiting):
            self._write(key)

    def _write(self, key: str) -> None:
        self._cache.put(key, *self._waiting[key])
        del self._waiting[key]
