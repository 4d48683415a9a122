"""What tells that a file has not changed without a look into it."""

import os
import time

SETTLED_NS = 2_000_000_000
"""A file younger than this may change once more without a new time: some disks count in steps of two seconds."""

Stamp = tuple[int, ...]


def stamp_of(file: str) -> Stamp | None:
    """Return what changes whenever a file does; None for one that is not there, or too young to tell.

    As in git's index, the time of the last change of the file's own record counts, which no program can set. Windows
    has none: there, a file that gets other bytes, as many, and its old time back, is not seen to change.
    """
    try:
        facts = os.stat(file)  # noqa: PTH116 - a path made for it would take longer than the question
    except OSError:
        return None
    if time.time_ns() - max(facts.st_mtime_ns, facts.st_ctime_ns) < SETTLED_NS:
        return None
    return facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns
