"""The folder content/ in, the files that are lessons (and each folder's module.toml) out, always in one order."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from dlcourse.config import Project
from dlcourse.diagnostics import ConfigError, Diagnostic, Place, diagnostic

MODULE_FILE = "module.toml"
_ENDINGS = (".md", ".markdown")
MAX_BYTES = 512 * 1024
"""The largest lesson. Real ones stay far below; a larger one is an accident, or an attack on the time of a build."""

_DEEPEST = 32
_LEFT_OUT = re.compile(
    r"""[._].*                      # hidden; partial files and sidebars of other tools
      | .*~ | \#.*\#                # editors' backups and locks
      | .*\.(?:bak|orig)\.\w+
      | node_modules
      | (?:SUMMARY|LICENSE|LICENCE|CHANGELOG|CONTRIBUTING|CODE_OF_CONDUCT|SECURITY)\.(?:md|markdown)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """The files that the walk found, by their path below content/, sorted; folders of `tables` hold a module.toml."""

    lessons: tuple[str, ...]
    tables: tuple[PurePosixPath, ...]
    diagnostics: tuple[Diagnostic, ...]


def find_files(project: Project) -> Found:
    """Find every lesson below content/.

    Links that lead out of content/ are refused; linked folders inside it are not entered, their lessons are found at
    their own place. Raises `ConfigError` when there is no such folder.
    """
    if not project.content.is_dir():
        what = "is not a folder" if project.content.exists() else "does not exist"
        message = f"{project.content_name}: this folder of lessons {what}"
        raise ConfigError(f"{message}; name another with --content, or make a course with `dlcourse init`")
    walk = _Walk(project)
    files = tuple(walk.files(str(project.content), ""))
    tables = [path for path in files if path.endswith(MODULE_FILE)]
    return Found(
        tuple(path for path in files if not path.endswith(MODULE_FILE)),
        tuple(PurePosixPath(path).parent for path in tables),
        tuple(walk.diagnostics),
    )


def read_file(project: Project, path: PurePosixPath) -> tuple[bytes | None, tuple[Diagnostic, ...]]:
    """Return the bytes of the file `path` below content/, or None and why it cannot be read."""
    try:
        with (project.content / path).open("rb") as file:
            size = os.fstat(file.fileno()).st_size  # room for what there is: room for the largest takes time to make
            data = file.read(min(size, MAX_BYTES) + 1)
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})"
        hint = "make it a file that you may read, or take it out of the folder"
    else:
        if len(data) <= MAX_BYTES:
            return data, ()
        message = f"the file is larger than {MAX_BYTES // 1024} KiB"
        hint = "split it into several lessons, and keep what is no text in files beside them"
    return None, (diagnostic("L101", Place(f"{project.content_name}/{path}"), message, hint),)


class _Walk:
    def __init__(self, project: Project) -> None:
        self.project = project
        self.diagnostics: list[Diagnostic] = []
        self._root = os.path.realpath(project.content)

    def files(self, folder: str, prefix: str) -> Iterator[str]:
        """Yield the paths of lessons and module files below `folder`; they begin with `prefix`, "" or ending in `/`."""
        try:
            with os.scandir(folder) as entries:
                shown = [entry for entry in entries if not _LEFT_OUT.fullmatch(entry.name)]
        except OSError as error:
            message = f"the folder cannot be read ({error.strerror})"
            self._refuse(prefix.rstrip("/"), message, "give yourself the right to read it")
            return
        for entry in sorted(shown, key=lambda entry: entry.name):
            is_file = entry.name.lower().endswith(_ENDINGS) or entry.name == MODULE_FILE
            if not self._is_named_well(prefix, entry, is_file):
                continue
            here = prefix + entry.name
            if entry.is_symlink() or getattr(entry, "is_junction", bool)():
                target = Path(entry.path)
                if (is_file or target.is_dir()) and self._stays_inside(here, entry) and is_file and target.is_file():
                    yield here
            elif entry.is_dir():
                if here.count("/") >= _DEEPEST:
                    self._refuse(here, f"folders are nested deeper than {_DEEPEST} levels", "make them flatter")
                else:
                    yield from self.files(entry.path, f"{here}/")
            elif is_file and entry.is_file():  # not a pipe, which would never end
                yield here

    def _is_named_well(self, prefix: str, entry: os.DirEntry[str], is_file: bool) -> bool:
        try:
            entry.name.encode()
        except UnicodeEncodeError:
            if is_file or Path(entry.path).is_dir():
                shown = entry.name.encode("utf-8", "backslashreplace").decode()
                self._refuse(prefix + shown, "the name is not valid Unicode (UTF-8)", "rename it")
            return False
        return True

    def _stays_inside(self, path: str, entry: os.DirEntry[str]) -> bool:
        target = os.path.realpath(entry.path)
        if target != self._root and not target.startswith(self._root.rstrip(os.sep) + os.sep):
            self._refuse(path, f"this link leads out of {self.project.content_name}", "put a copy in its place")
            return False
        if not Path(target).exists():
            self._refuse(path, "this link leads nowhere", "take it out or mend it")
            return False
        return True

    def _refuse(self, path: str, message: str, hint: str) -> None:
        file = f"{self.project.content_name}/{path}" if path else self.project.content_name
        self.diagnostics.append(diagnostic("L101", Place(file), message, hint))
