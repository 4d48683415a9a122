"""What a site is made with: one digest of dlcourse itself, of the packages that are installed and of Python."""

import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import dlcourse
from dlcourse.shipped import shipped


@cache
def engine_digest() -> str:
    """Return a digest that changes when anything does that, given the same course, might make another site of it.

    Own files count by what they hold, packages by their names and versions. No path of the machine goes into it, so
    that a cache may be taken from one machine to another that is alike.
    """
    digest = hashlib.blake2b(digest_size=16)
    for fact in (sys.version, sys.platform, os.uname().machine if hasattr(os, "uname") else "", *_packages()):
        digest.update(f"{fact}\0".encode())
    for root, folder in (("code", Path(dlcourse.__file__).parent), ("templates", shipped("templates"))):
        for name, file in sorted(_files(folder, folder)):
            digest.update(f"{root}/{name}\0".encode())
            digest.update(hashlib.blake2b(file.read_bytes()).digest())
    return digest.hexdigest()


def _files(folder: Path, root: Path) -> Iterator[tuple[str, Path]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name not in ("__pycache__", "content"):
                    yield from _files(Path(entry.path), root)
            elif not entry.name.startswith("."):
                yield Path(entry.path).relative_to(root).as_posix(), Path(entry.path)


def _packages() -> list[str]:
    """Return names and versions of what is installed where dlcourse and Python look for packages."""
    found: set[str] = set()
    for place in sys.path:
        try:
            names = os.listdir(place or ".")  # noqa: PTH208 - names are all that is wanted
        except OSError:
            continue
        found.update(name for name in names if name.endswith((".dist-info", ".egg-info")))
    return sorted(found)
