"""A build that knows what the last one wrote keeps what is right, and comes to the same site as one that does not."""

import errno
import json
import os
import random
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from publishing import Content, a_site, a_site_at, beside, files_in, tree

from dlcourse.builder.keeping.inputs import names_below
from dlcourse.builder.publishing.ledger import is_untouched, read_ledger
from dlcourse.builder.publishing.publish import Published, check_out, publish_site
from dlcourse.diagnostics import PublishError
from dlcourse.model import Recipe, Site

on_posix = pytest.mark.skipif(os.name == "nt", reason="asks for POSIX file modes or links")
not_root = pytest.mark.skipif(os.name != "nt" and os.geteuid() == 0, reason="root may do everything")


class Kitchen:
    """Gives recipes for pages, and counts how often each is followed."""

    def __init__(self) -> None:
        self.followed: list[bytes] = []

    def page(self, content: bytes) -> Recipe:
        def make() -> bytes:
            self.followed.append(content)
            return content

        return Recipe(f"page {content!r}", make)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "work" / "dist"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "work" / ".cache" / "outputs.json"


@pytest.fixture
def kitchen() -> Kitchen:
    return Kitchen()


@pytest.fixture
def without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the site on a file system that has no hard links."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)


@pytest.fixture(params=["links", "copies"])
def _any_disk(request: pytest.FixtureRequest) -> None:
    if request.param == "copies":
        request.getfixturevalue("without_links")


def marks(out: Path) -> dict[str, tuple[int, int]]:
    """Return what tells that a file of `out` was written anew: its inode and its time."""
    found = {path.relative_to(out).as_posix(): path.stat() for path in out.rglob("*") if path.is_file()}
    return {name: (stat.st_ino, stat.st_mtime_ns) for name, stat in found.items()}


# What is kept


def test_recipe_is_followed_once_for_as_long_as_its_key_stays(out: Path, ledger: Path, kitchen: Kitchen) -> None:
    site = a_site(a__index_html=kitchen.page(b"a"), b__index_html=kitchen.page(b"b"))
    assert publish_site(site, out, ledger=ledger) == Published(written=3, kept=0)
    site = a_site(a__index_html=kitchen.page(b"a"), b__index_html=kitchen.page(b"other"))
    assert publish_site(site, out, ledger=ledger) == Published(written=2, kept=1)
    assert kitchen.followed == [b"a", b"b", b"other"]
    assert tree(out) == {"a/index.html": b"a", "b/index.html": b"other"}


def test_files_that_stay_are_not_written_again(out: Path, ledger: Path, kitchen: Kitchen, tmp_path: Path) -> None:
    picture = tmp_path / "xor.png"
    picture.write_bytes(b"\x89PNG\r\n")
    for page in (b"1", b"2", b"3", b"4"):
        site = a_site(a_png=picture, b_css=b"body{}", c__c_html=kitchen.page(b"c"), d_html=page)
        publish_site(site, out, ledger=ledger)
        seen = marks(out)
        kept = {name: seen[name] for name in ("a.png", "b.css", "c/c.html")}
        if page == b"1":
            first = kept
        assert kept == first
        assert tree(out) == {"a.png": b"\x89PNG\r\n", "b.css": b"body{}", "c/c.html": b"c", "d.html": page}
    assert kitchen.followed == [b"c"]
    assert beside(out) == [".cache"]


def test_site_that_is_the_same_is_not_touched_at_all(out: Path, ledger: Path, kitchen: Kitchen) -> None:
    for kept in (0, 3, 3):
        before = out.stat().st_ino if out.exists() else None
        published = publish_site(a_site(a_html=kitchen.page(b"a"), b_html=b"b"), out, ledger=ledger)
        assert published == Published(written=3 - kept, kept=kept)
        assert before in (None, out.stat().st_ino)
    assert is_untouched(read_ledger(ledger), out)


def test_a_publisher_names_all_that_it_leaves_with_the_folders(out: Path, ledger: Path, kitchen: Kitchen) -> None:
    for site in (a_site(a__b__c_html=kitchen.page(b"c"), d_html=b"d"), a_site(a__e_html=kitchen.page(b"e"))):
        assert list(publish_site(site, out, ledger=ledger).names) == names_below(str(out))


def test_without_a_ledger_everything_is_made(out: Path, kitchen: Kitchen) -> None:
    for _ in range(2):
        assert publish_site(a_site(a_html=kitchen.page(b"a")), out) == Published(written=2, kept=0)
    assert kitchen.followed == [b"a", b"a"]


