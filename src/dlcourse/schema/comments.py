"""`[comments]` of course.toml in, what giscus needs to know out, and every fault at its own line.

giscus (giscus.app) keeps comments in the discussions of a repository on GitHub.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from dlcourse.patterns import lazy
from dlcourse.schema.fieldtypes import MisfitError, Surroundings, WrongKindError, one_of, only, text
from dlcourse.schema.showing import show
from dlcourse.schema.tables import Rule, Table, read_table
from dlcourse.schema.toml import TomlFault, place_in_table

MAPPINGS = ("slug", "pathname", "url", "title", "og:title")
POSITIONS = ("top", "bottom")

_REPOSITORY = lazy(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}")
_ID = lazy(r"[A-Za-z0-9_+/=-]{4,80}")


def _repository(value: object, around: Surroundings) -> str:
    return _fitting(value, _REPOSITORY, "the owner and the name of a repository on GitHub")


def _id(value: object, around: Surroundings) -> str:
    return _fitting(value, _ID, "an id that giscus.app gives")


def _fitting(value: object, form: re.Pattern[str], told: str) -> str:
    if not isinstance(value, str):
        raise WrongKindError
    if not form.fullmatch(value):
        raise MisfitError(f"{show(value)} is not {told}")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsTable(Table):
    """The table [comments]: where the comments are kept, and how a discussion is told to belong to a lesson.

    With the mapping `slug` all pages of a lesson, whatever their language, have one discussion.
    """

    repo: Annotated[str, Rule(_repository, "the owner and the name of a repository", 'repo = "owner/name"')] = ""
    repo_id: Annotated[str, Rule(_id, "an id", 'repo_id = "R_kgDOA1b2C3"')] = ""
    category: Annotated[str, Rule(text, "text", 'category = "Announcements"')] = ""
    category_id: Annotated[str, Rule(_id, "an id", 'category_id = "DIC_kwDOA1b2C3"')] = ""
    mapping: Annotated[str, Rule(one_of(*MAPPINGS), f"one of {', '.join(MAPPINGS)}", 'mapping = "slug"')] = "slug"
    strict: Annotated[bool, Rule(only(bool), "true or false", "strict = true")] = True
    reactions: Annotated[bool, Rule(only(bool), "true or false", "reactions = true")] = True
    input_position: Annotated[
        str, Rule(one_of(*POSITIONS, told="top or bottom"), "top or bottom", 'input_position = "top"')
    ] = "bottom"


REQUIRED = ("repo", "repo_id", "category", "category_id")


def read_comments(raw: Mapping[str, object], data: bytes, file: str) -> tuple[CommentsTable, tuple[TomlFault, ...]]:
    """Read the table `raw` of the TOML text `data`."""
    source = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    reading = read_table(CommentsTable, raw)
    faults = [
        TomlFault(
            fault.key,
            place_in_table(file, source, "comments", re.escape(fault.key)),
            f"comments.{fault.message}",
            fault.hint,
        )
        for fault in reading.faults
    ]
    missing = [key for key in REQUIRED if key not in raw]
    if missing:
        message = f"comments: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"
        hint = "giscus.app shows them for a repository with discussions; without comments, take [comments] out"
        faults.append(TomlFault("", place_in_table(file, source, "comments"), message, hint))
    return reading.values, tuple(faults)
