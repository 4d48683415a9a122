"""What tells that a file has not changed without a look into it."""

import os
import time
from collections.abc import Iterator

SETTLED_NS = 2_000_000_000
"""A file younger than this may change once more without a new time: some disks count in steps of two seconds."""

DEEPEST = 8
"""Folders are followed so deep; links may go in a circle."""

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


def stamps_below(folder: str, depth: int = 0) -> Iterator[tuple[str, object]]:
    """Yield each file in `folder` and below with its stamp; where there is none, with something that nothing equals."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        found = []
        yield folder, object()
    for entry in found:
        if not entry.is_dir():
            yield entry.path, stamp_of(entry.path) or object()
        elif entry.name != "__pycache__" and depth < DEEPEST:
            yield from stamps_below(entry.path, depth + 1)
