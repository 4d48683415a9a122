"""`[comments]` of course.toml in, what giscus needs to know out, and every fault at its own line.

giscus (giscus.app) keeps comments in the discussions of a repository on GitHub.
"""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator

from dlcourse.schema.fieldtypes import Text, misfit, show
from dlcourse.schema.tables import Table, about, read_table
from dlcourse.schema.toml import TomlFault, place_in_table

MAPPINGS = ("slug", "pathname", "url", "title", "og:title")
POSITIONS = ("top", "bottom")

_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}")
_ID = re.compile(r"[A-Za-z0-9_+/=-]{4,80}")


def _repository(value: object) -> object:
    if isinstance(value, str) and not _REPOSITORY.fullmatch(value):
        raise misfit(f"{show(value)} is not the owner and the name of a repository on GitHub")
    return value


def _id(value: object) -> object:
    if isinstance(value, str) and not _ID.fullmatch(value):
        raise misfit(f"{show(value)} is not an id that giscus.app gives")
    return value


def _mapping(value: object) -> object:
    if isinstance(value, str) and value not in MAPPINGS:
        raise misfit(f"{show(value)} is not one of {', '.join(MAPPINGS)}")
    return value


def _position(value: object) -> object:
    if isinstance(value, str) and value not in POSITIONS:
        raise misfit(f"{show(value)} is not top or bottom")
    return value


_Repository = Annotated[str, BeforeValidator(_repository)]
_Id = Annotated[str, BeforeValidator(_id)]


class CommentsTable(Table):
    """The table [comments]: where the comments are kept, and how a discussion is told to belong to a lesson.

    With the mapping `slug` all pages of a lesson, whatever their language, have one discussion.
    """

    repo: _Repository = about("the owner and the name of a repository", 'repo = "owner/name"', "")
    repo_id: _Id = about("an id", 'repo_id = "R_kgDOA1b2C3"', "")
    category: Text = about("text", 'category = "Announcements"', "")
    category_id: _Id = about("an id", 'category_id = "DIC_kwDOA1b2C3"', "")
    mapping: Annotated[str, BeforeValidator(_mapping)] = about(
        f"one of {', '.join(MAPPINGS)}", 'mapping = "slug"', "slug"
    )
    strict: bool = about("true or false", "strict = true", True)
    reactions: bool = about("true or false", "reactions = true", True)
    input_position: Annotated[str, BeforeValidator(_position)] = about(
        "top or bottom", 'input_position = "top"', "bottom"
    )


REQUIRED = ("repo", "repo_id", "category", "category_id")


def read_comments(raw: Mapping[str, object], data: bytes, file: str) -> tuple[CommentsTable, tuple[TomlFault, ...]]:
    """Read the table `raw` of the TOML text `data`."""
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    reading = read_table(CommentsTable, raw)
    faults = [
        TomlFault(
            fault.key,
            place_in_table(file, text, "comments", re.escape(fault.key)),
            f"comments.{fault.message}",
            fault.hint,
        )
        for fault in reading.faults
    ]
    missing = [key for key in REQUIRED if key not in raw]
    if missing:
        message = f"comments: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
        hint = "giscus.app shows them for a repository with discussions; without comments, take [comments] out"
        faults.append(TomlFault("", place_in_table(file, text, "comments"), message, hint))
    return reading.values, tuple(faults)
