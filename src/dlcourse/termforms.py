"""When two ways to write a term are one term: case, spaces, hyphens and a plural do not count."""

import unicodedata

from dlcourse.model import Language, Term
from dlcourse.patterns import lazy

_JOINTS = lazy(r"[\s\-\u00ad\u00b7\u2010-\u2015\u2212]+")


def folded(text: str) -> str:
    """Return `text` without what does not count in a term: `Back-propagation` is `backpropagation`."""
    return _JOINTS.sub("", unicodedata.normalize("NFKC", text).casefold())


def singulars(key: str) -> tuple[str, ...]:
    """Return what a folded term may be the plural of, itself first: `biases` of `biase` and `bias`."""
    found = [key]
    if key[-1:] == "s" and len(key) > 2:
        found.append(key[:-1])
        if key.endswith("es"):
            found.append(key[:-2])
        if key.endswith("ies"):
            found.append(f"{key[:-3]}y")
    return tuple(found)


def is_same(first: str, second: str) -> bool:
    """Tell whether two texts are one term, in the singular or the plural."""
    return not set(singulars(folded(first))).isdisjoint(singulars(folded(second)))


def forms_of(term: Term, language: Language) -> tuple[str, ...]:
    """Return every right way to write `term` in `language`, its name first; none if it has no name there."""
    name = term.names.get(language, "")
    return tuple(filter(None, (name, *term.also.get(language, ()))))
