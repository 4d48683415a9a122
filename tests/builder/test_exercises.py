"""The page of all exercises: in every tree, linked from home and sidebar, none for a course without exercises."""

from pathlib import Path

from factories import build, built, write_tree
from selectolax.lexbor import LexborHTMLParser

COURSE: dict[str, str | bytes] = {
    "course.toml": 'base_url = "https://example.org/"\n',
    "01-first/module.toml": 'title = { zh = "第一部分", en = "Part one" }\n',
    "01-first/01-a.zh.md": "# 甲\n\n::: exercise 求 $x$ {#ex-x}\n做。\n:::\n\n::: exercise\n再做。\n:::\n",
    "01-first/01-a.en.md": "# A\n\n::: exercise Find $x$ {#ex-x}\nDo.\n:::\n\n::: exercise\nDo it again.\n:::\n",
    "01-first/02-b.md": "# 没有\n\n这一课没有练习可做。\n",
    "02-c.md": "# 只有中文\n\n这一课只有中文，没有英文。\n\n::: exercise [链接](01-first/02-b.md)\n做。\n:::\n",
}


def listed(html: str) -> list[tuple[str, str]]:
    """Return the text and the address of every link of the list."""
    links = LexborHTMLParser(html).css("main .exercise-list a")
    return [(" ".join(link.text().split()), link.attributes["href"] or "") for link in links]


def test_every_tree_lists_the_exercises_of_all_lessons(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, COURSE))
    assert listed(files["zh/all-exercises/index.html"]) == [
        ("练习 1 求 x", "../a/index.html#ex-x"),
        ("练习 2", "../a/index.html#exercise-2"),
        ("练习 1 链接", "../c/index.html#exercise-1"),
    ]
    assert [text for text, _ in listed(files["en/all-exercises/index.html"])] == [
        "Exercise 1 Find x",
        "Exercise 2",
        "Exercise 1 链接",
    ]
    assert '<span lang="zh">链接</span>' in files["en/all-exercises/index.html"]
    both = files["bi/all-exercises/index.html"]
    assert '<span lang="zh">求 <math>' in both
    assert '<span lang="en">Find <math>' in both
    for path, href in (
        ("zh/all-exercises/index.html", "../a/index.html#ex-x"),
        ("zh/a/index.html", "../all-exercises/index.html"),
    ):
        assert f'href="{href}"' in files[path]
    assert 'id="ex-x"' in files["zh/a/index.html"]


def test_lessons_stand_below_their_modules_and_those_without_exercises_are_left_out(tmp_path: Path) -> None:
    page = LexborHTMLParser(built(write_tree(tmp_path, COURSE))["zh/all-exercises/index.html"])
    assert [(each.tag, each.text()) for each in page.css("main h1, main h2, main h3")] == [
        ("h1", "练习"),
        ("h2", "第一部分"),
        ("h3", "甲"),
        ("h2", "其他课程"),
        ("h3", "只有中文"),
    ]


def test_course_without_modules_lists_its_lessons_one_level_higher(tmp_path: Path) -> None:
    flat: dict[str, str | bytes] = {"a.md": "# 甲\n\n::: exercise\n做一道练习题。\n:::\n"}
    page = LexborHTMLParser(built(write_tree(tmp_path, flat))["zh/all-exercises/index.html"])
    assert [each.tag for each in page.css("main h1, main h2, main h3")] == ["h1", "h2"]


def test_page_is_linked_from_home_and_sidebar_and_listed_for_search_engines(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, COURSE))
    assert 'href="all-exercises/index.html"' in files["zh/index.html"]
    assert (
        'href="zh/all-exercises/index.html"' in files["index.html"]
        or 'href="bi/all-exercises/index.html"' in files["index.html"]
    )
    sidebar = LexborHTMLParser(files["zh/all-exercises/index.html"]).css_first(".sidebar [aria-current]")
    assert sidebar is not None
    assert sidebar.text() == "练习"
    assert "https://example.org/zh/all-exercises/" in files["sitemap.xml"]


def test_course_without_exercises_has_no_such_page(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, {"a.md": "# 甲\n\n没有练习，也没有题目。\n"}))
    assert not [path for path in files if "exercises" in path]
    assert "all-exercises" not in files["index.html"]


def test_lesson_may_not_take_the_address_of_the_page(tmp_path: Path) -> None:
    lesson = "---\nslug: all-exercises\n---\n# 甲\n\n"
    taken = build(write_tree(tmp_path / "1", {"a.md": lesson + "::: exercise\n做一道题。\n:::\n"}))
    assert [(each.code, each.place.line) for each in taken.diagnostics] == [("B306", 2)]
    free = build(write_tree(tmp_path / "2", {"a.md": lesson + "这里没有练习。\n"}))
    assert free.diagnostics == ()
