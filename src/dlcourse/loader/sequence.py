"""Lessons and what their folders say in, modules in reading order out."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import PurePosixPath

from dlcourse.diagnostics import Diagnostic, Place, diagnostic
from dlcourse.lately import Lately
from dlcourse.loader.lessons import Parsed
from dlcourse.loader.modules import FolderTable, folder_title
from dlcourse.loader.naming import Numbers, natural, split_number, title_numbers
from dlcourse.model import Lesson, Module

Rank = tuple[int, Numbers, int, tuple[int | str, ...], str]
"""Where something stands among its neighbours: README first, then by number, then by name; explicit before derived."""

_FIRST, _NUMBERED, _NAMED = 0, 1, 2
_LARGEST = 1_000_000


def arrange(
    lessons: Sequence[Lesson],
    tables: Mapping[PurePosixPath, FolderTable],
    files: Mapping[PurePosixPath, Parsed],
    lately: Lately,
) -> tuple[tuple[Module, ...], tuple[Diagnostic, ...]]:
    """Put the lessons in order and gather them by module; `files` holds what was read, by path.

    Folders and the lessons that lie flat beside them are ordered together; neighbouring flat lessons make one module
    without a title. Two lessons of a folder, or two folders of a folder, that claim one sequence are a fault.
    """
    ways: dict[str, tuple[tuple[int, Rank], ...]] = {}
    ranked: list[tuple[tuple[tuple[int, Rank], ...], str, Lesson]] = []
    for lesson in lessons:
        folder, rank = lately.made(_lesson_rank, lesson.slug, lesson, *[files[each.path] for each in lesson.sources])
        if folder not in ways:
            ways[folder] = _way(lesson.folder, tables)
        ranked.append(((*ways[folder], (0, rank)), folder, lesson))
    ranked.sort(key=itemgetter(0))
    modules = [
        _module(tuple(lesson for _, _, lesson in group), tables, files)
        for _, group in groupby(ranked, key=itemgetter(1))
    ]
    return tuple(modules), (*_lesson_ties([each[1:] for each in ranked]), *_folder_ties(tables, modules))


def _way(folder: PurePosixPath, tables: Mapping[PurePosixPath, FolderTable]) -> tuple[tuple[int, Rank], ...]:
    """Return the ranks of the folders that lead to the lessons of `folder`, itself the last.

    A lesson's own rank comes behind them with a 0: a folder's lessons go before its folders.
    """
    folders = [each for each in (folder, *folder.parents) if each.name]
    leading = [_folder_rank(each, tables.get(each)) for each in reversed(folders)]
    return tuple((min(depth, 1), rank) for depth, rank in enumerate(leading))


def _lesson_rank(lesson: Lesson, *files: Parsed) -> tuple[str, Rank]:
    """Return the folder of a lesson and its rank there; `files` are those of its sources."""
    path, name = lesson.sources[0].path, files[0].name
    folder, by_name = str(lesson.folder), (natural(name.stem), str(path))
    if lesson.fields.sequence is not None:
        return folder, (_NUMBERED, (lesson.fields.sequence,), 0, *by_name)
    foreign = () if name.is_index else _number_of_another_tool(lesson)
    numbers = split_number(name.stem)[0] or foreign or _numbers_in_title(lesson, files)
    if numbers:
        return folder, (_NUMBERED, numbers, 1, *by_name)
    return folder, (_FIRST if name.is_index else _NAMED, (), 1, *by_name)


def _number_of_another_tool(lesson: Lesson) -> Numbers:
    """Return the place that Docusaurus, Just the Docs, VuePress or Hugo would give a lesson.

    There, the one of a folder's README is often the folder's own, so it is not asked for.
    """
    values = [lesson.fields.extra.get(key) for key in ("sidebar_position", "nav_order", "order", "weight")]
    return next(((value,) for value in values if type(value) is int and 0 <= value <= _LARGEST), ())


def _numbers_in_title(lesson: Lesson, files: Iterable[Parsed]) -> Numbers:
    titles = [*lesson.fields.title.values(), *(file.gist.heading for file in files)]
    return next((numbers for title in titles if (numbers := title_numbers(title))), ())


def _folder_rank(folder: PurePosixPath, table: FolderTable | None) -> Rank:
    by_name = (natural(folder.name), str(folder))
    if table and table.sequence is not None:
        return (_NUMBERED, (table.sequence,), 0, *by_name)
    numbers = split_number(folder.name)[0]
    return (_NUMBERED if numbers else _NAMED, numbers, 1, *by_name)


def _module(
    lessons: tuple[Lesson, ...],
    tables: Mapping[PurePosixPath, FolderTable],
    files: Mapping[PurePosixPath, Parsed],
) -> Module:
    folder = lessons[0].folder
    table = tables.get(folder)
    index = next((lesson for lesson in lessons if files[lesson.sources[0].path].name.is_index), None)
    description = table.description if table and table.description else index.fields.description if index else {}
    return Module(
        folder=folder,
        title=folder_title(folder, table, index, files),
        description={} if folder == PurePosixPath() else description,
        lessons=lessons,
        objectives={} if folder == PurePosixPath() or not table else table.objectives,
    )


def _lesson_ties(lessons: Iterable[tuple[str, Lesson]]) -> list[Diagnostic]:
    first: dict[tuple[str, int], Lesson] = {}
    found: list[Diagnostic] = []
    claims = [(folder, each.fields.sequence, each) for folder, each in lessons if each.fields.sequence is not None]
    if len({claim[:2] for claim in claims}) == len(claims):
        return []
    for folder, sequence, lesson in sorted(claims, key=lambda claim: claim[2].sources[0].file):
        other = first.setdefault((folder, sequence), lesson)
        if other is not lesson:
            teller = next(source for source in lesson.sources if "sequence" in source.places)
            found.append(_tie(teller.place("sequence"), sequence, other.sources[0].file))
    return found


def _folder_ties(tables: Mapping[PurePosixPath, FolderTable], modules: Iterable[Module]) -> list[Diagnostic]:
    shown = {folder for module in modules for folder in (module.folder, *module.folder.parents)}
    first: dict[tuple[PurePosixPath, int], FolderTable] = {}
    found: list[Diagnostic] = []
    for folder, table in sorted(tables.items()):
        if table.sequence is None or folder not in shown:
            continue
        other = first.setdefault((folder.parent, table.sequence), table)
        if other is not table:
            found.append(_tie(table.place, table.sequence, other.place.file))
    return found


def _tie(place: Place, sequence: int, other: str) -> Diagnostic:
    message = f"sequence: {sequence} is already taken by {other}"
    return diagnostic("L110", place, message, "give one of them another number")
