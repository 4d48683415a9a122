"""Links and pictures of lessons, looked up: what each leads to, or what is wrong with it."""

import difflib
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from dlcourse.builder.addresses import GLOSSARY
from dlcourse.builder.assets import Asset, ContentAssets
from dlcourse.builder.outline import Mention, Outline
from dlcourse.diagnostics import Diagnostic, diagnostic
from dlcourse.model import Course, Image, Label, Lesson, Reference, Target, TitleOf
from dlcourse.renderer.slugs import slugify

PAGE_SUFFIXES = ("", ".md", ".markdown")
LEADING_NUMBER = re.compile(r"[_\W]*\d+(?:[-_.]\d+)*[-_\W]+")
GLOSSARY_NAMES = frozenset(PurePosixPath(GLOSSARY + suffix) for suffix in ("", ".toml", ".md", ".html"))
INDEX_NAMES = ("README.md", "index.md", "readme.md", "Readme.md")


@dataclass(frozen=True, slots=True)
class ToHome:
    """A link to the home page."""


@dataclass(frozen=True, slots=True)
class ToLesson:
    """A link to a lesson, or to an element of it: `fragment` is an id that every view of it has."""

    lesson: Lesson
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
    """A reference to what has a label, in this lesson or in another."""

    lesson: Lesson
    label: Label


Destination = ToHome | ToLesson | ToGlossary | ToAsset | Diagnostic


class Directory:
    """Looks up what lessons name: by file, by slug, by permalink."""

    def __init__(self, course: Course, outlines: Mapping[str, Outline], assets: ContentAssets) -> None:
        self._outlines = outlines
        self.lessons = course.lessons
        self._assets = assets
        self._hidden = frozenset(map(str, course.hidden))
        self._terms = {term.id: term.id for term in course.glossary}
        self._anchors: dict[tuple[str, int], dict[str, str]] = {}
        self._lessons: dict[str, Lesson] = {}
        self._looked_up: dict[PurePosixPath, Lesson | None] = {}
        for lesson in reversed(course.lessons):
            for path in _names(lesson):
                self._lessons[path] = lesson
        self._labels: dict[str, ToLabel] = {}
        for lesson in course.lessons:
            for name, label in outlines[lesson.slug].labels.items():
                self._labels.setdefault(name, ToLabel(lesson, label))
        for module in course.modules:
            self._lessons.setdefault(str(module.folder), module.lessons[0])
        self._lessons.pop(str(PurePosixPath()), None)

    def find(self, target: Target) -> Destination:
        """Return where the link `target` leads, or the diagnostic that says why it leads nowhere."""
        lesson = self._lesson(target.path)
        if lesson:
            return self._anchor(lesson, target)
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
        return self._asset(target, "B301", "there is no lesson or file")

    def find_image(self, image: Image) -> ToAsset | Diagnostic:
        """Return the file of a picture, or the diagnostic that says what is wrong with it."""
        return self._asset(image.target, "B303", "there is no picture")

    def find_dark(self, image: Image) -> ToAsset | Diagnostic | None:
        """Like `find_image` for the picture that dark pages show; None if there is none of its own."""
        return self._asset(image.dark, "B303", "there is no picture") if image.dark else None

    def pictures(self) -> Iterator[Asset]:
        """Return the files of all pictures that lessons show, in order; some more than once."""
        for lesson in self.lessons:
            images = [mention for mention in self._outlines[lesson.slug].mentions if isinstance(mention, Image)]
            found = [place for image in images for place in (self.find_image(image), self.find_dark(image))]
            yield from (place.asset for place in found if isinstance(place, ToAsset))

    def versions(self, picture: Asset) -> Mapping[int, PurePosixPath]:
        """Return where smaller versions of `picture` are published, by their widths."""
        return self._assets.versions(picture)

    def find_label(self, reference: Reference, lesson: Lesson) -> ToLabel | Diagnostic:
        """Return what `reference` in `lesson` names: there, else in the first lesson that has such a label."""
        own = self._outlines[lesson.slug].labels.get(reference.name)
        if own:
            return ToLabel(lesson, own)
        found = self._labels.get(reference.name)
        if found:
            return found
        message = f"there is no figure, equation, exercise or section {reference.source[:60]}"
        near = difflib.get_close_matches(reference.name, self._labels, n=1)
        hint = f"did you mean {near[0]}?" if near else "give one that label: {#fig-name}, \\label{eq-name}"
        return diagnostic("R216" if reference.is_imported else "B308", reference.place, message, hint)

    def _lesson(self, path: PurePosixPath) -> Lesson | None:
        if path not in self._looked_up:
            self._looked_up[path] = next((self._lessons[name] for name in _variants(path, self._lessons)), None)
        return self._looked_up[path]

    def _anchor(self, lesson: Lesson, target: Target) -> Destination:
        if not target.fragment:
            return ToLesson(lesson, "")
        for number, same in enumerate(LIKENESSES):
            anchors = self._anchors_of(lesson, number)
            wanted = same(target.fragment)
            if wanted and wanted in anchors:
                return ToLesson(lesson, anchors[wanted])
        if target.fragment == "top":  # HTML: the top of any page
            return ToLesson(lesson, "")
        message = f"{lesson.sources[0].path.name} has no heading #{target.fragment[:60]}"
        return _no_anchor(target, message, self._anchors_of(lesson, 0), "link to one of its headings")

    def _term(self, target: Target) -> Destination:
        if target.fragment in ("", "top"):
            return ToGlossary("")
        if target.fragment in self._terms:
            return ToGlossary(target.fragment)
        message = f"the glossary has no term #{target.fragment[:60]}"
        return _no_anchor(target, message, self._terms, "link to one of its terms")

    def is_hidden(self, target: Target) -> bool:
        """Tell whether `target` names a lesson that is not published: pages may not even say so."""
        return any(_variants(target.path, self._hidden))

    def _anchors_of(self, lesson: Lesson, likeness: int) -> dict[str, str]:
        """Return the ids of `lesson` by what their names look like under `LIKENESSES[likeness]`."""
        key = lesson.slug, likeness
        if key not in self._anchors:
            same = LIKENESSES[likeness]
            anchors = self._outlines[lesson.slug].anchors
            self._anchors[key] = {same(name): anchors[name] for name in sorted(anchors, reverse=True)}
        return self._anchors[key]

    def _asset(self, target: Target, code: str, complaint: str) -> ToAsset | Diagnostic:
        path = target.path
        if ".." in path.parts:
            hint = "copy the file into content/"
            return diagnostic("B304", target.place, f"{target.source[:80]} lies outside content/", hint)
        hidden = any(part.startswith(".") for part in path.parts)
        asset = None if hidden or path == PurePosixPath() else self._assets.find(path)
        if asset:
            return ToAsset(asset)
        if path.suffix.lower() in (".md", ".markdown"):
            complaint = "no lesson is published from" if code == "B301" else complaint
        return diagnostic(code, target.place, f"{complaint} {target.source[:80]}", self._near(target))

    def _near(self, target: Target) -> str:
        path = target.path
        here = target.place.file
        names = [each for each in self._lessons if each.endswith(".md") and not here.endswith(f"/{each}")]
        near = difflib.get_close_matches(path.as_posix(), names, n=1, cutoff=0.8)
        return f"did you mean {near[0]}?" if near else f"looked for {path.as_posix()[:80]} in content/"


