"""Days of last changes: what git knows of lessons, what it may not do, and where pages and feeds show it."""

import datetime
import os
import re
import shutil
import subprocess
from pathlib import Path, PurePosixPath

import pytest
from factories import NOON, write_tree

from dlcourse.builder.history import Git, History
from dlcourse.builder.memory import Memory
from dlcourse.builder.pipeline import Build, build_site
from dlcourse.cli import main
from dlcourse.config import Options, Project

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")

LESSON = PurePosixPath("01-a.md")


@pytest.fixture(autouse=True)
def plain_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the settings of the machine out of the tests."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))


def git(folder: Path, *words: str, day: str = "2026-01-01") -> str:
    moment = day if "T" in day or day.startswith("@") else f"{day}T12:00:00+08:00"
    who = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b"}
    dates = {"GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z", "GIT_COMMITTER_DATE": moment}
    done = subprocess.run(
        ["git", "-C", str(folder), *words], check=True, capture_output=True, env=os.environ | who | dates
    )
    return done.stdout.decode()


def commit(folder: Path, day: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "--allow-empty", "-m", "change", day=day)


def a_repository(folder: Path, files: dict[str, str], day: str = "2026-01-01") -> Path:
    write_tree(folder, files)
    git(folder, "init", "-b", "main")
    commit(folder, day)
    return folder


def history(content: Path, *paths: str) -> History:
    return Git().history(content, map(PurePosixPath, paths))


def days(content: Path, *paths: str) -> dict[str, str]:
    return {path.as_posix(): str(day) for path, day in history(content, *paths).days.items()}


def test_every_file_has_the_day_of_its_last_commit_as_the_committer_wrote_it(tmp_path: Path) -> None:
    a_repository(tmp_path, {"01-a.md": "a", "m/02-b.md": "b"}, "2026-01-01")
    write_tree(tmp_path, {"m/02-b.md": "more"})
    commit(tmp_path, "2026-03-01T23:30:00-08:00")
    assert days(tmp_path, "01-a.md", "m/02-b.md") == {"01-a.md": "2026-01-01", "m/02-b.md": "2026-03-01"}


def test_names_in_any_script_and_with_odd_signs_are_found(tmp_path: Path) -> None:
    names = ["第一课/梯度 下降.md", 'a "quoted" name.md', "Café.md"] if os.name == "posix" else ["第一课/梯度 下降.md"]
    a_repository(tmp_path, dict.fromkeys(names, "x"))
    assert set(days(tmp_path, *names)) == set(names)


def test_name_that_is_spelt_with_loose_accents_is_the_same(tmp_path: Path) -> None:
    a_repository(tmp_path, {"Cafe\u0301.md": "x"})
    assert set(days(tmp_path, "Caf\u00e9.md")) == {"Caf\u00e9.md"}


def test_content_may_lie_anywhere_in_the_repository(tmp_path: Path) -> None:
    a_repository(tmp_path, {"docs/课程/content/01-a.md": "a", "01-a.md": "another"})
    found = history(tmp_path / "docs" / "课程" / "content", "01-a.md")
    assert found.folder == PurePosixPath("docs/课程/content")
    assert list(found.days) == [LESSON]


def test_file_that_was_only_moved_has_not_changed(tmp_path: Path) -> None:
    a_repository(tmp_path, {"old/a.md": "a" * 200, "b.md": "b" * 200}, "2026-01-01")
    git(tmp_path, "mv", "old", "new")
    git(tmp_path, "mv", "b.md", "c.md")
    commit(tmp_path, "2026-02-02")
    git(tmp_path, "mv", "new/a.md", "a.md")
    write_tree(tmp_path, {"c.md": "b" * 200 + "c"})
    commit(tmp_path, "2026-03-03")
    assert days(tmp_path, "a.md", "c.md") == {"a.md": "2026-01-01", "c.md": "2026-03-03"}


def test_new_file_in_the_place_of_a_moved_one_has_its_own_day(tmp_path: Path) -> None:
    a_repository(tmp_path, {"a.md": "a" * 200}, "2026-01-01")
    git(tmp_path, "mv", "a.md", "b.md")
    commit(tmp_path, "2026-02-02")
    write_tree(tmp_path, {"a.md": "another"})
    commit(tmp_path, "2026-03-03")
    assert days(tmp_path, "a.md", "b.md") == {"a.md": "2026-03-03", "b.md": "2026-01-01"}


