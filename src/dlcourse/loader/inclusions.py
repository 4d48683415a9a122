"""The files that lessons include in, their texts out, each lesson's beside its body.

Only files below content/ are read, and of Markdown only lessons that are published: what is not published leaves no
trace.
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from dlcourse.config import Project
from dlcourse.lately import Lately
from dlcourse.loader.decoding import decode
from dlcourse.loader.gist import Gist
from dlcourse.loader.lessons import Parsed
from dlcourse.model import Inclusion, Lesson, Source
from dlcourse.patterns import lazy

MAX_BYTES = 256 * 1024
"""The largest file that can be included; a page shows it whole or in part."""

MAX_FILES = 500
"""How many paths one file of a lesson can name."""

HIDDEN = lazy(r"\..*|.*~|\#.*\#|.*\.(?:bak|orig)(?:\..*)?|(?:course|module|glossary)\.toml", re.IGNORECASE | re.DOTALL)
LESSON = lazy(r".*\.(?:md|markdown)\b.*", re.IGNORECASE | re.DOTALL)

Identity = tuple[int, int]


def with_inclusions(
    lessons: Sequence[Lesson],
    files: Mapping[PurePosixPath, Parsed],
    found: Sequence[str],
    project: Project,
    lately: Lately,
) -> tuple[Lesson, ...]:
    """Return `lessons` with the files that they include, as `files` tells.

    `found` are all files of lessons, published or not.
    """
    including = {path for path, file in files.items() if file.gist.includes}
    if not including:
        return tuple(lessons)
    shelf = _Shelf(project, lessons, found)
    return tuple(
        lesson
        if including.isdisjoint(source.path for source in lesson.sources)
        else lately.made(
            _filled,
            lesson.slug,
            lesson,
            tuple(shelf.inclusions(each, files[each.path].gist) for each in lesson.sources),
        )
        for lesson in lessons
    )


def _filled(lesson: Lesson, inclusions: Iterable[Mapping[str, Inclusion]]) -> Lesson:
    each = zip(lesson.sources, inclusions, strict=True)
    return replace(lesson, sources=tuple(replace(source, inclusions=known) for source, known in each))


class _Shelf:
    """Reads each file once, however often it is included."""

    def __init__(self, project: Project, lessons: Sequence[Lesson], found: Sequence[str]) -> None:
        self._name = project.content_name
        self._content = project.content
        self._root = project.content.resolve()
        self._paths = {source.path for lesson in lessons for source in lesson.sources}
        others = self._identities(set(map(PurePosixPath, found)) - self._paths)
        self._withheld = others - self._published if others else others
        self._read: dict[Path, Inclusion] = {}

    @cached_property
    def _published(self) -> set[Identity]:
        return self._identities(self._paths)

    def inclusions(self, source: Source, gist: Gist) -> dict[str, Inclusion]:
        """Return the files that the body of `source` names."""
        paths = gist.includes
        inclusions = {path: self._inclusion(path, source) for path in paths[:MAX_FILES]}
        crowd = Inclusion(
            fault=f"a lesson can include {MAX_FILES} files, and this is one more", hint="split the lesson"
        )
        return inclusions | dict.fromkeys(paths[MAX_FILES:], crowd)

    def _inclusion(self, written: str, source: Source) -> Inclusion:
        path = PurePosixPath(unquote(written))
        is_from_top = written.startswith(("@/", "/"))
        path = PurePosixPath(*path.parts[1:]) if is_from_top else source.path.parent / path
        try:
            real = Path(os.path.realpath(self._content / path))  # of links in a circle, `resolve` would raise
            return self._allowed(path, real) or self._text_of(real)
        except (OSError, ValueError):  # ValueError: a NUL in the path
            return self._missing()

    def _allowed(self, path: PurePosixPath, real: Path) -> Inclusion | None:
        """Return why the file may not be shown, if it may not."""
        if not real.is_relative_to(self._root):
            return Inclusion(fault=f"this file lies outside of {self._name}", hint="put a copy beside the lesson")
        if not real.is_file():  # a pipe or a device would never end
            return self._missing()
        names = [*(part for part in path.parts if part != ".."), *real.relative_to(self._root).parts]
        identity = _identity(real)
        is_lesson = any(LESSON.fullmatch(name) for name in (path.name, real.name))
        if identity in self._withheld or (is_lesson and identity not in self._published):
            fault = "this is a lesson that is not published, or no lesson at all"
            return Inclusion(fault=fault, hint="publish it, or take the line out", is_hidden=True)
        if any(HIDDEN.fullmatch(name) for name in names):
            fault = "hidden files, backups and settings are not shown"
            return Inclusion(fault=fault, hint="copy what you want to show to a file of another name", is_hidden=True)
        return None

    def _text_of(self, real: Path) -> Inclusion:
        if real not in self._read:
            with real.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
            text, _ = decode(data, real.name) if len(data) <= MAX_BYTES else (None, ())
            if len(data) > MAX_BYTES:
                hint = "copy what you want to show to a file of its own"
                self._read[real] = Inclusion(fault=f"this file is larger than {MAX_BYTES // 1024} KiB", hint=hint)
            elif text is None:
                self._read[real] = Inclusion(fault="this file is no text in UTF-8", hint="save it as UTF-8")
            else:
                self._read[real] = Inclusion(text=text)
        return self._read[real]

    def _missing(self) -> Inclusion:
        hint = f"paths begin at the lesson's folder, with `@/` at {self._name}"
        return Inclusion(fault="there is no such file", hint=hint)

    def _identities(self, paths: Iterable[PurePosixPath]) -> set[Identity]:
        return set(filter(None, (_identity(self._content / path) for path in paths)))


def _identity(file: Path) -> Identity | None:
    """Return what tells a file from all others, whatever name or link it is reached by."""
    try:
        facts = file.stat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino
