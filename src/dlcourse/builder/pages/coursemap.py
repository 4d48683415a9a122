"""The map of a course: which lesson builds on which in, drawings for the home page out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from dlcourse.builder.pages.desk import Desk
from dlcourse.builder.pages.mapdrawing import Box, Drawing, draw
from dlcourse.builder.pages.maplayout import Needs
from dlcourse.model import Lesson
from dlcourse.renderer.words import Words

ONE_MAP = 40
"""How many lessons are on one map at most; a larger course has a map of its modules, and one of each module."""

LARGEST_MAP = 80
"""There is no map with more boxes: nobody could read it."""

ALL_MAPS = 240
"""A course with more lessons on its maps has that of its modules alone: a home page must not grow without end."""

TALL = 640
"""How high a map is in pixels that is folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseMaps:
    """The drawings of a home page: those of the course, and those of its modules by their place.

    `is_of_modules` says that the boxes on the first are modules.
    """

    course: Sequence[Drawing]
    modules: Mapping[int, Sequence[Drawing]] = field(default_factory=dict)
    is_of_modules: bool = False

    @property
    def is_tall(self) -> bool:
        """Tell whether the map of the course would push everything else out of sight."""
        return any(drawing.height > TALL for drawing in self.course)


def course_maps(desk: Desk, anchors: Sequence[str]) -> CourseMaps:
    """Return the maps for the home page at `desk`, whose modules have these `anchors`; none without prerequisites."""
    needs = _needs(desk.edition.course.lessons)
    shown = _shown(needs)
    if shown <= ONE_MAP:
        return CourseMaps(course=draw(lambda thing: _lesson(desk, thing), needs, desk.tree.language))
    return CourseMaps(
        course=_of_modules(desk, anchors, needs),
        modules=_of_each_module(desk, needs) if shown <= ALL_MAPS else {},
        is_of_modules=True,
    )


def _needs(lessons: Sequence[Lesson]) -> list[list[int]]:
    """Return what each lesson builds on, as places in the course; what does not come before it does not count."""
    place = {lesson.slug: index for index, lesson in enumerate(lessons)}
    return [
        sorted({place[slug] for slug in lesson.fields.prerequisites if place.get(slug, index) < index})
        for index, lesson in enumerate(lessons)
    ]


def _shown(needs: Needs) -> int:
    """Return how many boxes a map of `needs` has."""
    return len({thing for thing, each in enumerate(needs) if each} | {need for each in needs for need in each})


def _lesson(desk: Desk, thing: int, *, is_guest: bool = False) -> Box:
    lesson = desk.edition.course.lessons[thing]
    page = desk.edition.addresses.lesson(desk.tree.name, lesson.slug)
    return Box(desk.edition.title(lesson, desk.tree), desk.href(page), thing + 1, is_guest)


def _of_modules(desk: Desk, anchors: Sequence[str], needs: Needs) -> list[Drawing]:
    modules = desk.edition.course.modules
    owner = [number for number, module in enumerate(modules) for _ in module.lessons]
    between: list[set[int]] = [set() for _ in modules]
    for thing, each in enumerate(needs):
        between[owner[thing]] |= {owner[need] for need in each} - {owner[thing]}

    def box(number: int) -> Box:
        title = desk.edition.words(modules[number].title, desk.tree)
        return Box(title or _words(desk, "other_lessons"), f"#{anchors[number]}")

    own = [sorted(each) for each in between]
    return draw(box, own, desk.tree.language) if _shown(own) <= LARGEST_MAP else []


def _words(desk: Desk, key: str) -> Words:
    text = desk.strings[key]
    return text if isinstance(text, Words) else Words((text, desk.tree.language))


def _of_each_module(desk: Desk, needs: Needs) -> dict[int, Sequence[Drawing]]:
    """Return the map of each module that has one: its lessons, and as guests those of other modules that they need."""
    maps: dict[int, Sequence[Drawing]] = {}
    start = 0
    for number, module in enumerate(desk.edition.course.modules):
        end = start + len(module.lessons)
        things = sorted({need for each in needs[start:end] for need in each} | {*range(start, end)})
        index = {thing: place for place, thing in enumerate(things)}
        own = [[index[need] for need in needs[thing]] if thing >= start else [] for thing in things]
        if _shown(own) <= LARGEST_MAP:
            maps[number] = draw(_lesson_or_guest(desk, things, start), own, desk.tree.language)
        start = end
    return {number: drawings for number, drawings in maps.items() if drawings}


def _lesson_or_guest(desk: Desk, things: Sequence[int], start: int) -> Callable[[int], Box]:
    return lambda place: _lesson(desk, things[place], is_guest=things[place] < start)
