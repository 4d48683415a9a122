"""The menu of the course, breadcrumb, neighbours, footer: what pages list, however large the course."""

import pickle
import re
from pathlib import Path

import pytest
from factories import built, write_tree
from selectolax.lexbor import LexborHTMLParser, LexborNode

from dlcourse.builder.once import Once
from dlcourse.builder.pages import lists

COURSE: dict[str, str | bytes] = {
    "course.toml": 'title = { zh = "深度课", en = "Deep course" }\nauthors = ["Ada"]\nlicence = "CC BY 4.0"\n',
    "01-one/module.toml": 'title = { zh = "基础", en = "Basics" }\n',
    "01-one/01-a.zh.md": "# 甲课\n\n第一段。\n",
    "01-one/01-a.en.md": "# Lesson A\n\nThe first paragraph.\n",
    "01-one/02-b.md": "# 乙课\n\n中文正文。\n",
    "02-two/module.toml": 'title = { zh = "进阶", en = "More" }\n',
    "02-two/03-c.md": "# 丙课\n\n中文正文。\n",
    "04-flat.md": "# 丁课\n\n中文正文，见[练习](#exr-a)。\n\n::: exercise {#exr-a}\n算一算。\n:::\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return built(write_tree(tmp_path_factory.mktemp("course"), COURSE))


def page(site: dict[str, str], path: str) -> LexborHTMLParser:
    return LexborHTMLParser(site[path])


def one(tree: LexborHTMLParser | LexborNode, selector: str) -> LexborNode:
    found = tree.css_first(selector)
    assert found is not None, selector
    return found


def texts(tree: LexborHTMLParser | LexborNode, selector: str) -> list[str]:
    return [" ".join(node.text().split()) for node in tree.css(selector)]


def hrefs(tree: LexborHTMLParser | LexborNode, selector: str) -> list[str]:
    return [node.attributes.get("href") or "" for node in tree.css(selector)]


def many(count: int, modules: int, *, crowd: int = 0) -> dict[str, str | bytes]:
    """Return a course of `count` lessons in two languages, with titles as long as they are in real courses.

    The first `crowd` lessons are in the first module, the others evenly in the others.
    """
    files: dict[str, str | bytes] = {"course.toml": 'title = { zh = "深度学习入门", en = "A first course" }\n'}
    for number in range(count):
        module = max(0, number - crowd + 1) * modules // (count - crowd + 1)
        folder = f"{module:04}-m"
        chinese, english = f"第 {module} 单元：卷积神经网络与注意力机制", f"Part {module}: convolution and attention"
        files[f"{folder}/module.toml"] = f'title = {{ zh = "{chinese}", en = "{english}" }}\n'
        chinese, english = f"{number}：梯度下降的步长应当怎样选取", f"{number}: how long a step should be in descent"
        files[f"{folder}/{number:04}-lesson-{number}.md"] = (
            f"---\ntitle: {{ zh: '{chinese}', en: '{english}' }}\n---\n\n::: zh\n中文。\n:::\n\n::: en\nWords.\n:::\n"
        )
    return files


def around(html: str) -> int:
    """Return how many bytes of a page are not its article."""
    return len(re.sub(r"<article.*</article>", "", html, flags=re.DOTALL).encode())


# --- the menu of a small course


def test_the_module_of_the_lesson_is_open_and_the_others_are_folded(site: dict[str, str]) -> None:
    modules = page(site, "zh/b/index.html").css(".sidebar details")
    assert [" ".join(one(each, "summary").text().split()) for each in modules] == ["基础", "进阶", "其他课程"]
    assert ["open" in each.attributes for each in modules] == [True, False, False]
    assert texts(modules[0], "a") == ["甲课", "乙课"]
    assert hrefs(modules[1], "a") == ["../c/index.html"]


def test_the_own_lesson_alone_is_marked(site: dict[str, str]) -> None:
    for slug, title in (("a", "甲课"), ("c", "丙课")):
        marked = page(site, f"zh/{slug}/index.html").css(".sidebar [aria-current]")
        assert [(node.text(), node.attributes["aria-current"]) for node in marked] == [(title, "page")]


def test_pages_that_are_no_lesson_list_every_module_folded_and_mark_themselves(site: dict[str, str]) -> None:
    menu = page(site, "en/all-exercises/index.html")
    assert not menu.css(".sidebar details[open]")
    assert len(menu.css(".sidebar details")) == 3
    assert texts(menu, ".sidebar [aria-current]") == ["Exercises"]


def test_a_course_without_modules_lists_its_lessons_with_nothing_to_unfold(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, {"a.md": "# 甲\n\n中文。\n", "b.md": "# 乙\n\n中文。\n"}))
    menu = page(files, "zh/a/index.html")
    assert not menu.css(".sidebar details")
    assert texts(menu, ".sidebar ol a") == ["甲", "乙"]


def test_titles_in_the_menu_carry_their_language(site: dict[str, str]) -> None:
    menu = one(page(site, "en/a/index.html"), ".sidebar")
    assert [node.text() for node in menu.css("ol [lang=zh]")] == ["乙课", "丙课", "丁课"]
    both = one(page(site, "bi/a/index.html"), ".sidebar [aria-current]")
    assert [node.attributes["lang"] for node in both.css("[lang]")] == ["zh", "en"]


