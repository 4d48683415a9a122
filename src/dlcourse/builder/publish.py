"""A `Site` in, a folder on disk out: either the whole new site or, whatever happens, the whole old one.

The site is written to a hidden folder beside `out` and then takes its place in one step. Nothing is flushed to the
medium file by file: a killed process loses nothing that way, only a power cut can, and then one build mends it.
"""

import ctypes
import errno
import glob
import json
import os
import re
import secrets
import shutil
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from filelock import FileLock, Timeout

from dlcourse.diagnostics import PublishError
from dlcourse.model import Artifact, Site

MANIFEST = "manifest.json"
LOCK_PATIENCE_SECONDS = 10.0
RENAME_PATIENCE_SECONDS = 2.0
HISTORY = (".git", ".hg", ".svn")
EXCHANGE_UNSUPPORTED = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM})


def publish_site(
    site: Site, out: Path, sources: Iterable[Path] = (), patience_seconds: float = LOCK_PATIENCE_SECONDS
) -> None:
    """Make `out` hold exactly `site`; on any failure, and after `kill -9`, it still holds what it held before.

    `sources` are the folders that the course is read from: `out` may lie neither around nor inside them. Waits
    `patience_seconds` for another build that writes to the same place. Raises PublishError.
    """
    _check_paths(site)
    folder = _place(out, sources)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked(folder, out, patience_seconds):
            _repair(folder)
            _sweep(folder)
            _check_ours(folder, out)
            _stage_and_swap(site, folder)
    except OSError as error:
        raise PublishError(
            f"{out}: cannot be written ({_reason(error)}); what was there before is untouched"
        ) from error


def check_out(out: Path, sources: Iterable[Path] = ()) -> None:
    """Raise PublishError if `publish_site` would refuse `out`; put back a site that an interrupted swap took away."""
    folder = _place(out, sources)
    try:
        if _old(folder).exists():
            with _locked(folder, out, LOCK_PATIENCE_SECONDS):
                _repair(folder)
        _check_ours(folder, out)
    except OSError as error:
        raise PublishError(f"{out}: cannot be read ({_reason(error)}); choose another folder with --out") from error


def _check_paths(site: Site) -> None:
    """Refuse paths that no output should ever have made (ValueError: a bug), and names that only differ in case."""
    taken: dict[str, PurePosixPath] = {}
    for artifact in site.artifacts:
        path = artifact.path
        if not path.parts or path.is_absolute() or any(not _is_plain(part) for part in path.parts):
            raise ValueError(f"an artifact may not be written to {str(path)!r}")
        if (other := taken.get(_folded(path))) is not None:
            raise PublishError(
                f"{other} and {path} are one file where upper and lower case count as the same; rename one of them"
            )
        taken[_folded(path)] = path
    for path in list(taken.values()):
        blocking = next((taken[key] for key in map(_folded, path.parents) if key in taken), None)
        if blocking is not None:
            raise PublishError(f"{blocking} cannot be a file and the folder of {path} at once; rename one of them")
    if MANIFEST not in taken:
        raise ValueError(f"the site has no {MANIFEST}, so the next build would not know the folder as its own")


def _is_plain(part: str) -> bool:
    return part != ".." and not re.search(r"[\\\x00-\x1f]|^[A-Za-z]:", part)


def _folded(path: PurePosixPath) -> str:
    return unicodedata.normalize("NFC", str(path)).casefold()


def _place(out: Path, sources: Iterable[Path]) -> Path:
    """Return the real folder that `out` means (through symlinks), or raise PublishError if it must not be replaced."""
    try:
        folder = out.resolve()
        inputs = [source.resolve() for source in sources]
        # Not Path.home(): that raises where there is no home folder, as in some containers.
        home = Path(os.path.expanduser("~")).resolve()  # noqa: PTH111
        kept = {"the current folder": Path.cwd(), "your home folder": home}
    except (OSError, RuntimeError) as error:
        raise PublishError(f"{out}: cannot be found ({error}); choose another folder with --out") from error
    if folder.parent == folder:
        raise PublishError(f"{out}: the root of a disk is never replaced; choose another folder with --out")
    for name, place in kept.items():
        if _is_within(place, folder):
            raise PublishError(
                f"{out}: this is {name} or holds it, and the site would replace it; choose another --out"
            )
    for source in inputs:
        if _is_within(source, folder) or _is_within(folder, source):
            raise PublishError(
                f"{out}: the site may lie neither in {source.name}/, which it is built from, nor around it; "
                "choose another folder with --out"
            )
    return folder


