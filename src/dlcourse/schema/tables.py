"""A raw mapping in, typed values and faults in plain words out: one table each for lesson, course.toml, module.toml."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from dlcourse.schema.fieldtypes import (
    BaseUrl,
    Bilingual,
    Day,
    KindTextList,
    Languages,
    Layout,
    Minutes,
    Moment,
    SequenceNumber,
    SitePath,
    Slug,
    Surroundings,
    Text,
    TextList,
    TextLists,
    Texts,
    WebAddress,
    kind_of,
    shorten,
    show,
)
from dlcourse.schema.patterns import Branch, EditUrl, IssuesUrl

# Keys of other tools that look like ours and are not misspelt.
_NEIGHBOURS = frozenset("author language published publish update updates updatedat titles layouts".split())


class FaultKind(Enum):
    """What is wrong with a key: its value, a language the course lacks, its name, or only its style."""

    VALUE = "value"
    LANGUAGE = "language"
    UNKNOWN = "unknown"
    STYLE = "style"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a mapping: the top-level `key` it concerns, what is wrong, how to mend it."""

    kind: FaultKind
    key: str
    message: str
    hint: str


class Table(BaseModel):
    """A mapping with known keys; each field's description says what is expected, its example how to write it."""

    model_config = ConfigDict(strict=True, frozen=True)
    is_open: ClassVar[bool] = False
    """Other keys are allowed."""
    refused_blank: ClassVar[frozenset[str]] = frozenset()
    """Keys that must not be left empty."""
    quiet_blank: ClassVar[frozenset[str]] = frozenset()
    """Keys that may be left empty without a remark."""


TableT = TypeVar("TableT", bound=Table)


@dataclass(frozen=True, slots=True)
class Reading(Generic[TableT]):
    """The typed values (a faulty key has its default), the unknown keys, and every fault in the order of keys."""

    values: TableT
    extra: Mapping[str, object]
    faults: tuple[Fault, ...]


def about(description: str, example: str, default: Any = None) -> Any:
    """Make a field of a `Table`: what is expected, how to write it, what an absent key means."""
    return Field(default=default, description=description, examples=[example])


TEXT = "text, or a text for each language of the course"
TEXTS = "a list of texts, or one for each language of the course"


class LessonTable(Table):
    """The front matter of a lesson."""

    is_open = True
    refused_blank = frozenset({"is_published"})
    quiet_blank = frozenset({"description", "date", "updated", "prerequisites", "objectives", "tags", "authors"})

    title: Texts = about(TEXT, "title: Deep learning", {})
    slug: Slug | None = about("words of a-z and 0-9 joined by hyphens", "slug: deep-learning")
    sequence: SequenceNumber | None = about("a whole number from 0 to 1,000,000", "sequence: 3")
    description: Texts = about(TEXT, "description: What this lesson teaches", {})
    is_published: bool | None = about("true or false", "is_published: false")
    estimated_minutes: Minutes | None = about("a whole number from 1 to 1000", "estimated_minutes: 30")
    languages: Languages = about("a language or a list of them", "languages: [zh, en]", ())
    bilingual: Bilingual = about("auto, pairs or off", "bilingual: auto", "auto")
    date: Day | None = about("a date", "date: 2026-01-31")
    updated: Day | None = about("a date", "updated: 2026-01-31")
    publish_on: Moment | None = about("a date, or a date with a time", "publish_on: 2026-01-31")
    permalink: SitePath | None = about("a path from the root of the site", "permalink: /pages/deep-learning/")
    layout: Layout = about("the name of a template", "layout: lesson", "lesson")
    prerequisites: TextList = about("a list of slugs", "prerequisites: [linear-algebra]", ())
    objectives: TextList = about("a list of texts", "objectives: [Explain what a neuron does]", ())
    tags: KindTextList = about("a list of texts", "tags: [basics]", ())
    authors: KindTextList = about("a list of names", "authors: [Ada Lovelace]", ())


class CourseTable(Table):
    """course.toml."""

    title: Texts = about(TEXT, 'title = "Deep learning"', {})
    description: Texts = about(TEXT, 'description = "A first course"', {})
    languages: Languages = about("one or two language tags", 'languages = ["zh", "en"]', ("zh", "en"))
    base_url: BaseUrl = about("an http or https address", 'base_url = "https://example.org/course/"', "")
    publish_by_default: bool = about("true or false", "publish_by_default = true", True)
    objectives: TextLists = about(TEXTS, 'objectives = ["Train a small network"]', {})
    prerequisites: TextLists = about(TEXTS, 'prerequisites = ["A little Python"]', {})
    authors: TextList = about("a list of names", 'authors = ["Ada Lovelace"]', ())
    licence: Text = about("text", 'licence = "CC BY 4.0"', "")
    repository: WebAddress = about("an http or https address", 'repository = "https://example.org/source"', "")
    branch: Branch = about("the name of a branch", 'branch = "main"', "main")
    edit_url: EditUrl | None = about("an address or false", 'edit_url = "https://example.org/edit/{path}"')
    issues_url: IssuesUrl | None = about("an address or false", 'issues_url = "https://example.org/new?title={title}"')
    comments: dict[str, Any] | None = about("a table", "[comments]")
    macros: dict[str, Any] | None = about("a table", "[macros]")


