"""Publishing is all or nothing, whatever kills it, and never touches a folder that is not ours."""

import contextlib
import ctypes
import errno
import os
import random
import shutil
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from publishing import a_site, a_site_at, beside, files_in, tree

from dlcourse.builder.publishing.lock import locked
from dlcourse.builder.publishing.publish import check_out, publish_site
from dlcourse.diagnostics import PublishError
from dlcourse.model import Recipe, Site

on_posix = pytest.mark.skipif(os.name == "nt", reason="asks for POSIX file modes, signals or renames")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "work" / "dist"


@pytest.fixture
def without_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away the C library, and with it the call that exchanges two folders."""

    def missing(*_: object, **__: object) -> None:
        raise OSError("no C library here")

    monkeypatch.setattr(ctypes, "CDLL", missing)


@pytest.fixture(params=["one step", "two renames"])
def _any_swap(request: pytest.FixtureRequest) -> None:
    if request.param == "two renames":
        request.getfixturevalue("without_exchange")


# What comes out


def test_files_and_folders_come_out_to_the_byte(out: Path, tmp_path: Path) -> None:
    picture = tmp_path / "xor.png"
    picture.write_bytes(b"\x89PNG\r\n")
    publish_site(a_site(index_html=b"<p>\n", zh__cnn__index_html="卷积".encode(), assets__xor_png=picture), out)
    assert tree(out) == {
        "index.html": b"<p>\n",
        "zh/cnn/index.html": "卷积".encode(),
        "assets/xor.png": b"\x89PNG\r\n",
    }
    assert beside(out) == []


@pytest.mark.usefixtures("_any_swap")
def test_second_build_replaces_the_first_and_leaves_no_stale_page(out: Path) -> None:
    publish_site(a_site(gone__index_html=b"1", kept_html=b"1"), out)
    publish_site(a_site(kept_html=b"2"), out)
    assert tree(out) == {"kept.html": b"2"}
    assert beside(out) == []


@pytest.mark.usefixtures("_any_swap")
def test_empty_folder_is_filled(out: Path) -> None:
    out.mkdir(parents=True)
    publish_site(a_site(a_html=b"1"), out)
    assert (out / "a.html").read_bytes() == b"1"


@on_posix
def test_modes_are_what_the_umask_says_so_that_a_web_server_can_read_them(out: Path) -> None:
    before = os.umask(0o022)
    try:
        publish_site(a_site(a__b_html=b"1"), out)
    finally:
        os.umask(before)
    assert [stat.S_IMODE(path.stat().st_mode) for path in (out, out / "a", out / "a/b.html")] == [0o755, 0o755, 0o644]


def test_folder_with_glob_characters_in_its_name_is_swept_too(tmp_path: Path) -> None:
    out = tmp_path / "work" / "dist [v1]"
    out.parent.mkdir()
    (out.parent / ".dist [v1].dlcourse-new-0123abcd").mkdir()
    publish_site(a_site(), out)
    assert beside(out) == []


@on_posix
@pytest.mark.parametrize("is_dangling", [True, False])
def test_symlink_is_followed_and_stays_a_link(tmp_path: Path, is_dangling: bool) -> None:
    real, out = tmp_path / "disk" / "site", tmp_path / "work" / "dist"
    out.parent.mkdir()
    (real.parent if is_dangling else real).mkdir(parents=True)
    out.symlink_to(real)
    publish_site(a_site(a_html=b"1"), out)
    assert out.is_symlink()
    assert tree(real) == {"a.html": b"1"}


# What is refused


def refusal(site: Site, out: Path, *sources: Path, patience_seconds: float = 10) -> str:
    """Publish, expect a refusal, check that `out` is as it was, and return the message."""
    before = files_in(out) if out.is_dir() else None
    with pytest.raises(PublishError) as caught:
        publish_site(site, out, sources, patience_seconds)
    assert (files_in(out) if out.is_dir() else None) == before
    if out.parent.is_dir():
        assert [name for name in beside(out) if "dlcourse" in name] == []
    return str(caught.value)


@pytest.mark.parametrize(
    "manifest", [None, b"{", b"[]", b'{"generator": "someone else"}', b'{"name": "an app"}', b"[" * 100_000]
)
def test_folder_that_dlcourse_did_not_make_is_never_replaced(out: Path, manifest: bytes | None) -> None:
    out.mkdir(parents=True)
    (out / "thesis.txt").write_text("the only copy", encoding="utf-8")
    if manifest is not None:
        (out / "manifest.json").write_bytes(manifest)
    message = refusal(a_site(), out)
    assert "did not make this folder" in message
    assert "--out" in message
    with pytest.raises(PublishError, match="did not make this folder"):
        check_out(out)


def test_folder_that_holds_a_repository_is_not_replaced(out: Path) -> None:
    publish_site(a_site(), out)
    (out / ".git").mkdir()
    assert ".git" in refusal(a_site(a_html=b"1"), out)


def test_file_in_the_place_of_the_folder_is_refused(out: Path) -> None:
    out.parent.mkdir()
    out.write_text("notes", encoding="utf-8")
    assert "this is a file" in refusal(a_site(), out)
    assert out.read_text(encoding="utf-8") == "notes"


def test_path_through_a_file_is_refused(out: Path) -> None:
    out.parent.write_text("notes", encoding="utf-8")
    assert "cannot be" in refusal(a_site(), out)


@pytest.mark.parametrize("place", ["content", ".", "content/dist", "content/../content"])
def test_site_may_lie_neither_in_nor_around_its_sources(tmp_path: Path, place: str) -> None:
    content = tmp_path / "course" / "content"
    content.mkdir(parents=True)
    assert "neither in content/" in refusal(a_site(), tmp_path / "course" / place, content)
    with pytest.raises(PublishError, match="neither in content/"):
        check_out(tmp_path / "course" / place, [content])


def test_current_home_and_root_folders_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, home = tmp_path / "a" / "here", tmp_path / "b" / "home"
    here.mkdir(parents=True)
    home.mkdir(parents=True)
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    assert "the current folder" in refusal(a_site(), Path())
    assert "the current folder" in refusal(a_site(), here.parent)
    assert "your home folder" in refusal(a_site(), home)
    with pytest.raises(PublishError, match="root of a disk"):
        publish_site(a_site(), Path(here.anchor))


def test_out_that_differs_from_its_source_only_in_case_is_the_same_folder_where_the_disk_says_so(
    tmp_path: Path,
) -> None:
    content = tmp_path / "content"
    content.mkdir()
    if not (tmp_path / "CONTENT").exists():
        pytest.skip("this file system tells upper from lower case")
    assert "neither in content/" in refusal(a_site(), tmp_path / "CONTENT", content)


@pytest.mark.parametrize("path", ["/etc/passwd", "../up.html", "a/../../up.html", "a\\b", "C:/x", "a/c:x", "", "a\0b"])
def test_path_out_of_the_folder_is_a_bug_and_writes_nothing(out: Path, path: str) -> None:
    with pytest.raises(ValueError, match="may not be written"):
        publish_site(a_site_at({path: b""}), out)
    assert not out.exists()


def test_site_that_brings_a_manifest_is_a_bug(out: Path) -> None:
    with pytest.raises(ValueError, match=r"manifest\.json"):
        publish_site(a_site_at({"manifest.json": b""}), out)


@pytest.mark.parametrize(
    ("one", "other"), [("zh/CNN.png", "zh/cnn.png"), ("stra\u00dfe", "STRASSE"), ("e\u0301.png", "\u00e9.png")]
)
def test_names_that_only_differ_in_case_are_refused(out: Path, one: str, other: str) -> None:
    message = refusal(a_site_at({one: b"", other: b""}), out)
    assert one in message
    assert other in message


def test_file_and_folder_of_one_name_are_refused(out: Path) -> None:
    assert "a file and the folder" in refusal(a_site_at({"A": b"", "a/b/c": b""}), out)


@on_posix
def test_link_that_leads_to_itself_is_refused(out: Path) -> None:
    out.parent.mkdir()
    out.symlink_to(out.name)
    assert "cannot be" in refusal(a_site(), out)
    assert out.is_symlink()


# What goes wrong on the way


def test_asset_that_vanished_leaves_the_old_site(out: Path, tmp_path: Path) -> None:
    publish_site(a_site(a_html=b"old"), out)
    message = refusal(a_site(a_html=b"new", b_png=tmp_path / "vanished.png", c_html=b"new"), out)
    assert "vanished.png" in message
    assert "untouched" in message
    publish_site(a_site(a_html=b"new"), out)
    assert (out / "a.html").read_bytes() == b"new"


def test_interrupt_leaves_the_old_site_and_no_leftovers(out: Path) -> None:
    publish_site(a_site(a_html=b"old"), out)

    def interrupt() -> bytes:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish_site(a_site(a_html=b"new", b_html=Recipe("b", interrupt)), out)
    assert tree(out) == {"a.html": b"old"}
    assert beside(out) == []


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or shutil.which("unshare") is None,
    reason="needs root on Linux to mount a small disk",
)
def test_full_disk_leaves_the_old_site(tmp_path: Path) -> None:
    script = tmp_path / "full.py"
    script.write_text(
        PREAMBLE
        + textwrap.dedent("""\
        try:
            publish_site(a_site(b"new", 3_000_000), out)
        except PublishError as error:
            print(error)
        assert pages() == {b"old"}, pages()
        publish_site(a_site(b"two", 1000), out)
        assert pages() == {b"two"}
        print(sorted(path.name for path in out.parent.iterdir()))
        """),
        encoding="utf-8",
    )
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = f"mount -t tmpfs -o size=2m none {disk} && {sys.executable} {script} {disk / 'dist'}"
    done = subprocess.run(["unshare", "-m", "sh", "-c", mount], capture_output=True, text=True, check=False)
    if "mount" in done.stderr or "unshare" in done.stderr:
        pytest.skip(f"no small disk can be mounted here: {done.stderr}")
    assert done.returncode == 0, done.stderr
    assert "No space left on device" in done.stdout
    assert "['.dist.lock', 'dist']" in done.stdout


@on_posix
@pytest.mark.skipif(os.name != "nt" and os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_may_not_be_written_is_said(out: Path) -> None:
    out.parent.mkdir()
    out.parent.chmod(0o555)
    try:
        assert "Permission denied" in refusal(a_site(), out)
    finally:
        out.parent.chmod(0o755)


def test_file_that_something_swallowed_is_noticed(out: Path) -> None:
    publish_site(a_site(a_html=b"old"), out)

    def scan() -> bytes:
        for page in out.parent.glob(".dist.dlcourse-new-*/a.html"):
            page.unlink()
        return b""

    assert "a.html" in refusal(a_site(a_html=b"new", b_html=Recipe("b", scan)), out)


# Systems that swap in other ways


class CLibrary:
    """A C library whose exchange fails with the error `number`, or works if that is 0."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __call__(self, *_: object, **__: object) -> "CLibrary":
        return self

    def renameat2(self, here: int, one: bytes, there: int, other: bytes, flags: int) -> int:
        assert (here, there, flags) == (-100, -100, 2)
        return self._exchange(one, other)

    def renamex_np(self, one: bytes, other: bytes, flags: int) -> int:
        assert flags == 2
        return self._exchange(one, other)

    def _exchange(self, one: bytes, other: bytes) -> int:
        if self.number:
            ctypes.set_errno(self.number)
            return -1
        Path(os.fsdecode(one)).rename(os.fsdecode(one) + "-between")
        Path(os.fsdecode(other)).rename(os.fsdecode(one))
        Path(os.fsdecode(one) + "-between").rename(os.fsdecode(other))
        return 0


