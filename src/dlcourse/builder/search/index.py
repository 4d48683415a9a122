"""The files of the search: an edition in; the index in pieces, the titles of each language, the texts for excerpts out.

`search/index.js` and `search/titles.zh.js` are read when the search is opened. `search/words/` holds the terms in about
64 pieces, named by what they hold, of which a query loads those that its words lie in. The text of a lesson lies beside
its page, and is read for the results that are shown.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from heapq import nlargest
from itertools import pairwise
from pathlib import PurePosixPath

from dlcourse.builder.addresses import INDEX
from dlcourse.builder.edition import Edition
from dlcourse.builder.search.entries import Entry, script
from dlcourse.builder.search.postings import encoded
from dlcourse.builder.search.words import GRAMMAR, key_of, units_of
from dlcourse.builder.trees import Tree
from dlcourse.model import Artifact, Lesson, Term

FOLDER = PurePosixPath("search")
PIECES = 64
SMALLEST, LARGEST = 4096, 32768
"""Between these sizes in bytes lie the pieces of an index, before they are packed."""
TELLING = 24
"""So many terms of a lesson count as what it is about, beside those of its headings."""
OFTEN = 3


def search_files(edition: Edition) -> Iterator[Artifact]:
    """Return every file of the search."""
    lessons = edition.course.lessons
    words = {tree.name: edition.strings[tree.name] for tree in edition.trees if not tree.is_both}
    entries = edition.entries.prepare([(lesson, edition.document(lesson)) for lesson in lessons], words)
    # Those that say most come first: that makes the index a quarter smaller.
    order = sorted(range(len(lessons)), key=lambda number: -len(entries[number].counts))
    lessons, entries = tuple(lessons[number] for number in order), [entries[number] for number in order]
    pieces = _pieces(entries)
    for _, name, content in pieces:
        yield Artifact(path=FOLDER / "words" / f"{name}.js", content=content)
    facts = _facts(edition, lessons, order) | {"pieces": [[first, name] for first, name, _ in pieces]}
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
    """Return what else each term is called, by the key of each of its names: who looks for one finds the others."""
    found: dict[str, list[object]] = {}
    for term in glossary:
        forms = [*term.names.values(), *(form for forms in term.also.values() for form in forms)]
        by_key = {key: units_of(form) for form in forms if (key := key_of(form))}
        for key in by_key:
            found.setdefault(key, []).extend(units for other, units in by_key.items() if other != key)
    return {key: others for key, others in found.items() if others}


def _titles(edition: Edition, lessons: Sequence[Lesson], tree: Tree) -> dict[str, object]:
    """Return the titles of lessons and modules for readers of `tree`, each with the language that it is in."""
    modules = (edition.words(module.title, tree) for module in edition.course.modules)
    return {
        "lessons": [edition.title(lesson, tree).parts[0] for lesson in lessons],
        "modules": [words.parts[0] if words else ("", tree.language) for words in modules],
    }


def _pieces(entries: Sequence[Entry]) -> list[tuple[str, str, bytes]]:
    """Return the index in pieces: the first term of each, its name, its script. Terms are in the order of UTF-16."""
    postings = _postings(entries)
    lines = [
        (term, f"{term} {encoded(postings[term], len(entries))}")
        for term in sorted(postings, key=lambda term: term.encode("utf-16-be"))
    ]
    total = sum(len(line.encode()) + 1 for _, line in lines)
    size = max(SMALLEST, min(LARGEST, total // PIECES + 1))
    starts, filled = [0], 0
    for number, (_, line) in enumerate(lines):
        if filled >= size:
            starts.append(number)
            filled = 0
        filled += len(line.encode()) + 1
    found = []
    for start, end in pairwise([*starts, len(lines)]):
        text = "\n".join(line for _, line in lines[start:end])
        name = hashlib.sha256(text.encode()).hexdigest()[:10]
        found.append((lines[start][0] if start < end else "", name, script(name, text)))
    return found


def _postings(entries: Sequence[Entry]) -> dict[str, tuple[list[int], list[int], list[int]]]:
    """Return for each term who says it, which of those say it in a heading or often, which of those in the title."""
    spread = Counter(term for entry in entries for term in entry.counts)
    rarity = {term: math.log(len(entries) / count + 0.1) for term, count in spread.items()}
    found: dict[str, tuple[list[int], list[int], list[int]]] = {term: ([], [], []) for term in spread}
    for number, entry in enumerate(entries):
        telling = _telling(entry, rarity)
        for term in entry.counts:
            everyone, strong, titled = found[term]
            if term in telling:
                if term in entry.titles:
                    titled.append(len(strong))
                strong.append(len(everyone))
            everyone.append(number)
    return found


def _telling(entry: Entry, rarity: Mapping[str, float]) -> set[str]:
    often = [term for term, count in entry.counts.items() if count >= OFTEN]
    return {
        *entry.titles,
        *entry.headings,
        *nlargest(TELLING, often, key=lambda term: entry.counts[term] * rarity[term]),
    }
