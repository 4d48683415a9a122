"""All that a build reads in, one digest out: the lessons' folder, templates, git, the program itself and its engines.

Nothing that takes time is imported here: it is most of what a build with nothing to do runs.
"""

import hashlib
import io
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dlcourse import __version__
from dlcourse.builder.cards.fonts import FOLDERS as FONT_FOLDERS
from dlcourse.shipped import shipped

LARGE = 8 * 1024 * 1024
"""Files above this many bytes are known by size and times: reading films takes longer than all else."""

VERSION_CONTROL = frozenset({".git", ".hg", ".svn"})
OWN_FOLDER = ".dlcourse"
STAMPS = "translations.json"
"""Of the folder of our own in content/, this file counts; a cache may lie beside it."""

GIT_SETTINGS = ("~/.gitconfig", "~/.config/git/config", "${XDG_CONFIG_HOME}/git/config", "/etc/gitconfig")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a build was asked for: where lessons and templates lie, and as `words` all options that change the site."""

    content: Path
    templates: Path | None
    words: tuple[str, ...]


def fingerprint(request: Request) -> str:
    """Return a digest of everything that decides what the build makes of `request`, but for the clock."""
    digest = hashlib.sha256()

    def take(*facts: object) -> None:
        digest.update(repr(facts).encode("utf-8", "surrogatepass") + b"\n")

    take(__version__, sys.version, sys.platform, request.words, request.templates is None)
    take(marks_of(Path(__file__).parents[1]), marks_of(shipped("templates")))
    take([marks_of(_expanded(folder), of_files=False) for folder in FONT_FOLDERS])
    take(*_installed())
    for facts in _files(str(request.content)):
        take("content", *facts)
    for facts in _files(str(request.templates)) if request.templates else ():
        take("templates", *facts)
    for facts in _history(request.content):
        take("git", *facts)
    return digest.hexdigest()


def marks_of(folder: Path, *, of_files: bool = True) -> str:
    """Return a digest of what lies below `folder`, links not followed: names, sizes and times; no file is opened.

    Without `of_files` only folders count, whose times tell when anything came or went.
    """
    marks: list[str] = []
    waiting = [(f"{folder}/", "")]
    while waiting:
        here, name = waiting.pop()
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        if entry.name != "__pycache__":
                            waiting.append((f"{here}{entry.name}/", f"{name}{entry.name}/"))
                    elif of_files:
                        facts = entry.stat(follow_symlinks=False)
                        marks.append(f"{name}{entry.name} {facts.st_mode} {facts.st_size} {facts.st_mtime_ns}")
            marks.append(name if of_files else f"{name} {Path(here).stat().st_mtime_ns}")
        except OSError as error:
            marks.append(f"{name} error {error.errno}")
    return hashlib.sha256("\0".join(sorted(marks)).encode("utf-8", "surrogatepass")).hexdigest()


def _digest(path: str) -> str:
    """Return the hash of the bytes of a file, else why it cannot be read."""
    try:
        with io.FileIO(path) as file:
            facts = os.fstat(file.fileno())
            if facts.st_size > LARGE:
                return f"{facts.st_size} {facts.st_mtime_ns} {facts.st_ctime_ns}"
            return hashlib.sha256(file.read()).hexdigest()
    except OSError as error:
        return f"error {error.errno}"


def _files(folder: str) -> Iterator[tuple[object, ...]]:
    """Yield the name and the hash of each file below `folder`; of a link also where it leads."""
    for name, entry in _entries(folder):
        if entry is None:
            yield name, "unreadable"
        elif OWN_FOLDER in name.split("/") and entry.name != STAMPS:
            continue
        elif _is_link(entry):
            target = Path(entry.path)
            yield name, _leads_to(target), _digest(entry.path) if target.is_file() else target.is_dir()
        elif entry.is_file(follow_symlinks=False):
            yield name, _digest(entry.path)
        else:
            yield name, entry.is_dir(follow_symlinks=False)


def _entries(folder: str) -> Iterator[tuple[str, "os.DirEntry[str] | None"]]:
    """Yield all entries below `folder` with their paths from there, in one order; None: a folder cannot be read."""
    waiting = [("", folder)]
    while waiting:
        prefix, here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                found = sorted(
                    (each for each in entries if each.name not in VERSION_CONTROL), key=lambda each: each.name
                )
        except OSError:
            yield prefix, None
            continue
        for entry in found:
            yield prefix + entry.name, entry
            if entry.is_dir(follow_symlinks=False) and not _is_link(entry):
                waiting.append((f"{prefix}{entry.name}/", entry.path))


def _is_link(entry: "os.DirEntry[str]") -> bool:
    return entry.is_symlink() or getattr(entry, "is_junction", bool)()


def _leads_to(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError as error:
        return f"error {error.errno}"


def _installed() -> Iterator[tuple[object, ...]]:
    """Yield the packages that can be imported, by their names and versions, and when each was installed."""
    for folder in sys.path:
        try:
            with os.scandir(folder or ".") as entries:
                found = [entry for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))]
                yield from sorted((entry.name, entry.stat().st_mtime_ns) for entry in found)
        except OSError:
            continue


def _expanded(path: str) -> Path:
    return Path(os.path.expandvars(path)).expanduser()


def _history(content: Path) -> Iterator[tuple[object, ...]]:
    """Yield what decides which history git tells: its program, its settings, the repository and what is checked out."""
    yield tuple(sorted(each for each in os.environ.items() if each[0].startswith("GIT_")))
    yield ("program", next(_programs("git"), ""))
    here = content.resolve()
    spot = next((each for each in (folder / ".git" for folder in (here, *here.parents)) if each.exists()), None)
    if spot is None:
        return
    yield (str(spot), getattr(os, "getuid", int)(), spot.parent.stat().st_uid)
    for settings in GIT_SETTINGS:
        yield (settings, _digest(str(_expanded(settings))))
    private, common = _repository(spot)
    head = _text(private / "HEAD")
    yield ("head", head)
    reference = head.removeprefix("ref:").strip() if head.startswith("ref:") else ""
    for folder in dict.fromkeys((private, common)):
        for name in filter(None, (reference, "packed-refs", "reftable/tables.list", "shallow", "config")):
            yield (str(folder), name, _digest(str(folder / name)))


def _programs(name: str) -> Iterator[str]:
    for folder in os.get_exec_path():
        yield from (str(path) for path in (Path(folder, name), Path(folder, f"{name}.exe")) if path.is_file())


def _repository(spot: Path) -> tuple[Path, Path]:
    """Return where git keeps what is of this working tree, and what is of all of them."""
    private = spot
    if spot.is_file():
        private = spot.parent / _text(spot).removeprefix("gitdir:").strip()
    shared = _text(private / "commondir").strip()
    return private, private / shared if shared else private


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
