"""What was made lately is made again exactly when it was made of something else."""

import pickle
from pathlib import Path

from dlcourse.filetimes import stamps_below
from dlcourse.lately import TURNS, Lately

asked: list[tuple[str, int]] = []


def repeated(text: str, count: int) -> str:
    asked.append((text, count))
    return text * count


def louder(text: str, count: int) -> str:
    return text.upper() * count


def test_a_function_is_asked_again_only_with_other_facts() -> None:
    lately = Lately()
    asked.clear()
    assert [lately.made(repeated, "a", "x", count) for count in (2, 2, 3, 3)] == ["xx", "xx", "xxx", "xxx"]
    assert asked == [("x", 2), ("x", 3)]


def test_neither_names_nor_functions_are_mixed_up() -> None:
    lately = Lately()
    made = [lately.made(function, name, "x", 1) for function in (repeated, louder) for name in ("a", "b")]
    assert made == ["x", "x", "X", "X"]


def test_what_nobody_asks_for_is_forgotten_and_what_is_asked_for_is_not() -> None:
    lately = Lately()
    lately.made(repeated, "gone", "x", 1)
    for _ in range(2 * TURNS):
        lately.made(repeated, "here", "x", 2)
        lately.turn()
    asked.clear()
    lately.made(repeated, "here", "x", 2)
    lately.made(repeated, "gone", "x", 1)
    assert asked == [("x", 1)]


def test_a_copy_for_another_process_begins_empty() -> None:
    lately = Lately()
    lately.made(repeated, "a", "x", 1)
    asked.clear()
    pickle.loads(pickle.dumps(lately)).made(repeated, "a", "x", 1)
    assert asked == [("x", 1)]


def test_files_below_a_folder_are_the_same_only_if_all_are_old_enough_to_tell(tmp_path: Path) -> None:
    (tmp_path / "strings").mkdir()
    (tmp_path / "strings" / "zh.toml").write_text('next = "下"\n', "utf-8")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "page.pyc").write_bytes(b"")
    young = [list(stamps_below(str(tmp_path))) for _ in range(2)]
    assert [Path(name).name for name, _ in young[0]] == ["zh.toml"]
    assert young[0] != young[1]


def test_a_folder_that_is_not_there_equals_nothing(tmp_path: Path) -> None:
    one, two = (list(stamps_below(str(tmp_path / "none"))) for _ in range(2))
    assert one != two
