"""Compiled templates: kept beside the shipped ones, and never wrong."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from dlcourse.renderer.compiled import Compiled


@pytest.fixture(autouse=True)
def _may_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def rendered(folder: Path, settings: str = "1", kept_for: Path | None = None) -> str:
    cache = Compiled(kept_for or folder, settings)
    environment = Environment(loader=FileSystemLoader(folder), bytecode_cache=cache, autoescape=True)
    return environment.get_template("a.html").render(x="<")


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "__pycache__").glob("*"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.html").write_text("one {{ x }}", encoding="utf-8")
    return tmp_path


def test_template_is_compiled_once_and_makes_the_same_page(folder: Path) -> None:
    assert rendered(folder) == "one &lt;"
    file = kept(folder)[0]
    before = file.stat().st_mtime_ns, file.read_bytes()
    assert rendered(folder) == "one &lt;"
    assert (file.stat().st_mtime_ns, file.read_bytes()) == before
    assert kept(folder) == [file]


def test_changed_template_is_compiled_anew(folder: Path) -> None:
    rendered(folder)
    (folder / "a.html").write_text("two {{ x }}", encoding="utf-8")
    assert [rendered(folder) for _ in range(2)] == ["two &lt;"] * 2
    assert len(kept(folder)) == 1


def test_other_settings_have_files_of_their_own(folder: Path) -> None:
    rendered(folder, "1")
    rendered(folder, "2")
    assert len(kept(folder)) == 2


@pytest.mark.parametrize("damage", [lambda data: data[:40], lambda data: b"", lambda data: data[:-1] + b"\0"])
def test_damaged_file_is_made_anew(folder: Path, damage: Callable[[bytes], bytes]) -> None:
    rendered(folder)
    file = kept(folder)[0]
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert rendered(folder) == "one &lt;"
    assert file.read_bytes() == whole


def test_templates_of_an_author_are_not_kept(folder: Path, tmp_path: Path) -> None:
    assert rendered(folder, kept_for=tmp_path / "shipped") == "one &lt;"
    assert kept(folder) == kept(tmp_path / "shipped") == []


def test_where_nothing_may_be_written_nothing_is_kept(folder: Path) -> None:
    (folder / "__pycache__").write_text("a file in its place", encoding="utf-8")
    assert rendered(folder) == "one &lt;"


def test_nothing_is_kept_when_python_keeps_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rendered(folder) == "one &lt;"
    assert kept(folder) == []
