"""Folders of lessons on disk in, courses in reading order and everything wrong with them out."""

import datetime
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from factories import write_tree

from dlcourse.config import Options, Project, Settings
from dlcourse.diagnostics import ConfigError, Diagnostic
from dlcourse.loader import load_course
from dlcourse.model import Course, Lesson

NOW = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Loaded:
    course: Course
    diagnostics: tuple[Diagnostic, ...]

    @property
    def slugs(self) -> list[str]:
        return [lesson.slug for lesson in self.course.lessons]

    @property
    def codes(self) -> list[str]:
        return [found.code for found in self.diagnostics]

    def lesson(self, slug: str) -> Lesson:
        return next(lesson for lesson in self.course.lessons if lesson.slug == slug)


def load(root: Path, files: Mapping[str, str | bytes], settings: Settings | None = None, **options: Any) -> Loaded:
    templates = root / "templates"
    (root / "content").mkdir(exist_ok=True)
    write_tree(root / "content", files)
    project = Project(content=root / "content", content_name="content", templates=templates)
    return Loaded(*load_course(project, settings or Settings(), Options(**{"now": NOW, **options})))


def a_file(body: str = "text", **front_matter: object) -> str:
    header = "".join(f"{key}: {value}\n" for key, value in front_matter.items())
    return f"---\n{header}---\n{body}\n"


# Which files are lessons


def test_what_is_no_lesson_is_left_out(tmp_path: Path) -> None:
    others = (".hidden.md", "a.md~", "#a.md#", ".#a.md", "a.bak.md", "_sidebar.md", "SUMMARY.md", "LICENSE.md", "a.txt")
    folders = (".git/a.md", "node_modules/a.md", "_drafts/a.md", ".dlcourse/a.md")
    loaded = load(tmp_path, dict.fromkeys((*others, *folders, "a.md", "b.MARKDOWN", "c/summary.md"), "text"))
    assert loaded.slugs == ["a", "b", "summary"]
    assert loaded.diagnostics == ()


def test_a_folder_named_like_a_lesson_is_a_folder(tmp_path: Path) -> None:
    assert load(tmp_path, {"a.md/b.md": "x"}).slugs == ["b"]


def test_a_missing_content_folder_stops_everything(tmp_path: Path) -> None:
    project = Project(content=tmp_path / "none", content_name="none", templates=None)
    with pytest.raises(ConfigError, match=r"none: .* does not exist; .*dlcourse init"):
        load_course(project, Settings(), Options(now=NOW))
    (tmp_path / "none").write_text("", "utf-8")
    with pytest.raises(ConfigError, match="is not a folder"):
        load_course(project, Settings(), Options(now=NOW))


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_that_lead_out_of_content_are_refused_and_circles_are_not_entered(tmp_path: Path) -> None:
    write_tree(tmp_path, {"outside/secret.md": "x", "content/a/real.md": "x"})
    content = tmp_path / "content"
    (content / "secret.md").symlink_to(tmp_path / "outside/secret.md")
    (content / "folder").symlink_to(tmp_path / "outside")
    (content / "circle").symlink_to(content)
    (content / "nowhere.md").symlink_to(content / "none.md")
    (content / "alias.md").symlink_to(content / "a/real.md")
    (content / "picture.png").symlink_to(tmp_path / "outside")
    loaded = load(tmp_path, {})
    assert loaded.slugs == ["real", "alias"]
    assert [d.place.file for d in loaded.diagnostics if d.code == "L101"] == [
        "content/folder",
        "content/nowhere.md",
        "content/picture.png",
        "content/secret.md",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="only there may a name be any bytes")
