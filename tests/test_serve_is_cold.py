"""Whatever is done to a course while it is served: what its pages come to is what a first build would make of it.

`python tests/test_serve_is_cold.py 200` tries 200 sequences of changes, `... 200 1000` those from number 1000 on.
"""

import datetime
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rewriting import CHANGES, damage_cache, damage_site, new_project

from dlcourse.builder.history import Git
from dlcourse.builder.memory import Memory
from dlcourse.builder.pictures import Pictures
from dlcourse.builder.pipeline import build_site
from dlcourse.config import Options, Project
from dlcourse.diagnostics import DlcourseError, Level
from dlcourse.model import Recipe
from dlcourse.serve.workshop import Workshop

STEPS, STEPS_OF_A_SOAK = 12, 30
OPTIONS = Options(
    now=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), base_url="http://127.0.0.1:8000/", live_reload=True
)
EDITS = [change for change in CHANGES if change not in (damage_cache, damage_site)]


@pytest.mark.parametrize("number", range(3))
def test_a_course_as_it_is_served_equals_a_cold_build(number: int, tmp_path: Path) -> None:
    run_sequence(number, tmp_path, STEPS)


def run_sequence(number: int, folder: Path, steps: int) -> None:
    """Change a project again and again, and compare what is served then with a build that knows of nothing."""
    source = random.Random(number)
    project = new_project(folder / "project")
    templates = project / "templates"
    said: list[str] = []
    course = Project(content=project / "content", content_name="content", templates=None)
    options = OPTIONS if source.random() < 0.7 else Options(now=OPTIONS.now, level=Level.LENIENT, live_reload=True)
    workshop = Workshop(course, options, templates, said.append, Memory(pictures=Pictures(), git=Git()))
    workshop.rebuild()
    log = [f"sequence {number}"]
    made: dict[str, bytes] = {}
    for _ in range(steps):
        for change in source.choices(EDITS, k=source.randint(1, 2)):
            log.append(f"{change.__name__} {change(project, source)}")
        said.clear()
        with an_hour_later(is_later=source.random() < 0.7):
            workshop.rebuild(["x"])
        assert not any("internal error" in line for line in said), "\n".join([*log, *said])
        if source.random() < 0.3:
            workshop.tidy()
        compare(workshop, cold_files(course, options, templates), made, log, source)


@contextmanager
def an_hour_later(*, is_later: bool) -> Iterator[None]:
    """Let all files be old enough for their times to be believed."""
    real = time.time_ns
    time.time_ns = (lambda: real() + 3600 * 10**9) if is_later else real
    try:
        yield
    finally:
        time.time_ns = real


def compare(
    workshop: Workshop, cold: dict[str, bytes] | None, made: dict[str, bytes], log: list[str], source: random.Random
) -> None:
    """Compare what is served with a `cold` build. What was `made` of a recipe must be right while its key stays."""
    assert (cold is None) == bool(workshop.state.problems), "\n".join([*log, str(workshop.state.problems)])
    if cold is None:
        return
    files = workshop.state.files
    names = list(cold)
    source.shuffle(names)  # whatever is asked for first
    found = {name: files.get(name) for name in names}
    for content in found.values():
        if isinstance(content, Recipe) and content.key not in made:
            made[content.key] = workshop.made(content)
    served = {
        name: made[content.key] if isinstance(content, Recipe) else read(content) for name, content in found.items()
    }
    differing = sorted(name for name in cold if served[name] != cold[name])
    strays = sorted(set(files) - set(cold))
    assert not differing and not strays, "\n".join([*log, str(differing), str(strays)])


def cold_files(course: Project, options: Options, templates: Path) -> dict[str, bytes] | None:
    """Return all files of a first build; None if there are none."""
    project = Project(
        content=course.content, content_name=course.content_name, templates=templates if templates.is_dir() else None
    )
    try:
        built = build_site(project, options, Memory(pictures=Pictures(), git=Git()))
        if built.site is None:
            return None
        return {str(artifact.path): artifact.read() for artifact in built.site.artifacts}
    except DlcourseError:
        return None


def read(content: object) -> bytes | None:
    return content.read_bytes() if isinstance(content, Path) else content if isinstance(content, bytes) else None


if __name__ == "__main__":
    count, first = [*map(int, sys.argv[1:]), 0][:2]
    for number in range(first, first + count):
        with tempfile.TemporaryDirectory() as name:
            run_sequence(number, Path(name).resolve(), STEPS_OF_A_SOAK)
        if number % 10 == 9:
            print(f"{number + 1 - first} tried", flush=True)
