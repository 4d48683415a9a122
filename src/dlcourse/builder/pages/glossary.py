"""The glossary page of every tree: the terms of the course in, sorted for its readers, HTML files out."""

import unicodedata
from collections.abc import Iterator
from functools import partial

from dlcourse.builder.edition import Edition
from dlcourse.builder.pages.desk import Desk, desk_at, page_bytes, page_facts, with_addresses
from dlcourse.builder.pages.frames import Context
from dlcourse.builder.pages.keys import keys_of
from dlcourse.builder.pages.sidebar import listed, sidebar_of
from dlcourse.languages import HAN
from dlcourse.model import Artifact, Language, Term
from dlcourse.patterns import lazy
from dlcourse.renderer.words import Words

CHINESE = lazy(f"[{HAN}]")


def glossary_pages(edition: Edition) -> Iterator[Artifact]:
    """Return the glossary in every tree; nothing for a course without one."""
    if not edition.course.glossary:
        return
    for tree in edition.trees:
        path = edition.addresses.glossary(tree.name)
        yield keys_of(edition).file(path, partial(glossary_page, edition, tree.name))


def glossary_page(edition: Edition, tree_name: str) -> bytes:
    """Return the page of the glossary in a tree."""
    desk = desk_at(edition, edition.tree(tree_name), edition.addresses.glossary(tree_name))
    return page_bytes(desk, "glossary.html", _context(desk))


def _context(desk: Desk) -> Context:
    edition, addresses = desk.edition, desk.edition.addresses
    pages = {language: addresses.glossary(language) for language in edition.languages}
    first = addresses.glossary(edition.languages[0])
    facts = page_facts(desk, desk.strings["glossary"], desk.strings["glossary_about"])
    return {
        "page": with_addresses(
            facts,
            desk,
            canonical=pages.get(desk.tree.name, first),
            versions=pages,
            default=first,
            kind="website",
        ),
        **listed(sidebar_of(edition, desk.tree), desk),
        "is_glossary": True,
        "terms": [_entry(desk, term) for term in sorted_terms(edition.course.glossary, desk.tree.language)],
    }


def sorted_terms(terms: tuple[Term, ...], language: Language) -> list[Term]:
    """Return `terms` as readers of `language` look them up: Chinese ones by their pinyin."""
    return sorted(terms, key=lambda term: _sort_key(_name(term, language)))


def _name(term: Term, language: Language) -> str:
    return term.names.get(language) or next(iter(term.names.values()))


def _sort_key(name: str) -> tuple[str, str]:
    spoken = name
    if CHINESE.search(name):
        from pypinyin import lazy_pinyin  # noqa: PLC0415 - it takes 0.3 s to import, and only Chinese terms need it

        spoken = " ".join(lazy_pinyin(name))
    plain = "".join(each for each in unicodedata.normalize("NFKD", spoken) if not unicodedata.combining(each))
    return plain.casefold(), name


def _entry(desk: Desk, term: Term) -> Context:
    tree, named = desk.tree, term.names
    languages = [
        *(each for each in tree.languages if each in named),
        *(each for each in named if each not in tree.languages),
    ]
    written: dict[str, Language] = {}
    for language in languages:
        for form in term.also.get(language, ()):
            written.setdefault(form, language)
    return {
        "id": term.id,
        "names": Words(*((named[language], language) for language in languages)),
        "also": [Words((form, language)) for form, language in written.items()],
        "note": desk.edition.words(term.note, tree),
    }
