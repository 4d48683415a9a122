"""What lessons are called and what there is in them: what a link says in, the place that it leads to out.

Nothing here looks at the disk: of a file beside the lessons it is only said that it is wanted.
"""

import difflib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from dlcourse.builder.addresses import GLOSSARY
from dlcourse.builder.assets import Asset
from dlcourse.builder.outline import Outline
from dlcourse.diagnostics import Diagnostic, diagnostic
from dlcourse.model import Lesson, Reference, Target
from dlcourse.patterns import lazy
from dlcourse.renderer.slugs import slugify

PAGE_SUFFIXES = ("", ".md", ".markdown")
LEADING_NUMBER = lazy(r"[_\W]*\d+(?:[-_.]\d+)*[-_\W]+")
GLOSSARY_NAMES = frozenset(PurePosixPath(GLOSSARY + suffix) for suffix in ("", ".toml", ".md", ".html"))
NO_PICTURE = "B303"
INDEX_NAMES = ("README.md", "index.md", "readme.md", "Readme.md")


@dataclass(frozen=True, slots=True)
class ToHome:
    """A link to the home page."""


@dataclass(frozen=True, slots=True)
class ToLesson:
    """A link to the lesson `slug`, or to an element of it: `fragment` is an id that every view of it has."""

    slug: str
    fragment: str


@dataclass(frozen=True, slots=True)
class ToGlossary:
    """A link to the glossary, or to a term of it."""

    fragment: str


@dataclass(frozen=True, slots=True)
class ToAsset:
    """A link to a file beside the lessons, or a picture."""

    asset: Asset


