"""What a cache gives back: the very parts that were put in, or nothing."""

import hashlib
import os
import pickle
import subprocess
import sys
import time
from pathlib import Path, PurePosixPath

import pytest

from dlcourse.builder.keeping.cache import HEAD, MARK, FolderCache, MemoryCache, open_cache
from dlcourse.builder.outline import Face
from dlcourse.diagnostics import Place
from dlcourse.model import Heading

PARTS = (
    {"a": PurePosixPath("x/y.md"), "b": (1, None, True)},
    Heading(level=2, id="i", text="链", html="<b>链</b>", language="zh"),
    [Face("zh", "zh", "标题", 3), Place("a.md", 3)],
)


@pytest.fixture
def cache(tmp_path: Path) -> FolderCache:
    return open_cache(tmp_path / ".dlcourse")


def test_parts_come_back_as_they_were_put_in(cache: FolderCache) -> None:
    cache.put("key", *PARTS)
    assert [cache.get("key", part) for part in range(4)] == [*PARTS, None]
    assert cache.get("other") is None


def test_a_later_entry_takes_the_place_of_an_earlier_one(cache: FolderCache) -> None:
    cache.put("key", "first", "more")
    cache.put("key", "second")
    assert (cache.get("key"), cache.get("key", 1)) == ("second", None)


def test_an_entry_that_is_cut_off_or_damaged_anywhere_counts_as_not_there(cache: FolderCache) -> None:
    cache.put("key", "one" * 10, "two" * 10)
    file = cache.folder / "key"
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        assert cache.get("key", 1) is None
        assert cache.get("key") in (None, "one" * 10)
    for place in range(len(whole)):
        file.write_bytes(whole[:place] + bytes((whole[place] ^ 0x55,)) + whole[place + 1 :])
        assert cache.get("key") in (None, "one" * 10)
        assert cache.get("key", 1) in (None, "two" * 10)
    file.unlink()
    file.mkdir()
    assert cache.get("key") is None


def names(cache: FolderCache) -> list[str]:
    return sorted(file.name for file in cache.folder.iterdir())


class Foreign:
    """What loading would run code with."""

    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("touch run",)


@pytest.mark.parametrize("value", [Foreign(), subprocess.Popen, pytest.raises, Path("here"), FolderCache(Path())])
def test_a_cache_runs_no_code_that_it_brings(
    cache: FolderCache, value: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cache.put("key", value)
    assert (cache.folder / "key").stat().st_size > 30
    assert cache.get("key") is None
    assert not (tmp_path / "run").exists()


def test_names_that_rooms_import_are_no_nouns_of_theirs(cache: FolderCache) -> None:
    data = pickle.dumps(PurePosixPath("a")).replace(b"pathlib", b"dlcourse.model").replace(b"PurePosixPath", b"Path")
    assert b"dlcourse.model" in data
    cache.put("key", "x")
    digest = hashlib.blake2b(data, digest_size=16, key=b"key").digest()
    frame = MARK + b"\x01" + HEAD.pack(len(data), digest) + data
    (cache.folder / "key").write_bytes(frame)
    assert cache.get("key") is None


def test_an_entry_under_the_name_of_another_is_not_there(cache: FolderCache) -> None:
    cache.put("key", "x")
    (cache.folder / "key").rename(cache.folder / "other")
    assert cache.get("other") is None


def test_the_folder_is_of_no_interest_to_version_control_and_backups(tmp_path: Path) -> None:
    open_cache(tmp_path / "a" / ".dlcourse")
    assert (tmp_path / "a" / ".dlcourse" / ".gitignore").read_text(encoding="utf-8") == "*\n!translations.json\n"
    tag = (tmp_path / "a" / ".dlcourse" / "CACHEDIR.TAG").read_text(encoding="utf-8")
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55\n")


def test_where_nothing_can_be_written_a_cache_lasts_as_long_as_the_process(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    cache = open_cache(tmp_path / "file" / ".dlcourse")
    cache.put("key", *PARTS)
    assert cache.get("key") == PARTS[0]
    code = f"""
from pathlib import Path
from dlcourse.builder.keeping.cache import open_cache
cache = open_cache(Path({str(tmp_path / "file")!r}))
cache.put("key", 1)
print(cache.folder)
"""
    made = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
    assert made
    assert not Path(made).exists()


def test_what_cannot_be_written_is_not_kept_and_leaves_nothing_behind(cache: FolderCache) -> None:
    (cache.folder / "key").mkdir()
    cache.put("key", 1)
    FolderCache(cache.folder / "gone").put("key", 1)
    assert cache.get("key") is None
    assert names(cache) == ["key"]


def test_only_the_oldest_of_too_many_entries_go_and_none_that_are_needed_or_young(cache: FolderCache) -> None:
    old = time.time() - 10_000
    for number in range(600):
        cache.put(f"k{number}", number)
        os.utime(cache.folder / f"k{number}", (old + number, old + number))
    cache.put("young", 1)
    needed = ["k0", "k1", "k2", "k3"]
    cache.keep(needed)
    left = set(names(cache))
    assert {*needed, "young"} <= left
    assert len(left) <= 4 + 256
    assert "k599" in left
    assert "k4" not in left
    before = names(cache)
    cache.keep(needed)
    assert names(cache) == before


def test_what_is_used_again_counts_as_young(cache: FolderCache) -> None:
    old = time.time() - 10_000
    for number in range(600):
        cache.put(f"k{number}", number)
        os.utime(cache.folder / f"k{number}", (old, old))
    assert cache.get("k7") == 7
    cache.keep(["k7"])
    assert time.time() - (cache.folder / "k7").stat().st_mtime < 1000


def test_a_cache_in_memory_holds_what_is_needed(tmp_path: Path) -> None:
    cache = MemoryCache()
    cache.put("a", *PARTS)
    cache.put("b", 1)
    assert cache.get("a", 2) is PARTS[2]
    assert cache.get("a", 3) is None
    cache.keep(["a", "c"])
    assert (cache.get("b"), cache.get("a")) == (None, PARTS[0])
    cache.put("d", 4)
    cache.keep(["d"])
    assert (cache.get("a"), cache.get("d")) == (PARTS[0], 4)
    cache.keep(["d"])
    assert (cache.get("a"), cache.get("d")) == (None, 4)
