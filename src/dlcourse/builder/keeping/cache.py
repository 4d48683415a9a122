"""What was made once, kept by key in a folder: parts in, the same parts out, or nothing.

A cache may be lost, cut off, damaged or foreign at any time: what cannot be read whole counts as not there, and what
cannot be written is not kept. Entries are written beside their place and renamed, so two builds may share a folder.
They hold only nouns of our own; loading one runs no code that it brings.
"""

import atexit
import hashlib
import io
import os
import pickle
import secrets
import shutil
import struct
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Protocol

from dlcourse.noun import remade

MARK = b"dlcourse cache 2\n"
HEAD = struct.Struct("<Q16s")
"""Of each part: its length in bytes and the digest of them."""

MOST_PARTS = 8
SPARE = 256
"""So many entries that no lesson needs any more are kept, or as many as lessons need, if they need more."""

YOUNG_SECONDS = 3600.0
"""Entries that were written or used since then are not removed: another build may be at work with them."""

SUFFIX = ".part"
PLAIN = {
    # Where a class lies differs between versions of Python: that of PurePosixPath was `pathlib._local` in one of them.
    (kind.__module__, kind.__qualname__)
    for kind in (PurePosixPath, date, datetime, timezone, timedelta, set, frozenset)
}
OURS = frozenset(
    {
        "dlcourse.model",
        "dlcourse.noun",
        "dlcourse.diagnostics",
        "dlcourse.builder.outline",
        "dlcourse.builder.search.entries",
        "dlcourse.builder.search.pieces",
        "dlcourse.loader.memos",
    }
)
"""Rooms whose nouns may lie in a cache: they do nothing when they are made."""


class Cache(Protocol):
    """Parts by key. `get` returns None for what is not there, or not whole."""

    def get(self, key: str, part: int = 0) -> object | None:
        """Return one part of the entry `key`."""

    def put(self, key: str, *parts: object) -> None:
        """Keep `parts` under `key`; of one that is a `partial`, what it makes."""

    def keep(self, keys: Iterable[str]) -> None:
        """Say which entries are needed now; of the others some may go."""


def made(part: object) -> object:
    """Return `part`, or what it makes."""
    return part() if isinstance(part, partial) else part


class MemoryCache:
    """A cache that lasts as long as this object: it holds the very things that it is given."""

    def __init__(self) -> None:
        self._entries: dict[str, tuple[object, ...]] = {}
        self._needed: set[str] = set()

    def get(self, key: str, part: int = 0) -> object | None:
        """Return one part of the entry `key`."""
        parts = self._entries.get(key, ())
        return parts[part] if part < len(parts) else None

    def put(self, key: str, *parts: object) -> None:
        """Keep `parts` under `key`."""
        self._entries[key] = tuple(map(made, parts))

    def keep(self, keys: Iterable[str]) -> None:
        """Forget every entry that is not needed now and was not at the last time: the index is mended by both."""
        needed = set(keys)
        self._entries = {key: self._entries[key] for key in (needed | self._needed) & self._entries.keys()}
        self._needed = needed


