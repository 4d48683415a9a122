"""All that a build reads in, one digest out: the lessons' folder, templates, git, the program itself and its engines.

Nothing that takes time is imported here: it is most of what a build with nothing to do runs.
"""

import hashlib
import io
import os
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from dlcourse import __version__
from dlcourse.builder.cards.folders import FOLDERS as FONT_FOLDERS
from dlcourse.filetimes import stamp_of
from dlcourse.shipped import shipped

LARGE = 8 * 1024 * 1024
"""Files above this many bytes are known by size and times: reading films takes longer than all else."""

VERSION_CONTROL = frozenset({".git", ".hg", ".svn"})
OWN_FOLDER = ".dlcourse"
STAMPS = "translations.json"
"""Of the folder of our own in content/, this file counts; a cache may lie beside it."""

GIT_SETTINGS = ("~/.gitconfig", "~/.config/git/config", "${XDG_CONFIG_HOME}/git/config", "/etc/gitconfig")


class Inputs:
    """Everything that decides what a build makes of the lessons in `content`, but for the clock.

    `options` are all words of the command line that change the site. `glance` is a digest of names and times alone, ""
    where those cannot tell; it is taken at once, before any file is read.
    """

    def __init__(self, content: Path, templates: Path | None, options: Sequence[str]) -> None:
        self._folders = [str(content), *([str(templates)] if templates else [])]
        self._fingerprint = ""
        self._around = digest_of(_around(content, templates is None, options))
        try:
            self.glance = "" if sys.platform == "win32" else self._digest_with(_stamp)
        except UnsettledError:
            self.glance = ""

    def fingerprint(self) -> str:
        """Return a digest of what the files hold, whatever their times; they are read when it is first asked for."""
        self._fingerprint = self._fingerprint or self._digest_with(_hash)
        return self._fingerprint

    def _digest_with(self, look: Callable[[str], object]) -> str:
        found = [(number, *facts) for number, folder in enumerate(self._folders) for facts in _files(folder, look)]
        return digest_of([self._around, *found])


class UnsettledError(Exception):
    """A file is too young for its times to tell whether it changes."""


def digest_of(facts: Iterable[object]) -> str:
    """Return a digest of numbers, texts and tuples of them."""
    return hashlib.sha256("\n".join(map(repr, facts)).encode("utf-8", "surrogatepass")).hexdigest()


def _around(content: Path, has_no_templates: bool, options: Sequence[str]) -> Iterator[object]:
    """Yield what a build depends on beside the files of the course: dlcourse, other packages, fonts and the history."""
    yield __version__, sys.version, sys.platform, *options, has_no_templates
    for folder in (str(Path(__file__).parents[2]), str(shipped("templates"))):
        names = [name for name in names_below(folder) if not name.endswith("/") and "/__pycache__/" not in name]
        yield marks(folder, names)
    for folder in map(_expanded, FONT_FOLDERS):
        yield marks(folder, [name for name in names_below(folder) if name.endswith("/")])
    yield from _installed()
    yield from checked_out(content)


def names_below(folder: str) -> list[str]:
    """Return the paths of all that lies in `folder` and below, links not followed; those of folders end in `/`."""
    names: list[str] = []
    waiting = ["/"] if Path(folder).is_dir() else []
    while waiting:
        here = waiting.pop()
        names.append(here)
        try:
            with os.scandir(folder + here) as entries:
                for entry in entries:
                    is_folder = entry.is_dir(follow_symlinks=False)
                    (waiting if is_folder else names).append(f"{here}{entry.name}{'/' if is_folder else ''}")
        except OSError:
            continue
    return sorted(names)


def marks(folder: str, names: Sequence[str]) -> str:
    """Return a digest of the sizes and times of what `names` tells of `folder`; "" if anything is not there any more.

    Of a folder only the time counts, which tells whether anything came or went in it.
    """
    found = array("q")
    try:
        for name in names:
            facts = os.lstat(folder + name)
            found.extend((facts.st_mode, 0 if name.endswith("/") else facts.st_size, facts.st_mtime_ns))
    except (OSError, ValueError):  # ValueError: a NUL in a name
        return ""
    return hashlib.sha256("\0".join(names).encode("utf-8", "surrogatepass") + found.tobytes()).hexdigest()


def _stamp(path: str) -> object:
    """Return the times of a file. Raises UnsettledError."""
    stamp = stamp_of(path)
    if stamp is None:
        raise UnsettledError
    return stamp


def _hash(path: str) -> str:
    """Return the hash of the bytes of a file, else why it cannot be read."""
    try:
        with io.FileIO(path) as file:
            facts = os.fstat(file.fileno())
            if facts.st_size > LARGE:
                return f"{facts.st_size} {facts.st_mtime_ns} {facts.st_ctime_ns}"
            return hashlib.sha256(file.read()).hexdigest()
    except OSError as error:
        return f"error {error.errno}"


def _files(folder: str, look: Callable[[str], object]) -> Iterator[tuple[object, ...]]:
    """Yield the name of each file below `folder` and what a `look` at it tells; of a link also where it leads."""
    for name, entry in _entries(folder):
        if entry is None:
            yield name, "unreadable"
        elif OWN_FOLDER in name.split("/") and entry.name != STAMPS:
            continue
        elif _is_link(entry):
            target = Path(entry.path)
            yield name, _leads_to(target), look(entry.path) if target.is_file() else target.is_dir()
        elif entry.is_file(follow_symlinks=False):
            yield name, look(entry.path)
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


def _expanded(path: str) -> str:
    return str(Path(os.path.expandvars(path)).expanduser())


def checked_out(content: Path) -> Iterator[tuple[object, ...]]:
    """Yield what decides which history git tells: its program, its settings, the repository and what is checked out."""
    yield tuple(sorted(each for each in os.environ.items() if each[0].startswith("GIT_")))
    yield ("program", next(_programs("git"), ""))
    here = content.resolve()
    spot = next((each for each in (folder / ".git" for folder in (here, *here.parents)) if each.exists()), None)
    if spot is None:
        return
    yield (str(spot), getattr(os, "getuid", int)(), spot.parent.stat().st_uid)
    for settings in GIT_SETTINGS:
        yield (settings, _hash(_expanded(settings)))
    private, common = _repository(spot)
    head = _text(private / "HEAD")
    yield ("head", head)
    reference = head.removeprefix("ref:").strip() if head.startswith("ref:") else ""
    for folder in dict.fromkeys((private, common)):
        for name in filter(None, (reference, "packed-refs", "reftable/tables.list", "shallow", "config")):
            yield (str(folder), name, _hash(str(folder / name)))


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
