"""The contents of a page where its author asks for them."""

from pathlib import Path

from factories import built, write_tree

from dlcourse.builder.pages.contents import contents_html
from dlcourse.model import Heading


def a_heading(level: int, name: str, language: str = "zh") -> Heading:
    return Heading(level=level, id=name, text=name, html=name, language=language)


def test_headings_are_nested_by_level_down_to_the_third() -> None:
    headings = [a_heading(level, name) for level, name in ((2, "a"), (3, "b"), (4, "c"), (3, "d"), (2, "e"))]
    assert contents_html(headings, "zh") == (
        '<ol>\n<li><a href="#a">a</a>\n<ol>\n<li><a href="#b">b</a></li>\n<li><a href="#d">d</a></li>\n</ol>\n</li>\n'
        '<li><a href="#e">e</a></li>\n</ol>\n'
    )


def test_a_heading_in_another_language_says_so_and_no_headings_are_no_list() -> None:
    assert '<a href="#a" lang="en">a</a>' in contents_html([a_heading(2, "a", "en")], "zh")
    assert contents_html([], "zh") == ""


def test_each_page_lists_its_own_headings(tmp_path: Path) -> None:
    files = built(
        write_tree(
            tmp_path,
            {
                "01-a.zh.md": "# 题\n\n[toc]\n\n## 甲 ==乙==\n\n文。\n",
                "01-a.en.md": "# T\n\n[toc]\n\n## A\n\nText.\n",
            },
        )
    )
    assert '<li><a href="#甲-乙">甲 <mark>乙</mark></a></li>' in files["zh/a/index.html"].split("<article")[1]
    assert '<li><a href="#甲-乙">A</a></li>' in files["en/a/index.html"].split("<article")[1]
    assert '<span lang="en">A</span></span></a></li>' in files["bi/a/index.html"].split("<article")[1]
