"""Files that lessons include: found where they lie, and nothing shown that is not meant for readers."""

import os
from pathlib import Path

import pytest
from factories import NOON, build, built, write_tree

from dlcourse.builder.memory import Memory
from dlcourse.builder.pipeline import build_site
from dlcourse.config import Options, Project, Settings
from dlcourse.diagnostics import Level
from dlcourse.loader import load_course
from dlcourse.model import Inclusion, Recipe
from dlcourse.serve.workshop import Workshop

SETTINGS = Settings(languages=("zh", "en"))


def inclusions(root: Path, lesson: str, **files: str | bytes) -> dict[str, Inclusion]:
    """Return what the lesson `01-m/01-a.md` with the body `lesson` includes; `files` lie beside it."""
    write_tree(root, {"01-m/01-a.md": lesson} | files)
    project = Project(content=root, content_name="content", templates=None)
    course, _ = load_course(project, SETTINGS, Options(now=NOON))
    found = next(each for each in course.lessons if each.slug == "a")
    return dict(found.sources[0].inclusions)


def fault(root: Path, path: str) -> str:
    return inclusions(root, f"# A\n\n<<< {path}\n")[path].fault


def test_paths_begin_at_the_folder_of_the_lesson_or_at_the_top(tmp_path: Path) -> None:
    write_tree(tmp_path, {"01-m/net.py": "a\r\nb\n", "top.py": "c\n", "02 n/x y.py": "d", "01-m/__init__.py": "e"})
    lines = ["./net.py", "net.py#r{1}", "../top.py", "@/top.py", "/top.py", '"../02 n/x y.py"', "../02%20n/x%20y.py"]
    body = "# A\n\n" + "\n\n".join(f"> - <<< {line}" for line in [*lines, "__init__.py"])
    found = inclusions(tmp_path, body)
    assert {path: each.text for path, each in found.items()} == {
        "./net.py": "a\nb\n",
        "net.py": "a\nb\n",
        "../top.py": "c\n",
        "@/top.py": "c\n",
        "/top.py": "c\n",
        "../02 n/x y.py": "d",
        "../02%20n/x%20y.py": "d",
        "__init__.py": "e",
    }


def test_a_lesson_that_includes_nothing_has_nothing(tmp_path: Path) -> None:
    assert inclusions(tmp_path, "# A\n\na <<< b\n") == {}
    assert inclusions(tmp_path, "# A\n\na b\n") == {}


@pytest.mark.parametrize("path", ["./gone.py", "./folder.d", "@/", "./a%00b.py", "./" + "n" * 300 + ".py"])
def test_what_is_not_there_or_no_file_is_missing(tmp_path: Path, path: str) -> None:
    (tmp_path / "01-m" / "folder.d").mkdir(parents=True)
    assert fault(tmp_path, path) == "there is no such file"


def test_nothing_outside_of_content_is_read(tmp_path: Path) -> None:
    write_tree(tmp_path, {"secret.py": "s", "content/top.py": "t"})
    for path in ("../../secret.py", "@/../secret.py", "../../content2/x.py", "%2e%2e/../secret.py"):
        assert fault(tmp_path / "content", path) == "this file lies outside of content"


def test_a_link_that_leads_out_is_not_followed_and_one_inside_is(tmp_path: Path) -> None:
    write_tree(tmp_path, {"secret.py": "s", "content/top.py": "t", "content/01-m/x.py": "x"})
    try:
        (tmp_path / "content/01-m/out.py").symlink_to(tmp_path / "secret.py")
        (tmp_path / "content/01-m/in.py").symlink_to(tmp_path / "content/top.py")
    except OSError:
        pytest.skip("no right to make links here")
    found = inclusions(tmp_path / "content", "# A\n\n<<< ./out.py\n\n<<< ./in.py\n")
    assert found["./out.py"].fault == "this file lies outside of content"
    assert found["./in.py"].text == "t"


@pytest.mark.parametrize(
    "path",
    ["./.env", "../.git/config.txt", "./net.py~", "./net.bak.py", "./#net.py#", "@/course.toml", "./module.toml"],
)
def test_hidden_files_backups_and_settings_are_not_shown(tmp_path: Path, path: str) -> None:
    write_tree(tmp_path, {"01-m/.env": "s", ".git/config.txt": "s", "01-m/net.py~": "s", "01-m/net.bak.py": "s"})
    write_tree(tmp_path, {"01-m/#net.py#": "s", "course.toml": "", "01-m/module.toml": 'title = "s"'})
    found = inclusions(tmp_path, f'# A\n\n<<< "{path}"\n')[path]
    assert found.is_hidden
    assert found.text == ""