def test_the_menu_works_for_any_pair_of_languages(tmp_path: Path) -> None:
    course = {
        "course.toml": 'languages = ["de", "fr"]\n',
        "1-m/module.toml": 'title = { de = "Anfang", fr = "Début" }\n',
        "1-m/1-a.de.md": "# Erstens\n\nDas ist ein Satz.\n",
        "1-m/1-a.fr.md": "# Premier\n\nVoici une phrase.\n",
        "2-b.de.md": "# Zweitens\n\nDas ist ein Satz.\n",
    }
    files = built(write_tree(tmp_path, course))
    assert texts(page(files, "fr/a/index.html"), ".sidebar details[open] :is(summary, a)") == ["Début", "Premier"]


def test_every_lesson_of_a_small_course_is_in_every_menu(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, many(42, 8)))
    for slug in ("lesson-0", "lesson-41"):
        assert len(page(files, f"zh/{slug}/index.html").css(".sidebar ol a")) == 42
    assert around(files["bi/lesson-40/index.html"]) < 25_000


# --- the menu of a large course


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return built(write_tree(tmp_path_factory.mktemp("large"), many(140, 4)))


@pytest.mark.parametrize(("number", "first", "last"), [(0, 0, 29), (55, 40, 69), (139, 110, 139)])
def test_a_large_course_lists_the_lessons_around_the_own_one(
    large: dict[str, str], number: int, first: int, last: int
) -> None:
    menu = one(page(large, f"zh/lesson-{number}/index.html"), ".sidebar")
    shown = texts(one(menu, "details[open]"), "ol a")
    assert [shown[0].partition("：")[0], shown[-1].partition("：")[0]] == [str(first), str(last)]
    assert texts(menu, "[aria-current]") == [f"{number}：梯度下降的步长应当怎样选取"]
    assert texts(menu, "details .sidebar-more") == ["查看全部 35 课"]


def test_other_modules_of_a_large_course_lead_to_their_first_lesson(large: dict[str, str]) -> None:
    menu = one(page(large, "en/lesson-55/index.html"), ".sidebar")
    assert len(menu.css("details")) == 1
    assert hrefs(menu, "a.module-title") == [f"../lesson-{number}/index.html" for number in (0, 70, 105)]


def test_of_many_modules_those_around_the_own_one_are_listed(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, many(60, 60)))
    menu = one(page(files, "en/lesson-30/index.html"), ".sidebar")
    titles = texts(menu, ".module-title")
    assert [titles[0], titles[-1]] == ["Part 10: convolution and attention", "Part 49: convolution and attention"]
    assert texts(menu, "li.sidebar-more") == ["See all 60 modules"]
    assert around(files["bi/lesson-30/index.html"]) < 25_000


def test_what_stands_around_a_lesson_does_not_grow_with_the_course(large: dict[str, str], tmp_path: Path) -> None:
    larger = built(write_tree(tmp_path, many(210, 6)))
    before, after = (around(files["bi/lesson-60/index.html"]) for files in (large, larger))
    assert after < 25_000
    assert after - before < 2 * 250, "more than the links to two more modules"


def test_lessons_and_modules_of_a_large_course_share_the_room(tmp_path: Path) -> None:
    files = built(write_tree(tmp_path, many(80, 41, crowd=40)))
    menu = one(page(files, "bi/lesson-20/index.html"), ".sidebar")
    assert len(menu.css("ol a")) == 30
    assert len(menu.css("a.module-title, summary.module-title")) == 20
    assert around(files["bi/lesson-20/index.html"]) < 25_000


# --- breadcrumb, neighbours, footer


def test_the_breadcrumb_leads_to_the_course_and_the_module(site: dict[str, str]) -> None:
    crumbs = page(site, "en/b/index.html")
    assert texts(crumbs, ".breadcrumb li") == ["Deep course", "Basics", "乙课"]
    assert hrefs(crumbs, ".breadcrumb a") == ["../index.html", "../a/index.html"]


def test_neighbours_are_named_across_modules(site: dict[str, str]) -> None:
    assert texts(page(site, "zh/c/index.html"), ".neighbours strong") == ["乙课", "丁课"]
    assert texts(page(site, "zh/a/index.html"), ".neighbours strong") == ["乙课"]


def test_the_footer_says_who_wrote_the_course_and_leads_to_its_printed_form(site: dict[str, str]) -> None:
    footer = one(page(site, "zh/a/index.html"), ".site-footer")
    assert texts(footer, "span:not(.label)") == ["作者：Ada", "许可：CC BY 4.0"]
    assert hrefs(footer, "a")[-1:] == ["../whole-course/index.html"]
    assert "whole-course" not in " ".join(hrefs(page(site, "zh/whole-course/index.html"), ".site-footer a"))


def test_pages_are_the_same_however_many_rows_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lessons = {f"{number % 3}/{number:02}.md": f"# 第{number}课\n\n文\n" for number in range(60)}
    content = write_tree(tmp_path, lessons)
    whole = built(content)
    monkeypatch.setattr(lists, "MOST_ROWS", 4)
    assert built(content) == whole


def test_what_is_made_once_is_not_sent_to_other_processes() -> None:
    once = Once()
    assert once.kept("a", list) is once.kept("a", list)
    assert pickle.loads(pickle.dumps(once)) == {}
