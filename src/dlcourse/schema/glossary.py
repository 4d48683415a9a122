"""glossary.toml: its bytes in, one typed entry a term out, and every fault at its own line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dlcourse.diagnostics import Place
from dlcourse.patterns import lazy
from dlcourse.schema.fieldtypes import UNWANTED, MisfitError, Surroundings, local_text, slug, text
from dlcourse.schema.showing import kind_of, shorten, show
from dlcourse.schema.tables import SLUG, TEXT, Rule, Rules, nearest_key, read_values
from dlcourse.schema.toml import TomlFault, parse_toml

MAX_TERMS = 5000
MAX_NAME = 100
MAX_NOTE = 1000
MAX_FORMS = 20

# `[[term]]`, and the keys below it (`zh =`, `note.zh =`, `[term.note]`); strings and comments are passed over.
_SPOT = lazy(
    r"""^[ \t]*(?P<head>\[\[[ \t]*["']?term["']?[ \t]*\]\])
      | ^[ \t]*(?:\[[ \t]*["']?term["']?[ \t]*\.[ \t]*)?(?P<quote>["']?)(?P<key>[A-Za-z0-9_-]+)(?P=quote)[ \t]*[=.\]]
      | \"\"\"(?:\\.|[^\\])*?\"\"\" | '''.*?''' | "(?:\\.|[^"\\\n])*" | '[^'\n]*' | \#[^\n]*
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTerm:
    """One entry of the glossary as it is written; the key "" of `also` holds forms that are right in any language."""

    names: Mapping[str, str]
    note: Mapping[str, str]
    also: Mapping[str, tuple[str, ...]]
    id: str | None
    place: Place
    places: Mapping[str, Place]


def read_glossary_table(
    data: bytes, file: str, languages: Sequence[str]
) -> tuple[tuple[RawTerm, ...], tuple[TomlFault, ...]]:
    """Read the `[[term]]` entries of a glossary; a faulty value is left out of its entry."""
    parsed = parse_toml(data, file)
    if isinstance(parsed, TomlFault):
        return (), (parsed,)
    text, raw = parsed
    heads = _spots(text)
    faults = [_unknown(key, heads[0].get(key, Place("", 1)).line, file) for key in raw if key != "term"]
    entries = raw.get("term", [])
    first = heads[0].get("term", Place("", 1)).line
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        shown, kind = show(entries), kind_of(entries)
        message = f"term: {'this' if shown == kind else shown} is {kind}, not a list of tables"
        return (), (
            *faults,
            TomlFault("term", Place(file, first), message, "write [[term]] above the keys of each term"),
        )
    if len(entries) > MAX_TERMS:
        message = f"there are {len(entries)} terms, more than {MAX_TERMS}"
        return (), (*faults, TomlFault("term", Place(file, 1), message, "keep those that readers need"))
    spots = heads[1:] if len(heads) == len(entries) + 1 else [{"": Place("", first)}] * len(entries)
    terms: list[RawTerm] = []
    for entry, spot in zip(entries, spots, strict=True):
        places = {key: Place(file, place.line) for key, place in spot.items()}
        term, found = _term(entry, places, tuple(languages))
        terms.append(term)
        faults += found
    return tuple(terms), tuple(faults)


def _term(
    entry: Mapping[str, object], places: Mapping[str, Place], languages: tuple[str, ...]
) -> tuple[RawTerm, list[TomlFault]]:
    reading = read_values(_rules(languages), entry, languages=languages)
    values = reading.values
    term = RawTerm(
        names={language: values[language] for language in languages if language in values},
        note=values.get("note", {}),
        also=values.get("also", {}),
        id=None if "id" in languages else values.get("id"),
        place=places[""],
        places=places,
    )
    return term, [
        TomlFault(fault.key, places.get(fault.key, places[""]), fault.message, fault.hint) for fault in reading.faults
    ]


@lru_cache(maxsize=8)
def _rules(languages: tuple[str, ...]) -> Rules:
    """Return the rules of an entry: a name in each language, and what else an entry may say.

    In a course in Indonesian (`id`) the key `id` is that language's name; ids are then made of the names alone.
    """
    rules = {language: Rule(_name, "text", f'{language} = "neuron"') for language in languages}
    rules["note"] = Rule(_note, TEXT, 'note = "A unit that sums its inputs"')
    rules["also"] = Rule(_forms, "a list of texts, or one for each language", 'also = ["unit"]')
    rules.setdefault("id", Rule(slug, SLUG, 'id = "neuron"'))
    return rules


def _name(value: object, around: Surroundings) -> str:
    return _checked_name(text(value, around))


def _checked_name(name: str) -> str:
    if len(name) > MAX_NAME:
        raise MisfitError(f"{show(name)} is longer than {MAX_NAME} characters", "a term is a word or a few")
    if not any(character.isalnum() for character in name):
        raise MisfitError(f"{show(name)} holds no letter")
    return name


def _note(value: object, around: Surroundings) -> dict[str, str]:
    texts = local_text(value, around)
    if any(len(each) > MAX_NOTE for each in texts.values()):
        hint = "say it in a sentence or two, the rest in a lesson"
        raise MisfitError(f"it is longer than {MAX_NOTE} characters", hint)
    return texts


def _forms(value: object, around: Surroundings) -> dict[str, tuple[str, ...]]:
    tables: Mapping[str, object] = value if isinstance(value, Mapping) else {"": value}
    kept: dict[str, tuple[str, ...]] = {}
    for language, forms in tables.items():
        if language and language not in around.languages:
            reason = f"{show(language)} is not a language of this course"
            raise MisfitError(reason, f"its languages are {', '.join(around.languages)}", is_language=True)
        if not isinstance(forms, list):
            raise MisfitError(f"{show(forms)} is {kind_of(forms)}, not a list")
        if len(forms) > MAX_FORMS:
            raise MisfitError(f"it has {len(forms)} entries, more than {MAX_FORMS}", "keep those that the lessons use")
        kept[language] = tuple(_form(form) for form in forms)
    return kept


def _form(form: object) -> str:
    if not isinstance(form, str) or UNWANTED.search(form):
        raise MisfitError(f"its entry {show(form)} is {kind_of(form)}, not plain text", "put the entry in quotes")
    return _checked_name(" ".join(form.split()))


def _spots(text: str) -> list[dict[str, Place]]:
    """Return where each key stands: first those above all entries, then those of each; "" is the entry's own line."""
    spots: list[dict[str, Place]] = [{}]
    line, counted = 1, 0
    for match in _SPOT.finditer(text):
        if not match["head"] and not match["key"]:
            continue
        line += text.count("\n", counted, match.start())
        counted = match.start()
        if match["head"]:
            spots.append({"": Place("", line)})
        else:
            spots[-1].setdefault(match["key"], Place("", line))
    return spots


def _unknown(key: str, line: int, file: str) -> TomlFault:
    is_near = nearest_key(key, ["terms"]) is not None or key.casefold() == "term"
    hint = "write [[term]] above each" if is_near else "everything stands below a line [[term]]"
    message = f"{shorten(key)}: this key is not known" + ("; did you mean `[[term]]`?" if is_near else "")
    return TomlFault(key, Place(file, line), message, hint)
