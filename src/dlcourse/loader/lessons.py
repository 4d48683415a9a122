"""Parsed files in, candidates for lessons out: language siblings joined, what is not published set apart."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from dlcourse.config import Options, Settings
from dlcourse.diagnostics import Diagnostic, Place, diagnostic
from dlcourse.languages import named_language
from dlcourse.lately import Lately
from dlcourse.loader.gist import Gist
from dlcourse.model import FrontMatter, Language, LocalText, Source

_AGREED = ("slug", "sequence", "layout", "bilingual", "prerequisites")
_INDEX = frozenset({"index", "readme"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """What a lesson file is called: its folder, its stem without language, and the language it names, if any."""

    folder: PurePosixPath
    stem: str
    language: Language | None

    @property
    def is_index(self) -> bool:
        """Tell whether the file opens its folder (README.md, index.md)."""
        return self.stem.casefold() in _INDEX


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One lesson before it has its slug: the published sources, the paths of hidden ones, and whether a fault in its
    front matter keeps it out of the course."""

    name: Name
    sources: tuple[Source, ...]
    fields: FrontMatter
    files: tuple[str, ...]
    hidden: tuple[PurePosixPath, ...]
    is_faulty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """One lesson file, what was found in it, and the gist of its body; `source` is None if it could not be taken apart.

    The source may be without its body: what the course needs to know of that is in the gist.
    """

    path: PurePosixPath
    name: Name
    file: str
    source: Source | None
    gist: Gist
    is_faulty: bool


Reading = tuple[Parsed | None, tuple[Diagnostic, ...]]
"""What was read of a file, and all that is wrong with it; None if it is left out."""


def name_of(path: PurePosixPath, languages: Sequence[Language]) -> Name:
    """Take the name of a lesson file apart: `02-cnn.zh.md` is `02-cnn` in zh, where the course has that language."""
    stem = path.stem
    base, dot, suffix = stem.rpartition(".")
    language = named_language(suffix, languages) if dot and base else None
    return Name(folder=path.parent, stem=base if language else stem, language=language)


def join_siblings(
    parsed: Iterable[Parsed], settings: Settings, options: Options, lately: Lately
) -> tuple[tuple[Candidate, ...], tuple[Diagnostic, ...]]:
    """Join the files of each lesson, check that they fit together, and leave out those that are not published."""
    candidates: list[Candidate] = []
    found: list[Diagnostic] = []
    for group in _groups(parsed, settings.languages):
        candidate, misfits = lately.made(_fitted, group[0].file, tuple(group), settings.publish_by_default, options)
        found += misfits
        candidates.append(candidate)
    return tuple(candidates), tuple(found)


def _fitted(
    group: Sequence[Parsed], publish_by_default: bool, options: Options
) -> tuple[Candidate, Sequence[Diagnostic]]:
    misfits = _misfits(group)
    return _candidate(group, publish_by_default, options, is_faulty=bool(misfits)), misfits


def _groups(parsed: Iterable[Parsed], languages: Sequence[Language]) -> list[list[Parsed]]:
    """Group files by folder and stem; then those of one folder that have a language each and one explicit slug."""
    by_stem: dict[tuple[str, str], list[Parsed]] = {}
    for item in parsed:
        by_stem.setdefault((str(item.name.folder), item.name.stem), []).append(item)
    groups: dict[tuple[str, str, bool], list[Parsed]] = {}
    for (folder, stem), group in by_stem.items():
        slug = next(
            (i.source.fields.slug for i in group if i.source and i.source.fields.slug and i.name.language), None
        )
        twin = groups.get((folder, slug, True)) if slug else None
        if twin is not None and {i.name.language for i in twin}.isdisjoint(i.name.language for i in group):
            twin += group
        elif slug and twin is None:
            groups[folder, slug, True] = group
        else:
            groups[folder, stem, False] = group
    order = {language: index for index, language in enumerate(languages)}
    return [_in_order(group, order) if len(group) > 1 else group for group in groups.values()]


def _in_order(group: Iterable[Parsed], order: Mapping[Language, int]) -> list[Parsed]:
    return sorted(group, key=lambda item: (order.get(item.name.language or "", -1), item.file))


def _misfits(group: Sequence[Parsed]) -> list[Diagnostic]:
    """Say what keeps the files of one lesson from being siblings; each message names both files."""
    found = [fault for item in group if item.source and (fault := _wrong_language(item.source))]
    first, *others = group
    for other in others:
        if first.name.language is None or first.name.language == other.name.language:
            message = f"{other.file} and {first.file} are the same lesson in the same language"
            if first.name.language is None:
                message = f"{first.file} does not say its language, and {other.file} is the same lesson"
            hint = "give each file its language (`lesson.zh.md`, `lesson.en.md`) or another name"
            found.append(diagnostic("L111", Place(first.file, 1), message, hint))
    for key in _AGREED if others else ():
        told = [item.source for item in group if item.source and key in item.source.places]
        for source in told[1:]:
            if getattr(source.fields, key) != getattr(told[0].fields, key):
                message = f"{key}: it differs from the one in {told[0].file}, the same lesson in another language"
                found.append(diagnostic("L111", source.place(key), message, "write the same in both, or in one only"))
    return found


def _wrong_language(source: Source) -> Diagnostic | None:
    said = source.fields.languages
    if source.language is None or not said or said == (source.language,):
        return None
    message = f"languages: {', '.join(said)} does not fit the file name, which says {source.language}"
    return diagnostic("L111", source.place("languages"), message, "take the key out or rename the file")


def _candidate(group: Sequence[Parsed], publish_by_default: bool, options: Options, *, is_faulty: bool) -> Candidate:
    sources = [item.source for item in group if item.source]
    shown = [source for source in sources if _is_shown(source, sources, publish_by_default, options)]
    hidden = tuple(source.path for source in sources if source not in shown)
    return Candidate(
        name=group[0].name,
        sources=tuple(shown),
        fields=_merged(shown or sources),
        files=tuple(item.file for item in group),
        hidden=hidden,
        is_faulty=is_faulty or any(item.is_faulty for item in group),
    )


def _is_shown(source: Source, siblings: Sequence[Source], publish_by_default: bool, options: Options) -> bool:
    """Decide whether a file is published. A sibling that does not say so itself follows the other one."""
    if options.with_drafts:
        return True
    said = [s.fields.is_published for s in siblings if s.fields.is_published is not None]
    is_published = source.fields.is_published
    if is_published is None:
        is_published = all(said) if said else publish_by_default
    days = [s.fields.publish_on for s in (siblings if source.fields.publish_on is None else [source])]
    now = options.now if options.now.tzinfo else options.now.replace(tzinfo=datetime.UTC)
    return is_published and all(day is None or day <= now for day in days)


def _merged(sources: Sequence[Source]) -> FrontMatter:
    """Merge the front matter of siblings: texts per language are joined, for the rest the first that says it wins."""
    if not sources:
        return FrontMatter()
    merged = sources[0].fields
    for source in sources[1:]:
        fields = source.fields
        merged = replace(
            merged,
            **{key: getattr(fields, key) for key in source.places if _is_new(key, sources[0])},
            title=_joined(merged.title, fields.title),
            description=_joined(merged.description, fields.description),
            extra={**fields.extra, **merged.extra},
        )
    return merged


def _is_new(key: str, first: Source) -> bool:
    return key in FrontMatter.__slots__ and key not in first.places and key not in {"title", "description", "extra"}


def _joined(first: LocalText, second: LocalText) -> LocalText:
    return {**first, **{language: text for language, text in second.items() if language not in first}}
