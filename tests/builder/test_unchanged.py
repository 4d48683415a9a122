"""A build that finds everything as the last one left it tells what that came to; any change is seen."""

import datetime
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from factories import write_tree

from dlcourse.builder.keeping.inputs import LARGE, Inputs, names_below
from dlcourse.builder.keeping.unchanged import last_outcome, ledger_file, remember
from dlcourse.coverage import Coverage, LessonCoverage
from dlcourse.diagnostics import Place, diagnostic
from dlcourse.report import Outcome

NOW = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
FAR = 60 * 60 * 10**9
FILES: Mapping[str, str | bytes] = {
    "content/01-cnn.md": "# CNN\n",
    "content/course.toml": 'title = "T"\n',
    "content/.dlcourse/translations.json": "{}",
    "content/pictures/a.png": b"\x89PNG",
    "templates/home.html": "<p>",
    "dist/index.html": "<p>1",
    "dist/cnn/index.html": "<p>2",
}
OUTCOME = Outcome(
    diagnostics=(diagnostic("R215", Place("content/01-cnn.md", 3, 4), "it has no text", "write one, 写一个"),),
    coverage=(Coverage(language="en", lessons=(LessonCoverage(slug="cnn", is_source=True, is_translated=True),)),),
    lessons=1,
    pages=2,
    seconds=0.5,
    is_publishable=True,
    is_strict=False,
    out="dist",
    out_exists=True,
)
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_tree(tmp_path, FILES)


def read(root: Path, *words: str) -> Inputs:
    templates = root / "templates"
    return Inputs(root / "content", templates if templates.is_dir() else None, ("default", *words))


def inputs(root: Path, *words: str) -> str:
    return read(root, *words).fingerprint()


def ledger(root: Path) -> Path:
    return ledger_file(root, root / "content", root / "dist")


def note(root: Path, outcome: Outcome = OUTCOME, moments: tuple[datetime.datetime, ...] = ()) -> None:
    names = names_below(str(root / "dist"))
    remember(ledger(root), read(root), outcome, out=root / "dist", names=names, now=NOW, moments=moments)


def known(root: Path, now: datetime.datetime = NOW) -> Outcome | None:
    return last_outcome(ledger(root), read(root), root / "dist", now)


def with_same_times(file: Path, text: str) -> None:
    """Write `text` to a file so that its times tell nothing."""
    facts = file.stat()
    file.write_text(text, "utf-8")
    os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))


def git(root: Path, *words: str) -> None:
    settings = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(root), *settings, *words], check=True, capture_output=True)


def test_where_nothing_has_changed_the_last_outcome_is_told(root: Path) -> None:
    assert known(root) is None
    note(root)
    assert known(root) == OUTCOME


