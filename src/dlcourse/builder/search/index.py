"""The files of the search: an edition in; the index in pieces, the titles of each language, the texts for excerpts out.

`search/index.js` and `search/titles.zh.js` are read when the search is opened. `search/words/` holds the terms in about
64 pieces, named by what they hold, of which a query loads those that its words lie in. The text of a lesson lies beside
its page, and is read for the results that are shown.
"""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from dlcourse.builder.addresses import INDEX
from dlcourse.builder.edition import Edition
from dlcourse.builder.search.entries import script
from dlcourse.builder.search.pieces import pieces_of
from dlcourse.builder.search.words import GRAMMAR, IS_UNSPACED, key_of, units_of
from dlcourse.builder.trees import Tree
from dlcourse.model import Artifact, Lesson, Term

FOLDER = PurePosixPath("search")


def search_files(edition: Edition) -> Iterator[Artifact]:
    """Return every file of the search."""
    lessons = edition.course.lessons
    words = {tree.name: edition.strings[tree.name] for tree in edition.trees if not tree.is_both}
    entries = edition.entries.prepare([(lesson, edition.document(lesson)) for lesson in lessons], words)
    # Those that say most come first: that makes the index a quarter smaller.
    order = sorted(range(len(lessons)), key=lambda number: -len(entries[number].counts))
    lessons, entries = tuple(lessons[number] for number in order), [entries[number] for number in order]
    pieces = pieces_of(entries)
    for piece in pieces:
        yield Artifact(path=FOLDER / "words" / f"{piece.name}.js", content=piece.content)
    facts = _facts(edition, lessons, order) | {"pieces": [[piece.first, piece.name] for piece in pieces]}
    yield Artifact(path=FOLDER / "index.js", content=script("index", facts))
    for tree in edition.trees:
        if not tree.is_both:
            content = script(f"titles.{tree.name}", _titles(edition, lessons, tree))
            yield Artifact(path=FOLDER / f"titles.{tree.name}.js", content=content)
    for lesson, entry in zip(lessons, entries, strict=True):
        for language, content in entry.texts.items():
            yield Artifact(path=PurePosixPath(language, lesson.slug, "text.js"), content=content)


def _facts(edition: Edition, lessons: Sequence[Lesson], order: Sequence[int]) -> dict[str, object]:
    """Return what the reader's script must know of the whole course; `places` is where each lesson stands in it."""
    module_of = {
        lesson.slug: number for number, module in enumerate(edition.course.modules) for lesson in module.lessons
    }
    return GRAMMAR | {
        "page": INDEX if edition.options.url_style == "file" else "",
        "slugs": [lesson.slug for lesson in lessons],
        "places": list(order),
        "modules": [module_of[lesson.slug] for lesson in lessons],
        "written": [edition.document(lesson).languages for lesson in lessons],
        "names": _names(edition.course.glossary),
    }


def _names(glossary: Sequence[Term]) -> dict[str, list[object]]:
    """Return what else each term is called, by the key of each of its names: who looks for one finds the others.

    A name that holds another one is left out: where the longer one stands, the shorter one is found.
    """
    found: dict[str, list[object]] = {}
    for term in glossary:
        forms = [*term.names.values(), *(form for forms in term.also.values() for form in forms)]
        by_key = {key: units_of(form) for form in forms if (key := key_of(form))}
        least = {key: units for key, units in by_key.items() if not any(_holds(key, other) for other in by_key)}
        for key in by_key:
            found.setdefault(key, []).extend(units for other, units in least.items() if other != key)
    return {key: others for key, others in found.items() if others}


def _holds(key: str, other: str) -> bool:
    """Return whether the name with `key` says the one with `other` and more."""
    return key != other and (f" {other} " in f" {key} " or (bool(IS_UNSPACED.match(other)) and other in key))


def _titles(edition: Edition, lessons: Sequence[Lesson], tree: Tree) -> dict[str, object]:
    """Return the titles of lessons and modules for readers of `tree`, each with the language that it is in."""
    modules = (edition.words(module.title, tree) for module in edition.course.modules)
    return {
        "lessons": [edition.title(lesson, tree).parts[0] for lesson in lessons],
        "modules": [words.parts[0] if words else ("", tree.language) for words in modules],
    }
