"""`dlcourse build` a second time: the same is told, nothing is made, and any change is seen."""

import datetime
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from factories import write_tree

from dlcourse.cli import main

LESSONS = {
    "content/01-one.md": "---\ndate: 2026-01-01\n---\n# One\n\nText with ![](a.png).\n",
    "content/02-two.md": "---\npublish_on: 2026-06-01\n---\n# Two\n",
    "content/a.png": "",
}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(write_tree(tmp_path, LESSONS))

    def build(*words: str) -> tuple[int, str, str]:
        code = main(["build", "--now", "2026-02-01", *words])
        out, err = capsys.readouterr()
        return code, re.sub(r"\d+\.\d+", "N", out), err

    return build


def site() -> dict[str, tuple[int, int]]:
    """Return when each file of the site was written, and which one it is."""
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_ino) for path in Path("dist").rglob("*")}


def test_a_second_build_tells_the_same_and_makes_nothing(run: Run) -> None:
    first = run()
    before = site()
    assert first[0] == 0 and "warning" in first[2]
    assert run() == first
    assert site() == before


@pytest.mark.parametrize("form", ["json", "github"])
def test_it_does_so_in_every_format(run: Run, form: str) -> None:
    first = run("--format", form)
    assert run("--format", form) == first
    if form == "json":
        assert json.loads(first[1].replace("N", "0"))["summary"]["lessons"] == 1


def test_a_changed_lesson_is_built(run: Run) -> None:
    run()
    Path("content/01-one.md").write_text("# Uno\n", "utf-8")
    run()
    assert any("Uno" in page.read_text("utf-8") for page in Path("dist").rglob("*.html"))


def test_a_lesson_that_is_due_is_built(run: Run) -> None:
    assert "1 lesson," in run()[1]
    assert "2 lessons," in run("--now", "2026-06-01")[1]
    assert "1 lesson," in run()[1]


def test_other_options_are_another_build(run: Run) -> None:
    assert "1 lesson," in run()[1]
    assert "2 lessons," in run("--drafts")[1]
    assert run("--strict")[0] == 1
    assert run("--strict")[0] == 1


def test_a_site_that_was_tampered_with_is_mended(run: Run) -> None:
    run()
    page = Path("dist/index.html")
    whole = page.read_bytes()
    page.write_bytes(b"x" * len(whole))
    run()
    assert page.read_bytes() == whole
    page.unlink()
    run()
    assert page.read_bytes() == whole


def test_what_is_remembered_of_builds_does_not_reach_other_folders(run: Run) -> None:
    run()
    run("--out", "other")
    assert Path("other/index.html").read_bytes() == Path("dist/index.html").read_bytes()


def test_a_clock_in_the_environment_decides_what_is_due(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    day = datetime.datetime(2026, 7, 1, tzinfo=datetime.UTC)
    monkeypatch.setitem(os.environ, "SOURCE_DATE_EPOCH", str(int(day.timestamp())))
    assert main(["build"]) == 0
    assert len(list(Path("dist").rglob("*two*"))) > 0
