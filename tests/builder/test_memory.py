"""What builds, checks and servers remember from one to the next."""

from pathlib import Path

from factories import NOON, write_tree

from dlcourse.builder.keeping.cache import FolderCache
from dlcourse.builder.memory import full_memory, ledger_of, memory_to_check
from dlcourse.builder.pipeline import build_site
from dlcourse.builder.press import KEY_BYTES, OUTLINES
from dlcourse.config import Options, Project


def a_project(tmp_path: Path) -> Project:
    content = write_tree(tmp_path / "content", {"a.md": "# 甲\n\n一 $x$ 二。\n", "b.md": "# 乙\n\n三。\n"})
    return Project(content=content, content_name="content", templates=None)


def test_a_build_in_another_process_begins_where_the_last_one_ended(tmp_path: Path) -> None:
    project, folder = a_project(tmp_path), tmp_path / ".dlcourse"
    assert build_site(project, Options(now=NOON), full_memory(folder, 1)).rendered == 2
    write_tree(tmp_path / "content", {"b.md": "# 乙\n\n四。\n"})
    assert build_site(project, Options(now=NOON), full_memory(folder, 1)).rendered == 1


def test_outlines_of_a_course_lie_together_and_are_found_one_by_one_where_that_is_lost(tmp_path: Path) -> None:
    lessons = {f"{number:02}.md": f"# 第{number}讲\n\n一 $x$ 二。\n" for number in range(20)}
    project = Project(content=write_tree(tmp_path / "content", lessons), content_name="content", templates=None)
    folder = tmp_path / ".dlcourse"

    def built() -> tuple[int, int]:
        build = build_site(project, Options(now=NOON), full_memory(folder, 1))
        return build.rendered, build.lessons

    assert built() == (20, 20)
    cache, together = FolderCache(folder / "cache"), folder / "cache" / OUTLINES
    whole = together.read_bytes()
    for entry in (folder / "cache").iterdir():
        if len(entry.name) == KEY_BYTES * 2 and not entry.name.startswith("sources"):
            entry.rename(folder / entry.name)  # only what lies together is left
    assert built() == (0, 20)
    for entry in folder.iterdir():
        if len(entry.name) == KEY_BYTES * 2:
            entry.rename(folder / "cache" / entry.name)
    for damaged in (b"", whole[:-1], whole[:80]):
        together.write_bytes(damaged)
        assert built() == (0, 20)
        assert len(cache.get(OUTLINES)) == 20  # type: ignore[arg-type]
    cache.put(OUTLINES, ["foreign"])
    assert built() == (0, 20)
    write_tree(tmp_path / "content", {"07.md": "# 第7讲\n\n三。\n"})
    assert built() == (1, 20)
    assert built() == (0, 20)


def test_a_check_uses_what_a_build_has_kept(tmp_path: Path) -> None:
    project, folder = a_project(tmp_path), tmp_path / ".dlcourse"
    build_site(project, Options(now=NOON), full_memory(folder, 1))
    assert build_site(project, Options(now=NOON), memory_to_check(folder)).rendered == 0


def test_a_check_makes_no_folder(tmp_path: Path) -> None:
    project, folder = a_project(tmp_path), tmp_path / ".dlcourse"
    assert build_site(project, Options(now=NOON), memory_to_check(folder)).rendered == 2
    assert not folder.exists()


def test_every_folder_that_is_built_into_has_a_ledger_of_its_own(tmp_path: Path) -> None:
    ledgers = {ledger_of(tmp_path, tmp_path / name) for name in ("dist", "public", "dist/../dist")}
    assert len(ledgers) == 2
