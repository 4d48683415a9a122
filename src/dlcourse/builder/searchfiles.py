"""The files of the search: an edition in; the index in pieces, the titles of each language, the texts for excerpts out.

`search/index.js` and `search/titles.zh.js` are read when the search is opened. `search/words/` holds the terms in some
64 pieces, named by what they hold, of which a query loads those that its words lie in. The text of a lesson lies beside
its page, and is read for the results that are shown.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import PurePosixPath

from dlcourse.builder.addresses import INDEX
from dlcourse.builder.edition import Edition
from dlcourse.builder.pages.keys import keys_of
from dlcourse.builder.search.entries import script
from dlcourse.builder.search.pieces import index_of, pieces_of
from dlcourse.builder.search.words import GRAMMAR, IS_UNSPACED, key_of, units_of
from dlcourse.builder.trees import Tree
from dlcourse.model import Artifact, Language, Later, Lesson, Recipe, Term

FOLDER = PurePosixPath("search")
TEXT = "text.js"


def search_of(edition: Edition) -> Later:
    """Return every file of the search: the index changes with every word, and is made when it is asked for."""
    return Later(key=keys_of(edition).everything, has=_is_ours, make=partial(search_files, edition))


def _is_ours(path: str) -> bool:
    return path.startswith(f"{FOLDER}/") or path.endswith(f"/{TEXT}")


def search_files(edition: Edition) -> Iterator[Artifact]:
    """Return every file of the search."""
    press = edition.press
    places, lessons = _numbered(edition)
    before = press.recall()
    index = index_of([press.key(lesson) for lesson in lessons], press.entry, before)
    if index != before:
        press.remember(index)
    pieces = pieces_of(index)
    for piece in pieces:
        yield Artifact(path=FOLDER / "words" / f"{piece.name}.js", content=piece.content)
    facts = _facts(edition, lessons, places) | {"pieces": [[piece.first, piece.name] for piece in pieces]}
    yield Artifact(path=FOLDER / "index.js", content=script("index", facts))
    for tree in edition.trees:
        if not tree.is_both:
            yield keys_of(edition).file(FOLDER / f"titles.{tree.name}.js", partial(titles_script, edition, tree))
    for lesson in edition.course.lessons:
        for language in edition.outline(lesson).languages:
            key = press.key(lesson)
            recipe = Recipe(f"text {language} {key}", partial(text_script, edition, key, language))
            yield Artifact(path=PurePosixPath(f"{language}/{lesson.slug}/{TEXT}"), content=recipe)


def _numbered(edition: Edition) -> tuple[list[int], list[Lesson]]:
    """Return the places of lessons in the course in the order of their numbers, and the lessons in that order.

    Long ones come first, which makes an index smaller. As only powers of two count for that, a lesson keeps its number
    when a few words change.
    """
    lessons = edition.course.lessons
    lengths = [edition.outline(lesson).views[0].minutes.bit_length() for lesson in lessons]
    places = sorted(range(len(lessons)), key=lambda place: -lengths[place])
    return places, [lessons[place] for place in places]


def text_script(edition: Edition, key: str, language: Language) -> bytes:
    """Return the script with the text of the lesson with `key`, for excerpts."""
    entry = edition.press.entry(key)
    return entry.texts[language] if entry else b""


def titles_script(edition: Edition, tree: Tree) -> bytes:
    """Return the script with the titles of lessons and modules for readers of `tree`, each with its language."""
    _, lessons = _numbered(edition)
    modules = (edition.words(module.title, tree) for module in edition.course.modules)
    titles = {
        "lessons": [edition.title(lesson, tree).parts[0] for lesson in lessons],
        "modules": [words.parts[0] if words else ("", tree.language) for words in modules],
    }
    return script(f"titles.{tree.name}", titles)


def _facts(edition: Edition, lessons: Sequence[Lesson], places: Sequence[int]) -> dict[str, object]:
    """Return what the reader's script must know of the whole course; `places` is where each lesson stands in it."""
    modules = enumerate(edition.course.modules)
    module_of = {lesson.slug: number for number, module in modules for lesson in module.lessons}
    return GRAMMAR | {
        "page": INDEX if edition.options.url_style == "file" else "",
        "slugs": [lesson.slug for lesson in lessons],
        "places": places,
        "modules": [module_of[lesson.slug] for lesson in lessons],
        "written": [edition.outline(lesson).languages for lesson in lessons],
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