def test_change_that_came_by_a_merge_counts(tmp_path: Path) -> None:
    a_repository(tmp_path, {"a.md": "a", "b.md": "b"}, "2026-01-01")
    git(tmp_path, "switch", "-c", "side")
    write_tree(tmp_path, {"a.md": "aa"})
    commit(tmp_path, "2026-02-02")
    git(tmp_path, "switch", "main")
    write_tree(tmp_path, {"b.md": "bb"})
    commit(tmp_path, "2026-03-03")
    git(tmp_path, "merge", "side", "-m", "merge", day="2026-04-04")
    assert days(tmp_path, "a.md", "b.md") == {"a.md": "2026-02-02", "b.md": "2026-03-03"}


def test_without_a_repository_or_a_commit_nothing_is_known(tmp_path: Path) -> None:
    write_tree(tmp_path, {"01-a.md": "a"})
    assert history(tmp_path, "01-a.md") == History()
    git(tmp_path, "init")
    assert history(tmp_path, "01-a.md") == History()


def test_file_outside_the_history_has_no_day_and_a_course_outside_no_folder(tmp_path: Path) -> None:
    a_repository(tmp_path, {"readme.md": "x", "content/01-a.md": "a"})
    write_tree(tmp_path, {"content/02-b.md": "b", "other/01-a.md": "a"})
    assert days(tmp_path / "content", "01-a.md", "02-b.md") == {"01-a.md": "2026-01-01"}
    assert history(tmp_path / "other", "01-a.md") == History()


def test_course_in_a_submodule_has_the_history_of_that(tmp_path: Path) -> None:
    inner = a_repository(tmp_path / "inner", {"content/01-a.md": "a"}, "2026-01-01")
    outer = a_repository(tmp_path / "outer", {"readme.md": "x"}, "2026-02-02")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", str(inner), "course")
    commit(outer, "2026-03-03")
    found = history(outer / "course" / "content", "01-a.md")
    assert (found.folder, str(found.days[LESSON])) == (PurePosixPath("content"), "2026-01-01")
    assert history(outer, "course/content/01-a.md") == History()


def test_shallow_clone_is_not_believed_and_said_so(tmp_path: Path) -> None:
    origin = a_repository(tmp_path / "origin", {"content/01-a.md": "a"}, "2026-01-01")
    commit(origin, "2026-02-02")
    git(tmp_path, "clone", "--depth", "1", origin.as_uri(), "clone")
    found = history(tmp_path / "clone" / "content", "01-a.md")
    assert found == History(folder=PurePosixPath("content"), gap="shallow")
    (note,) = found.notes("content")
    assert str(note).startswith("content: note[B309] only part of the git history is here (a shallow clone)")


def test_shallow_clone_of_something_else_is_no_matter(tmp_path: Path) -> None:
    origin = a_repository(tmp_path / "origin", {"readme.md": "x"})
    commit(origin, "2026-02-02")
    git(tmp_path, "clone", "--depth", "1", origin.as_uri(), "clone")
    write_tree(tmp_path / "clone", {"01-a.md": "a"})
    assert history(tmp_path / "clone", "01-a.md") == History()


def test_folder_of_another_user_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_repository(tmp_path, {"01-a.md": "a"})
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    found = history(tmp_path, "01-a.md")
    assert found == History(gap="untrusted")
    assert "safe.directory" in next(found.notes("content")).hint


