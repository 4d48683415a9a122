"""`dlcourse init`: a small course that builds at once, and nothing that was there is replaced."""

import datetime
from pathlib import Path

import pytest

from dlcourse.builder.pipeline import build_site
from dlcourse.config import Options, Project
from dlcourse.diagnostics import ConfigError, Level
from dlcourse.scaffold import create_course


def test_new_course_builds_at_once_without_a_warning(tmp_path: Path) -> None:
    create_course(tmp_path / "course")
    project = Project(content=tmp_path / "course" / "content", content_name="content", templates=None)
    built = build_site(project, Options(now=datetime.datetime.now(datetime.UTC), level=Level.STRICT))
    assert [str(found) for found in built.diagnostics] == []
    assert built.lessons == 2
    assert built.site is not None
    pages = {str(artifact.path) for artifact in built.site.artifacts}
    assert {"zh/welcome/index.html", "en/welcome/index.html"} <= pages


def test_every_written_file_is_named(tmp_path: Path) -> None:
    written = create_course(tmp_path / "a" / "course")
    assert set(written) == {path for path in tmp_path.rglob("*") if path.is_file()}
    assert tmp_path / "a" / "course" / "content" / "course.toml" in written


def test_what_build_makes_is_ignored_by_git(tmp_path: Path) -> None:
    create_course(tmp_path)
    assert "/dist/\n/.dist.*\n" in (tmp_path / ".gitignore").read_text(encoding="utf-8")


def test_gitignore_of_a_repository_stays_and_the_course_is_written_beside_it(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    (tmp_path / "content").mkdir()
    written = create_course(tmp_path)
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"
    assert tmp_path / ".gitignore" not in written
    assert (tmp_path / "content" / "course.toml").is_file()


def test_folder_with_lessons_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    for number in range(7):
        (content / f"{number}.md").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"0\.md, .*4\.md, \.\.\.; name another folder"):
        create_course(tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == [*(f"{n}.md" for n in range(7)), "content"]


@pytest.mark.parametrize("place", [".", "content"])
def test_file_in_the_way_is_refused(tmp_path: Path, place: str) -> None:
    course = tmp_path / "course"
    if place == "content":
        course.mkdir()
    (course / place).write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match="something already"):
        create_course(course)
    assert (course / place).read_text(encoding="utf-8") == "mine"