@pytest.mark.usefixtures("_any_disk")
def test_file_that_changed_at_its_source_is_copied_anew(out: Path, ledger: Path, tmp_path: Path) -> None:
    picture = tmp_path / "xor.png"
    for content in (b"one", b"two", b"two", b"six"):
        picture.write_bytes(content)
        publish_site(a_site(a_png=picture, b_html=b"b", c_html=b"c"), out, ledger=ledger)
        assert tree(out) == {"a.png": content, "b.html": b"b", "c.html": b"c"}


@pytest.mark.usefixtures("without_links")
def test_without_hard_links_pages_are_copied_and_not_made(out: Path, ledger: Path, kitchen: Kitchen) -> None:
    for page in (b"1", b"2", b"3"):
        publish_site(a_site(a_html=page, b_html=kitchen.page(b"b"), c_html=kitchen.page(b"c")), out, ledger=ledger)
    assert kitchen.followed == [b"b", b"c"]
    assert tree(out) == {"a.html": b"3", "b.html": b"b", "c.html": b"c"}


def test_what_was_linked_from_a_page_stays_as_it_was(out: Path, ledger: Path, tmp_path: Path) -> None:
    publish_site(a_site(a_html=b"one", b_html=b"b", c_html=b"c"), out, ledger=ledger)
    backup = tmp_path / "backup.html"
    os.link(out / "a.html", backup)
    for page in (b"two", b"six", b"ten"):
        publish_site(a_site(a_html=page, b_html=b"b", c_html=b"c"), out, ledger=ledger)
    assert backup.read_bytes() == b"one"


def test_files_and_folders_take_each_others_names(out: Path, ledger: Path) -> None:
    sites: list[dict[str, Content]] = [
        {"a": b"file", "b/c/d": b"deep", "k": b"k", "l": b"l", "m": b"m"},
        {"a/b": b"in a folder", "b": b"file", "k": b"k", "l": b"l", "m": b"m"},
        {"a/b/c": b"deeper", "B/c": b"case", "k": b"k", "l": b"l", "m": b"m"},
        {"A": b"file", "b/C": b"case", "k": b"k", "l": b"l", "m": b"m"},
    ]
    for files in [*sites, *reversed(sites), *sites]:
        publish_site(a_site_at(files), out, ledger=ledger)
        assert tree(out) == files
        assert {path.name for path in out.rglob("*") if path.is_dir()} == {
            part for name in files for part in name.split("/")[:-1]
        }


# What somebody did to the site meanwhile


def edit(out: Path) -> None:
    (out / "a/a.html").write_bytes(b"hacked")


def edit_to_the_same_size(out: Path) -> None:
    (out / "a/a.html").write_bytes(b"b")


def truncate(out: Path) -> None:
    os.truncate(out / "a/a.html", 0)


def remove(out: Path) -> None:
    (out / "a/a.html").unlink()


def remove_folder(out: Path) -> None:
    shutil.rmtree(out / "a")


def remove_everything(out: Path) -> None:
    shutil.rmtree(out)


def add(out: Path) -> None:
    (out / "a/more.html").write_bytes(b"more")


def add_folder(out: Path) -> None:
    (out / "empty/deep").mkdir(parents=True)


def replace_by_link(out: Path) -> None:
    (out / "a/a.html").unlink()
    (out / "a/a.html").symlink_to("../b.html")


def replace_folder_by_link(out: Path) -> None:
    (out / "a").rename(out.parent / "a")
    (out / "a").symlink_to("../a")


def replace_by_folder(out: Path) -> None:
    (out / "b.html").unlink()
    (out / "b.html").mkdir()


def swap_pages(out: Path) -> None:
    (out / "a/a.html").rename(out / "between")
    (out / "b.html").rename(out / "a/a.html")
    (out / "between").rename(out / "b.html")


def restore_from_backup(out: Path) -> None:
    shutil.copytree(out, out.with_name("backup"))
    shutil.rmtree(out)
    out.with_name("backup").rename(out)


def hide_mode(out: Path) -> None:
    (out / "a/a.html").chmod(0o600)


def hide_folder(out: Path) -> None:
    (out / "a").chmod(0o700)


def touch_to_the_second(out: Path) -> None:
    os.utime(out / "b.html", (1_700_000_000, 1_700_000_000))


TAMPERINGS: list[Callable[[Path], None]] = [
    edit,
    edit_to_the_same_size,
    truncate,
    remove,
    remove_folder,
    remove_everything,
    add,
    add_folder,
    replace_by_link,
    replace_folder_by_link,
    replace_by_folder,
    swap_pages,
    restore_from_backup,
    hide_mode,
    hide_folder,
    touch_to_the_second,
]


