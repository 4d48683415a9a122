"""A whole course in, what only shows when all lessons are known out: slugs, prerequisites, an empty course."""

import difflib
from collections.abc import Mapping, Sequence

from dlcourse.diagnostics import Diagnostic, Place, diagnostic
from dlcourse.model import Course, Lesson
from dlcourse.schema.showing import shorten


def check_slugs(lessons: Sequence[Lesson]) -> tuple[tuple[Diagnostic, ...], tuple[Lesson, ...]]:
    """Report every lesson whose slug another one has already; return those lessons that have one for themselves."""
    if len({lesson.slug for lesson in lessons}) == len(lessons):
        return (), tuple(lessons)
    first: dict[str, Lesson] = {}
    found: list[Diagnostic] = []
    for lesson in sorted(lessons, key=lambda lesson: (lesson.fields.slug is None, str(lesson.sources[0].path))):
        other = first.setdefault(lesson.slug, lesson)
        if other is not lesson:
            message = f"slug: {lesson.slug} is already taken by {other.sources[0].file}"
            hint = f"give one of them another, like `slug: {lesson.slug}-2`"
            found.append(diagnostic("L109", _place(lesson, "slug"), message, hint))
    return tuple(found), tuple(first.values())


def check_prerequisites(course: Course, hidden: frozenset[str], faulty: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Check that prerequisites exist, come earlier and go in no circle.

    `hidden` are slugs of lessons that are not published, `faulty` those of lessons that other diagnostics are about.
    """
    lessons = course.lessons
    if not any(lesson.fields.prerequisites for lesson in lessons):
        return ()
    order = {lesson.slug: index for index, lesson in enumerate(lessons)}
    circles = _circles({lesson.slug: [p for p in lesson.fields.prerequisites if p in order] for lesson in lessons})
    circle_of = {slug: number for number, circle in enumerate(circles) for slug in circle}
    found: list[Diagnostic] = []
    for circle in circles:
        first = min(circle, key=order.__getitem__)
        turn = circle.index(first)
        names = " -> ".join(shorten(slug, 30) for slug in (*circle[turn:], *circle[: turn + 1]))
        message = f"prerequisites: they go in a circle ({shorten(names, 200)})"
        place = _place(lessons[order[first]], "prerequisites")
        found.append(diagnostic("L112", place, message, "take one of them out"))
    for lesson in lessons:
        for slug in lesson.fields.prerequisites:
            is_in_circle = slug in circle_of and circle_of[slug] == circle_of.get(lesson.slug)
            fault = None if is_in_circle or slug in faulty else _fault(slug, lesson, order, hidden)
            if fault:
                found.append(diagnostic("L112", _place(lesson, "prerequisites"), *fault))
    return tuple(found)


def _fault(slug: str, lesson: Lesson, order: Mapping[str, int], hidden: frozenset[str]) -> tuple[str, str] | None:
    shown = shorten(slug)
    if slug in order:
        if order[slug] < order[lesson.slug]:
            return None
        return f"prerequisites: {shown} comes later in the course", "change the order, or take it out"
    if slug in hidden:
        return f"prerequisites: {shown} is not published", "publish it, or take it out"
    near = difflib.get_close_matches(slug[:100], order, n=1)
    hint = f"did you mean `{near[0]}`?" if near else "write the slug of a lesson, the last part of its address"
    return f"prerequisites: there is no lesson {shown}", hint


def check_empty(course: Course, content_name: str, *, is_faulty: bool) -> tuple[Diagnostic, ...]:
    """Report a course without lessons, unless faults in its lessons say enough."""
    if course.modules or is_faulty:
        return ()
    if course.hidden:
        message = f"none of the {len(course.hidden)} lessons is published"
        hint = "write `is_published: true` in one, or build with --drafts"
    else:
        message = "there is no lesson in this folder"
        hint = "write one: a file that ends in .md, with a line `# Title`"
    return (diagnostic("L114", Place(content_name), message, hint),)


def _place(lesson: Lesson, key: str) -> Place:
    return next((source.places[key] for source in lesson.sources if key in source.places), lesson.sources[0].place(key))


def _circles(needs: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Return circles of `needs`, each as the slugs along it, no slug in two of them."""
    state: dict[str, int] = {}  # 1: on the path that is being walked, 2: done
    circles: list[list[str]] = []
    taken: set[str] = set()
    for start in needs:
        path = [start]
        ways = [iter(needs[start])] if start not in state else []
        state.setdefault(start, 1)
        while ways:
            step = next(ways[-1], None)
            if step is None:
                state[path.pop()] = 2
                ways.pop()
            elif step not in state:
                state[step] = 1
                path.append(step)
                ways.append(iter(needs[step]))
            elif state[step] == 1:
                circle = path[path.index(step) :]
                if taken.isdisjoint(circle):
                    circles.append(circle)
                    taken.update(circle)
    return circles