@pytest.mark.skipif(os.name != "posix", reason="the programs are shell scripts")
def test_settings_of_a_repository_run_nothing_and_change_nothing(tmp_path: Path) -> None:
    course = a_repository(tmp_path / "course", {"content/第一课.md": "a", "b.md": "b"})
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch '{tmp_path}/sprung'\n", encoding="utf-8")
    trap.chmod(0o755)
    signed = git(course, "cat-file", "commit", "HEAD").replace("\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n\n", 1)
    made = subprocess.run(
        ["git", "-C", str(course), "hash-object", "-t", "commit", "-w", "--stdin"],
        input=signed.encode(),
        capture_output=True,
        check=True,
    )
    git(course, "reset", "--hard", made.stdout.decode().strip())
    programs = "core.fsmonitor core.pager pager.log diff.external gpg.program core.sshCommand core.editor".split()
    odd = {"log.showSignature": "true", "diff.relative": "true", "core.quotePath": "true", "log.follow": "true"}
    odd |= {"diff.orderFile": "/nowhere", "diff.renames": "false", "log.date": "relative", "color.ui": "always"}
    odd |= {"log.showRoot": "false"}
    for name, value in (dict.fromkeys(programs, str(trap)) | odd).items():
        git(course, "config", name, value)
    (course / ".gitattributes").write_text("*.md diff=trap\n", encoding="utf-8")
    git(course, "config", "diff.trap.textconv", str(trap))
    assert days(course / "content", "第一课.md") == {"第一课.md": "2026-01-01"}
    assert not (tmp_path / "sprung").exists()


def test_repository_that_a_hook_speaks_of_is_not_taken_for_that_of_the_course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = a_repository(tmp_path / "course", {"01-a.md": "a"}, "2026-01-01")
    other = a_repository(tmp_path / "other", {"01-a.md": "a"}, "2026-02-02")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    assert days(course, "01-a.md") == {"01-a.md": "2026-01-01"}


def test_commit_of_a_year_that_no_calendar_has_is_passed_over(tmp_path: Path) -> None:
    a_repository(tmp_path, {"01-a.md": "a"}, "2026-01-01")
    write_tree(tmp_path, {"01-a.md": "aa"})
    commit(tmp_path, "@253402300800 +0000")
    assert days(tmp_path, "01-a.md") == {"01-a.md": "2026-01-01"}


