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
from dlcourse.builder.processes.crew import Crew
from dlcourse.builder.publishing.ledger import Output, Outputs, Survey, facts_of, folders_of, is_untouched
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

    `is_new` is false where the old site is the new one, to the last file; then nothing was done.
    """

    outputs: Outputs
    made: int
    is_new: bool = True


def stage(site: Site, *, staging: Path, found: Survey, old: Path, ledger: Outputs, crew: Crew) -> Staged:
    """Make the folder `staging`, in which `found` lies from a site before, hold just `site` and its manifest.

    A file that `ledger` knows is kept if it holds what `site` wants, be it in `staging` or in `old`, from where it is
    linked (copied, where there are no hard links). No file is ever changed, as other folders may share it. Raises
    OSError, and what recipes raise.
    """
    mode = stat.S_IFREG | stat.S_IMODE(found.folders[""]) & 0o666
    contents: dict[str, Content] = {str(artifact.path): artifact.content for artifact in site.artifacts}
    same = {path: ledger[path] for path, content in contents.items() if _is_same(ledger.get(path), content)}
    if ledger.keys() == {*contents, MANIFEST} and len(same) == len(contents) and is_untouched(ledger, old, mode):
        return Staged(ledger, made=0, is_new=False)
    there = _make_room(staging, found, contents, same, mode)
    linked = ((path, _linked(path, staging, old, same[path], mode)) for path in same.keys() - there)
    kept = {path: same[path] for path in there} | {path: output for path, output in linked if output is not None}
    made = {path: content for path, content in contents.items() if path not in kept}
    written = dict(_made(made, staging, crew))
    manifest = _manifest({path: (written.get(path) or kept[path]).digest for path in contents})
    written[MANIFEST] = _write(manifest, staging / MANIFEST)
    outputs = {path: _noted(path, staging, contents.get(path), each) for path, each in written.items()}
    return Staged(kept | outputs, made=len(outputs))


def _is_same(output: Output | None, content: Content) -> bool:
    """Tell whether `output` holds just what `content` would give."""
    if output is None:
        return False
    if isinstance(content, Recipe):
        return output.key == content.key
    return not output.key and output.digest == _digest(content)


def _digest(content: bytes | Path) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _make_room(staging: Path, found: Survey, wanted: Mapping[str, Content], kept: Outputs, mode: int) -> set[str]:
    """Remove from `staging` all but files that may be kept, and return which are there; make folders for the others.

    Folders for what is `wanted` anew are made by who writes it.
    """
    folders = {"", *folders_of(wanted)}
    there = {path for path, facts in found.files.items() if path in kept and kept[path].is_standing(facts, mode)}
    for path in found.files.keys() - there:
        (staging / path).unlink()
    for folder in sorted(found.folders.keys() - folders, reverse=True):
        (staging / folder).rmdir()
    for folder in sorted(folders_of(kept) - found.folders.keys()):
        (staging / folder).mkdir()
    return there


def _linked(path: str, staging: Path, old: Path, output: Output, mode: int) -> Output | None:
    """Link a file from `old`, or copy it, and note it; None if that fails, or it is no longer what was noted."""
    source, target = f"{old}/{path}", f"{staging}/{path}"
    with suppress(OSError):
        if not output.is_standing(facts_of(source), mode):
            return None
        try:
            os.link(source, target)
            return output
        except OSError:
            shutil.copyfile(source, target, follow_symlinks=False)
        if output.is_standing(facts_of(source), mode):  # it was, all the while
            size, mtime_ns, inode, _ = facts_of(target)
            return Output(output.key, output.digest, size, mtime_ns, inode)
    Path(target).unlink(missing_ok=True)
    return None


def _made(contents: Mapping[str, Content], staging: Path, crew: Crew) -> Iterator[tuple[str, Written]]:
    """Write `contents`: recipes are followed by the crew, each straight to the disk, so that memory stays flat."""
    recipes: dict[str, Recipe] = {}
    for path, content in contents.items():
        if isinstance(content, Recipe):
            recipes[path] = content
        else:
            yield path, _write(content, staging / path)
    # What recipes have in common is large: shared, it is sent to a process once.
    yield from crew.map(_follow, list(recipes), (str(staging), recipes))


def _follow(shared: tuple[str, Mapping[str, Recipe]], path: str) -> tuple[str, Written]:
    staging, recipes = shared
    return path, _write(recipes[path].make(), Path(staging, path))


def _write(content: bytes | Path, target: Path) -> Written:
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        target.write_bytes(content)
        return Written(_digest(content), len(content))
    shutil.copyfile(content, target)
    return Written(_digest(target), target.stat().st_size)


def _manifest(digests: Mapping[str, str]) -> bytes:
    """Return `manifest.json`: who made the site, and the SHA-256 of every file in it."""
    # Laid out by hand: told to indent, the encoder is not the fast one.
    files = json.dumps(dict(sorted(digests.items())), ensure_ascii=False, separators=(",\n  ", ": "))[1:-1]
    return f'{{\n "generator": "dlcourse {__version__}",\n "files": {{\n  {files}\n }}\n}}\n'.encode()


def _noted(path: str, staging: Path, content: Content | None, written: Written) -> Output:
    """Note a file that was written, or raise OSError: a disk, a scanner or a device name may have eaten it."""
    facts = None
    with suppress(FileNotFoundError):
        facts = facts_of(staging / path)
    if facts is None or facts.size != written.size:
        raise OSError(errno.EIO, "it was written and is not there whole", path)
    key = content.key if isinstance(content, Recipe) else ""
    return Output(key, written.digest, facts.size, facts.mtime_ns, facts.inode)
