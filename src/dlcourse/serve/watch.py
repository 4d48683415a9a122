"""Folders in, the names of changed files out, gathered until an editor has finished saving.

Folders may be absent, vanish and come back. Where the system's watches run out, the folders are polled.
"""

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath
from threading import Condition
from typing import Protocol

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from dlcourse.builder.translating.stamps import FILE

STAMPS = FILE.as_posix()
"""The one hidden file that pages depend on: what is accepted there is no longer marked as outdated."""

QUIET_SECONDS = 0.08
SETTLED_SECONDS = 0.004
"""Files that were closed or put in their place are whole: only for a moment others may follow."""

PATIENCE_SECONDS = 0.5
LOOK_SECONDS = 1.0
READS = frozenset({"opened", "closed_no_write"})
ENDS = frozenset({"closed", "moved"})
# vim asks "may I write here?" with a file called 4913.
PROBES = frozenset({"4913", "__pycache__"})


class Watch:
    """Watches `folders`; `changes` waits for the next ones. `start` and `stop` it, or use it in a `with`."""

    def __init__(self, folders: Iterable[Path], say: Callable[[str], None]) -> None:
        self._folders = tuple(folders)
        self._say = say
        self._bell = Condition()
        self._changed: dict[str, bool] = {}
        self._first_at = self._last_at = 0.0
        self._is_stopped = False
        self._is_polling = False
        self._observer: BaseObserver | None = None
        self._identities: tuple[object, ...] = ()

    def __enter__(self) -> "Watch":
        self._observe()
        return self

    def __exit__(self, *_: object) -> None:
        self._end_observer()

    def stop(self) -> None:
        """Let `changes` return at once, with nothing, now and ever after."""
        with self._bell:
            self._is_stopped = True
            self._bell.notify_all()

    def changes(self, rest: Callable[[], None] | None = None) -> tuple[str, ...]:
        """Wait for changes, and then until they pause (or go on for too long), and return the names of the files.

        While nothing changes, it calls `rest` from time to time. Returns () when the watch was stopped.
        """
        while True:
            with self._bell:
                if self._is_stopped:
                    return ()
                pause = self._seconds_to_wait(time.monotonic())
                if pause <= 0:
                    changed = tuple(self._changed)
                    self._changed.clear()
                    return changed
                is_quiet = not self._bell.wait(pause) and not self._changed
            self._look_after_folders()
            if is_quiet and rest:
                rest()

    def _seconds_to_wait(self, now: float) -> float:
        if not self._changed:
            return LOOK_SECONDS
        quiet = SETTLED_SECONDS if all(self._changed.values()) else QUIET_SECONDS
        return min(self._last_at + quiet, self._first_at + PATIENCE_SECONDS) - now

    def _note(self, name: str, *, is_whole: bool = False) -> None:
        """Remember that `name` has changed, and whether its writer is done with it."""
        with self._bell:
            self._last_at = time.monotonic()
            if not self._changed:
                self._first_at = self._last_at
            self._changed[name] = is_whole
            self._bell.notify_all()

    def _observe(self) -> None:
        """Watch the folders that are there, by the system's means, else by polling."""
        self._identities = self._seen()
        try:
            self._begin(PollingObserver(timeout=LOOK_SECONDS) if self._is_polling else Observer())
        except OSError as error:
            if self._is_polling:
                raise
            self._is_polling = True
            self._say(f"the system cannot watch the folders ({error}); looking for changes every second instead")
            self._begin(PollingObserver(timeout=LOOK_SECONDS))

    def _begin(self, observer: BaseObserver) -> None:
        self._observer = observer
        try:
            for folder in self._folders:
                if folder.is_dir():
                    observer.schedule(
                        _Ears(folder.resolve(), folder.name, self._note), str(folder.resolve()), recursive=True
                    )
            observer.start()
        except OSError:
            self._end_observer()
            raise

    def _end_observer(self) -> None:
        if self._observer is not None:
            self._observer.unschedule_all()
            if self._observer.is_alive():
                self._observer.stop()
                self._observer.join()
            self._observer = None

    def _look_after_folders(self) -> None:
        """Watch again what vanished or came back: a watch holds on to the folder that was, not to its name."""
        seen = self._seen()
        is_well = self._observer is not None and all(emitter.is_alive() for emitter in self._observer.emitters)
        if seen == self._identities and is_well:
            return
        for folder, before, now in zip(self._folders, self._identities, seen, strict=True):
            if before != now:
                self._note(folder.name)
        self._end_observer()
        self._observe()

    def _seen(self) -> tuple[object, ...]:
        return tuple(_identity(folder) for folder in self._folders)


class Note(Protocol):
    """Takes the name of a file that has changed."""

    def __call__(self, name: str, *, is_whole: bool = False) -> None:
        """Take `name`; `is_whole` says that whoever wrote it is done."""


class _Ears(FileSystemEventHandler):
    """Hears the events below `root` and passes on the names of files that may matter."""

    def __init__(self, root: Path, shown_root: str, note: "Note") -> None:
        self._root, self._shown_root, self._note = root, shown_root, note

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in READS or (event.is_directory and event.event_type == "modified"):
            return
        for path in (event.src_path, event.dest_path):
            if path:
                name = self._name(os.fsdecode(path))
                if name:
                    self._note(name, is_whole=event.event_type in ENDS)

    def _name(self, path: str) -> str:
        """Return how a rebuild calls `path`, or "" if it cannot matter: hidden, a backup, or a file being swapped."""
        try:
            inner = Path(path).relative_to(self._root)
        except ValueError:
            return ""
        is_hidden = any(_is_noise(part) for part in inner.parts) and inner.as_posix() != STAMPS
        return "" if is_hidden else PurePath(self._shown_root, inner).as_posix()


def _is_noise(part: str) -> bool:
    return part.startswith((".", "#")) or part.endswith(("~", ".swp", ".swx", ".tmp", "___jb_tmp___")) or part in PROBES


def _identity(folder: Path) -> object:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