class ModuleTable(Table):
    """module.toml."""

    title: Texts = about(TEXT, 'title = "Foundations"', {})
    description: Texts = about(TEXT, 'description = "Where it all begins"', {})
    objectives: TextLists = about(TEXTS, 'objectives = ["Say what a parameter is"]', {})
    sequence: SequenceNumber | None = about("a whole number from 0 to 1,000,000", "sequence = 3")


def read_table(
    table: type[TableT],
    raw: Mapping[str, object],
    *,
    languages: Sequence[str] = (),
    written: Mapping[str, str] | None = None,
) -> Reading[TableT]:
    """Read `raw` as `table` says, gathering every fault.

    `languages` are those of the course, if texts per language are to be checked; `written` holds scalars as they
    stand in the file, so that a message shows `1.10` and not 1.1.
    """
    kept: dict[str, object] = {}
    extra: dict[str, object] = {}
    faults: list[Fault] = []
    for key, value in raw.items():
        if key not in table.model_fields:
            faults += _unknown_key(table, key)
            extra[key] = value
        elif value is None or (isinstance(value, str) and not value.strip()):
            faults += _blank_value(table, key)
        else:
            kept[key] = value
    surroundings = Surroundings(tuple(languages), written or {})
    try:
        values = table.model_validate(kept, context=surroundings)
    except ValidationError as error:
        found = {str(fault["loc"][0]): fault for fault in reversed(error.errors(include_url=False))}
        faults += [_misfit(table.model_fields[key], key, kept[key], surroundings, found[key]) for key in found]
        surroundings.remarks.clear()
        sound = {key: value for key, value in kept.items() if key not in found}
        values = table.model_validate(sound, context=surroundings)
    faults += [Fault(FaultKind.STYLE, key, f"{key}: {text}", hint) for key, text, hint in surroundings.remarks]
    order = {key: index for index, key in enumerate(raw)}
    return Reading(values, extra, tuple(sorted(faults, key=lambda fault: order[fault.key])))


def _misfit(field: FieldInfo, key: str, value: object, surroundings: Surroundings, error: Mapping[str, Any]) -> Fault:
    context = error.get("ctx", {})
    example = f"write it like `{(field.examples or [key])[0]}`"
    if "reason" in context:
        kind = FaultKind.LANGUAGE if error["type"] == "language" else FaultKind.VALUE
        return Fault(kind, key, f"{key}: {context['reason']}", context["hint"] or example)
    is_of_wrong_kind = not str(error["type"]).endswith(("_equal", "_than"))
    is_named_by_kind = show(value) == kind_of(value)
    kind_note = f" {kind_of(value)}," if is_of_wrong_kind and not is_named_by_kind else ""
    message = f"{key}: {show(value)} is{kind_note} not {field.description}"
    return Fault(FaultKind.VALUE, key, message, example)


def _blank_value(table: type[Table], key: str) -> list[Fault]:
    field = table.model_fields[key]
    if key in table.refused_blank:
        hint = f"write it like `{(field.examples or [key])[0]}`"
        return [Fault(FaultKind.VALUE, key, f"{key}: it is empty, not {field.description}", hint)]
    if key in table.quiet_blank:
        return []
    return [Fault(FaultKind.STYLE, key, f"{key}: it is empty", "give it a value or take the key out")]


def _unknown_key(table: type[Table], key: str) -> list[Fault]:
    near = nearest_key(key, table.model_fields)
    if near:
        message = f"{shorten(key)}: this key is not known; did you mean `{near}`?"
        return [Fault(FaultKind.UNKNOWN, key, message, f"write `{near}:`, or name your own key differently")]
    if table.is_open:
        return []
    hint = f"the keys are {', '.join(table.model_fields)}"
    return [Fault(FaultKind.UNKNOWN, key, f"{shorten(key)}: this key is not known", hint)]


def nearest_key(key: str, known: Iterable[str]) -> str | None:
    """Return the known key that `key` is probably a slip of, else None; keys of other tools are left alone."""
    plain = _plain_key(key)
    if plain in _NEIGHBOURS or len(plain) > 40:
        return None
    for candidate in known:
        target = _plain_key(candidate)
        if plain == target:
            return candidate
        limit = 1 if len(target) < 8 else 2
        if len(target) >= 5 and len(plain) >= 4 and _distance(plain, target) <= limit:
            return candidate
    return None


def _plain_key(key: str) -> str:
    return key.casefold().replace("_", "").replace("-", "")


@lru_cache(maxsize=4096)
def _distance(first: str, second: str) -> int:
    """Count the letters to add, drop, change or swap with their neighbour to get from `first` to `second`."""
    if abs(len(first) - len(second)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
