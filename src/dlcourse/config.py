"""Where things lie and what the course is set to: course.toml in, `Settings` out."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dlcourse.diagnostics import ConfigError, Level, printable
from dlcourse.model import Language, LocalText, LocalTexts
from dlcourse.schema import CommentsTable, CourseTable, TomlFault, read_comments, read_macros, read_toml

MAX_BYTES = 64 * 1024
"""The largest course.toml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What course.toml says; every key is optional and has the default below.

    `languages` are two BCP 47 tags (or one), the first is the source. `base_url` is the address that the site will
    have, ending in `/`, or "" when it is not known. `edit_url` and `issues_url` are patterns with places in braces, ""
    for no link at all, None for what `repository` and `branch` lead to. `macros` are commands for formulas, by name
    without backslash.
    `objectives` is what readers of the course will be able to do, `prerequisites` what they should know before.
    """

    title: LocalText = field(default_factory=dict)
    description: LocalText = field(default_factory=dict)
    languages: tuple[Language, ...] = ("zh", "en")
    base_url: str = ""
    publish_by_default: bool = True
    objectives: LocalTexts = field(default_factory=dict)
    prerequisites: LocalTexts = field(default_factory=dict)
    authors: tuple[str, ...] = ()
    licence: str = ""
    repository: str = ""
    branch: str = "main"
    edit_url: str | None = None
    issues_url: str | None = None
    comments: CommentsTable | None = None
    macros: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The folders a build reads: `content` on disk, how diagnostics name it, and the author's templates, if any."""

    content: Path
    content_name: str
    templates: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line adds to course.toml for one run.

    `now` is the clock that `publish_on` is compared with. `url_style` says how links are written: "file" spells
    out `index.html`, so that they work from `file:` too; "dir" ends them at the folder. `live_reload` adds the
    script of `dlcourse serve` to every page.
    """

    now: datetime.datetime
    base_url: str | None = None
    with_drafts: bool = False
    level: Level = Level.DEFAULT
    url_style: str = "file"
    live_reload: bool = False


def read_settings(project: Project) -> Settings:
    """Read content/course.toml; a course without one has the default settings.

    Raises `ConfigError` with every fault of the file, one a line, when there are any.
    """
    name = f"{project.content_name}/course.toml"
    data = _data(project.content / "course.toml", name)
    return Settings() if data is None else _settings(data, name)


def _data(path: Path, name: str) -> bytes | None:
    try:
        if path.exists() and not path.is_file():  # a pipe or a device would never end
            raise ConfigError(f"{name}: this is no file; put a text file in its place")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ConfigError(f"{name}: it cannot be read ({error.strerror}); make it a file that you may read") from error
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{name}: it is larger than {MAX_BYTES // 1024} KiB; keep only settings in it")
    return data


def _settings(data: bytes, name: str) -> Settings:
    reading, faults = read_toml(data, CourseTable, name)
    table = reading.values
    found = dict.fromkeys(faults)
    if not any(fault.key == "languages" for fault in faults):
        # The languages are known only now: texts per language are checked against them.
        found |= dict.fromkeys(read_toml(data, CourseTable, name, languages=table.languages)[1])
    macros, macro_faults = read_macros(table.macros or {}, data, name)
    found |= dict.fromkeys(macro_faults)
    comments = None
    if table.comments is not None:
        comments, comment_faults = read_comments(table.comments, data, name)
        found |= dict.fromkeys(comment_faults)
    if found:
        raise ConfigError("\n".join(_line(fault) for fault in sorted(found, key=lambda fault: fault.place)))
    return Settings(
        title=table.title,
        description=table.description,
        languages=table.languages,
        base_url=table.base_url,
        publish_by_default=table.publish_by_default,
        objectives=table.objectives,
        prerequisites=table.prerequisites,
        authors=table.authors,
        licence=table.licence,
        repository=table.repository,
        macros=macros,
        branch=table.branch,
        edit_url=table.edit_url,
        issues_url=table.issues_url,
        comments=comments,
    )


def _line(fault: TomlFault) -> str:
    return printable(f"{fault.place}: {fault.message}; {fault.hint}")