@pytest.fixture(params=["young files", "old files"])
def age(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files be too young for their times to tell anything, and old enough."""
    now = time.time_ns()
    if request.param == "old files":
        monkeypatch.setattr(time, "time_ns", lambda: now + FAR)


@pytest.mark.usefixtures("age")
@pytest.mark.parametrize(
    "change",
    [
        lambda root: with_same_times(root / "content/01-cnn.md", "# RNN\n"),
        lambda root: with_same_times(root / "content/.dlcourse/translations.json", "[]"),
        lambda root: (root / "content/pictures/a.png").write_bytes(b"\x89PNH"),
        lambda root: (root / "content/01-cnn.md").rename(root / "content/02-cnn.md"),
        lambda root: (root / "content/01-cnn.md").rename(root / "content/pictures/01-cnn.md"),
        lambda root: (root / "content/new.toml").touch(),
        lambda root: (root / "content/folder").mkdir(),
        lambda root: with_same_times(root / "templates/home.html", "<b>"),
        lambda root: (root / "templates/lesson.html").touch(),
        lambda root: shutil.rmtree(root / "templates"),
        lambda root: shutil.rmtree(root / "content"),
    ],
)
def test_any_change_of_what_is_read_is_seen(root: Path, change: Callable[[Path], object]) -> None:
    note(root)
    assert known(root) == OUTCOME
    change(root)
    assert known(root) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda root: os.utime(root / "content/01-cnn.md"),
        lambda root: write_tree(root / "content", {".svn/entries": "x", ".dlcourse/cache/key": "x"}),
        lambda root: write_tree(root, {"notes.md": "beside the course"}),
    ],
)
def test_what_no_build_reads_is_no_change(root: Path, change: Callable[[Path], object]) -> None:
    before = inputs(root)
    change(root)
    assert inputs(root) == before


@pytest.mark.skipif(sys.platform == "win32", reason="times alone do not tell there")
def test_files_are_read_only_when_their_times_do_not_tell(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(root).glance == ""
    note(root)
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + FAR)
    first = read(root).glance
    assert first == read(root).glance != ""
    assert known(root) == OUTCOME
    assert first in ledger(root).read_text("utf-8")
    os.utime(root / "content/01-cnn.md", (1, 1))
    second = read(root).glance
    assert first != second
    assert known(root) == OUTCOME
    assert second in ledger(root).read_text("utf-8")


def test_other_options_are_a_change(root: Path) -> None:
    assert inputs(root) != inputs(root, "--drafts")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_that_leads_elsewhere_is_a_change(root: Path) -> None:
    link = root / "content/link.md"
    seen = {inputs(root)}
    for target in ("01-cnn.md", "none.md", "pictures", "/", "link.md"):
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        seen.add(inputs(root))
    assert len(seen) == 6
    link.unlink()
    link.symlink_to("../outside.txt")
    before = {inputs(root)}
    (root / "outside.txt").write_text("a")
    before.add(inputs(root))
    (root / "outside.txt").write_text("b")
    assert inputs(root) not in before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_pipes_are_not_read(root: Path) -> None:
    before = inputs(root)
    os.mkfifo(root / "content/pipe.md")
    assert inputs(root) != before


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="all may be read here")
def test_what_cannot_be_read_is_told_from_what_can(root: Path) -> None:
    before = inputs(root)
    for path in ("content/01-cnn.md", "content/pictures"):
        (root / path).chmod(0)
        assert inputs(root) != before
        (root / path).chmod(0o755)


def test_a_large_file_is_known_by_its_times(root: Path) -> None:
    film = root / "content/film.mp4"
    film.touch()
    os.truncate(film, LARGE + 1)
    before = inputs(root)
    assert inputs(root) == before
    os.utime(film, (1, 1))
    assert inputs(root) != before


@pytest.mark.parametrize(
    "change",
    [
        lambda out: (out / "index.html").unlink(),
        lambda out: (out / "index.html").write_text("<p>3", "utf-8"),
        lambda out: os.utime(out / "index.html", ns=(FAR, FAR)),
        lambda out: (out / "extra.html").touch(),
        lambda out: (out / "extra").mkdir(),
        lambda out: (out / "cnn/index.html").rename(out / "cnn.html"),
        shutil.rmtree,
        lambda out: out.rename(out.with_name("elsewhere")).touch(),
    ],
)
def test_a_site_that_is_not_as_it_was_left_is_built_again(root: Path, change: Callable[[Path], object]) -> None:
    for name in ("index.html", "cnn/index.html", "cnn", "."):
        os.utime(root / "dist" / name, ns=(2 * FAR, 2 * FAR))
    note(root)
    assert known(root) == OUTCOME
    change(root / "dist")
    assert known(root) is None


def test_when_a_lesson_is_due_the_course_is_built_again(root: Path) -> None:
    note(root, moments=(NOW - DAY, NOW + DAY, NOW + 2 * DAY))
    assert known(root, NOW - DAY) == known(root, NOW + 0.9 * DAY) == OUTCOME
    assert [known(root, now) for now in (NOW - 1.1 * DAY, NOW + DAY)] == [None, None]
    note(root)
    assert known(root, NOW.replace(year=1)) == known(root, NOW.replace(year=9999)) == OUTCOME
    assert known(root, NOW.replace(tzinfo=None)) == OUTCOME


def test_a_ledger_that_is_damaged_or_foreign_counts_as_none(root: Path) -> None:
    note(root)
    whole = ledger(root).read_bytes()
    for data in (b"", whole[:-1], whole[:40], whole.replace(b"R215", b"R216"), b"\xff" * 99, b"[]\n{}"):
        ledger(root).write_bytes(data)
        assert known(root) is None
    facts = json.loads(whole.partition(b"\n")[2])
    wrong = [facts | {"outcome": {}}, facts | {"between": [1, 2]}, facts | {"between": []}]
    for foreign in ([], {}, *wrong):
        text = json.dumps(foreign)
        ledger(root).write_text(f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}", "utf-8")
        assert known(root) is None
    ledger(root).unlink()
    ledger(root).mkdir()
    assert known(root) is None


def test_where_nothing_can_be_kept_nothing_is_said(root: Path) -> None:
    missing = root / "none" / "last.json"
    remember(missing, read(root), OUTCOME, out=root / "dist", names=["/"], now=NOW, moments=())
    ledger(root).mkdir()
    note(root)
    assert known(root) is None
    assert sorted(path.name for path in root.iterdir()) == ["content", "dist", ledger(root).name, "templates"]


def test_a_build_that_fared_ill_on_this_machine_is_not_remembered(root: Path) -> None:
    late = diagnostic("B309", Place("content"), "reading the git history takes too long", "wait")
    note(root, replace(OUTCOME, diagnostics=(late,)))
    assert known(root) is None


def test_each_course_and_each_site_has_a_ledger_of_its_own(root: Path) -> None:
    files = {ledger_file(root, root / content, root / out) for content in ("content", "b") for out in ("dist", "c")}
    assert len(files) == 4
    assert ledger_file(root, root / "b" / ".." / "content", root / "dist") in files


@needs_git
def test_what_is_checked_out_of_the_history_counts(root: Path) -> None:
    seen = [inputs(root)]
    git(root, "init", "-b", "main")
    seen.append(inputs(root))
    git(root, "add", "content")
    git(root, "commit", "-m", "one")
    seen.append(inputs(root))
    git(root, "commit", "--allow-empty", "-m", "two")
    seen.append(inputs(root))
    git(root, "checkout", "--detach", "HEAD~1")
    seen.append(inputs(root))
    (root / ".git" / "shallow").write_text("0" * 40 + "\n")
    seen.append(inputs(root))
    assert len(set(seen)) == len(seen)
    git(root, "tag", "v1")
    assert inputs(root) == seen[-1]


@needs_git
def test_a_working_tree_beside_its_repository_is_known_too(root: Path) -> None:
    git(root, "init", "-b", "main")
    git(root, "add", "content")
    git(root, "commit", "-m", "one")
    git(root, "worktree", "add", "beside", "-b", "other")
    beside = root / "beside"
    before = inputs(beside)
    git(beside, "commit", "--allow-empty", "-m", "two")
    assert inputs(beside) != before


def test_settings_of_git_in_the_environment_count(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = inputs(root)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", "/")
    assert inputs(root) != before


def test_nothing_slow_is_imported_to_find_that_nothing_has_changed() -> None:
    code = "import sys, dlcourse.builder.keeping.inputs, dlcourse.builder.keeping.unchanged; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    slow = {"jinja2", "markdown_it", "yaml", "pygments", "rich", "subprocess", "shutil", "dlcourse.model"}
    assert slow.isdisjoint(run.stdout.split())
