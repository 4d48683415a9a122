"""What an author may write in front matter and in course.toml, module.toml, glossary.toml: raw in, typed values out."""

from dlcourse.schema.comments import CommentsTable, read_comments
from dlcourse.schema.glossary import RawTerm, read_glossary_table
from dlcourse.schema.macros import read_macros
from dlcourse.schema.tables import (
    CourseTable,
    FaultKind,
    LessonTable,
    ModuleTable,
    TableT,
    nearest_key,
    read_table,
)
from dlcourse.schema.toml import TomlFault, parse_toml, read_toml

__all__ = [
    "CommentsTable",
    "CourseTable",
    "FaultKind",
    "LessonTable",
    "ModuleTable",
    "RawTerm",
    "TableT",
    "TomlFault",
    "nearest_key",
    "parse_toml",
    "read_comments",
    "read_glossary_table",
    "read_macros",
    "read_table",
    "read_toml",
]
