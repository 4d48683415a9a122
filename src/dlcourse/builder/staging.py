"""A site in, a folder out: what stands of the old site as it is wanted is linked from there, the rest is made."""

import errno
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from dlcourse import __version__
from dlcourse.builder.crew import Crew
from dlcourse.builder.ledger import Facts, Output, Outputs, folders_of, survey
from dlcourse.model import Recipe, Site

MANIFEST = "manifest.json"

Content = bytes | Path | Recipe


class Written(NamedTuple):
    """A file that was written: the SHA-256 of its bytes, and how many there are."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Staged:
    """What came of staging: the ledger of the new site, and how many files had to be made.

    `is_new` is false where the old site is the new one, to the last file; then nothing was staged.
    """

    outputs: Outputs
    made: int
    is_new: bool = True


def stage(site: Site, staging: Path, old: Path, ledger: Outputs, crew: Crew) -> Staged:
    """Write `site`, and its manifest, to the empty folder `staging`.

    What `ledger` knows to stand in `old` is linked from there if `site` wants the same (copied, where there are no
    hard links). Raises OSError, and what recipes raise.
    """
    standing, is_all = _standing(old, ledger, plain_mode=stat.S_IMODE(staging.stat().st_mode) & 0o666)
    contents: dict[str, Content] = {str(artifact.path): artifact.content for artifact in site.artifacts}
    kept = {path for path, content in contents.items() if path in standing and _is_same(standing[path], content)}
    if is_all and len(kept) == len(contents) and standing.keys() == {*kept, MANIFEST}:
        manifest = _manifest({path: standing[path].digest for path in kept})
        if _is_same(standing[MANIFEST], manifest):
            return Staged(standing, made=0, is_new=False)
    for folder in sorted(folders_of(contents)):
        (staging / folder).mkdir()
    kept = {path for path in kept if _keep(standing[path], old / path, staging / path)}
    made = {path: content for path, content in contents.items() if path not in kept}
    written = dict(_made(made, staging, crew))
    manifest = _manifest({path: (written.get(path) or standing[path]).digest for path in contents})
    written[MANIFEST] = _write(manifest, staging / MANIFEST)
    return Staged(_verified(staging, made, written, {path: standing[path] for path in kept}), made=len(written))


def _standing(old: Path, ledger: Outputs, plain_mode: int) -> tuple[dict[str, Output], bool]:
    """Return what of `ledger` is still as it was noted in `old`, and whether there is nothing else in it.

    A file whose mode is not what a new one would have is made anew: somebody changed it, or the umask.
    """
    if not ledger or not old.exists():
        return {}, False
    found = survey(old)
    mode = stat.S_IFREG | plain_mode
    standing = {
        path: ledger[path]
        for path, facts in found.files.items()
        if path in ledger and ledger[path].is_standing(facts) and facts.mode == mode
    }
    return standing, len(standing) == len(found.files) and found.folders == folders_of(standing)


def _is_same(output: Output, content: Content) -> bool:
    """Tell whether `output` holds just what `content` would give."""
    if isinstance(content, Recipe):
        return output.key == content.key
    return not output.key and output.digest == _digest(content)


def _digest(content: bytes | Path) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _keep(output: Output, source: Path, target: Path) -> bool:
    """Link `target` to `source`, or copy it; False if that fails, or `source` is no longer what was noted."""
    try:
        os.link(source, target)
    except OSError:
        with suppress(OSError):
            shutil.copyfile(source, target, follow_symlinks=False)
            found = source.lstat()
            if output.is_standing(Facts(found.st_size, found.st_mtime_ns, found.st_ino, found.st_mode)):
                return True
        target.unlink(missing_ok=True)
        return False
    return True


def _made(contents: Mapping[str, Content], staging: Path, crew: Crew) -> Iterator[tuple[str, Written]]:
    """Write `contents`: recipes are followed by the crew, each straight to the disk, so that memory stays flat."""
    recipes = []
    for path, content in contents.items():
        if isinstance(content, Recipe):
            recipes.append((path, content))
        else:
            yield path, _write(content, staging / path)
    yield from crew.map(_follow, recipes, str(staging))


def _follow(staging: str, wanted: tuple[str, Recipe]) -> tuple[str, Written]:
    path, recipe = wanted
    return path, _write(recipe.make(), Path(staging, path))


def _write(content: bytes | Path, target: Path) -> Written:
    if isinstance(content, bytes):
        target.write_bytes(content)
        return Written(_digest(content), len(content))
    shutil.copyfile(content, target)
    return Written(_digest(target), target.stat().st_size)


def _manifest(digests: Mapping[str, str]) -> bytes:
    """Return `manifest.json`: who made the site, and the SHA-256 of every file in it."""
    facts = {"generator": f"dlcourse {__version__}", "files": dict(sorted(digests.items()))}
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _verified(
    staging: Path, contents: Mapping[str, Content], written: Mapping[str, Written], kept: Outputs
) -> dict[str, Output]:
    """Return the ledger of `staging`, or raise OSError: a disk, a scanner or a device name may have eaten a file."""
    found = survey(staging).files
    outputs: dict[str, Output] = {}
    for path in sorted({*written, *kept}):
        facts = found.get(path)
        digest, size = written[path] if path in written else (kept[path].digest, kept[path].size)
        if facts is None or facts.size != size:
            raise OSError(errno.EIO, "it was written and is not there whole", path)
        content = contents.get(path)
        key = kept[path].key if path in kept else content.key if isinstance(content, Recipe) else ""
        outputs[path] = Output(key, digest, facts.size, facts.mtime_ns, facts.inode)
    return outputs