@on_posix
@pytest.mark.usefixtures("_any_disk")
@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda each: each.__name__)
@pytest.mark.parametrize("is_changed", [False, True], ids=["same site", "other site"])
def test_site_is_right_whatever_was_done_to_the_last_one(
    out: Path, ledger: Path, tamper: Callable[[Path], None], is_changed: bool
) -> None:
    def site(page: bytes) -> Site:
        kitchen = Kitchen()
        return a_site(a__a_html=kitchen.page(b"a"), b_html=b"b", c_html=kitchen.page(b"c"), page_html=page)

    pages = [b"1", b"2", b"2"] if not is_changed else [b"1", b"2", b"3"]
    publish_site(site(pages[0]), out, ledger=ledger)
    publish_site(site(pages[1]), out, ledger=ledger)  # now there is a spare site, too
    tamper(out)
    for page in (pages[2], b"5", b"6", b"6"):
        publish_site(site(page), out, ledger=ledger)
        assert tree(out) == {"a/a.html": b"a", "b.html": b"b", "c.html": b"c", "page.html": page}
        assert [path for path in out.rglob("*") if path.is_symlink()] == []
        assert {path.name for path in out.rglob("*") if path.is_dir()} == {"a"}
        assert {path.stat().st_mode & 0o700 for path in out.rglob("*") if path.is_file()} == {0o600}
        assert len({path.stat().st_mode for path in out.rglob("*") if path.is_file()}) == 1


@on_posix
def test_other_umask_makes_files_anew(out: Path, ledger: Path) -> None:
    before = os.umask(0o077)
    try:
        for page in (b"1", b"2", b"3"):
            publish_site(a_site(a_html=b"a", b__b_html=b"b", c_html=page), out, ledger=ledger)
        os.umask(0o022)
        publish_site(a_site(a_html=b"a", b__b_html=b"b", c_html=b"4"), out, ledger=ledger)
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in out.rglob("*") if path.is_file()} == {0o644}
    assert {path.stat().st_mode & 0o777 for path in (out, out / "b")} == {0o755}


@pytest.mark.parametrize("tamper", ["edited", "removed", "torn", "a file"])
def test_spare_site_is_as_good_as_none_when_somebody_was_at_it(out: Path, ledger: Path, tamper: str) -> None:
    spare = ledger.with_suffix(".spare")
    for page in (b"1", b"2"):
        publish_site(a_site(a_html=b"a", b__b_html=b"b", c_html=page, d_html=b"d"), out, ledger=ledger)
    assert spare.is_dir()
    if tamper == "edited":
        (spare / "c.html").write_bytes(b"?")
        (spare / "b/b.html").unlink()
        (spare / "b/b.html").write_bytes(b"?")
    elif tamper == "torn":
        (spare / "a.html").unlink()
        (spare / "x/y").mkdir(parents=True)
    else:
        shutil.rmtree(spare)
        if tamper == "a file":
            spare.write_bytes(b"")
    for page in (b"3", b"4"):
        publish_site(a_site(a_html=b"a", b__b_html=b"b", c_html=page, d_html=b"d"), out, ledger=ledger)
        assert tree(out) == {"a.html": b"a", "b/b.html": b"b", "c.html": page, "d.html": b"d"}
        assert beside(out) == [".cache"]


def test_no_spare_is_kept_of_a_site_that_was_made_anew(out: Path, ledger: Path) -> None:
    for mark in (b"1", b"2", b"3"):
        publish_site(a_site(a_html=mark, b_html=mark, c_html=b"c"), out, ledger=ledger)
    assert not ledger.with_suffix(".spare").exists()


# Ledgers that say something else


def lie(text: bytes) -> bytes:
    """Write in a ledger that `b.html` is `a.html`, without its checksum."""
    head, _, body = text.partition(b"\n")
    noted = json.loads(body)
    noted["b.html"] = noted["a.html"]
    return head + b"\n" + json.dumps(noted).encode()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda text: text[: len(text) // 2],
        lambda text: text + b" ",
        lambda text: b"\xff" + text,
        lambda text: text.replace(b"outputs 1", b"outputs 0"),
        lambda text: text.replace(b"a.html", b"z.html"),
        lambda _: b"[" * 100_000,
        lie,
    ],
    ids=["empty", "cut", "longer", "no text", "another format", "edited", "deep", "a lie"],
)
def test_ledger_that_cannot_be_trusted_is_none(
    out: Path, ledger: Path, kitchen: Kitchen, spoil: Callable[[bytes], bytes]
) -> None:
    site = a_site(a_html=kitchen.page(b"a"), b_html=kitchen.page(b"b"))
    publish_site(site, out, ledger=ledger)
    ledger.write_bytes(spoil(ledger.read_bytes()))
    assert read_ledger(ledger) == {}
    assert publish_site(site, out, ledger=ledger) == Published(written=3, kept=0)
    assert publish_site(site, out, ledger=ledger) == Published(written=0, kept=3)