def test_a_name_that_is_no_unicode_is_told(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    Path(os.fsdecode(os.fsencode(content) + b"/\xff.md")).write_text("x", "utf-8")
    Path(os.fsdecode(os.fsencode(content) + b"/\xff.png")).write_text("x", "utf-8")
    loaded = load(tmp_path, {"a.md": "x"})
    assert loaded.slugs == ["a"]
    assert [d.code for d in loaded.diagnostics] == ["L101"]
    str(loaded.diagnostics[0]).encode()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is unreadable for root")
def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    write_tree(tmp_path / "content", {"a.md": "x", "b/c.md": "x"})
    (tmp_path / "content/a.md").chmod(0)
    (tmp_path / "content/b").chmod(0)
    assert load(tmp_path, {}).codes == ["L101", "L101"]
    (tmp_path / "content/b").chmod(0o700)


def test_folders_without_end_are_cut(tmp_path: Path) -> None:
    loaded = load(tmp_path, {"/".join(["d"] * 40) + "/a.md": "x", "b.md": "x"})
    assert loaded.codes == ["L101"]


# Slugs


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("01-fundamentals", "fundamentals"),
        ("01_Deep Learning", "deep-learning"),
        ("1.2 Gradient", "gradient"),
        ("2024-05-01-news", "news"),
        ("3d-vision", "3d-vision"),
        ("深度学习", "shen-du-xue-xi"),
        ("第3章-卷积网络", "juan-ji-wang-luo"),
        ("第三章 第二节 RNN", "rnn"),
        ("02、CNN入门", "cnn-ru-men"),
        ("10个技巧", "ge-ji-qiao"),
        ("C++ & Äpfel", "c-apfel"),
        ("７-全角", "quan-jiao"),
        ("07", "lesson-7"),
        ("🎉", "lesson-"),
        ("введение", "lesson-"),
        ("a" * 150, "a" * 100),
        ("word-" * 40, ("word-" * 20)[:-1]),
    ],
)
def test_a_slug_is_made_of_the_file_name(tmp_path: Path, name: str, slug: str) -> None:
    (made,) = load(tmp_path, {f"{name}.md": "x"}).slugs
    assert made.startswith(slug)
    assert made == slug or slug == "lesson-"


def test_readme_and_index_take_the_name_of_their_folder(tmp_path: Path) -> None:
    assert load(tmp_path, {"README.md": "x", "01-basics/index.md": "x"}).slugs == ["readme", "basics"]


def test_slugs_that_collide_take_their_folder_before_them(tmp_path: Path) -> None:
    files = {"a/intro.md": "x", "b/intro.md": "x", "c/own.md": a_file(slug="intro"), "d/README.md": "x", "d.md": "x"}
    assert sorted(load(tmp_path, files).slugs) == ["a-intro", "b-intro", "d", "d-readme", "intro"]


def test_a_hidden_lesson_does_not_change_another_ones_slug(tmp_path: Path) -> None:
    assert load(tmp_path, {"a/intro.md": "x", "b/intro.md": a_file(is_published="false")}).slugs == ["intro"]


def test_two_lessons_with_one_slug_are_an_error_that_names_both(tmp_path: Path) -> None:
    loaded = load(tmp_path, {"a.md": a_file(slug="x"), "b/c.md": a_file(slug="x"), "01-d.md": "x", "02-d.md": "x"})
    first, second = loaded.diagnostics
    assert (first.code, first.place.file, first.place.line) == ("L109", "content/b/c.md", 2)
    assert "content/a.md" in first.message
    assert (second.code, second.place.file) == ("L109", "content/02-d.md")
    assert "content/01-d.md" in second.message


# Order


def test_lessons_go_by_sequence_then_number_then_name(tmp_path: Path) -> None:
    files = {
        "m/README.md": "x",
        "m/zebra.md": a_file(sequence=2),
        "m/01-one.md": "x",
        "m/2.5-between.md": "x",
        "m/b10.md": "x",
        "m/b9.md": "x",
        "m/titled.md": a_file(title="3.01.标题"),
        "m/headed.md": "# 第四章 标题\n",
        "m/fenced.md": "```\n# 1. no heading\n```\n",
    }
    assert load(tmp_path, files).slugs == [
        "m", "one", "zebra", "between", "titled", "headed", "b9", "b10", "fenced",
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["sidebar_position", "nav_order", "order", "weight"])
def test_the_number_of_another_tool_counts_between_the_file_name_and_the_title(tmp_path: Path, key: str) -> None:
    files = {
        "a.md": a_file("text", **{key: 5}),
        "b.md": a_file("text", title="1. Titled", **{key: 4}),
        "03-named.md": a_file("text", **{key: 9}),
        "d.md": a_file("text", sequence=2, **{key: 8}),
        "e.md": a_file(title="1. Titled"),
        "f.md": "x",
    }
    loaded = load(tmp_path, files)
    assert loaded.slugs == ["e", "d", "named", "b", "a", "f"]
    assert loaded.diagnostics == ()


