"""The text of a front matter in, its values and where each stands out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dlcourse.diagnostics import Diagnostic, Place, diagnostic
from dlcourse.loader.simpleheader import read_simple

_LARGEST = 64 * 1024
_LARGEST_SIMPLE = 4000


@dataclass(frozen=True, slots=True)
class Header:
    """The values of a front matter by key, the place of each value, and its text where it is a scalar."""

    values: Mapping[str, object] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()


def read_header(text: str, file: str, first_line: int) -> Header:
    """Read the YAML `text`, whose first line is line `first_line` of `file`; a faulty one has fewer values or none."""
    if len(text.encode()) > _LARGEST:
        message, hint = "front matter is longer than 64 KB", "move what is long into the lesson"
        return Header(diagnostics=(diagnostic("L105", Place(file, first_line, 1), message, hint),))
    simple = read_simple(text) if len(text) < _LARGEST_SIMPLE else None
    if simple is None:
        from dlcourse.loader.yamlheader import read_yaml  # noqa: PLC0415 - slow to import, and seldom needed

        return Header(*read_yaml(text, file, first_line))
    return Header(
        {each.key: each.value for each in simple},
        {each.key: Place(file, line, each.column) for line, each in enumerate(simple, first_line)},
        {each.key: each.written for each in simple if each.written is not None},
    )
