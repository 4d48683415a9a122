"""A build after one lesson was changed imports what that lesson needs, and compiles few patterns."""

import subprocess
import sys
from pathlib import Path

import pytest
from factories import write_tree

HEADER = "---\ntitle: Lesson {0}\nslug: lesson-{0}\ntags: [one, two]\ndate: 2026-01-31\n---\n"
BODY = "Some *words* and `code`, [a link](01-lesson.md).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- 卷积 and more\n"
LESSONS = {f"content/0{number}-lesson.md": HEADER.format(number) + BODY for number in range(1, 9)}
BUILD = """
import re, sys
from re import _compiler

compile_now, patterns = _compiler.compile, []
_compiler.compile = lambda *given: patterns.append(given[0]) or compile_now(*given)
from dlcourse.cli import main

code = main(["build", "--jobs", "2"])
print("\\n" + " ".join(sys.modules))
print(code, len(patterns))
"""
# What these lessons do without: other languages of files, engines, helpers, what a terminal wants.
NOT_NEEDED = {
    *("yaml", "frontmatter", "bibtexparser", "pypinyin", "rich", "watchdog", "merman", "mmdr", "PIL"),
    *("pydantic", "multiprocessing", "concurrent.futures", "xml.etree.ElementTree", "http.client"),
    *("dlcourse.loader.yamlheader", "dlcourse.renderer.diagrams.diagram", "dlcourse.renderer.diagrams.svg"),
    *("dlcourse.builder.pages.coursemap", "dlcourse.builder.pages.mapdrawing", "dlcourse.serve"),
}
MOST_PATTERNS = 270


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The lines that a build ends with when one lesson has other words than before."""
    root = write_tree(tmp_path_factory.mktemp("course"), LESSONS | {"content/course.toml": 'title = "Course"\n'})
    _build(root)
    (root / "content" / "03-lesson.md").write_text(LESSONS["content/03-lesson.md"] + "\nMore words.\n", "utf-8")
    return _build(root)


def _build(root: Path) -> list[str]:
    run = subprocess.run(
        [sys.executable, "-c", BUILD], cwd=root, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return run.stdout.splitlines()[-2:]


def test_it_imports_nothing_that_the_lesson_does_not_need(changed: list[str]) -> None:
    imported = set(changed[0].split())
    assert "dlcourse.renderer.lesson" in imported  # it was rendered
    assert imported & NOT_NEEDED == set()


def test_it_compiles_few_patterns(changed: list[str]) -> None:
    code, patterns = map(int, changed[1].split())
    assert code == 0
    assert patterns < MOST_PATTERNS