@pytest.mark.parametrize("value", ["-1", "1.5", '"1"', "true", "[1]", "1000001", "null"])
def test_what_is_no_whole_number_gives_no_place(tmp_path: Path, value: str) -> None:
    assert load(tmp_path, {"a.md": a_file(order=2), "z.md": a_file(order=value)}).slugs == ["a", "z"]


def test_two_lessons_may_share_the_number_of_another_tool_and_a_readme_stays_first(tmp_path: Path) -> None:
    files = {"m/b.md": a_file(order=1), "m/a.md": a_file(order=1), "m/README.md": a_file(order=7)}
    loaded = load(tmp_path, files)
    assert loaded.slugs == ["m", "a", "b"]
    assert loaded.diagnostics == ()


def test_of_several_numbers_of_other_tools_the_most_telling_counts(tmp_path: Path) -> None:
    files = {"a.md": a_file(order=1, sidebar_position=2), "b.md": a_file(weight=9, nav_order=1)}
    assert load(tmp_path, files).slugs == ["b", "a"]


@pytest.mark.parametrize(
    ("title", "is_numbered"),
    [
        ("2.01.关于", True),
        ("1.2 Gradient", True),
        ("3、卷积", True),
        ("二、卷积", True),
        ("第十二讲", True),
        ("Week 2: x", True),
        ("01 Introduction", True),
        ("4) Four", True),
        ("3 ways to learn", False),
        ("10个技巧", False),
        ("Weekly", False),
        ("x", False),
    ],
)
def test_a_title_numbers_a_lesson_only_when_it_looks_like_a_number(
    tmp_path: Path, title: str, is_numbered: bool
) -> None:
    files = {"zz.md": a_file(title=f'"{title}"'), "aa.md": "x"}
    assert load(tmp_path, files).slugs == (["zz", "aa"] if is_numbered else ["aa", "zz"])


def test_chinese_numbers_are_numbers(tmp_path: Path) -> None:
    names = ["第一章-a", "第二章-b", "第十章-c", "第十一章-d", "第二十章-e", "第二十一章-f", "第一百零五章-g"]
    assert load(tmp_path, {f"{name}.md": "x" for name in names}).slugs == list("abcdefg")


def test_flat_lessons_and_folders_are_ordered_together(tmp_path: Path) -> None:
    files = {
        "00-start.md": "x",
        "01-basics/a.md": "x",
        "01-basics/deep/b.md": "x",
        "01-basics/z.md": "x",
        "02-second.md": "x",
        "03-third.md": "x",
        "more/c.md": "x",
        "more/module.toml": "sequence = 4\n",
        "99-project.md": "x",
    }
    loaded = load(tmp_path, files)
    assert [(str(m.folder), [lesson.slug for lesson in m.lessons]) for m in loaded.course.modules] == [
        (".", ["start"]),
        ("01-basics", ["a", "z"]),
        ("01-basics/deep", ["b"]),
        (".", ["second", "third"]),
        ("more", ["c"]),
        (".", ["project"]),
    ]


def test_two_lessons_of_a_folder_with_one_sequence_are_an_error_that_names_both(tmp_path: Path) -> None:
    files = {"a.md": a_file(sequence=3), "b.md": a_file(title="B", sequence=3), "m/c.md": a_file(sequence=3)}
    (found,) = load(tmp_path, files).diagnostics
    assert (found.code, found.place.file, found.place.line, found.place.column) == ("L110", "content/b.md", 3, 11)
    assert "content/a.md" in found.message


def test_two_folders_with_one_sequence_are_an_error_that_names_both(tmp_path: Path) -> None:
    toml = "title = 'x'\nsequence = 1\n"
    files = {"a/module.toml": toml, "a/a.md": "x", "b/module.toml": toml, "b/b.md": "x", "empty/module.toml": toml}
    (found,) = load(tmp_path, files).diagnostics
    assert (found.code, str(found.place)) == ("L110", "content/b/module.toml:2")
    assert "content/a/module.toml" in found.message


