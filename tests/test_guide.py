"""The shipped course: the guide explains what the program says, and every lesson is right."""

import ast
import datetime
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from dlcourse import diagnostics
from dlcourse.builder.pipeline import build_site
from dlcourse.config import Options, Project
from dlcourse.diagnostics import SEVERITIES, TOLERABLE, Level
from dlcourse.shipped import shipped

CONTENT = shipped("content")
LESSONS = sorted(CONTENT.rglob("*.md"))


def entries_of_the_guide() -> dict[str, str]:
    """Return the text below each heading of level 3 in the guide's list of messages."""
    text = (CONTENT / "90-guide" / "04-messages.md").read_text(encoding="utf-8")
    parts = re.split(r"^### (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_guide_explains_every_diagnostic_and_no_other() -> None:
    assert list(entries_of_the_guide()) == list(SEVERITIES)


def test_every_diagnostic_of_the_list_is_reported_somewhere() -> None:
    source = Path(diagnostics.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in source.rglob("*.py") if path.name != "diagnostics.py")
    assert [each for each in SEVERITIES if f'"{each}"' not in code] == []


def test_guide_says_how_much_each_diagnostic_weighs() -> None:
    for code, entry in entries_of_the_guide().items():
        weight = f" {SEVERITIES[code].value.capitalize()}{', *tolerable*' if code in TOLERABLE else ''}. "
        assert weight in entry, f"{code} should say{weight}"


def test_shipped_course_builds_without_a_word_under_strict() -> None:
    project = Project(content=CONTENT, content_name="content", templates=None)
    now = datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)
    build = build_site(project, Options(now=now, level=Level.STRICT))
    assert [str(found) for found in build.diagnostics] == []
    assert build.site is not None
    published = {artifact.path.name.split(".")[0] for artifact in build.site.artifacts}
    files = {path for path in CONTENT.rglob("*") if path.is_file() and ".dlcourse" not in path.parts}
    beside = {path for path in files if path.suffix not in (".md", ".toml", ".bib", "")}
    assert beside
    assert [path for path in sorted(beside) if path.stem not in published] == []
    assert len({path.name for path in beside}) == len(beside), "a lesson's code left a file behind"
    assert build.site is not None


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.name)
def test_python_in_lessons_parses(lesson: Path) -> None:
    fences = [t for t in MarkdownIt().parse(lesson.read_text(encoding="utf-8")) if t.type == "fence"]
    for fence in fences:
        if fence.info.strip() == "python":
            ast.parse(fence.content)


def test_starter_links_to_nothing_outside_itself() -> None:
    for lesson in (CONTENT / "01-start").glob("*.md"):
        assert "](../" not in lesson.read_text(encoding="utf-8")