def a_false_git(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program called git before all others."""
    write_tree(folder, {"git": f"#!/bin/sh\n{script}\n"})
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


SPOT = r'case "$*" in *rev-parse*) printf "true\nfalse\n\nabc\n"; exit;; esac'


@pytest.mark.skipif(os.name != "posix", reason="git is a shell script here")
@pytest.mark.parametrize("script", ["exec sleep 60", f"{SPOT}\nexec sleep 60"])
def test_git_that_hangs_is_ended_and_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    a_false_git(tmp_path / "bin", monkeypatch, script)
    found = Git(seconds=0.3).history(tmp_path, [LESSON])
    assert found == History(gap="slow")
    assert "is not used" in next(found.notes("content")).message


@pytest.mark.skipif(os.name != "posix", reason="git is a shell script here")
@pytest.mark.parametrize(
    "script",
    [
        f"{SPOT}\nprintf '\\001 2026'\nexit 128",
        'printf "false\\nfalse\\n\\nabc\\n"',
        "exit 1",
    ],
)
def test_git_that_fails_is_as_good_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    a_false_git(tmp_path / "bin", monkeypatch, script)
    assert history(tmp_path, "01-a.md") == History()


@pytest.mark.skipif(os.name != "posix", reason="git is a shell script here")
def test_program_that_cannot_be_run_is_as_good_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_false_git(tmp_path / "bin", monkeypatch, "")
    (tmp_path / "bin" / "git").write_bytes(b"\x7fELF no program")
    assert history(tmp_path, "01-a.md") == History()


@pytest.mark.skipif(os.name != "posix", reason="git is a shell script here")
def test_git_of_the_current_folder_is_never_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_false_git(tmp_path, monkeypatch, f"touch '{tmp_path}/sprung'")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", ".")
    assert history(tmp_path, "01-a.md") == History()
    assert not (tmp_path / "sprung").exists()


def test_history_is_read_once_a_commit(tmp_path: Path) -> None:
    a_repository(tmp_path, {"01-a.md": "a"})
    reader = Git()
    first = reader.history(tmp_path, [LESSON])
    assert reader.history(tmp_path, [LESSON]) is first
    write_tree(tmp_path, {"01-a.md": "aa"})
    commit(tmp_path, "2026-02-02")
    assert reader.history(tmp_path, [LESSON]).days == {LESSON: datetime.date(2026, 2, 2)}


COURSE = {
    "course.toml": 'languages = ["de", "fr"]\nbase_url = "https://example.org/"\n',
    "01-a.de.md": "# A\n\nEin Satz.",
    "01-a.fr.md": "# A\n\nUne phrase.",
    "02-b.de.md": "---\nupdated: 2020-05-05\n---\n# B\n\nNoch ein Satz.",
    "03-c.de.md": "---\nis_published: false\n---\n# Verborgen\n\nGeheim.",
}


def built(content: Path) -> dict[str, str]:
    build = a_build(content)
    assert build.site is not None, build.diagnostics
    return {a.path.as_posix(): a.read().decode() for a in build.site.artifacts if a.path.suffix in (".html", ".xml")}


def a_build(content: Path) -> Build:
    project = Project(content=content, content_name="content", templates=None)
    return build_site(project, Options(now=NOON), memory=Memory(git=Git()))


def shown_day(page: str) -> str:
    found = re.search(r'<time datetime="([^"]*)">', page)
    return found[1] if found else ""


def test_pages_show_the_day_of_what_they_say(tmp_path: Path) -> None:
    content = a_repository(tmp_path, COURSE, "2026-01-01")
    write_tree(content, {"01-a.fr.md": "# A\n\nUne autre phrase."})
    commit(content, "2026-02-02")
    site = built(content)
    trees = ("de", "fr", "bi")
    assert [shown_day(site[f"{tree}/a/index.html"]) for tree in trees] == ["2026-01-01", "2026-02-02", "2026-02-02"]
    assert [shown_day(site[f"{tree}/b/index.html"]) for tree in trees] == ["2026-01-01"] * 3


def test_feeds_and_sitemap_know_the_day_too(tmp_path: Path) -> None:
    content = a_repository(tmp_path, COURSE, "2026-01-01")
    site = built(content)
    assert "<loc>https://example.org/de/a/</loc><lastmod>2026-01-01</lastmod>" in site["sitemap.xml"]
    assert "<updated>2026-01-01T00:00:00Z</updated>" in site["fr/feed.xml"]
    assert "<loc>https://example.org/de/</loc><xhtml" in site["sitemap.xml"]


def test_lesson_that_is_not_published_leaves_no_trace_of_its_day(tmp_path: Path) -> None:
    content = a_repository(tmp_path, COURSE, "2026-01-01")
    write_tree(content, {"03-c.de.md": COURSE["03-c.de.md"] + " Neu."})
    commit(content, "2026-07-07")
    assert [path for path, text in built(content).items() if "2026-07-07" in text] == []


def test_front_matter_counts_where_git_knows_nothing(tmp_path: Path) -> None:
    content = write_tree(tmp_path, COURSE)
    site = built(content)
    assert shown_day(site["de/b/index.html"]) == "2020-05-05"
    assert shown_day(site["de/a/index.html"]) == ""
    assert "lastmod" not in site["sitemap.xml"].partition("/de/b/")[0]


def test_each_file_of_a_pair_tells_its_own_day(tmp_path: Path) -> None:
    sides = {f"01-a.{tag}.md": f"---\nupdated: 2020-0{n}-01\n---\n# A\n\nx" for n, tag in ((1, "de"), (2, "fr"))}
    site = built(write_tree(tmp_path, {"course.toml": COURSE["course.toml"], **sides}))
    assert [shown_day(site[f"{tree}/a/index.html"]) for tree in ("de", "fr", "bi")] == [
        "2020-01-01",
        "2020-02-01",
        "2020-02-01",
    ]


def test_note_about_the_history_stops_no_build(tmp_path: Path) -> None:
    origin = a_repository(tmp_path / "origin", COURSE)
    commit(origin, "2026-02-02")
    git(tmp_path, "clone", "--depth", "1", origin.as_uri(), "clone")
    build = a_build(tmp_path / "clone")
    assert build.site is not None
    assert "B309" in [found.code for found in build.diagnostics]


def test_check_shows_the_note_that_build_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    origin = a_repository(tmp_path / "origin", COURSE)
    commit(origin, "2026-02-02")
    git(tmp_path, "clone", "--depth", "1", origin.as_uri(), "clone")
    content = str(tmp_path / "clone")
    assert main(["build", "--content", content, "--out", str(tmp_path / "dist")]) == 0
    assert "`dlcourse check` shows" in capsys.readouterr().err
    assert main(["check", "--content", content]) == 0
    assert "B309" in capsys.readouterr().err
