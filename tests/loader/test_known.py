"""What was read of files is remembered: a course loaded with it is the course loaded without, its bodies read again."""

import datetime
import pickle
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from factories import write_tree

from dlcourse.config import Options, Project, Settings
from dlcourse.diagnostics import Diagnostic, DlcourseError
from dlcourse.filetimes import stamp_of
from dlcourse.loader import AtHand, Known, digest_of, load_course, with_bodies
from dlcourse.model import Course, Lesson, Source

NOW = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
COURSE: Mapping[str, str | bytes] = {
    "index.md": "# 首页\n\nHome.\n",
    "01-intro.zh.md": "---\ntitle: 引言\nslug: intro\ntags: [a, 2]\n---\n# 引言\n\n<<< ./net.py\n",
    "01-intro.en.md": "---\ntitle: Introduction\nmine: {deep: [1, 2026-01-31, null]}\n---\n# Introduction\n",
    "02-nets/README.md": "# Networks\n\nThe module.\n",
    "02-nets/module.toml": "sequence = 2\n",
    "02-nets/two.md": "---\nlayout: slides\nsequnce: 2\n---\n# 1.2 Two\n\n<<< ../net.py\n<<< @/none.py\n",
    "02-nets/draft.md": "---\nis_published: false\npublish_on: 2026-05-01 08:00:00 +0800\n---\n# Draft\n",
    "03-later.md": "---\npublish_on: 2026-03-01\nprerequisites: [intro]\n---\nLater.\n",
    "04-empty.md": "---\ntitle: Empty\n---\n\n",
    "05-broken.md": "---\ntitle: [\n---\ntext\n",
    "06-open.md": "---\ntitle: never closed\n",
    "07-latin.md": b"caf\xe9",
    "08-control.md": "a\x07b\r\nc",
    "net.py": "print(1)\n",
}
EDITS: list[Callable[[Path], object]] = [
    lambda content: (content / "index.md").write_text("# 1. Other\n"),
    lambda content: (content / "03-later.md").unlink(),
    lambda content: (content / "03-later.md").rename(content / "02-nets" / "03-later.md"),
    lambda content: (content / "02-nets" / "draft.md").write_text("---\nis_published: true\n---\nOut.\n"),
    lambda content: (content / "net.py").write_text("print(2)\n"),
    lambda content: (content / "05-broken.md").write_text("Mended.\n"),
    lambda content: (content / "index.md").write_bytes(b"\xff"),
    lambda content: (content / "09-new.md").write_text("New.\n"),
    lambda content: (content / "01-intro.en.md").unlink(),
    lambda content: (content / "02-nets").rename(content / "07-nets"),
]
Loaded = tuple[Course, tuple[Diagnostic, ...]]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(content=write_tree(tmp_path / "content", COURSE), content_name="content", templates=None)


def load(
    project: Project, known: Known | None = None, settings: Settings | None = None, at_hand: AtHand | None = None
) -> Loaded:
    return load_course(project, settings or Settings(), Options(now=NOW), known, at_hand)


def whole(loaded: Loaded, project: Project) -> Loaded:
    """Return a course with its bodies, as if it had been loaded without memory."""
    course, found = loaded
    modules = tuple(
        replace(module, lessons=tuple(without_digests(with_bodies(project, lesson)) for lesson in module.lessons))
        for module in course.modules
    )
    return replace(course, modules=modules), found


def without_digests(lesson: Lesson) -> Lesson:
    return replace(lesson, sources=tuple(replace(source, digest="") for source in lesson.sources))


def sources_of(loaded: Loaded) -> list[Source]:
    return [source for lesson in loaded[0].lessons for source in lesson.sources]


def test_a_course_loaded_with_a_memory_is_the_course_loaded_without(project: Project) -> None:
    known: Known = {}
    cold = load(project)
    assert whole(load(project, known), project) == cold
    assert whole(load(project, known), project) == cold
    assert whole(load(project, pickle.loads(pickle.dumps(known))), project) == cold


@pytest.mark.parametrize("edit", EDITS)
def test_after_any_change_it_is_so_too(project: Project, edit: Callable[[Path], object]) -> None:
    known: Known = {}
    load(project, known)
    edit(project.content)
    assert whole(load(project, known), project) == load(project)


