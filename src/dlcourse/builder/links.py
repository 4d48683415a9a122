"""Links and pictures of lessons, looked up: what each leads to, or what is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from dlcourse.builder.assets import Asset, ContentAssets
from dlcourse.builder.outline import Mention, Outline
from dlcourse.builder.register import (
    Place,
    Register,
    ToAsset,
    ToGlossary,
    ToHome,
    ToLabel,
    ToLesson,
    Wanted,
    find_picture,
    names_of,
)
from dlcourse.diagnostics import Diagnostic, diagnostic
from dlcourse.lately import Lately
from dlcourse.model import Course, Image, Lesson, Reference, Target, TitleOf

Destination = ToHome | ToLesson | ToGlossary | ToAsset | Diagnostic
Finding = Destination | ToLabel


class Directory:
    """Looks up what lessons name: lessons in the register, files among the assets."""

    def __init__(self, register: Register, assets: ContentAssets) -> None:
        self.register = register
        self._assets = assets

    def find(self, target: Target) -> Destination:
        """Return where the link `target` leads, or the diagnostic that says why it leads nowhere."""
        place = self.register.find(target)
        return self.file(place) if isinstance(place, Wanted) else place

    def find_image(self, image: Image) -> ToAsset | Diagnostic:
        """Return the file of a picture, or the diagnostic that says what is wrong with it."""
        return self._picture(image.target)

    def find_dark(self, image: Image) -> ToAsset | Diagnostic | None:
        """Like `find_image` for the picture that dark pages show; None if there is none of its own."""
        return self._picture(image.dark) if image.dark else None

    def find_label(self, reference: Reference, slug: str) -> ToLabel | Diagnostic:
        """Return what `reference` in the lesson `slug` names: there, else in the first lesson that has such a label."""
        return self.register.find_label(reference, slug)

    def is_hidden(self, target: Target) -> bool:
        """Tell whether `target` names a lesson that is not published: pages may not even say so."""
        return self.register.is_hidden(target)

    def asset(self, path: PurePosixPath) -> Asset | None:
        """Return the file at `path` below content/, if it may be published."""
        is_hidden = any(part.startswith(".") for part in path.parts)
        return None if is_hidden or path == PurePosixPath() else self._assets.find(path)

    def file(self, wanted: Wanted) -> ToAsset | Diagnostic:
        """Return the file that is wanted, or the diagnostic that says that it is not there."""
        return _file(wanted, self.asset(wanted.target.path), self.register)

    def versions(self, picture: Asset) -> Mapping[int, PurePosixPath]:
        """Return where smaller versions of `picture` are published, by their widths."""
        return self._assets.versions(picture)

    def _picture(self, target: Target) -> ToAsset | Diagnostic:
        place = find_picture(target)
        return self.file(place) if isinstance(place, Wanted) else place


@dataclass(frozen=True, slots=True)
class Findings:
    """What the mentions of a lesson came to: `places` in order, and diagnostics of those that lead nowhere; the files
    of its `pictures` in order, some more than once."""

    places: tuple[Finding, ...] = ()
    pictures: tuple[Asset, ...] = ()


def directory_of(course: Course, outlines: Mapping[str, Outline], assets: ContentAssets, lately: Lately) -> Directory:
    """Return the directory of `course`; its register is the last one as long as lessons are called alike."""
    names = [lately.made(names_of, lesson.slug, lesson, outlines[lesson.slug]) for lesson in course.lessons]
    folders = tuple((module.folder, module.lessons[0].slug) for module in course.modules)
    terms = tuple(term.id for term in course.glossary)
    return Directory(lately.made(Register, "", tuple(names), folders, terms, course.hidden), assets)


def look_up(lesson: Lesson, outline: Outline, directory: Directory, lately: Lately) -> Findings:
    """Return what all that `lesson` names leads to."""
    steps = lately.made(_steps, lesson.slug, lesson.slug, outline.mentions, directory.register)
    files = tuple([directory.asset(place.target.path) for _, place in steps if isinstance(place, Wanted)])
    return lately.made(_findings, lesson.slug, steps, files, directory.register)


Step = tuple[Mention, Place | ToLabel]


def _steps(slug: str, mentions: Iterable[Mention], register: Register) -> tuple[Step, ...]:
    """Return where each mention of the lesson `slug` leads, as far as that is known without a look at the disk."""
    return tuple(step for mention in mentions for step in _found(mention, slug, register))


def _found(mention: Mention, slug: str, register: Register) -> Iterator[Step]:
    if isinstance(mention, Reference):
        yield mention, register.find_label(mention, slug)
    elif isinstance(mention, TitleOf):
        yield mention, register.find(mention.target)
    elif isinstance(mention, Target):
        yield mention, register.find(mention)
    else:
        yield mention, find_picture(mention.target)
        if mention.dark:
            yield mention.dark, find_picture(mention.dark)


def _findings(steps: Iterable[Step], files: Iterable[Asset | None], register: Register) -> Findings:
    """Return the findings of `steps`; `files` are those that are wanted, None for one that is not there."""
    places: list[Finding] = []
    pictures: list[Asset] = []
    each = iter(files)
    for mention, place in steps:
        found = _file(place, next(each), register) if isinstance(place, Wanted) else place
        if isinstance(mention, TitleOf) and isinstance(found, Diagnostic):
            continue  # the link around it says so
        places.append(found)
        if isinstance(found, ToAsset) and isinstance(place, Wanted) and place.is_picture:
            pictures.append(found.asset)
        if isinstance(found, ToAsset) and isinstance(mention, Image) and not found.asset.width:
            hint = "check that it is a PNG, JPEG, GIF, WebP, AVIF or SVG (with width and height or a viewBox)"
            message = f"the size of {mention.target.source[:80]} cannot be told"
            places.append(diagnostic("B305", mention.target.place, message, hint))
    return Findings(tuple(places), tuple(pictures))


def _file(wanted: Wanted, asset: Asset | None, register: Register) -> ToAsset | Diagnostic:
    return ToAsset(asset) if asset else register.missing(wanted)
