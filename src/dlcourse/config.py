"""Where things lie and what the course is set to: course.toml in, `Settings` out."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dlcourse.diagnostics import Level
from dlcourse.model import Language, LocalText


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What course.toml says; every key is optional and has the default below.

    `languages` are two BCP 47 tags (or one), the first is the source. `base_url` is the address that the site will
    have, ending in `/`, or "" when it is not known.
    """

    title: LocalText = field(default_factory=dict)
    description: LocalText = field(default_factory=dict)
    languages: tuple[Language, ...] = ("zh", "en")
    base_url: str = ""
    publish_by_default: bool = True
    authors: tuple[str, ...] = ()
    licence: str = ""
    repository: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)


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


def shipped(name: str) -> Path:
    """Return the shipped folder `name` ("templates" or "content"): beside this file in a wheel, else in the checkout."""
    here = Path(__file__).parent
    return here / name if (here / name).is_dir() else here.parents[1] / name
