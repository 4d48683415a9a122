"""What git knows of the lessons: the folder of a course and its files in, the day each was last changed out.

The days are those of the committers, as they are written in the history. Nothing of a repository's own settings is
run, nothing is fetched, and a git that hangs is ended.
"""

import datetime
import os
import shutil
import subprocess
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from dlcourse.builder.keeping.inputs import checked_out
from dlcourse.diagnostics import Diagnostic, Place, diagnostic

SECONDS = 20.0
"""A history that takes longer to read is not used."""

# What a hook or a wrapper sets for one repository would lead git to another one than that of the course.
_OF_ONE_REPOSITORY = frozenset(
    "GIT_DIR GIT_WORK_TREE GIT_COMMON_DIR GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES "
    "GIT_NAMESPACE GIT_PREFIX GIT_SHALLOW_FILE GIT_GRAFT_FILE GIT_REPLACE_REF_BASE GIT_LITERAL_PATHSPECS "
    "GIT_GLOB_PATHSPECS GIT_NOGLOB_PATHSPECS GIT_ICASE_PATHSPECS".split()
)
# A repository's settings name programs to run and places to fetch from, or change what is written.
_SETTINGS = (
    "core.fsmonitor=false",
    "core.attributesFile=",
    "log.showSignature=false",
    "log.showRoot=true",
    "log.follow=false",
    "log.mailmap=false",
    "diff.relative=false",
    "diff.external=",
    "protocol.allow=never",
)
_LOG = tuple("log --format=%x01%cI --name-status -M100% -z --no-color --no-ext-diff --no-textconv -O/dev/null".split())

_GAPS = {
    "shallow": (
        "only part of the git history is here (a shallow clone), so the days of the last changes are not taken from it",
        "fetch all of it with `git fetch --unshallow`; in GitHub Actions set `fetch-depth: 0` for actions/checkout",
    ),
    "untrusted": (
        "git refuses to read this folder, as it belongs to another user",
        "tell git that you trust it: `git config --global --add safe.directory FOLDER`",
    ),
    "slow": (
        f"reading the git history takes more than {SECONDS:.0f} seconds, so it is not used",
        "give `updated` in the front matter of lessons, or keep the course in a repository of its own",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What a repository says of the files of a course.

    `days` are those of the last changes, by path below content/; a file that was only moved has not changed. `folder`
    is content/ as seen from the root of the repository, None if the course is in none. `gap` says why there are no
    days where there should be some.
    """

    days: Mapping[PurePosixPath, datetime.date] = field(default_factory=dict)
    folder: PurePosixPath | None = None
    gap: str = ""

    def notes(self, content_name: str) -> Iterator[Diagnostic]:
        """Return a note about the gap, if there is one."""
        if self.gap:
            yield diagnostic("B309", Place(content_name), *_GAPS[self.gap])


class Git:
    """The git of this machine; it remembers what it read as long as nothing is committed."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._known: tuple[object, History] | None = None

    def history(self, content: Path, paths: Iterable[PurePosixPath]) -> History:
        """Return what is known of `paths` below `content`; an empty history without git or a repository."""
        git = shutil.which("git")
        if git is None or not Path(git).is_absolute():  # never a program that lies in the current folder
            return History()
        wanted = frozenset(paths)
        key = (content, tuple(checked_out(content)), wanted)
        if self._known is None or self._known[0] != key:
            git_here = (git, "-C", str(content), "--no-pager", "--literal-pathspecs")
            spot = self._spot(git_here)
            self._known = (key, spot if isinstance(spot, History) else self._read(git_here, spot, wanted))
        return self._known[1]

    def _spot(self, git_here: tuple[str, ...]) -> "_Spot | History":
        """Return where content/ lies in which history; a history if there is nothing to be read."""
        asked = (*git_here, "rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix", "HEAD")
        try:
            said = subprocess.run(  # noqa: S603  # git, found on the path, with our own words
                asked,
                check=False,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=self._seconds,
            )
        except subprocess.TimeoutExpired:
            return History(gap="slow")
        except OSError:
            return History()
        if said.returncode:
            return History(gap="untrusted") if b"dubious ownership" in said.stderr else History()
        is_inside, is_shallow, *prefix, head = said.stdout.decode("utf-8", "surrogateescape")[:-1].split("\n")
        return _Spot("\n".join(prefix), head, is_shallow == "true") if is_inside == "true" else History()

    def _read(self, git_here: tuple[str, ...], spot: "_Spot", wanted: frozenset[PurePosixPath]) -> History:
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        asked = (*git_here, *settings, *_LOG, spot.head, "--", ".")
        waiting = {_composed(spot.prefix + path.as_posix()): path for path in wanted}
        is_late = threading.Event()
        with subprocess.Popen(  # noqa: S603  # git, found on the path, with our own words
            asked, env=_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            watch = threading.Timer(self._seconds, _end, (process, is_late))
            watch.start()
            assert process.stdout is not None  # noqa: S101  # it is a pipe
            days = _days(_words(process.stdout), waiting)
            is_whole = not waiting or process.wait() == 0
            watch.cancel()
            process.kill()  # every file is found: what is older need not be read
        if not is_whole:
            return History(gap="slow" if is_late.is_set() else "")
        folder = PurePosixPath(spot.prefix) if days else None
        if spot.is_shallow:
            return History(folder=folder, gap="shallow" if days else "")
        return History(days=days, folder=folder)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where content/ lies in its repository (`prefix` is "" or ends in `/`), and which commit is checked out."""

    prefix: str
    head: str
    is_shallow: bool


def _end(process: subprocess.Popen[bytes], is_late: threading.Event) -> None:
    is_late.set()
    process.kill()


def _environment() -> dict[str, str]:
    ours = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}
    return {name: value for name, value in os.environ.items() if name not in _OF_ONE_REPOSITORY} | ours


def _words(stream: IO[bytes]) -> Iterator[str]:
    """Return what git writes between NULs, while it writes."""
    rest = b""
    while data := os.read(stream.fileno(), 1 << 16):
        *whole, rest = (rest + data).split(b"\0")
        yield from (word.decode("utf-8", "surrogateescape") for word in whole)


def _days(words: Iterator[str], waiting: dict[str, PurePosixPath]) -> dict[PurePosixPath, datetime.date]:
    """Return the day of the newest commit that changed each file; those that were found are taken out of `waiting`.

    A commit is its date behind a \\x01, then status and path of each file, newest commits first. A file that was moved
    without a change (R100) goes on being looked for under its former path.
    """
    found: dict[PurePosixPath, datetime.date] = {}
    day = None
    for word in words:
        if word.startswith("\x01"):
            day = _day(word[1:])
            continue
        is_move = word.strip() == "R100"
        former = _composed(next(words, "")) if is_move else ""
        path = _composed(next(words, ""))
        if path not in waiting or day is None:
            continue
        lesson_file = waiting.pop(path)
        if is_move and former not in waiting:
            waiting[former] = lesson_file
        else:
            found[lesson_file] = day
        if not waiting:
            break
    return found


def _day(moment: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(moment[:10])
    except ValueError:  # a commit may claim any year
        return None


def _composed(path: str) -> str:
    """Return `path` with composed letters: disks and repositories may spell the same name in two ways."""
    return unicodedata.normalize("NFC", path)
