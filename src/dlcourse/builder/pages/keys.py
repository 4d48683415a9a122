"""What pages are made of, as digests: an edition in, a key for each page out.

A page whose key has not changed need not be made again, so a key takes in all that its page may show. It may take in
more; it must never take in less: `tests/test_warm_is_cold.py` looks for that.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import PurePosixPath

from dlcourse.builder.edition import Edition
from dlcourse.builder.links import ToAsset, ToLabel, ToLesson
from dlcourse.builder.pages.sidebar import MAX_LESSONS, MAX_ROWS
from dlcourse.builder.pages.social import cards_key
from dlcourse.builder.press import digest_of, joined_digest
from dlcourse.diagnostics import Diagnostic
from dlcourse.model import Artifact, Recipe

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
        edition = self.edition
        return {
            lesson.slug: digest_of(
                lesson.slug,
                lesson.fields,
                edition.outline(lesson).look,
                [edition.updated(lesson, tree.languages) for tree in edition.trees],
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
        around = "".join([*self._looks[max(0, number - 1) : number + 2], *beside])
        return joined_digest(self.site, str(number), self._own[self.edition.course.lessons[number].slug], around)

    @cached_property
    def _looks(self) -> list[str]:
        """The digests of `faces` in the order of the course, in which the lessons of a module follow each other."""
        return list(self.faces.values())

    @cached_property
    def _is_small(self) -> bool:
        return len(self.edition.course.lessons) + len(self.edition.course.modules) <= MAX_ROWS

    @cached_property
    def _own(self) -> dict[str, str]:
        """For each lesson a digest of its text and of all that its text leads to."""
        edition, faces = self.edition, self.faces
        stale: dict[str, list[tuple[str, str]]] = {}
        for slug, passage, language in sorted(edition.outdated):
            stale.setdefault(slug, []).append((passage, language))
        return {
            lesson.slug: digest_of(
                edition.press.key(lesson),
                faces[lesson.slug],
                [faces[slug] for slug in lesson.fields.prerequisites if slug in faces],
                stale.get(lesson.slug),
                [self._shown(found) for found in edition.findings[lesson.slug]],
            )
            for lesson in edition.course.lessons
        }

    def _shown(self, found: object) -> object:
        if isinstance(found, ToLesson):
            return found.lesson.slug, found.fragment, self.faces[found.lesson.slug]
        if isinstance(found, ToLabel):
            return (
                found.lesson.slug,
                found.label.kind,
                found.label.number,
                found.label.id,
                self.faces[found.lesson.slug],
            )
        if isinstance(found, ToAsset):
            versions = self.edition.directory.versions(found.asset)
            return found.asset, sorted(versions.items())
        return found.message if isinstance(found, Diagnostic) else found
