"""What was read of a lesson's file, in plain values that can be kept from build to build, and back."""

from collections.abc import MutableMapping
from dataclasses import fields
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from dlcourse.diagnostics import Diagnostic, Place, diagnostic
from dlcourse.filetimes import Stamp
from dlcourse.loader.gist import Gist
from dlcourse.model import FrontMatter, Language, Source


class Origin(NamedTuple):
    """All that a file is read from: the hash of its bytes, what diagnostics call it, the course's languages."""

    digest: str
    file: str
    languages: tuple[Language, ...]


class Memo(NamedTuple):
    """What was read of one file: texts, numbers, dates, and tuples, lists and mappings of them.

    `stamp` is the file's as it was read, None if that could not tell. `fields` are those of its front matter that are
    not at their defaults; None says that header and body could not be told apart. `places` are key, line and column,
    `faults` line, column, code, message and hint.
    """

    origin: Origin
    stamp: Stamp | None
    fields: dict[str, Any] | None
    places: tuple[tuple[str, int, int], ...]
    body_line: int
    gist: tuple[bool, str, str, tuple[str, ...]]
    faults: tuple[tuple[int, int, str, str, str], ...]


Known = MutableMapping[str, Memo]
"""What is known of files, by their path below content/."""

_DEFAULTS = tuple((field.name, getattr(FrontMatter(), field.name)) for field in fields(FrontMatter))


def memo_of(
    origin: Origin, stamp: Stamp | None, source: Source | None, gist: Gist, found: tuple[Diagnostic, ...]
) -> Memo:
    """Return what `recalled` makes `source`, `gist` and `found` of again."""
    given = source.fields if source else FrontMatter()
    told = {name: value for name, default in _DEFAULTS if (value := getattr(given, name)) != default}
    return Memo(
        origin,
        stamp,
        told if source else None,
        tuple((key, place.line, place.column) for key, place in source.places.items()) if source else (),
        source.body_line if source else 0,
        (gist.is_empty, gist.heading, gist.title, gist.includes),
        tuple((each.place.line, each.place.column, each.code, each.message, each.hint) for each in found),
    )


def recalled(
    memo: Memo, path: PurePosixPath, language: Language | None
) -> tuple[Source | None, Gist, tuple[Diagnostic, ...]]:
    """Return what `memo` holds of the file `path`, whose name says `language`; the source has a digest and no body."""
    file = memo.origin.file
    found = tuple(
        diagnostic(code, Place(file, line, column), message, hint) for line, column, code, message, hint in memo.faults
    )
    if memo.fields is None:
        return None, Gist(*memo.gist), found
    source = Source(
        path=path,
        file=file,
        fields=FrontMatter(**memo.fields),
        places={key: Place(file, line, column) for key, line, column in memo.places},
        body="",
        body_line=memo.body_line,
        language=language,
        digest=memo.origin.digest,
    )
    return source, Gist(*memo.gist), found