# Modules


def test_a_module_is_titled_by_its_table_its_readme_or_its_folder(tmp_path: Path) -> None:
    files = {
        "1-a/module.toml": 'title = { zh = "甲", en = "A" }\ndescription = "first"\n',
        "1-a/x.md": "x",
        "2-b/README.md": a_file("# Not this", title="Bee", description="second"),
        "3-c/index.md": "# **Cee** {#c}\n",
        "4-d/README.zh.md": "# 丁 ##\n",
        "4-d/README.en.md": "# Dee\n",
        "05-deep_learning/y.md": "x",
        "06-深度学习/z.md": "x",
        "07/w.md": "x",
        "8-e/README.md": a_file("# Secret", is_published="false"),
        "8-e/v.md": "x",
        "flat.md": "x",
    }
    modules = load(tmp_path, files).course.modules
    assert [dict(module.title) for module in modules] == [
        {"zh": "甲", "en": "A"},
        {"": "Bee"},
        {"": "Cee"},
        {"zh": "丁", "en": "Dee"},
        {"": "Deep learning"},
        {"": "深度学习"},
        {"": "07"},
        {"": "E"},
        {},
    ]
    assert [dict(module.description) for module in modules[:3]] == [{"": "first"}, {"": "second"}, {}]


def test_a_faulty_module_table_is_told_with_its_line(tmp_path: Path) -> None:
    files = {"a/module.toml": "title = 5\ncolour = 1\n", "a/a.md": "x", "b/module.toml": "title = ", "b/b.md": "x"}
    loaded = load(tmp_path, files)
    assert [(d.code, d.place.file, d.place.line) for d in loaded.diagnostics] == [
        ("L117", "content/a/module.toml", 1),
        ("L117", "content/a/module.toml", 2),
        ("L117", "content/b/module.toml", 1),
    ]
    assert dict(loaded.course.modules[0].title) == {"": "A"}


# Languages


def test_siblings_join_to_one_lesson_source_language_first(tmp_path: Path) -> None:
    files = {
        "02-cnn.en.md": a_file(title="Networks", sequence=2, tags="[a]", own=1),
        "02-cnn.zh.md": a_file(title="网络", description="说明", other=2),
    }
    loaded = load(tmp_path, files)
    lesson = loaded.lesson("cnn")
    assert [source.language for source in lesson.sources] == ["zh", "en"]
    assert list(lesson.fields.title.items()) == [("zh", "网络"), ("en", "Networks")]
    assert lesson.fields.sequence == 2
    assert lesson.fields.tags == ("a",)
    assert lesson.fields.extra == {"own": 1, "other": 2}
    assert loaded.diagnostics == ()


def test_siblings_join_by_explicit_slug_too(tmp_path: Path) -> None:
    loaded = load(tmp_path, {"juanji.zh.md": a_file(slug="cnn"), "networks.en.md": a_file(slug="cnn")})
    assert loaded.slugs == ["cnn"]
    assert loaded.diagnostics == ()


def test_a_region_in_the_file_name_means_the_language(tmp_path: Path) -> None:
    loaded = load(tmp_path, {"a.zh-CN.md": "x", "a.en-US.md": "x", "node.js.md": "x", "b.en-.md": "x"})
    assert loaded.slugs == ["a", "b-en", "node-js"]
    assert loaded.diagnostics == ()


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"a.md": "x", "a.zh.md": "x"}, "content/a.md:1"),
        ({"a.md": "x", "a.markdown": "x"}, "content/a.markdown:1"),
        ({"a.zh.md": "x", "a.zh-CN.md": "x"}, "content/a.zh-CN.md:1"),
        ({"a.zh.md": a_file(sequence=1), "a.en.md": a_file(sequence=2)}, "content/a.en.md:2:11"),
        ({"a.zh.md": a_file(slug="b"), "a.en.md": a_file(slug="c")}, "content/a.en.md:2:7"),
        ({"a.zh.md": a_file(languages="en")}, "content/a.zh.md:2:12"),
    ],
)
def test_siblings_that_do_not_fit_together_are_an_error(tmp_path: Path, files: dict[str, str], place: str) -> None:
    loaded = load(tmp_path, {**files, "z.md": "x"})
    assert [(d.code, str(d.place)) for d in loaded.diagnostics] == [("L111", place)]
    assert loaded.slugs == ["z"]


