"""A lesson without its bodies in, the lesson with them out, read again from the disk when it is really rendered."""

import hashlib
from dataclasses import replace

from dlcourse.config import Project
from dlcourse.diagnostics import DlcourseError
from dlcourse.loader.frontmatter import body_of
from dlcourse.loader.walk import read_file
from dlcourse.model import Lesson, Source


def with_bodies(project: Project, lesson: Lesson) -> Lesson:
    """Return `lesson` with the bodies of its sources; one that has them already comes back as it is.

    Raises DlcourseError if a file is no longer the one that was loaded.
    """
    if not any(source.digest for source in lesson.sources):
        return lesson
    return replace(lesson, sources=tuple(_with_body(project, source) for source in lesson.sources))


def digest_of(lesson: Lesson) -> str:
    """Return a hash of all of `lesson` that its document depends on: its slug, its files, the files they include."""
    parts: list[object] = [lesson.slug]
    for source in lesson.sources:
        included = sorted((path, repr(inclusion)) for path, inclusion in source.inclusions.items())
        parts += [str(source.path), source.file, source.language, source.digest or source.body, included]
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _with_body(project: Project, source: Source) -> Source:
    data, _ = read_file(project, source.path)
    if data is None or hashlib.sha256(data).hexdigest() != source.digest:
        raise DlcourseError(f"{source.file}: it was changed while the course was built; build again")
    return replace(source, body=body_of(data, source.file))
