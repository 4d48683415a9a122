"""The exercises that a lesson was found to set in, what the page of all exercises needs to know of them out."""

from collections.abc import Mapping

from dlcourse.model import Exercise, Language
from dlcourse.renderer.elements import contents_html
from dlcourse.renderer.sheet import Page, Sheet


def exercises_of(page: Page, sheets: Mapping[Language, Sheet]) -> tuple[Exercise, ...]:
    """Return the exercises of a lesson in order; `sheets` are those that each language is rendered on."""
    first = next(iter(sheets.values()))
    return tuple(
        Exercise(
            number=each.number,
            id=each.id,
            titles={
                language: contents_html(title.children or (), sheets.get(language, first))
                for language, title in each.titles.items()
            },
        )
        for each in page.exercises
    )
