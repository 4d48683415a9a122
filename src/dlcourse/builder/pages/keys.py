"""What pages are made of, as digests: an edition in, a key for each page out.

A page whose key has not changed need not be made again, so a key takes in all that its page may show. It may take in
more; it must never take in less: `tests/test_warm_is_cold.py` looks for that.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import PurePosixPath

from dlcourse.builder.assets import Asset
from dlcourse.builder.edition import Edition, updated
from dlcourse.builder.links import Findings
from dlcourse.builder.pages.sidebar import MAX_LESSONS, MAX_ROWS
from dlcourse.builder.pages.social import cards_key
from dlcourse.builder.press import digest_of, joined_digest
from dlcourse.builder.register import ToAsset, ToLabel, ToLesson
from dlcourse.builder.trees import Tree
from dlcourse.model import Artifact, Lesson, Recipe

NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""No page tells when it was made: the clock only decides which lessons there are."""


def keys_of(edition: Edition) -> "Keys":
    """Return the keys of the pages of `edition`."""
    return edition.memo.kept("keys", lambda: Keys(edition))


@dataclass(frozen=True)
class Keys:
    """The keys of one edition's pages, each part of them made when it is first asked for."""

    edition: Edition

    @cached_property
    def site(self) -> str:
        """A digest of what every page depends on: settings, words, templates, style sheets, the modules."""
        edition = self.edition
        modules = [
            (
                module.folder,
                module.title,
                module.description,
                module.objectives,
                module.lessons[0].slug,
                len(module.lessons),
            )
            for module in edition.course.modules
        ]
        return digest_of(
            edition.press.ground,
            edition.settings,
            replace(edition.options, now=NO_TIME),
            edition.addresses,
            edition.templates.digest,
            sorted(artifact.path.as_posix() for artifact in edition.theme.artifacts),
            sorted((name, sorted(strings.items())) for name, strings in edition.strings.items()),
            (edition.languages, edition.trees, sorted(edition.dated), edition.folder),
            (edition.has_exercises, edition.has_handout, cards_key(edition)),
            modules,
        )

    @cached_property
    def faces(self) -> dict[str, str]:
        """For each lesson a digest of what other lessons' pages may show of it."""
        edition, made = self.edition, self.edition.lately.made
        outlines, trees, days = edition.outlines, edition.trees, edition.history.days
        return {
            lesson.slug: made(
                _face,
                lesson.slug,
                lesson,
                outlines[lesson.slug].look,
                trees,
                tuple([days.get(source.path) for source in lesson.sources]) if days else (),
            )
            for lesson in edition.course.lessons
        }

    @cached_property
    def course(self) -> str:
        """A digest of all that is known of the course without the text of its lessons."""
        return digest_of(self.site, list(self.faces.items()))

    @cached_property
    def everything(self) -> str:
        """A digest of the whole course, every word of it."""
        return digest_of(self.course, list(self._own.values()))

    def file(self, path: PurePosixPath, make: Callable[[], bytes]) -> Artifact:
        """Return the file at `path` that `make` makes of what is known of the course without the text of lessons."""
        return Artifact(path=path, content=Recipe(f"{path} {self.course}", make))

    def lesson(self, place: int, position: int, number: int) -> str:
        """Return what a lesson's pages are made of: it is at `position` of the module `place`, at `number` of all."""
        first, last = number - position, number - position + len(self.edition.course.modules[place].lessons)
        start, end = max(first, number - MAX_LESSONS), min(last, number + MAX_LESSONS + 1)
        beside = self._looks if self._is_small else self._looks[start:end]
        near = self._looks[max(0, number - 1) : number + 2]
        slug = self.edition.course.lessons[number].slug
        return self.edition.lately.made(_page, slug, self.site, number, self._own[slug], near, beside)

    @cached_property
    def _looks(self) -> tuple[str, ...]:
        """The digests of `faces` in the order of the course, in which the lessons of a module follow each other."""
        return tuple(self.faces.values())

    @cached_property
    def _is_small(self) -> bool:
        return len(self.edition.course.lessons) + len(self.edition.course.modules) <= MAX_ROWS

    @cached_property
    def _own(self) -> dict[str, str]:
        """For each lesson a digest of its text and of all that its text leads to."""
        edition, faces, made = self.edition, self.faces, self.edition.lately.made
        stale: dict[str, list[tuple[str, str]]] = {}
        for slug, passage, language in sorted(edition.outdated):
            stale.setdefault(slug, []).append((passage, language))
        found: dict[str, str] = {}
        for lesson in edition.course.lessons:
            slug, findings = lesson.slug, edition.findings[lesson.slug]
            others, pictures = made(_leads, slug, lesson, findings)
            found[slug] = made(
                _own,
                slug,
                edition.press.key(lesson),
                faces[slug],
                stale.get(slug),
                findings,
                tuple([faces.get(other) for other in others]) if others else (),
                tuple([sorted(edition.directory.versions(picture).items()) for picture in pictures])
                if pictures
                else (),
            )
        return found


def _face(lesson: Lesson, look: str, trees: tuple[Tree, ...], days: tuple[date | None, ...]) -> str:
    known = {source.path: day for source, day in zip(lesson.sources, days, strict=False) if day}
    return digest_of(lesson.slug, lesson.fields, look, [updated(lesson, tree.languages, known) for tree in trees])


def _leads(lesson: Lesson, findings: Findings) -> tuple[tuple[str, ...], tuple[Asset, ...]]:
    """Return the slugs of the lessons that `lesson` leads to, and the files."""
    slugs = [found.slug for found in findings.places if isinstance(found, ToLesson | ToLabel)]
    assets = [found.asset for found in findings.places if isinstance(found, ToAsset)]
    return (*lesson.fields.prerequisites, *slugs), tuple(assets)


def _own(*facts: object) -> str:
    return digest_of(*facts)


def _page(site: str, number: int, own: str, near: tuple[str, ...], beside: tuple[str, ...]) -> str:
    return joined_digest(site, str(number), own, "".join([*near, *beside]))
