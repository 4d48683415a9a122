"""The folders of a course in, what each says about itself out: title, description, place in the order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from dlcourse.config import Project, Settings
from dlcourse.diagnostics import Diagnostic, Place, diagnostic
from dlcourse.lately import Lately
from dlcourse.loader.lessons import Parsed
from dlcourse.loader.naming import humanised
from dlcourse.loader.walk import MODULE_FILE, read_file
from dlcourse.model import Language, Lesson, LocalText, LocalTexts
from dlcourse.schema import ModuleTable, read_toml


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderTable:
    """What a folder's module.toml says, and where its `sequence` stands."""

    title: LocalText = field(default_factory=dict)
    description: LocalText = field(default_factory=dict)
    objectives: LocalTexts = field(default_factory=dict)
    sequence: int | None = None
    place: Place


def read_folders(
    project: Project, settings: Settings, folders: Iterable[PurePosixPath], lately: Lately
) -> tuple[Mapping[PurePosixPath, FolderTable], tuple[Diagnostic, ...]]:
    """Read the module.toml of each of `folders`; a fault leaves its key at the default."""
    tables: dict[PurePosixPath, FolderTable] = {}
    found: list[Diagnostic] = []
    for folder in folders:
        path = folder / MODULE_FILE
        data, faults = read_file(project, path)
        found += faults
        if data is None:
            continue
        file = f"{project.content_name}/{path}"
        tables[folder], table_faults = lately.made(_table, file, data, file, settings.languages)
        found += table_faults
    return tables, tuple(found)


def _table(data: bytes, file: str, languages: tuple[Language, ...]) -> tuple[FolderTable, list[Diagnostic]]:
    reading, faults = read_toml(data, ModuleTable, file, languages=languages)
    table = FolderTable(
        title=reading.values.title,
        description=reading.values.description,
        objectives=reading.values.objectives,
        sequence=reading.values.sequence,
        place=reading.places.get("sequence", Place(file, 1)),
    )
    return table, [diagnostic("L117", fault.place, fault.message, fault.hint) for fault in faults]


def folder_title(
    folder: PurePosixPath, table: FolderTable | None, index: Lesson | None, files: Mapping[PurePosixPath, Parsed]
) -> LocalText:
    """Return the title of a module: from module.toml, else from its README, else from the folder's name."""
    if folder == PurePosixPath():
        return {}
    if table and table.title:
        return table.title
    title = _index_title(index, files) if index else {}
    return title or {"": humanised(folder.name)}


def _index_title(index: Lesson, files: Mapping[PurePosixPath, Parsed]) -> LocalText:
    """Return the title that a folder's README gives: of its front matter, else of its first `#` heading."""
    headings: dict[Language, str] = {
        source.language or "": heading for source in index.sources if (heading := files[source.path].gist.title)
    }
    return {**headings, **index.fields.title}
