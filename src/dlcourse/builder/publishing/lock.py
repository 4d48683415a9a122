"""A lock between processes: a file that at most one of them holds. The system frees it when its holder dies."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(path: Path, patience_seconds: float) -> Iterator[None]:
    """Hold the lock `path`, a file that is made. Waits `patience_seconds` for it, then raises TimeoutError.

    Raises OSError if the file cannot be made.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - slow to import, and only what is written needs it

    lock = FileLock(path, timeout=patience_seconds)
    try:
        lock.acquire()
    except Timeout:
        raise TimeoutError(errno.ETIMEDOUT, "another process holds the lock", str(path)) from None
    try:
        yield
    finally:
        lock.release()
