"""content/glossary.toml in, the terms of the course and everything found wrong with them out."""

import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from dlcourse.config import Project, Settings
from dlcourse.diagnostics import Diagnostic, Place, diagnostic
from dlcourse.lately import Lately
from dlcourse.loader.naming import slug_of
from dlcourse.model import Language, Term
from dlcourse.schema import RawTerm, TomlFault, read_glossary_table
from dlcourse.schema.fieldtypes import plain_slug
from dlcourse.schema.showing import show
from dlcourse.termforms import folded

FILE = PurePosixPath("glossary.toml")
MAX_BYTES = 512 * 1024
_RESERVED = "page-"  # ids that begin so belong to the pages' own elements


def read_glossary(
    project: Project, settings: Settings, lately: Lately | None = None
) -> tuple[tuple[Term, ...], tuple[Diagnostic, ...]]:
    """Read the glossary, in the order of the file; entries with a fault that matters are left out.

    A course without one has no terms.
    """
    name = f"{project.content_name}/{FILE}"
    data, fault = _read(project, name)
    if data is None:
        return (), (fault,) if fault else ()
    return (lately or Lately()).made(_terms, "", data, name, settings.languages)


def _terms(data: bytes, name: str, languages: tuple[Language, ...]) -> tuple[tuple[Term, ...], tuple[Diagnostic, ...]]:
    entries, faults = read_glossary_table(data, name, languages)
    found = [diagnostic("T405", fault.place, fault.message, fault.hint) for fault in faults]
    terms: list[Term] = []
    shelf = _Shelf(languages)
    shelf.ids = {entry.id: entry for entry in reversed(entries) if entry.id}
    for entry in entries:
        entry_faults = shelf.faults(entry, is_unread=_is_faulty(entry, faults))
        found += entry_faults
        if not entry_faults and entry.names.get(languages[0]):
            terms.append(shelf.term(entry))
    return tuple(terms), tuple(found)


def _read(project: Project, name: str) -> tuple[bytes | None, Diagnostic | None]:
    path = project.content / FILE
    try:
        if not Path(os.path.realpath(path)).is_relative_to(project.content.resolve()):
            hint = "put a copy in its place"
            return None, diagnostic("T405", Place(name), f"this link leads out of {project.content_name}", hint)
        if path.exists() and not path.is_file():  # a pipe or a device would never end
            return None, diagnostic("T405", Place(name), "this is no file", "put a text file in its place")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None, None
    except OSError as error:
        message = f"it cannot be read ({error.strerror})"
        return None, diagnostic("T405", Place(name), message, "make it a file that you may read")
    if len(data) > MAX_BYTES:
        message = f"it is larger than {MAX_BYTES // 1024} KiB"
        return None, diagnostic("T405", Place(name), message, "keep the terms that readers need")
    return data, None


def _is_faulty(entry: RawTerm, faults: tuple[TomlFault, ...]) -> bool:
    """Tell whether a name of `entry` was refused; then it lacks one, and nothing more need be said."""
    first = entry.place.line
    last = max(place.line for place in entry.places.values())
    return any(first <= fault.place.line <= last for fault in faults)


class _Shelf:
    """The entries put up so far: what is taken already, by whom."""

    def __init__(self, languages: tuple[Language, ...]) -> None:
        self._languages = languages
        self._names: dict[str, RawTerm] = {}
        self._claimed: set[str] = set()
        self.ids: Mapping[str, RawTerm] = {}

    def faults(self, entry: RawTerm, *, is_unread: bool) -> list[Diagnostic]:
        """Return what keeps `entry` off the shelf."""
        source = self._languages[0]
        name = entry.names.get(source)
        if not name:
            message = f"this term has no name in {source}, the source language"
            hint = f'write {source} = "…" below [[term]]'
            return [] if is_unread else [diagnostic("T405", entry.place, message, hint)]
        found: list[Diagnostic] = []
        for key, form in [(source, name), *(("also", form) for form in _also(entry, source))]:
            other = self._names.setdefault(folded(form), entry)
            if other is not entry:
                message = f"{key}: {show(form)} is already a term on line {other.place.line}"
                hint = "make one entry of both, other names under `also`"
                found.append(diagnostic("T405", entry.places.get(key, entry.place), message, hint))
        if entry.id:
            found += self._id_faults(entry, entry.id)
        return found

    def _id_faults(self, entry: RawTerm, wanted: str) -> list[Diagnostic]:
        place = entry.places.get("id", entry.place)
        if wanted.startswith(_RESERVED):
            message = f"id: ids that begin with {_RESERVED} belong to the pages' own elements"
            return [diagnostic("T405", place, message, "write another, or take the key out")]
        if self.ids[wanted] is not entry:
            message = f"id: {show(wanted)} is already that of the term on line {self.ids[wanted].place.line}"
            return [diagnostic("T405", place, message, "write another, or take the key out")]
        return []

    def term(self, entry: RawTerm) -> Term:
        """Return `entry` as a term, with an id of its own."""
        return Term(
            id=entry.id or self._new_id(entry),
            names=entry.names,
            place=entry.place,
            note=entry.note,
            also={language: forms for language in self._languages if (forms := _also(entry, language))},
        )

    def _new_id(self, entry: RawTerm) -> str:
        """Return the first name in Latin letters as an id, else the first of all as pinyin; numbered if taken."""
        latin = next((name for name in entry.names.values() if name.isascii() and plain_slug(name)), "")
        plain = plain_slug(latin) or slug_of(next(iter(entry.names.values())))
        plain = f"term-{plain}" if plain.startswith(_RESERVED) else plain
        wanted, number = plain, 1
        while wanted in self._claimed or wanted in self.ids:
            number += 1
            wanted = f"{plain}-{number}"
        self._claimed.add(wanted)
        return wanted


def _also(entry: RawTerm, language: Language) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*entry.also.get(language, ()), *entry.also.get("", ())]))
