"""What an author may write in front matter, course.toml and module.toml: raw values in, typed values and faults out."""

from dlcourse.schema.tables import CourseTable, FaultKind, LessonTable, ModuleTable, TableT, nearest_key, read_table
from dlcourse.schema.toml import TomlFault, read_toml

__all__ = [
    "CourseTable",
    "FaultKind",
    "LessonTable",
    "ModuleTable",
    "TableT",
    "TomlFault",
    "nearest_key",
    "read_table",
    "read_toml",
]
