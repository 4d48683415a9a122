"""A raw mapping in, typed values and faults in plain words out: one table each for lesson, course.toml, module.toml."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache, lru_cache
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar, get_type_hints

from dlcourse.model import Language, LocalText, LocalTexts
from dlcourse.schema import addresses
from dlcourse.schema import fieldtypes as kinds
from dlcourse.schema.fieldtypes import MisfitError, Reader, Surroundings, WrongKindError
from dlcourse.schema.showing import kind_of, shorten, show

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


@dataclass(frozen=True, slots=True)
class Rule:
    """What the value of a key should be: how it is read, what is expected, how to write it; may it be left empty?"""

    read: Reader
    expected: str
    example: str
    if_empty: Literal["remark", "refuse", "pass"] = "remark"


Rules = Mapping[str, Rule]


class Table:
    """A mapping with known keys: the fields of a dataclass, each with its `Rule`. Are others allowed?

    `sign` is what stands between a key and its value where the table is written.
    """

    __slots__ = ()
    is_open: ClassVar[bool] = False
    sign: ClassVar[str] = " ="

    @classmethod
    @cache
    def rules(cls) -> Rules:
        """Return the rules by key."""
        hints = get_type_hints(cls, include_extras=True)
        return {name: hint.__metadata__[0] for name, hint in hints.items() if hasattr(hint, "__metadata__")}


TableT = TypeVar("TableT", bound=Table)


@dataclass(frozen=True, slots=True)
class Values:
    """The values that fit, by key, the unknown keys, and every fault in the order of keys."""

    values: Mapping[str, Any]
    extra: Mapping[str, object]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Reading(Generic[TableT]):
    """The typed values (a faulty key has its default), the unknown keys, and every fault in the order of keys."""

    values: TableT
    extra: Mapping[str, object]
    faults: tuple[Fault, ...]


TEXT = "text, or a text for each language of the course"
TEXTS = "a list of texts, or one for each language of the course"
SLUG = "words of a-z and 0-9 joined by hyphens"
NUMBER = "a whole number from 0 to 1,000,000"
ADDRESS = "an http or https address"


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonTable(Table):
    """The front matter of a lesson."""

    is_open = True
    sign = ":"

    title: Annotated[LocalText, Rule(kinds.local_text, TEXT, "title: Deep learning")] = field(default_factory=dict)
    slug: Annotated[str | None, Rule(kinds.slug, SLUG, "slug: deep-learning")] = None
    sequence: Annotated[int | None, Rule(kinds.whole_number(0, 1_000_000), NUMBER, "sequence: 3")] = None
    description: Annotated[
        LocalText, Rule(kinds.local_text, TEXT, "description: What this lesson teaches", if_empty="pass")
    ] = field(default_factory=dict)
    is_published: Annotated[
        bool | None, Rule(kinds.only(bool), "true or false", "is_published: false", if_empty="refuse")
    ] = None
    estimated_minutes: Annotated[
        int | None, Rule(kinds.whole_number(1, 1000), "a whole number from 1 to 1000", "estimated_minutes: 30")
    ] = None
    languages: Annotated[
        tuple[Language, ...], Rule(kinds.language_tags, "a language or a list of them", "languages: [zh, en]")
    ] = ()
    bilingual: Annotated[str, Rule(kinds.bilingual, "auto, pairs or off", "bilingual: auto")] = "auto"
    date: Annotated[datetime.date | None, Rule(kinds.day, "a date", "date: 2026-01-31", if_empty="pass")] = None
    updated: Annotated[datetime.date | None, Rule(kinds.day, "a date", "updated: 2026-01-31", if_empty="pass")] = None
    publish_on: Annotated[
        datetime.datetime | None, Rule(kinds.moment, "a date, or a date with a time", "publish_on: 2026-01-31")
    ] = None
    permalink: Annotated[
        str | None, Rule(addresses.site_path, "a path from the root of the site", "permalink: /pages/deep-learning/")
    ] = None
    layout: Annotated[str, Rule(kinds.layout, "the name of a template", "layout: lesson")] = "lesson"
    prerequisites: Annotated[
        tuple[str, ...], Rule(kinds.text_list, "a list of slugs", "prerequisites: [linear-algebra]", if_empty="pass")
    ] = ()
    objectives: Annotated[
        tuple[str, ...],
        Rule(kinds.text_list, "a list of texts", "objectives: [Explain what a neuron does]", if_empty="pass"),
    ] = ()
    tags: Annotated[
        tuple[str, ...], Rule(kinds.kind_text_list, "a list of texts", "tags: [basics]", if_empty="pass")
    ] = ()
    authors: Annotated[
        tuple[str, ...], Rule(kinds.kind_text_list, "a list of names", "authors: [Ada Lovelace]", if_empty="pass")
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseTable(Table):
    """course.toml."""

    title: Annotated[LocalText, Rule(kinds.local_text, TEXT, 'title = "Deep learning"')] = field(default_factory=dict)
    description: Annotated[LocalText, Rule(kinds.local_text, TEXT, 'description = "A first course"')] = field(
        default_factory=dict
    )
    languages: Annotated[
        tuple[Language, ...], Rule(kinds.language_tags, "one or two language tags", 'languages = ["zh", "en"]')
    ] = ("zh", "en")
    base_url: Annotated[str, Rule(addresses.base_url, ADDRESS, 'base_url = "https://example.org/course/"')] = ""
    publish_by_default: Annotated[bool, Rule(kinds.only(bool), "true or false", "publish_by_default = true")] = True
    objectives: Annotated[LocalTexts, Rule(kinds.local_text_list, TEXTS, 'objectives = ["Train a small network"]')] = (
        field(default_factory=dict)
    )
    prerequisites: Annotated[LocalTexts, Rule(kinds.local_text_list, TEXTS, 'prerequisites = ["A little Python"]')] = (
        field(default_factory=dict)
    )
    authors: Annotated[tuple[str, ...], Rule(kinds.text_list, "a list of names", 'authors = ["Ada Lovelace"]')] = ()
    licence: Annotated[str, Rule(kinds.text, "text", 'licence = "CC BY 4.0"')] = ""
    repository: Annotated[str, Rule(addresses.web_address, ADDRESS, 'repository = "https://example.org/source"')] = ""
    branch: Annotated[str, Rule(addresses.branch, "the name of a branch", 'branch = "main"')] = "main"
    edit_url: Annotated[
        str | None, Rule(addresses.edit_url, "an address or false", 'edit_url = "https://example.org/edit/{path}"')
    ] = None
    issues_url: Annotated[
        str | None,
        Rule(addresses.issues_url, "an address or false", 'issues_url = "https://example.org/new?title={title}"'),
    ] = None
    comments: Annotated[dict[str, Any] | None, Rule(kinds.only(dict), "a table", "[comments]")] = None
    macros: Annotated[dict[str, Any] | None, Rule(kinds.only(dict), "a table", "[macros]")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleTable(Table):
    """module.toml."""

    title: Annotated[LocalText, Rule(kinds.local_text, TEXT, 'title = "Foundations"')] = field(default_factory=dict)
    description: Annotated[LocalText, Rule(kinds.local_text, TEXT, 'description = "Where it all begins"')] = field(
        default_factory=dict
    )
    objectives: Annotated[
        LocalTexts, Rule(kinds.local_text_list, TEXTS, 'objectives = ["Say what a parameter is"]')
    ] = field(default_factory=dict)
    sequence: Annotated[int | None, Rule(kinds.whole_number(0, 1_000_000), NUMBER, "sequence = 3")] = None


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
    read = read_values(table.rules(), raw, languages=languages, written=written, is_open=table.is_open, sign=table.sign)
    return Reading(table(**read.values), read.extra, read.faults)


def read_values(
    rules: Rules,
    raw: Mapping[str, object],
    *,
    languages: Sequence[str] = (),
    written: Mapping[str, str] | None = None,
    is_open: bool = False,
    sign: str = " =",
) -> Values:
    """Read each value of `raw` by its rule; for the rest, as `read_table`."""
    values: dict[str, object] = {}
    extra: dict[str, object] = {}
    faults: list[Fault] = []
    for key, value in raw.items():
        rule = rules.get(key)
        if rule is None:
            faults += _unknown_key(rules, key, sign, is_open=is_open)
            extra[key] = value
        elif value is None or (isinstance(value, str) and not value.strip()):
            faults += _blank_value(rule, key)
        else:
            around = Surroundings(tuple(languages), written or {}, key, sign)
            try:
                values[key] = rule.read(value, around)
            except (MisfitError, WrongKindError) as error:
                faults.append(_misfit(rule, key, value, error))
            else:
                faults += [Fault(FaultKind.STYLE, key, f"{key}: {text}", hint) for text, hint in around.remarks]
    return Values(values, extra, tuple(faults))


def _misfit(rule: Rule, key: str, value: object, error: MisfitError | WrongKindError) -> Fault:
    example = f"write it like `{rule.example}`"
    if isinstance(error, MisfitError) and error.reason:
        kind = FaultKind.LANGUAGE if error.is_language else FaultKind.VALUE
        return Fault(kind, key, f"{key}: {error.reason}", error.hint or example)
    is_named_by_kind = show(value) == kind_of(value)
    kind_note = f" {kind_of(value)}," if isinstance(error, WrongKindError) and not is_named_by_kind else ""
    message = f"{key}: {show(value)} is{kind_note} not {rule.expected}"
    return Fault(FaultKind.VALUE, key, message, example)


def _blank_value(rule: Rule, key: str) -> list[Fault]:
    if rule.if_empty == "refuse":
        hint = f"write it like `{rule.example}`"
        return [Fault(FaultKind.VALUE, key, f"{key}: it is empty, not {rule.expected}", hint)]
    if rule.if_empty == "pass":
        return []
    return [Fault(FaultKind.STYLE, key, f"{key}: it is empty", "give it a value or take the key out")]


def _unknown_key(rules: Rules, key: str, sign: str, *, is_open: bool) -> list[Fault]:
    near = nearest_key(key, rules)
    if near:
        message = f"{shorten(key)}: this key is not known; did you mean `{near}`?"
        return [Fault(FaultKind.UNKNOWN, key, message, f"write `{near}{sign}`, or name your own key differently")]
    if is_open:
        return []
    hint = f"the keys are {', '.join(rules)}"
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
