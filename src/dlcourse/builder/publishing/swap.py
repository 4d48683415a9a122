"""Two folders change places: the new site stands where the old one stood, in one step where the system can.

Beside the folder `dist` lie, for as long as a build takes, `.dist.dlcourse-new-…` (the new site while it is written;
what is to be removed) and, where it takes two renames, `.dist.dlcourse-old` (the old site between them).
"""

import ctypes
import errno
import glob
import os
import secrets
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from dlcourse.builder.publishing.ledger import Survey, survey

RENAME_PATIENCE_SECONDS = 2.0
EXCHANGE_UNSUPPORTED = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM})


def swap(staging: Path, folder: Path) -> Path:
    """Put `staging` in the place of `folder`, in one step where the system can; return where the old site is now.

    There is nothing at that place if there was no old site.
    """
    if not folder.exists():
        _rename(staging, folder)
        return staging
    if _exchange(staging, folder):
        return staging
    _rename(folder, old_beside(folder))
    try:
        _rename(staging, folder)
    except OSError:
        _rename(old_beside(folder), folder)
        raise
    return old_beside(folder)


def _rename(source: Path, target: Path) -> None:
    """Rename a folder; on Windows, wait a little for programs that still have one of its files open."""
    deadline = time.monotonic() + RENAME_PATIENCE_SECONDS
    while True:
        try:
            source.rename(target)
            return
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; return False where the system or the file system cannot."""
    exchange = _exchange_call()
    if exchange is None:
        return False
    if exchange(os.fsencode(one), os.fsencode(other)) == 0:
        return True
    number = ctypes.get_errno()
    if number in EXCHANGE_UNSUPPORTED:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _exchange_call() -> Callable[[bytes, bytes], int] | None:
    """Return the system's call that exchanges two names: 0 for success, else errno is set."""
    try:
        if sys.platform == "linux":
            renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
            here, rename_exchange = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of <linux/fs.h>
            return lambda one, other: int(renameat2(here, one, here, other, rename_exchange))
        if sys.platform == "darwin":
            renamex_np = ctypes.CDLL(None, use_errno=True).renamex_np
            rename_swap = 2  # RENAME_SWAP of <stdio.h>
            return lambda one, other: int(renamex_np(one, other, rename_swap))
    except (OSError, AttributeError):  # a C library without the call
        return None
    return None


def open_staging(folder: Path, spare: Path | None) -> tuple[Path, Survey]:
    """Return a folder beside `folder` to write the next site to, and what is in it: the site at `spare`, or nothing.

    What lies there and cannot be looked through, or has folders that are not as new ones would be, is not used.
    """
    staging, kept = new_beside(folder), new_beside(folder)
    staging.mkdir()
    mode = staging.stat().st_mode
    if spare is not None:
        with suppress(OSError):  # there is none, it lies on another disk, or may not be read
            spare.rename(kept)
            found = survey(kept)
            if set(found.folders.values()) == {mode}:
                staging.rmdir()
                return kept, found
    return staging, Survey({}, {"": mode})


def keep_spare(site: Path, spare: Path) -> None:
    """Move `site` to `spare`, where the next build finds it: most of its files will be right and need no link."""
    with suppress(OSError):
        shutil.rmtree(spare, ignore_errors=True)
        site.rename(spare)


def new_beside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.dlcourse-new-{secrets.token_hex(4)}")


def old_beside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.dlcourse-old")


def repair(folder: Path) -> None:
    """Finish a swap by two renames that was cut off between them: put the old site back."""
    if old_beside(folder).exists() and not folder.exists():
        old_beside(folder).rename(folder)


def sweep(folder: Path) -> None:
    """Remove what dead builds left beside `folder`. The lock is held, so no living build owns any of it."""
    if old_beside(folder).exists() and folder.exists():
        with suppress(OSError):  # still open on Windows: the next build tries again
            # Renamed first: a half-removed folder must never be taken for the old site.
            old_beside(folder).rename(new_beside(folder))
    for leftover in folder.parent.glob(f".{glob.escape(folder.name)}.dlcourse-new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
        with suppress(OSError):  # what was kept as a spare may have been a file, or a link
            leftover.unlink(missing_ok=True)