def test_ledger_of_another_site_keeps_nothing_that_differs(out: Path, ledger: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "dist"
    for mark in (b"1", b"2", b"3"):
        publish_site(a_site(a_html=mark, b_html=b"b", c_html=b"c"), out, ledger=ledger)
        publish_site(a_site(a_html=b"other", b_html=b"b", c_html=mark), other, ledger=ledger)
        assert tree(out) == {"a.html": mark, "b.html": b"b", "c.html": b"c"}
        assert tree(other) == {"a.html": b"other", "b.html": b"b", "c.html": mark}


def test_stale_ledger_does_no_harm(out: Path, ledger: Path) -> None:
    publish_site(a_site(a_html=b"a1", b_html=b"b1"), out, ledger=ledger)
    stale = ledger.read_bytes()
    publish_site(a_site(a_html=b"a2", b_html=b"b1"), out, ledger=ledger)
    publish_site(a_site(a_html=b"a3", b_html=b"b3"), out)  # a build without a ledger
    ledger.write_bytes(stale)
    publish_site(a_site(a_html=b"a1", b_html=b"b1"), out, ledger=ledger)
    assert tree(out) == {"a.html": b"a1", "b.html": b"b1"}


@pytest.mark.parametrize("place", ["a folder", "in a file"])
def test_ledger_that_cannot_be_written_is_done_without(out: Path, ledger: Path, place: str) -> None:
    if place == "a folder":
        (ledger / "full").mkdir(parents=True)
    else:
        ledger.parent.parent.mkdir()
        ledger.parent.write_bytes(b"")
    for mark in (b"1", b"2"):
        assert publish_site(a_site(a_html=mark, b_html=b"b"), out, ledger=ledger).kept == 0
        assert tree(out) == {"a.html": mark, "b.html": b"b"}


# What goes wrong on the way


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), ValueError("a bug")])
def test_recipe_that_fails_leaves_the_old_site(out: Path, ledger: Path, error: Exception) -> None:
    def fail() -> bytes:
        raise error

    for page in (b"1", b"2"):
        publish_site(a_site(a_html=page, b_html=b"b", c_html=b"c"), out, ledger=ledger)
    before = marks(out)
    with pytest.raises(PublishError if isinstance(error, OSError) else ValueError, match=r"No space|a bug"):
        publish_site(a_site(a_html=Recipe("fails", fail), b_html=b"b"), out, ledger=ledger)
    assert marks(out) == before
    assert beside(out) == [".cache"]
    publish_site(a_site(a_html=b"4", b_html=b"b"), out, ledger=ledger)
    assert tree(out) == {"a.html": b"4", "b.html": b"b"}


BUILDER = textwrap.dedent("""\
    import itertools, os, sys
    from functools import partial
    from pathlib import Path, PurePosixPath
    from dlcourse.builder.processes.crew import Crew
    from dlcourse.builder.publishing.publish import publish_site
    from dlcourse.model import Artifact, Recipe, Site

    def page(mark, number):
        return b"%s %d" % (mark, number)

    def site(mark, build):
        # A third of the pages changes with each build, in turn: so each page tells of when it was made.
        marks = [b"%s-%d" % (mark, (build - n % 3) // 3) for n in range(60)]
        pages = [(f"{n % 20}/{n}.html", Recipe(f"{n} {marks[n]}", partial(page, marks[n], n))) for n in range(60)]
        files = [*pages, ("build", b"%s-%d" % (mark, build))]
        return Site(first=tuple(Artifact(path=PurePosixPath(p), content=c) for p, c in sorted(files)))

    if __name__ == "__main__":
        out, ledger, mark = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3].encode()
        for build in itertools.count(int(sys.argv[4])):
            publish_site(site(mark, build), out, ledger=ledger, crew=Crew(2, helper_seconds=0))
            print(build, flush=True)
    """)