def test_a_sibling_may_repeat_what_the_other_says(tmp_path: Path) -> None:
    loaded = load(tmp_path, {"a.zh.md": a_file(sequence=1, languages="zh"), "a.en.md": a_file(sequence=1)})
    assert loaded.diagnostics == ()


# Publication


def test_an_unpublished_lesson_leaves_only_its_path(tmp_path: Path) -> None:
    files = {"a.md": "x", "b.md": a_file("", is_published="false"), "c.md": a_file(publish_on="2026-01-02")}
    loaded = load(tmp_path, files)
    assert loaded.slugs == ["a"]
    assert sorted(map(str, loaded.course.hidden)) == ["b.md", "c.md"]
    assert loaded.diagnostics == ()


def test_drafts_are_loaded_on_demand(tmp_path: Path) -> None:
    files = {"a.md": a_file(is_published="false"), "b.md": a_file(publish_on="2027-01-02")}
    loaded = load(tmp_path, files, with_drafts=True)
    assert loaded.slugs == ["a", "b"]
    assert not loaded.course.hidden


def test_the_clock_decides_when_a_lesson_appears(tmp_path: Path) -> None:
    files = {"a.md": "x", "b.md": a_file(publish_on="2026-01-01 12:00:01")}
    assert load(tmp_path, files).slugs == ["a"]
    assert load(tmp_path, files, now=datetime.datetime(2026, 1, 1, 12, 0, 1)).slugs == ["a", "b"]


def test_a_course_may_publish_only_what_says_so(tmp_path: Path) -> None:
    files = {"a.md": "x", "b.md": a_file(is_published="true")}
    assert load(tmp_path, files, Settings(publish_by_default=False)).slugs == ["b"]


@pytest.mark.parametrize(
    ("zh", "en", "shown"),
    [
        ("is_published: false", "", []),
        ("is_published: false", "is_published: true", ["en"]),
        ("is_published: true", "is_published: false", ["zh"]),
        ("publish_on: 2027-01-01", "", []),
        ("", "", ["zh", "en"]),
    ],
)
def test_a_draft_leaves_no_trace_in_its_twin(tmp_path: Path, zh: str, en: str, shown: list[str]) -> None:
    loaded = load(tmp_path, {"a.zh.md": f"---\n{zh}\n---\nx", "a.en.md": f"---\n{en}\n---\nx", "z.md": "x"})
    assert [s.language for lesson in loaded.course.lessons if lesson.slug == "a" for s in lesson.sources] == shown
    assert len(loaded.course.hidden) == 2 - len(shown)


def test_a_lesson_with_a_fault_in_its_front_matter_is_not_in_the_course(tmp_path: Path) -> None:
    files = {"a.md": a_file(is_publised="false"), "b.md": a_file(prerequisites="[a]"), "c.md": "---\ntitle: x\n"}
    loaded = load(tmp_path, files)
    assert loaded.slugs == ["b"]
    assert loaded.codes == ["L108", "L103"]


def test_an_empty_lesson_is_an_error(tmp_path: Path) -> None:
    loaded = load(tmp_path, {"a.md": " \n\n", "b.md": a_file("", title="x"), "c.md": ""})
    assert [(d.code, str(d.place)) for d in loaded.diagnostics] == [
        ("L102", "content/a.md:1"),
        ("L102", "content/b.md:4"),
        ("L102", "content/c.md:1"),
    ]


@pytest.mark.parametrize("header", ["layout: home\nhero: {name: x}", "home: true", "features: []"])
def test_an_empty_home_page_of_another_tool_is_left_out(tmp_path: Path, header: str) -> None:
    loaded = load(tmp_path, {"index.md": f"---\n{header}\n---\n", "a.md": "x"})
    assert loaded.slugs == ["a"]
    assert loaded.codes == ["L115"]