def test_of_lessons_only_published_ones_are_shown(tmp_path: Path) -> None:
    drafts = {
        "01-m/draft.md": "---\nis_published: false\n---\nsecret\n",
        "01-m/later.md": "---\npublish_on: 2027-01-01\n---\nsecret\n",
        "01-m/faulty.md": "---\nsequence: x\n---\nsecret\n",
        "01-m/_part.md": "secret\n",
        "01-m/b.md": "# B\n\nfor all\n",
    }
    write_tree(tmp_path, drafts)
    os.link(tmp_path / "01-m/draft.md", tmp_path / "01-m/copy.txt")
    names = ["draft.md", "later.md", "faulty.md", "_part.md", "copy.txt", "b.md"]
    found = inclusions(tmp_path, "# A\n\n" + "".join(f"<<< ./{name}\n\n" for name in names))
    assert [name for name in names if found[f"./{name}"].is_hidden] == names[:-1]
    assert [name for name in names if found[f"./{name}"].text] == ["b.md"]


def test_an_unpublished_lesson_leaves_no_trace_where_it_is_included(tmp_path: Path) -> None:
    files = {"01-m/hush.md": "---\nis_published: false\n---\n# Secret\n", "01-m/a.md": "# A\n\nText\n\n<<< ./hush.md\n"}
    site = built(write_tree(tmp_path, files), level=Level.LENIENT)
    assert [path for path, text in site.items() if "hush" in text or "Secret" in text] == []


def test_a_file_too_large_or_no_text_is_not_shown(tmp_path: Path) -> None:
    write_tree(tmp_path, {"01-m/big.txt": "x" * (256 * 1024 + 1), "01-m/full.txt": "x" * (256 * 1024)})
    write_tree(tmp_path, {"01-m/gbk.txt": "中文".encode("gbk")})
    assert fault(tmp_path, "./big.txt") == "this file is larger than 256 KiB"
    assert fault(tmp_path, "./full.txt") == ""
    assert fault(tmp_path, "./gbk.txt") == "this file is no text in UTF-8"


def test_what_no_text_should_hold_is_replaced(tmp_path: Path) -> None:
    write_tree(tmp_path, {"01-m/x.txt": "a\x00b\ufdd0c"})
    assert inclusions(tmp_path, "<<< ./x.txt\n")["./x.txt"].text == "a\ufffdb\ufffdc"


def test_no_lesson_includes_files_without_end(tmp_path: Path) -> None:
    found = inclusions(tmp_path, "# A\n\n" + "".join(f"<<< ./{number}.py\n" for number in range(501)))
    assert found["./499.py"].fault == "there is no such file"
    assert found["./500.py"].fault == "a lesson can include 500 files, and this is one more"


def test_a_missing_file_is_an_error_and_a_warning_to_the_lenient(tmp_path: Path) -> None:
    write_tree(tmp_path, {"01-a.md": "# A\n\n<<< ./gone.py\n"})
    result = build(tmp_path)
    assert result.site is None
    assert [str(found) for found in result.diagnostics] == [
        "content/01-a.md:3: error[R217] ./gone.py: there is no such file; "
        "paths begin at the lesson's folder, with `@/` at content"
    ]
    assert build(tmp_path, level=Level.LENIENT).site is not None


def test_a_change_of_an_included_file_renders_its_lesson_again_and_no_other(tmp_path: Path) -> None:
    write_tree(tmp_path, {"01-a.md": "# A\n\n<<< ./net.py\n", "02-b.md": "# B\n\nText.\n", "net.py": "old = 1\n"})
    project = Project(content=tmp_path, content_name="content", templates=None)
    memory = Memory()
    options = Options(now=NOON)
    assert [build_site(project, options, memory).rendered for _ in range(2)] == [2, 0]
    write_tree(tmp_path, {"net.py": "new = 2\n"})
    assert build_site(project, options, memory).rendered == 1


def test_serve_shows_a_changed_file_after_a_rebuild(tmp_path: Path) -> None:
    write_tree(tmp_path, {"c/01-a.md": "# A\n\n<<< ./net.py\n", "c/net.py": "old = 1\n"})
    project = Project(content=tmp_path / "c", content_name="content", templates=None)
    workshop = Workshop(project, Options(now=NOON), tmp_path / "templates", lambda text: None)
    workshop.rebuild()
    write_tree(tmp_path, {"c/net.py": "new = 2\n"})
    workshop.rebuild(["c/net.py"])
    recipe = next(content for path, content in workshop.state.files.items() if path.endswith("a/index.html"))
    assert isinstance(recipe, Recipe)
    page = workshop.made(recipe)
    assert b"new" in page
    assert b"old<" not in page
