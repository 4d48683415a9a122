"""Commands for formulas in course.toml: every lesson may use them, and a change of theirs is seen."""

from pathlib import Path

from factories import NOON, build, built, write_tree

from dlcourse.builder.memory import Memory
from dlcourse.builder.pipeline import build_site
from dlcourse.config import Options, Project

LESSONS = {"01-a.md": "# A\n\nIn $\\R^n$ and $\\norm{x}$.\n", "02-b.md": "# B\n\nNo formula.\n"}


def test_commands_of_the_course_are_drawn_in_every_lesson(tmp_path: Path) -> None:
    toml = "languages = 'en'\n[macros]\nR = '\\mathbb{R}'\nnorm = '\\lVert #1 \\rVert'\n"
    pages = built(write_tree(tmp_path, LESSONS | {"course.toml": toml}))
    assert "<mi>ℝ</mi>" in pages["en/a/index.html"]
    assert "‖" in pages["en/a/index.html"]


def test_a_command_that_no_formula_can_use_is_a_fault_where_it_is_used(tmp_path: Path) -> None:
    toml = "languages = 'en'\n[macros]\nR = '\\nosuch'\nnorm = '#1'\n"
    result = build(write_tree(tmp_path, LESSONS | {"course.toml": toml}))
    (fault,) = result.diagnostics
    assert (str(fault.place), fault.code) == ("content/01-a.md:3:5", "R201")
    assert r"in \R, which course.toml defines" in fault.message


def test_a_changed_command_draws_the_lessons_anew(tmp_path: Path) -> None:
    memory = Memory()
    project = Project(content=tmp_path, content_name="content", templates=None)
    drawn = []
    for body in (r"\mathbb{R}", r"\mathbb{R}", r"\mathbf{R}"):
        toml = f"languages = 'en'\n[macros]\nR = '{body}'\nnorm = '#1'\n"
        write_tree(tmp_path, LESSONS | {"course.toml": toml})
        drawn.append(build_site(project, Options(now=NOON), memory).rendered)
    assert drawn == [2, 0, 2]
