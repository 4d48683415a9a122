"""What authors have accepted: content/.dlcourse/translations.json in, stamps out, and back.

The file is committed with the lessons. It knows texts by their digests alone, so that renaming a file or a slug
changes nothing in it. An entry says of one translation which source texts it was accepted for, and in how many places
the course has that pair: `"<translation>": ["<source>", "<source>*3"]`. `*0` is a source that it was accepted for
once, and that has another translation now. One entry a line, sorted, merges well.
"""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import TypeGuard

from dlcourse.config import Project
from dlcourse.diagnostics import Diagnostic, Place, PublishError, diagnostic
from dlcourse.lately import Lately
from dlcourse.model import Language
from dlcourse.patterns import lazy
from dlcourse.schema.fieldtypes import LANGUAGE_TAG
from dlcourse.schema.showing import show

FILE = PurePosixPath(".dlcourse/translations.json")
"""Where the stamps lie, below content/."""

MAX_BYTES = 32 * 1024 * 1024
VERSION = 1
MOST_SOURCES = 10_000
DIGEST = lazy(r"[0-9a-f]{4,128}")
SOURCE = lazy(rf"{DIGEST.pattern}(?:\*(?:0|[1-9][0-9]{{0,6}}))?")
CONFLICT = lazy(r"(?:<{7}|={7}|>{7}|\|{7})(?: |$)")

Digest = str
Sources = Mapping[Digest, int]
"""The source texts that a translation was accepted for, and how many passages had the pair then."""
Stamps = Mapping[Language, Mapping[Digest, Sources]]
"""By language of the translation and digest of the translation."""


def read_stamps(project: Project, lately: Lately | None = None) -> tuple[Stamps, tuple[Diagnostic, ...]]:
    """Return the stamps of a course; none, and a diagnostic with its line, where the file is broken."""
    path, name = project.content / FILE, f"{project.content_name}/{FILE}"
    try:
        if path.exists() and not path.is_file():  # a pipe or a device would never end
            return {}, (_fault(name, 0, "this is no file", "take it away; `dlcourse accept` writes it anew"),)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return {}, ()
    except OSError as error:
        return {}, (_fault(name, 0, f"it cannot be read ({error.strerror})", "make it a file that you may read"),)
    if len(data) > MAX_BYTES:
        hint = "restore it from your version control, or delete it and accept the translations again"
        return {}, (_fault(name, 0, f"it is larger than {MAX_BYTES // 1024 // 1024} MiB", hint),)
    try:
        return (lately or Lately()).made(_parsed, "", data), ()
    except _Broken as broken:
        return {}, (_fault(name, broken.line, broken.message, broken.hint),)


def write_stamps(project: Project, stamps: Stamps) -> None:
    """Write the stamps, whole or not at all. Raises `PublishError` if they would leave content/, and OSError."""
    path = project.content / FILE
    if not path.parent.resolve().is_relative_to(project.content.resolve()):
        where = f"{project.content_name}/{FILE.parent}"
        raise PublishError(f"{where}: this link leads out of {project.content_name}; put a folder in its place")
    path.parent.mkdir(exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(_written(stamps))
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class _Broken(Exception):  # noqa: N818  # not an error of ours: it carries what becomes a diagnostic
    def __init__(self, line: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.line, self.message, self.hint = line, message, hint


MEND = "restore it from your version control, or delete it and accept the translations again"


def _fault(name: str, line: int, message: str, hint: str) -> Diagnostic:
    return diagnostic("T405", Place(name, line), message, hint)


def _parsed(data: bytes) -> Stamps:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Broken(data.count(b"\n", 0, error.start) + 1, "it is not UTF-8 text", MEND) from None
    conflict = next((n for n, line in enumerate(text.split("\n"), 1) if CONFLICT.match(line.rstrip("\r"))), 0)
    if conflict:
        hint = "keep the entries of both sides and take the lines with <<<<<<<, ======= and >>>>>>> out"
        raise _Broken(conflict, "an unfinished merge stands here", hint)
    try:
        document = json.loads(text, object_pairs_hook=_Pairs)
    except json.JSONDecodeError as error:
        message = f"it is not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        hint = "mend this line (one entry a line, a comma after each but the last), or restore the file"
        raise _Broken(error.lineno, message, hint) from None
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets without end
        raise _Broken(0, "it holds a value that is too long or nested too deep", MEND) from None
    return _stamps(document, text)


class _Pairs(list[tuple[str, object]]):
    """A JSON object as its pairs: after a merge a key may stand twice, and both say something."""


def _stamps(document: object, text: str) -> Stamps:
    if not isinstance(document, _Pairs):
        raise _Broken(1, "it is not a JSON object", MEND)
    facts = dict(document)
    version = facts.get("version")
    if version != VERSION or isinstance(version, bool):
        message = f"version: {show(version)} is not {VERSION}, the only one that this dlcourse reads"
        raise _Broken(_line(text, "version"), message, "use a newer dlcourse, or restore the file")
    stamps: dict[Language, dict[Digest, dict[Digest, int]]] = {}
    for language, entries in _objects(facts.get("accepted", _Pairs()), "accepted", text):
        if not LANGUAGE_TAG.fullmatch(language):
            raise _Broken(_line(text, language), f"{show(language)} is not a language tag such as en", MEND)
        known = stamps.setdefault(language, {})
        for translation, sources in _objects(entries, language, text):
            if not DIGEST.fullmatch(translation):
                raise _Broken(_line(text, translation), f"{show(translation)} is not a digest", MEND)
            kept = known.setdefault(translation, {})
            if not _is_sound(sources):
                raise _Broken(_line(text, translation), "this entry is not a list of digests", MEND)
            for source, count in map(_source, sources):
                kept[source] = max(count, kept.get(source, 0))
    return stamps


def _objects(value: object, key: str, text: str) -> _Pairs:
    if not isinstance(value, _Pairs):
        raise _Broken(_line(text, key), f"{show(key)} does not hold an object", MEND)
    return value


def _is_sound(value: object) -> TypeGuard[list[str]]:
    return (
        isinstance(value, list)
        and not isinstance(value, _Pairs)
        and 0 < len(value) <= MOST_SOURCES
        and all(isinstance(entry, str) and SOURCE.fullmatch(entry) for entry in value)
    )


def _source(entry: str) -> tuple[Digest, int]:
    source, _, count = entry.partition("*")
    return source, int(count or 1)


def _line(text: str, key: str) -> int:
    """Return the line on which `key` stands, 1 where it does not."""
    return text.count("\n", 0, max(text.find(json.dumps(key, ensure_ascii=False)), 0)) + 1


def _written(stamps: Stamps) -> bytes:
    languages = [
        f"  {json.dumps(language)}: {{\n{_entries(stamps[language])}\n  }}"
        for language in sorted(stamps)
        if stamps[language]
    ]
    accepted = "{\n" + ",\n".join(languages) + "\n }" if languages else "{}"
    return f'{{\n "version": {VERSION},\n "accepted": {accepted}\n}}\n'.encode()


def _entries(entries: Mapping[Digest, Sources]) -> str:
    return ",\n".join(f'   "{digest}": [{_list(entries[digest])}]' for digest in sorted(entries))


def _list(sources: Sources) -> str:
    """Sources that the course has first, by digest; then those that it had, the latest first."""
    current = sorted(source for source, count in sources.items() if count)
    former = [source for source, count in sources.items() if not count]
    return ", ".join(
        f'"{source}"' if sources[source] == 1 else f'"{source}*{sources[source]}"' for source in [*current, *former]
    )