Findings = tuple[object, ...]
"""What the mentions of a lesson came to, in order: places, or diagnostics of those that lead nowhere."""


def look_up(lesson: Lesson, outline: Outline, directory: Directory) -> Findings:
    """Return what all that `lesson` names leads to."""
    return tuple(found for mention in outline.mentions for found in _found(mention, lesson, directory))


def _found(mention: Mention, lesson: Lesson, directory: Directory) -> Iterator[Destination | ToLabel | Diagnostic]:
    if isinstance(mention, Reference):
        yield directory.find_label(mention, lesson)
    elif isinstance(mention, TitleOf):
        place = directory.find(mention.target)
        if not isinstance(place, Diagnostic):  # the link around it says so
            yield place
    elif isinstance(mention, Target):
        yield directory.find(mention)
    else:
        picture = directory.find_image(mention)
        yield picture
        if isinstance(picture, ToAsset) and not picture.asset.width:
            hint = "check that it is a PNG, JPEG, GIF, WebP, AVIF or SVG (with width and height or a viewBox)"
            message = f"the size of {mention.target.source[:80]} cannot be told"
            yield diagnostic("B305", mention.target.place, message, hint)
        dark = directory.find_dark(mention)
        if dark is not None:
            yield dark


def _no_anchor(target: Target, message: str, names: Iterable[str], otherwise: str) -> Diagnostic:
    near = difflib.get_close_matches(slugify(target.fragment), names, n=1)
    return diagnostic("B302", target.place, message, f"did you mean #{near[0]}?" if near else otherwise)


def _names(lesson: Lesson) -> Iterator[str]:
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