@pytest.mark.parametrize(
    "header",
    [
        "pageComponent:\n  name: Catalogue\n  data:\n    path: 01.Front end\ntitle: Front end\narticle: false",
        "archivesPage: true\ntitle: Archive",
        "categoriesPage: true",
        "tagsPage: true",
    ],
)
def test_an_empty_list_of_pages_of_another_tool_is_left_out(tmp_path: Path, header: str) -> None:
    loaded = load(tmp_path, {"00.list/01.web.md": f"---\n{header}\n---\n", "a.md": "x"})
    assert loaded.slugs == ["a"]
    assert loaded.codes == ["L115"]


def test_a_list_of_pages_with_a_text_of_its_own_is_a_lesson(tmp_path: Path) -> None:
    assert load(tmp_path, {"a.md": a_file(pageComponent="{name: Catalogue}")}).slugs == ["a"]


def test_a_layout_without_a_template_is_the_usual_one(tmp_path: Path) -> None:
    write_tree(tmp_path, {"templates/wide.html": "x"})
    loaded = load(tmp_path, {"a.md": a_file(layout="wide"), "b.md": a_file(layout="narrow")})
    assert [lesson.fields.layout for lesson in loaded.course.lessons] == ["wide", "lesson"]
    assert loaded.codes == ["L115"]


# The whole course


@pytest.mark.parametrize(
    ("prerequisites", "part"),
    [
        ("[early]", None),
        ("[later]", "comes later"),
        ("[earli]", "no lesson earli"),
        ("[nothing-like-it]", "no lesson nothing-like-it"),
        ("[secret]", "is not published"),
        ("[self]", "circle (self -> self)"),
    ],
)
def test_prerequisites_exist_and_come_earlier(tmp_path: Path, prerequisites: str, part: str | None) -> None:
    files = {
        "1-early.md": "x",
        "2-self.md": a_file(prerequisites=prerequisites),
        "3-later.md": "x",
        "4-secret.md": a_file(is_published="false"),
    }
    loaded = load(tmp_path, files)
    if part is None:
        assert loaded.diagnostics == ()
    else:
        (found,) = loaded.diagnostics
        assert (found.code, str(found.place)) == ("L112", "content/2-self.md:2:16")
        assert part in found.message


def test_a_prerequisite_that_is_nearly_right_is_mended(tmp_path: Path) -> None:
    loaded = load(tmp_path, {"1-early.md": "x", "2-b.md": a_file(prerequisites="[earli]")})
    assert "did you mean `early`?" in loaded.diagnostics[0].hint


def test_a_circle_is_named_once(tmp_path: Path) -> None:
    needs = {"a": "c", "b": "a", "c": "b", "d": "a"}
    loaded = load(tmp_path, {f"{name}.md": a_file(prerequisites=f"[{need}]") for name, need in needs.items()})
    (found,) = loaded.diagnostics
    assert found.place.file == "content/a.md"
    assert "a -> c -> b -> a" in found.message


def test_a_course_without_lessons_is_an_error(tmp_path: Path) -> None:
    (found,) = load(tmp_path, {"notes.txt": "x"}).diagnostics
    assert (found.code, str(found.place)) == ("L114", "content")
    (found,) = load(tmp_path, {"a.md": a_file(is_published="false")}).diagnostics
    assert found.code == "L114"
    assert "none of the 1 lessons is published" in found.message


def test_a_course_of_faulty_lessons_is_not_called_empty_too(tmp_path: Path) -> None:
    assert load(tmp_path, {"a.md": "---\ntitle: x\n"}).codes == ["L103"]


def test_loading_twice_gives_the_same(tmp_path: Path) -> None:
    files = {f"{folder}/{name}.md": a_file(title=name) for folder in "ab" for name in ("x", "y", "深度")}
    assert load(tmp_path, files) == load(tmp_path, {})


def test_a_lesson_without_end_is_refused(tmp_path: Path) -> None:
    loaded = load(tmp_path, {"a.md": "x" * (512 * 1024 + 1), "b.md": "x" * (512 * 1024)})
    assert [str(found.place) for found in loaded.diagnostics] == ["content/a.md"]
    assert "larger than 512 KiB" in loaded.diagnostics[0].message
