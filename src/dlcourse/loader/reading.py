"""One file of a lesson in, what it says and what is wrong with it out; parsed only if it is not known already."""

import hashlib
from dataclasses import replace
from pathlib import Path, PurePosixPath

from dlcourse.config import Project, Settings
from dlcourse.diagnostics import Diagnostic, Place, Severity, diagnostic
from dlcourse.filetimes import Stamp
from dlcourse.loader.frontmatter import parse_source
from dlcourse.loader.gist import Gist, gist_of
from dlcourse.loader.lessons import Name, Parsed, Reading, name_of
from dlcourse.loader.memos import Known, Origin, memo_of, recalled
from dlcourse.loader.walk import read_file
from dlcourse.model import Language, Source

_Read = tuple[Source | None, Gist, tuple[Diagnostic, ...]]
_OVERVIEW_KEYS = frozenset({"hero", "features", "pageComponent", "archivesPage", "categoriesPage", "tagsPage"})


def read_lesson(
    project: Project, settings: Settings, below: str, known: Known | None, stamp: Stamp | None = None
) -> Reading:
    """Read the file at the path `below` content/; None if it is an empty page of another tool, which is made here.

    What is not `known` of it as it is now is put there, and its source has no body; without `known` it has one. A file
    that was read when it had this `stamp` is not even opened.
    """
    path = PurePosixPath(below)
    file = f"{project.content_name}/{below}"
    name = name_of(path, settings.languages)
    memo = known.get(below) if known is not None else None
    if memo and stamp and memo.stamp == stamp and memo.origin == (memo.origin.digest, file, settings.languages):
        return _judged(path, file, name, recalled(memo, path, name.language))
    data, unreadable = read_file(project, path)
    if data is None:
        if known is not None:
            known.pop(below, None)
        return Parsed(path=path, name=name, file=file, source=None, gist=Gist(), is_faulty=True), unreadable
    if known is None:
        return _judged(path, file, name, _parsed(data, path, file, settings.languages, name))
    origin = Origin(hashlib.sha256(data).hexdigest(), file, settings.languages)
    if memo and memo.origin == origin:
        if memo.stamp != stamp:
            known[below] = memo._replace(stamp=stamp)
        return _judged(path, file, name, recalled(memo, path, name.language))
    source, gist, found = _parsed(data, path, file, settings.languages, name)
    known[below] = memo_of(origin, stamp, source, gist, found)
    source = replace(source, body="", digest=origin.digest) if source else None
    return _judged(path, file, name, (source, gist, found))


def _judged(path: PurePosixPath, file: str, name: Name, read: _Read) -> Reading:
    source, gist, found = read
    if source and gist.is_empty and _is_overview(source):
        message = (
            "this home page or list of pages of another tool has no text; it is left out, as dlcourse makes its own"
        )
        hint = "take the file out, or write a lesson in it"
        return None, (*found, diagnostic("L115", Place(file, 1), message, hint))
    is_faulty = source is None or any(fault.severity is Severity.ERROR for fault in found)
    return Parsed(path=path, name=name, file=file, source=source, gist=gist, is_faulty=is_faulty), found


def with_layout(project: Project, parsed: Parsed) -> tuple[Parsed, tuple[Diagnostic, ...]]:
    """Return a file whose layout there is: a lesson whose template is missing is shown as all others are."""
    source = parsed.source
    if source is None or _has_template(project.templates, source.fields.layout):
        return parsed, ()
    message = f"layout: there is no template {source.fields.layout}.html; the lesson is shown as all others are"
    found = diagnostic("L115", source.place("layout"), message, "write `layout: lesson` or take it out")
    return replace(parsed, source=replace(source, fields=replace(source.fields, layout="lesson"))), (found,)


def _parsed(data: bytes, path: PurePosixPath, file: str, languages: tuple[Language, ...], name: Name) -> _Read:
    source, found = parse_source(data, path, file, languages, name.language)
    return source, gist_of(source.body, is_index=name.is_index) if source else Gist(), found


def _is_overview(source: Source) -> bool:
    """Tell whether a page is one that VitePress or VuePress (with the theme vdoing) fills by itself."""
    extra = source.fields.extra
    return extra.get("home") is True or not _OVERVIEW_KEYS.isdisjoint(extra)


def _has_template(templates: Path | None, layout: str) -> bool:
    return layout == "lesson" or (templates is not None and (templates / f"{layout}.html").is_file())