class FolderCache:
    """A cache in a folder of its own, which several builds may share, one after the other or at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._marked: frozenset[str] = frozenset()

    def get(self, key: str, part: int = 0) -> object | None:
        """Return one part of the entry `key`."""
        try:
            with io.FileIO(f"{self.folder}/{key}") as file:
                data = _part(file, part, key)
            return None if data is None else _Loader(io.BytesIO(data)).load()
        except Exception:  # damaged data can fail in any way: then it is not there
            return None

    def put(self, key: str, *parts: object) -> None:
        """Keep `parts` under `key`."""
        dumped = [pickle.dumps(made(part), pickle.HIGHEST_PROTOCOL) for part in parts]
        heads = b"".join(HEAD.pack(len(data), _digest(data, key)) for data in dumped)
        target = f"{self.folder}/{key}"
        beside = f"{target}-{secrets.token_hex(4)}{SUFFIX}"
        try:
            with open(beside, "wb", buffering=0) as file:  # noqa: PTH123 - as below
                file.write(b"".join((MARK, bytes((len(dumped),)), heads, *dumped)))
            os.replace(beside, target)  # noqa: PTH105 - with Paths, thousands of them, names would cost as much as writing
        except OSError:
            with suppress(OSError):
                os.unlink(beside)  # noqa: PTH108 - likewise

    def keep(self, keys: Iterable[str]) -> None:
        """Remove the oldest of the other entries once there are too many; before that, mark these as used."""
        needed = frozenset(keys)
        with suppress(OSError):
            with os.scandir(self.folder) as entries:
                names = {entry.name for entry in entries}
            others = names - needed
            most = max(SPARE, len(needed))
            if len(others) > most // 2:  # until then none will go for a while, and marks would tell nobody anything
                for name in (needed & names) - self._marked:
                    os.utime(self.folder / name)
                self._marked = needed
            if len(others) > most:
                _remove_oldest(self.folder, others, len(others) - most * 3 // 4)


def open_cache(folder: Path) -> FolderCache:
    """Return the cache in `folder`, made if need be, else (where nothing can be written) one in a temporary folder.

    The folder says to version control and to backups that it is of no interest.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in (
            (".gitignore", "*\n!translations.json\n"),  # that one is the author's, where the lessons lie here
            ("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n# See https://bford.info/cachedir/\n"),
        ):
            if not (folder / name).exists():
                (folder / name).write_text(text, encoding="utf-8")
        entries_folder = folder / "cache"
        entries_folder.mkdir(exist_ok=True)
        probe = entries_folder / f"probe-{secrets.token_hex(4)}{SUFFIX}"
        probe.touch()
        probe.unlink()
    except OSError:
        return passing_cache()
    return FolderCache(entries_folder)


def passing_cache() -> FolderCache:
    """Return a cache in a temporary folder, which goes when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="dlcourse-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return FolderCache(folder)


def _part(file: io.FileIO, part: int, key: str) -> bytes | None:
    """Return the bytes of one part of the entry `key`, None if there is no such part or it is not whole."""
    start = len(MARK) + 1
    head = file.read(start + MOST_PARTS * HEAD.size)
    count = head[len(MARK)] if head.startswith(MARK) and len(head) >= start else 0
    if part >= min(count, MOST_PARTS) or len(head) < start + count * HEAD.size:
        return None
    lengths = [HEAD.unpack_from(head, start + HEAD.size * number) for number in range(count)]
    file.seek(start + HEAD.size * count + sum(length for length, _ in lengths[:part]))
    length, digest = lengths[part]
    if length > os.fstat(file.fileno()).st_size:
        return None
    data = file.read(length)
    return data if len(data) == length and _digest(data, key) == digest else None


def _digest(data: bytes, key: str) -> bytes:
    """Return the digest of a part of the entry `key`: under the name of another it is no entry."""
    return hashlib.blake2b(data, digest_size=16, key=key.encode()[-64:]).digest()


_NOUNS: dict[tuple[str, str], object] = {}


class _Loader(pickle.Unpickler):
    """Loads our nouns and plain values; asked for anything else, it refuses."""

    def find_class(self, module: str, name: str) -> object:
        noun = _NOUNS.get((module, name))
        if noun is None:
            noun = super().find_class(module, name) if module in OURS or (module, name) in PLAIN else None
            if noun is not remade and (not isinstance(noun, type) or noun.__module__ != module):
                raise pickle.UnpicklingError(f"{module}.{name} does not belong into a cache")
            _NOUNS[module, name] = noun
        return noun


def _remove_oldest(folder: Path, names: Iterable[str], count: int) -> None:
    young = time.time() - YOUNG_SECONDS
    ages: list[tuple[float, str]] = []
    for name in names:
        with suppress(OSError):
            ages.append(((folder / name).stat().st_mtime, name))
    for age, name in sorted(ages)[:count]:
        if age < young:
            with suppress(OSError):
                (folder / name).unlink()