@dataclass(frozen=True, slots=True)
class ToLabel:
    """A reference to what has a label in the lesson `slug`: an element of this `kind`, with its number and its id."""

    slug: str
    kind: str
    number: str
    id: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file beside the lessons that must be looked for; `code` and `complaint` are for one that is missing."""

    target: Target
    code: str
    complaint: str

    @property
    def is_picture(self) -> bool:
        """Tell whether it is to be shown, not only linked to."""
        return self.code == NO_PICTURE


@dataclass(frozen=True, slots=True)
class Names:
    """All that links know of a lesson: `file` is the name of its first file, `paths` are those below content/ that mean
    it, `anchors` what a fragment may say, and `labels` what it may be asked for."""

    slug: str
    file: str
    paths: tuple[str, ...]
    anchors: Mapping[str, str]
    labels: Mapping[str, ToLabel]


def names_of(lesson: Lesson, outline: Outline) -> Names:
    """Return what links know of `lesson`."""
    labels = {name: ToLabel(lesson.slug, label.kind, label.number, label.id) for name, label in outline.labels.items()}
    return Names(lesson.slug, lesson.sources[0].path.name, tuple(_paths(lesson)), outline.anchors, labels)


Place = ToHome | ToLesson | ToGlossary | Wanted | Diagnostic


class Register:
    """Looks up what lessons name: by file, by slug, by permalink.

    `names` are those of all lessons in order, `folders` the slug of the first lesson of each module, `terms` the ids of
    those in the glossary, `hidden` the paths of lessons that are not published.
    """

    def __init__(
        self,
        names: tuple[Names, ...],
        folders: tuple[tuple[PurePosixPath, str], ...],
        terms: tuple[str, ...],
        hidden: frozenset[PurePosixPath],
    ) -> None:
        self._names = {each.slug: each for each in names}
        self._terms = {term: term for term in terms}
        self._hidden = frozenset(map(str, hidden))
        self._slugs: dict[str, str] = {}
        self._labels: dict[str, ToLabel] = {}
        for each in names:
            for path in each.paths:
                self._slugs.setdefault(path, each.slug)
            for name, label in each.labels.items():
                self._labels.setdefault(name, label)
        for folder, slug in folders:
            self._slugs.setdefault(str(folder), slug)
        self._slugs.pop(str(PurePosixPath()), None)
        self._looked_up: dict[PurePosixPath, str] = {}
        self._anchors: dict[tuple[str, int], dict[str, str]] = {}

    def find(self, target: Target) -> Place:
        """Return where the link `target` leads, or the diagnostic that says why it leads nowhere."""
        slug = self._slug(target.path)
        if slug:
            return self._anchor(slug, target)
        if target.path == PurePosixPath():
            return ToHome()
        if self._terms and target.path in GLOSSARY_NAMES:
            return self._term(target)
        if self.is_hidden(target):
            return diagnostic(
                "B301",
                target.place,
                f"{target.source[:80]} is a lesson that is not published",
                "publish it, or remove the link",
            )
        return _wanted(target, "B301", "there is no lesson or file")

    def find_label(self, reference: Reference, slug: str) -> ToLabel | Diagnostic:
        """Return what `reference` in the lesson `slug` names: there, else in the first lesson that has such a label."""
        found = self._names[slug].labels.get(reference.name) or self._labels.get(reference.name)
        if found:
            return found
        message = f"there is no figure, equation, exercise or section {reference.source[:60]}"
        near = difflib.get_close_matches(reference.name, self._labels, n=1)
        hint = f"did you mean {near[0]}?" if near else "give one that label: {#fig-name}, \\label{eq-name}"
        return diagnostic("R216" if reference.is_imported else "B308", reference.place, message, hint)

    def is_hidden(self, target: Target) -> bool:
        """Tell whether `target` names a lesson that is not published: pages may not even say so."""
        return any(_variants(target.path, self._hidden))

    def missing(self, wanted: Wanted) -> Diagnostic:
        """Return what is to be said of a file that is not there."""
        target, complaint = wanted.target, wanted.complaint
        if target.path.suffix.lower() in (".md", ".markdown"):
            complaint = "no lesson is published from" if wanted.code == "B301" else complaint
        return diagnostic(wanted.code, target.place, f"{complaint} {target.source[:80]}", self._near(target))

    def _slug(self, path: PurePosixPath) -> str:
        if path not in self._looked_up:
            self._looked_up[path] = next((self._slugs[name] for name in _variants(path, self._slugs)), "")
        return self._looked_up[path]

    def _anchor(self, slug: str, target: Target) -> ToLesson | Diagnostic:
        if not target.fragment:
            return ToLesson(slug, "")
        for number, same in enumerate(LIKENESSES):
            anchors = self._anchors_of(slug, number)
            wanted = same(target.fragment)
            if wanted and wanted in anchors:
                return ToLesson(slug, anchors[wanted])
        if target.fragment == "top":  # HTML: the top of any page
            return ToLesson(slug, "")
        message = f"{self._names[slug].file} has no heading #{target.fragment[:60]}"
        return _no_anchor(target, message, self._anchors_of(slug, 0), "link to one of its headings")

    def _term(self, target: Target) -> ToGlossary | Diagnostic:
        if target.fragment in ("", "top"):
            return ToGlossary("")
        if target.fragment in self._terms:
            return ToGlossary(target.fragment)
        message = f"the glossary has no term #{target.fragment[:60]}"
        return _no_anchor(target, message, self._terms, "link to one of its terms")

    def _anchors_of(self, slug: str, likeness: int) -> dict[str, str]:
        """Return the ids of a lesson by what their names look like under `LIKENESSES[likeness]`."""
        key = slug, likeness
        if key not in self._anchors:
            same = LIKENESSES[likeness]
            anchors = self._names[slug].anchors
            self._anchors[key] = {same(name): anchors[name] for name in sorted(anchors, reverse=True)}
        return self._anchors[key]

    def _near(self, target: Target) -> str:
        path, here = target.path, target.place.file
        names = [each for each in self._slugs if each.endswith(".md") and not here.endswith(f"/{each}")]
        near = difflib.get_close_matches(path.as_posix(), names, n=1, cutoff=0.8)
        return f"did you mean {near[0]}?" if near else f"looked for {path.as_posix()[:80]} in content/"


def find_picture(target: Target) -> Wanted | Diagnostic:
    """Return the file that is wanted as a picture."""
    return _wanted(target, NO_PICTURE, "there is no picture")


def _wanted(target: Target, code: str, complaint: str) -> Wanted | Diagnostic:
    if ".." in target.path.parts:
        return diagnostic(
            "B304", target.place, f"{target.source[:80]} lies outside content/", "copy the file into content/"
        )
    return Wanted(target, code, complaint)


def _no_anchor(target: Target, message: str, names: Iterable[str], otherwise: str) -> Diagnostic:
    near = difflib.get_close_matches(slugify(target.fragment), names, n=1)
    return diagnostic("B302", target.place, message, f"did you mean #{near[0]}?" if near else otherwise)


def _paths(lesson: Lesson) -> Iterator[str]:
    """The paths below content/ that mean `lesson`."""
    for source in lesson.sources:
        yield str(source.path)
        if source.language:
            stem = source.path.with_suffix("").stem
            yield str(source.path.with_name(stem + source.path.suffix))
    folder = str(lesson.sources[0].path).rpartition("/")[0]
    yield f"{folder}/{lesson.slug}" if folder else lesson.slug
    yield lesson.slug
    if lesson.fields.permalink:
        yield str(PurePosixPath(unquote(lesson.fields.permalink).strip("/")))


def _variants(path: PurePosixPath, known: Container[str]) -> Iterator[str]:
    """The names among `known` that a link to `path` may mean: `a`, `a.md`, `a.html`, `a/README.md`."""
    if path.name == "" or ".." in path.parts:
        return
    name = str(path)
    stem = str(path.with_suffix("")) if path.suffix in (".html", ".htm") else name
    candidates = [*(name + suffix for suffix in PAGE_SUFFIXES), *(f"{stem}/{index}" for index in INDEX_NAMES)]
    if stem != name:
        candidates += [stem, f"{stem}.md"]
    yield from (candidate for candidate in candidates if candidate in known)


def _as_is(anchor: str) -> str:
    return anchor


def _without_number(anchor: str) -> str:
    """Return what other tools make of a heading: they cut its number and its hyphens in other places."""
    return LEADING_NUMBER.sub("", slugify(anchor)).replace("-", "").replace("_", "")


LIKENESSES: tuple[Callable[[str], str], ...] = (_as_is, str.casefold, slugify, _without_number)
"""How a fragment may match an anchor, the strictest first."""