def _is_within(inner: Path, outer: Path) -> bool:
    """Tell whether `inner` is `outer` or lies below it, on file systems too that ignore case."""
    if not outer.exists():
        return inner.is_relative_to(outer)
    return any(step.exists() and step.samefile(outer) for step in (inner, *inner.parents))


def _check_ours(folder: Path, out: Path) -> None:
    """Raise PublishError unless `folder` is absent, empty, or a site that dlcourse made."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise PublishError(f"{out}: this is a file, and the site needs a folder; choose another name with --out")
    if not any(folder.iterdir()):
        return
    if not _has_manifest(folder):
        raise PublishError(
            f"{out}: dlcourse did not make this folder (it has no {MANIFEST} of ours) and will not replace it; "
            "empty or move it, or choose another folder with --out"
        )
    history = next((name for name in HISTORY if (folder / name).exists()), None)
    if history is not None:
        raise PublishError(
            f"{out}: it holds {history}, which replacing the folder would destroy; "
            "build to another folder with --out and copy the site over"
        )


def _has_manifest(folder: Path) -> bool:
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(manifest, dict) and str(manifest.get("generator", "")).startswith("dlcourse")


@contextmanager
def _locked(folder: Path, out: Path, patience_seconds: float) -> Iterator[None]:
    """Hold the lock of `folder`; the system frees it when the process dies, so it is never left behind shut."""
    lock = FileLock(folder.with_name(f".{folder.name}.lock"), timeout=patience_seconds)
    try:
        lock.acquire()
    except Timeout:
        raise PublishError(
            f"{out}: another build is writing there (waited {patience_seconds:g} s for it); "
            "try again when it is done, or choose another folder with --out"
        ) from None
    try:
        yield
    finally:
        lock.release()


def _staging(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.dlcourse-new-{secrets.token_hex(4)}")


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.dlcourse-old")


def _repair(folder: Path) -> None:
    """Finish a swap by two renames that was cut off between them: put the old site back."""
    if _old(folder).exists() and not folder.exists():
        _old(folder).rename(folder)


def _sweep(folder: Path) -> None:
    """Remove what dead builds left beside `folder`. The lock is held, so no living build owns any of it."""
    if _old(folder).exists() and folder.exists():
        with suppress(OSError):  # still open on Windows: the next build tries again
            # Renamed first: a half-removed folder must never be taken for the old site.
            _old(folder).rename(_staging(folder))
    for leftover in folder.parent.glob(f".{glob.escape(folder.name)}.dlcourse-new-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _stage_and_swap(site: Site, folder: Path) -> None:
    staging = _staging(folder)
    try:
        _write(site.artifacts, staging)
        _verify(site.artifacts, staging)
        _swap(staging, folder)
    finally:
        _sweep(folder)


def _write(artifacts: Iterable[Artifact], staging: Path) -> None:
    staging.mkdir()
    made = {staging}
    for artifact in artifacts:
        target = staging / artifact.path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        if isinstance(artifact.content, bytes):
            target.write_bytes(artifact.content)
        else:
            shutil.copyfile(artifact.content, target)


def _verify(artifacts: Iterable[Artifact], staging: Path) -> None:
    """Compare what lies in `staging` with what was asked for: a disk, a scanner or a device name may have eaten it."""
    expected = {str(a.path): len(a.content) if isinstance(a.content, bytes) else None for a in artifacts}
    written = {found.relative_to(staging).as_posix(): found.stat().st_size for found in _files(staging)}
    for path, size in expected.items():
        if path not in written or size not in (None, written[path]):
            raise OSError(errno.EIO, "it was written and is not there whole", path)


def _files(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        for name in names:
            yield Path(parent, name)


def _swap(staging: Path, folder: Path) -> None:
    """Put `staging` in the place of `folder`, in one step where the system can."""
    if not folder.exists():
        _rename(staging, folder)
        return
    if _exchange(staging, folder):
        return
    _rename(folder, _old(folder))
    try:
        _rename(staging, folder)
    except OSError:
        _rename(_old(folder), folder)
        raise


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


def _reason(error: OSError) -> str:
    """Say what the system said, with the path as far as it is not hidden from the author."""
    where = f": {error.filename}" if error.filename else ""
    return f"{error.strerror or error}{where}"