@pytest.mark.parametrize("system", ["linux", "darwin", "win32", "freebsd14"])
@pytest.mark.parametrize("number", [0, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP])
def test_new_site_comes_with_and_without_an_exchange(
    out: Path, monkeypatch: pytest.MonkeyPatch, system: str, number: int
) -> None:
    publish_site(a_site(a_html=b"old"), out)
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(ctypes, "CDLL", CLibrary(number))
    publish_site(a_site(a_html=b"new"), out)
    assert tree(out) == {"a.html": b"new"}
    assert beside(out) == []


def test_exchange_that_fails_for_good_leaves_the_old_site(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_site(a_site(a_html=b"old"), out)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", CLibrary(errno.EBUSY))
    assert os.strerror(errno.EBUSY) in refusal(a_site(a_html=b"new"), out)


def failing_renames(monkeypatch: pytest.MonkeyPatch, fails: Callable[[str, str], bool], error: type[OSError]) -> None:
    """Let the system refuse the renames for which `fails(source name, target name)`."""
    rename = os.rename

    def refusing(source: Path, target: Path) -> None:
        if fails(Path(source).name, Path(target).name):
            raise error(errno.EACCES, "in use")
        rename(source, target)

    monkeypatch.setattr(os, "rename", refusing)


@pytest.mark.usefixtures("without_exchange")
def test_second_rename_that_fails_puts_the_old_site_back(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_site(a_site(a_html=b"old"), out)
    failing_renames(monkeypatch, lambda source, target: "-new-" in source and target == "dist", OSError)
    assert "in use" in refusal(a_site(a_html=b"new"), out)


@pytest.mark.usefixtures("without_exchange")
def test_windows_waits_for_a_program_that_reads_a_page(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_site(a_site(a_html=b"old"), out)
    monkeypatch.setattr(sys, "platform", "win32")
    tries = iter([True, True, False])
    failing_renames(monkeypatch, lambda source, _: source == "dist" and next(tries), PermissionError)
    publish_site(a_site(a_html=b"new"), out)
    assert (out / "a.html").read_bytes() == b"new"


@pytest.mark.usefixtures("without_exchange")
def test_program_that_never_lets_go_is_reported(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_site(a_site(a_html=b"old"), out)
    failing_renames(monkeypatch, lambda source, _: source == "dist", PermissionError)
    assert "in use" in refusal(a_site(a_html=b"new"), out)


@pytest.mark.usefixtures("without_exchange")
def test_old_site_that_cannot_be_removed_yet_does_not_fail_the_build(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_site(a_site(a_html=b"old"), out)
    with monkeypatch.context() as patch:
        failing_renames(patch, lambda source, _: source == ".dist.dlcourse-old", PermissionError)
        publish_site(a_site(a_html=b"new"), out)
    assert (out / "a.html").read_bytes() == b"new"
    publish_site(a_site(a_html=b"newer"), out)
    assert beside(out) == []


# Swaps that were cut off, and other builds


@pytest.mark.parametrize("mend", ["publish", "check"])
def test_swap_cut_between_its_renames_is_put_right(out: Path, mend: str) -> None:
    publish_site(a_site(a_html=b"old"), out)
    out.rename(out.with_name(".dist.dlcourse-old"))
    shutil.copytree(out.with_name(".dist.dlcourse-old"), out.with_name(".dist.dlcourse-new-00000000"))
    if mend == "check":
        check_out(out)
        assert tree(out) == {"a.html": b"old"}
    publish_site(a_site(a_html=b"new"), out)
    assert tree(out) == {"a.html": b"new"}
    assert beside(out) == []


def test_old_site_beside_a_whole_new_one_is_swept(out: Path) -> None:
    publish_site(a_site(a_html=b"old"), out)
    shutil.copytree(out, out.with_name(".dist.dlcourse-old"))
    check_out(out)
    publish_site(a_site(a_html=b"new"), out)
    assert (out / "a.html").read_bytes() == b"new"
    assert beside(out) == []


def test_folders_beside_that_are_not_ours_stay(out: Path) -> None:
    keep = [out.with_name(name) for name in (".dist.bak", ".dist.old", "dist.dlcourse-new-1", ".dist2.dlcourse-new-1")]
    for folder in keep:
        folder.mkdir(parents=True)
    publish_site(a_site(), out)
    assert all(folder.is_dir() for folder in keep)


def test_second_build_waits_and_then_says_so(out: Path) -> None:
    publish_site(a_site(a_html=b"old"), out)
    with locked(out.with_name(".dist.lock"), 1):
        message = refusal(a_site(a_html=b"new"), out, patience_seconds=0.1)
    assert "another build is writing there (waited 0.1 s" in message


PREAMBLE = textwrap.dedent("""\
    import sys
    from pathlib import Path, PurePosixPath
    from dlcourse.builder.publishing.publish import publish_site
    from dlcourse.diagnostics import PublishError
    from dlcourse.model import Artifact, Site

    out = Path(sys.argv[1])

    def a_site(mark, size, pages=1):
        files = {f"{n % 20}/{n}.html": mark * (size // 3) for n in range(pages)}
        return Site(first=tuple(Artifact(path=PurePosixPath(p), content=c) for p, c in sorted(files.items())))

    def pages():
        return {path.read_bytes()[:3] for path in out.rglob("*.html")}

    publish_site(a_site(b"old", 1000), out)
    """)
ENDLESS = textwrap.dedent("""\
    import ctypes, itertools, sys
    from pathlib import Path, PurePosixPath
    from dlcourse.builder.publishing.publish import publish_site
    from dlcourse.model import Artifact, Site

    out, pages, swap = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    if swap == "renames":
        def missing(*_, **__):
            raise OSError("no C library here")
        ctypes.CDLL = missing
    for build in itertools.count(1):
        body = b"%s-%d" % (sys.argv[4].encode(), build)
        files = {f"{n % 20}/{n}.html": body for n in range(pages)}
        site = Site(first=tuple(Artifact(path=PurePosixPath(p), content=c) for p, c in sorted(files.items())))
        publish_site(site, out)
        if build == 1:
            print("published", flush=True)
    """)
PAGES = 60


def endless_builds(folder: Path, out: Path, swap: str, mark: str) -> subprocess.Popen[str]:
    script = folder / "endless.py"
    script.write_text(ENDLESS, encoding="utf-8")
    command = [sys.executable, str(script), str(out), str(PAGES), swap, mark]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def is_whole(out: Path) -> bool:
    """Tell whether every page is there and all are of one build."""
    pages = [content for name, content in tree(out).items() if name.endswith(".html")]
    return len(pages) == PAGES and len(set(pages)) == 1


@pytest.mark.parametrize(("swap", "kills"), [("exchange", 30), ("renames", 15)])
def test_site_is_whole_whenever_the_build_is_killed(out: Path, tmp_path: Path, swap: str, kills: int) -> None:
    chance = random.Random(20261122)  # a test that fails must fail again
    for _ in range(kills):
        child = endless_builds(tmp_path, out, swap, "killed")
        assert child.stdout is not None
        assert child.stdout.readline() == "published\n"
        time.sleep(chance.uniform(0, 0.06))
        child.kill()
        child.wait(30)
        child.stdout.close()
        if swap == "renames" or sys.platform not in {"linux", "darwin"}:
            check_out(out)  # between the two renames there is no dist; any next command puts it back
        assert is_whole(out)
    publish_site(a_site(a_html=b"next"), out)
    assert tree(out) == {"a.html": b"next"}
    assert beside(out) == []


def test_two_builds_at_once_both_publish(out: Path, tmp_path: Path) -> None:
    both = [endless_builds(tmp_path, out, "exchange", mark) for mark in ("one", "two")]
    seen: set[bytes] = set()
    deadline = time.monotonic() + 30
    try:
        for child in both:
            assert child.stdout is not None
            assert child.stdout.readline() == "published\n"
        while seen != {b"one", b"two"}:
            assert time.monotonic() < deadline
            # A reader may meet the very moment of a swap.
            with contextlib.suppress(OSError):
                seen.add((out / "0" / "0.html").read_bytes().split(b"-")[0])
    finally:
        for child in both:
            child.kill()
            child.wait(30)
            assert child.stdout is not None
            child.stdout.close()
    check_out(out)
    assert is_whole(out)
    publish_site(a_site(), out)
    assert beside(out) == []