def endless(folder: Path, out: Path, ledger: Path, mark: str, start: int = 0) -> subprocess.Popen[str]:
    script = folder / "builds.py"
    script.write_text(BUILDER, encoding="utf-8")
    command = [sys.executable, str(script), str(out), str(ledger), mark, str(start)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def is_whole(out: Path) -> bool:
    """Tell whether every page is there and is the one of the build that the site tells of; its manifest is right."""
    files = tree(out)
    mark, _, build = files.pop("build").decode().rpartition("-")
    wanted = {f"{n % 20}/{n}.html": f"{mark}-{(int(build) - n % 3) // 3} {n}".encode() for n in range(60)}
    return files == wanted


def test_site_is_whole_whenever_a_build_with_helpers_is_killed(out: Path, ledger: Path, tmp_path: Path) -> None:
    chance = random.Random(20261123)  # a test that fails must fail again
    last = 0
    for _ in range(12):
        with endless(tmp_path, out, ledger, "killed", last) as child:
            assert child.stdout is not None
            last = int(child.stdout.readline())
            time.sleep(chance.uniform(0, 0.1))
            child.kill()
            last = max([last, *map(int, child.stdout.read().split())])
        check_out(out)
        assert is_whole(out)
    publish_site(a_site(a_html=b"next"), out, ledger=ledger)
    assert tree(out) == {"a.html": b"next"}
    assert beside(out) == [".cache"]


def test_two_builds_with_one_ledger_both_publish(out: Path, ledger: Path, tmp_path: Path) -> None:
    both = [endless(tmp_path, out, ledger, mark) for mark in ("one", "two")]
    seen: set[bytes] = set()
    deadline = time.monotonic() + 30
    try:
        for child in both:
            assert child.stdout is not None
            assert child.stdout.readline()
        while seen != {b"one", b"two"}:
            assert time.monotonic() < deadline
            seen.add((out / "build").read_bytes().split(b"-")[0])
    finally:
        for child in both:
            child.kill()
            child.wait(30)
            assert child.stdout is not None
            child.stdout.close()
    check_out(out)
    assert is_whole(out)
    publish_site(a_site(), out, ledger=ledger)
    assert beside(out) == [".cache"]


@pytest.mark.parametrize(
    "is_fork", [pytest.param(True, marks=pytest.mark.skipif(sys.platform != "linux", reason="")), False]
)
def test_helpers_write_the_same_site(out: Path, ledger: Path, tmp_path: Path, is_fork: bool) -> None:
    script = tmp_path / "builds.py"
    script.write_text(BUILDER, encoding="utf-8")
    code = textwrap.dedent(f"""\
        import sys
        sys.path.insert(0, {str(tmp_path)!r})
        from pathlib import Path
        from builds import Crew, publish_site, site
        for build in range(4):
            crew = Crew(3, is_fork={is_fork}, helper_seconds=0)
            publish_site(site(b"mark", build), Path(sys.argv[1]), ledger=Path(sys.argv[2]), crew=crew)
        """)
    main = tmp_path / "main.py"
    main.write_text(f"if __name__ == '__main__':\n{textwrap.indent(code, '    ')}", encoding="utf-8")
    subprocess.run([sys.executable, str(main), str(out), str(ledger)], check=True, timeout=120)
    assert is_whole(out)


# Any builds, one after the other


@pytest.mark.usefixtures("_any_disk")
@pytest.mark.parametrize("seed", range(6))
def test_every_build_comes_to_what_a_first_one_would(out: Path, ledger: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    names = ["a.html", "b.html", "c/index.html", "c/d/index.html", "e/index.html", "f", "f/g", ".nojekyll", "中.html"]
    source = tmp_path / "source.bin"
    for _ in range(25):
        files: dict[str, Content] = {}
        for name in names:
            if chance.random() < 0.2 or (name == "f/g" and "f" in files):
                continue
            content = chance.choice([b"one", b"two", b"three"])
            files[name] = content if chance.random() < 0.5 else Recipe(content.decode(), content.strip)
        source.write_bytes(chance.choice([b"picture", b"drawing"]))
        files["z.png"] = source
        pages = [path for path in out.rglob("*") if path.is_file() and path.name != "manifest.json"]
        if pages and chance.random() < 0.3:
            page = chance.choice(pages)
            page.unlink()
            if chance.random() < 0.5:
                page.write_bytes(b"???")
        if chance.random() < 0.1:
            ledger.unlink(missing_ok=True)
        publish_site(a_site_at(files), out, ledger=ledger)
        fresh = tmp_path / "fresh" / "dist"
        publish_site(a_site_at(files), fresh)
        tree(out)
        assert files_in(out) == files_in(fresh)
        assert beside(out) == [".cache"]
