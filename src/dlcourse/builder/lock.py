"""A lock between processes: a file that at most one of them holds. The system frees it when its holder dies."""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PAUSE_SECONDS = 0.02
TAKEN = frozenset({errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK})
UNSUPPORTED = frozenset({errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP})

if sys.platform == "win32":  # pragma: no cover - one of the two is never run
    import msvcrt

    def _take(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(path: Path, patience_seconds: float) -> Iterator[None]:
    """Hold the lock `path`, a file that is made and stays. Waits `patience_seconds` for it, then raises TimeoutError.

    Where the file system has no locks, there is none. Raises OSError if the file cannot be made.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        deadline = time.monotonic() + patience_seconds
        while not _is_ours(file):
            if time.monotonic() > deadline:
                raise TimeoutError(errno.ETIMEDOUT, "another process holds the lock", str(path))
            time.sleep(PAUSE_SECONDS)
        yield
    finally:
        os.close(file)  # and with it, the lock is free


def _is_ours(file: int) -> bool:
    try:
        _take(file)
    except OSError as error:
        if error.errno in UNSUPPORTED:
            return True
        if error.errno not in TAKEN:
            raise
        return False
    return True
