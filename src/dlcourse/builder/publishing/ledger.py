"""The ledger of a site: what the last build wrote and from what, so that the next one keeps what is still right.

It is a hint and never trusted alone: a file is kept only if it still has the size, the time and the inode that were
noted. What cannot be read is an empty ledger, what cannot be written is let be: then more is written, nothing else.
"""

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

FORMAT = "dlcourse outputs 1"
SECOND_NS = 1_000_000_000


class Facts(NamedTuple):
    """What tells without reading it that a file was not touched: no build changes a file, each makes it anew."""

    size: int
    mtime_ns: int
    inode: int
    mode: int


class Output(NamedTuple):
    """A file of a site: the recipe that it was made by ("" if it was given), the SHA-256 of its bytes, its facts."""

    key: str
    digest: str
    size: int
    mtime_ns: int
    inode: int

    def is_standing(self, facts: Facts, mode: int) -> bool:
        """Tell whether a file with `facts` is the one that was noted, and has the mode that a new one would have.

        Where times are whole seconds, one that was changed at once would look the same: there, no file is.
        """
        return facts[:3] == self[2:] and facts.mode == mode and facts.mtime_ns % SECOND_NS != 0


class Survey(NamedTuple):
    """All that lies in a folder: its files by their path with `/`, and the modes of its folders; "" is itself."""

    files: Mapping[str, Facts]
    folders: Mapping[str, int]


Outputs = Mapping[str, Output]


def survey(folder: Path) -> Survey:
    """Look at everything in `folder`, without following links. Raises OSError."""
    files: dict[str, Facts] = {}
    folders = {"": os.lstat(folder).st_mode}
    waiting = [""]
    while waiting:
        within = waiting.pop()
        prefix = f"{within}/" if within else ""
        with os.scandir(os.path.join(folder, within)) as entries:  # noqa: PTH118 - thousands of Paths would be slow
            for entry in entries:
                facts = facts_of(entry.path)
                if stat.S_ISDIR(facts.mode):
                    folders[prefix + entry.name] = facts.mode
                    waiting.append(prefix + entry.name)
                else:
                    files[prefix + entry.name] = facts
    return Survey(files, folders)


def facts_of(path: str | Path) -> Facts:
    """Look at one file, without following it if it is a link. Raises OSError."""
    found = os.lstat(path)  # entries of a scan would know no inode on Windows, and there they may be out of date
    return Facts(found.st_size, found.st_mtime_ns, found.st_ino, found.st_mode)


def is_untouched(outputs: Outputs, folder: Path, mode: int | None = None) -> bool:
    """Tell whether `folder` holds what a build left there: every file of `outputs`, no other, no other folder.

    `mode` is what every file must have, None: all the same.
    """
    try:
        found = survey(folder)
    except OSError:
        return False
    if mode is None:
        mode = next((facts.mode for facts in found.files.values()), 0)
    return (
        found.files.keys() == outputs.keys()
        and found.folders.keys() == {"", *folders_of(outputs)}
        and all(outputs[path].is_standing(facts, mode) for path, facts in found.files.items())
    )


def folders_of(paths: Mapping[str, object]) -> frozenset[str]:
    """Return the folders that files at `paths` lie in, and those around them."""
    found: set[str] = set()
    for path in paths:
        while (path := path.rpartition("/")[0]) and path not in found:
            found.add(path)
    return frozenset(found)


def read_ledger(file: Path) -> dict[str, Output]:
    """Return what the last build noted of each path; nothing if `file` is missing, torn or not ours."""
    try:
        head, _, body = file.read_bytes().partition(b"\n")
        if head.decode("utf-8") != _head(body):
            return {}
        return {path: Output(*noted) for path, noted in json.loads(body).items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def write_ledger(file: Path, outputs: Outputs) -> None:
    """Note `outputs`; a reader finds the old ledger or the new one. Does nothing where it cannot write."""
    body = json.dumps(outputs, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(_head(body).encode("utf-8") + b"\n" + body)
        beside.replace(file)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _head(body: bytes) -> str:
    return f"{FORMAT} {hashlib.sha256(body).hexdigest()}"
