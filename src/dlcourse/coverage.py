"""The nouns of coverage: how far a lesson, and the course, is translated into a language."""

from dataclasses import dataclass

Language = str  # as in `model`, which takes time to import: nothing but this is wanted of it


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonCoverage:
    """How one lesson stands in one language.

    `is_translated` is false for a lesson that is not written in that language at all; then all passages that are known
    of it are missing. In its source language (`is_source`) a lesson is complete. `translated` counts the outdated and
    the unconfirmed too; `orphans` are not among the `passages`.
    """

    slug: str
    is_source: bool
    is_translated: bool
    passages: int = 0
    translated: int = 0
    outdated: int = 0
    unconfirmed: int = 0
    missing: int = 0
    orphans: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How the published course stands in one of its languages."""

    language: Language
    lessons: tuple[LessonCoverage, ...]

    @property
    def untranslated(self) -> tuple[str, ...]:
        """The slugs of the lessons that are not written in the language."""
        return tuple(lesson.slug for lesson in self.lessons if not lesson.is_translated)

    @property
    def is_complete(self) -> bool:
        """Tell whether every lesson and every passage of it is there."""
        return not self.untranslated and self.total("missing") == 0

    @property
    def percent(self) -> int:
        """The share of passages that are translated, rounded down; 100 only when nothing at all is missing."""
        if self.is_complete:
            return 100
        passages = self.total("passages")
        return min(99, 100 * self.total("translated") // passages) if passages else 0

    def total(self, figure: str) -> int:
        """Return the sum of a figure (`passages`, `outdated`, …) over the lessons."""
        return sum(int(getattr(lesson, figure)) for lesson in self.lessons)