@pytest.fixture
def an_hour_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all files be older than those that are always looked into."""
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + 3600 * 10**9)


@pytest.mark.usefixtures("an_hour_later")
@pytest.mark.parametrize("edit", EDITS)
def test_files_at_hand_change_nothing_either(project: Project, edit: Callable[[Path], object]) -> None:
    known: Known = {}
    at_hand = AtHand()
    assert whole(load(project, known, at_hand=at_hand), project) == load(project)
    assert whole(load(project, known, at_hand=at_hand), project) == load(project)
    edit(project.content)
    assert whole(load(project, known, at_hand=at_hand), project) == load(project)
    german = Settings(languages=("de",))
    assert whole(load(project, known, german, at_hand), project) == load(project, settings=german)


@pytest.mark.usefixtures("an_hour_later")
def test_files_at_hand_are_not_read_again(project: Project) -> None:
    at_hand = AtHand()
    first = sources_of(load(project, {}, at_hand=at_hand))
    (project.content / "index.md").write_text("# Other\n", "utf-8")
    second = sources_of(load(project, {}, at_hand=at_hand))
    assert [new.path.name for old, new in zip(first, second, strict=True) if old is not new] == ["index.md"]


def test_a_file_that_is_too_young_to_tell_has_no_stamp_and_is_read_again(project: Project) -> None:
    path = project.content / "index.md"
    assert stamp_of(str(path)) is None
    at_hand = AtHand()
    load(project, {}, at_hand=at_hand)
    path.write_text("# Other\n", "utf-8")
    assert whole(load(project, {}, at_hand=at_hand), project) == load(project)


@pytest.mark.usefixtures("an_hour_later")
def test_an_unchanged_lesson_is_the_same_object_with_files_at_hand(project: Project) -> None:
    """What was made of it is then known to fit it still without a look at what it says."""
    at_hand = AtHand()
    first, second = (load(project, {}, at_hand=at_hand)[0].lessons for _ in range(2))
    assert all(old is new for old, new in zip(first, second, strict=True))


@pytest.mark.usefixtures("an_hour_later")
def test_a_template_that_comes_or_goes_is_seen_with_files_at_hand(project: Project, tmp_path: Path) -> None:
    project = replace(project, templates=tmp_path)
    at_hand = AtHand()
    for is_there in (False, True, False):
        (tmp_path / "slides.html").unlink(missing_ok=True)
        if is_there:
            (tmp_path / "slides.html").touch()
        assert whole(load(project, {}, at_hand=at_hand), project) == load(project)


def test_what_is_remembered_does_not_hold_for_other_languages_of_the_course(project: Project) -> None:
    known: Known = {}
    load(project, known)
    german = Settings(languages=("de",))
    assert whole(load(project, known, german), project) == load(project, settings=german)


def test_only_files_that_changed_are_read_anew(project: Project) -> None:
    known: Known = {}
    load(project, known)
    before = dict(known)
    (project.content / "index.md").write_text("# Other\n", "utf-8")
    load(project, known)
    assert {path for path in known if known[path] is not before[path]} == {"index.md"}


@pytest.mark.usefixtures("an_hour_later")
@pytest.mark.parametrize("edit", EDITS)
def test_after_any_change_of_old_files_it_is_so_too(project: Project, edit: Callable[[Path], object]) -> None:
    known: Known = {}
    load(project, known)
    edit(project.content)
    assert whole(load(project, known), project) == load(project)


@pytest.mark.usefixtures("an_hour_later")
def test_a_file_with_the_stamp_it_was_read_with_is_not_opened(project: Project) -> None:
    known: Known = {}
    load(project, known)
    memo = known["index.md"]
    known["index.md"] = memo._replace(origin=memo.origin._replace(digest="as it was"))
    assert "as it was" in {source.digest for source in sources_of(load(project, known))}
    (project.content / "index.md").write_text("# Other\n", "utf-8")
    assert "as it was" not in {source.digest for source in sources_of(load(project, known))}


def test_a_file_that_has_grown_old_gets_its_stamp(project: Project, request: pytest.FixtureRequest) -> None:
    known: Known = {}
    load(project, known)
    assert {memo.stamp for memo in known.values()} == {None}
    request.getfixturevalue("an_hour_later")
    load(project, known)
    assert None not in {memo.stamp for memo in known.values()}


def test_files_that_are_gone_or_cannot_be_read_are_forgotten(project: Project) -> None:
    known: Known = {}
    load(project, known)
    assert set(known) == {path for path in COURSE if path.endswith(".md")}
    (project.content / "index.md").unlink()
    (project.content / "03-later.md").write_bytes(b" " * (512 * 1024 + 1))
    load(project, known)
    assert set(known) == {path for path in COURSE if path.endswith(".md")} - {"index.md", "03-later.md"}


def test_sources_of_a_course_with_a_memory_hold_no_bodies(project: Project) -> None:
    assert {source.body for source in sources_of(load(project, {}))} == {""}
    assert all(len(source.digest) == 64 for source in sources_of(load(project, {})))
    assert {source.digest for source in sources_of(load(project))} == {""}


def test_a_lesson_that_has_its_bodies_is_left_as_it_is(project: Project) -> None:
    lesson = load(project)[0].lessons[0]
    assert with_bodies(project, lesson) is lesson


@pytest.mark.parametrize("change", [lambda file: file.write_text("# Other\n"), lambda file: file.unlink()])
def test_a_file_that_changes_while_the_course_is_built_stops_it(
    project: Project, change: Callable[[Path], object]
) -> None:
    lesson = next(lesson for lesson in load(project, {})[0].lessons if lesson.slug == "intro")
    change(project.content / "01-intro.en.md")
    with pytest.raises(DlcourseError, match=r"content/01-intro\.en\.md: it was changed while .* build again"):
        with_bodies(project, lesson)


def test_the_digest_of_a_lesson_tells_all_that_its_document_depends_on(project: Project) -> None:
    def digests() -> dict[str, str]:
        return {lesson.slug: digest_of(lesson) for lesson in load(project, {})[0].lessons}

    def changed(name: str, text: str) -> set[str]:
        before = digests()
        (project.content / name).write_text(text, "utf-8")
        return {slug for slug, digest in digests().items() if before.get(slug) != digest}

    assert len(set(digests().values())) == len(digests()) > 2
    assert changed("net.py", "print(2)\n") == {"intro"}
    assert changed("01-intro.en.md", "---\ntitle: Intro\n---\n# Intro\n") == {"intro"}
    assert changed("none.md", "New.\n") == {"none"}
    assert changed("none.md", "---\nslug: other\n---\nNew.\n") == {"other"}


def test_lessons_loaded_with_their_bodies_have_digests_too(project: Project) -> None:
    first, second = (digest_of(lesson) for lesson in load(project)[0].lessons[:2])
    assert first != second


def test_the_moments_of_a_course_are_those_when_anything_is_published(project: Project) -> None:
    expected = (datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC), datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC))
    assert load(project)[0].moments == load(project, {})[0].moments == expected
