"""The page with both languages in headless Chromium: its second column begins at one line, whatever stands in it."""

from pathlib import Path

import pytest
from browsing import a_page, over_file, publish
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

BOTH = "::: zh\n{0}\n:::\n::: en\n{1}\n:::\n"
WORDS = BOTH.format("第一段。", "A paragraph.")
SOLVED = f"::: solution\n{WORDS}:::\n"
QUIZ = "::: quiz\n- [x] 对的 | right\n- [ ] 错的 | wrong\n\n" + WORDS + ":::\n"
LESSON = f"""# 两栏 | Two columns

{WORDS}
- 一 | one
  - 二 | two

::: tip 提示 | Tip
{WORDS}
- 一 | one

::: note
{WORDS}:::
:::

1. 一 | one

   ::: warning
   一 | one
   :::

> {WORDS.replace(chr(10), chr(10) + "> ").rstrip("> ")}
::: exercise 求和 | Sum
{WORDS}
{SOLVED}:::

::: exercise
{WORDS}:::

{SOLVED}
{QUIZ}
{BOTH.format("状态" + chr(10) + ": 记住的。", "State" + chr(10) + ": What is kept.")}
"""
LEFTS = """() => {
  for (const each of document.querySelectorAll("details")) each.open = true;
  const pairs = [...document.querySelectorAll("article .pair")];
  return pairs.filter(each => getComputedStyle(each).display === "grid").map(
      each => [each.parentElement.outerHTML.slice(0, 80), each.children[1].getBoundingClientRect().left]);
}"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><path d="M0 0h200v100z"/></svg>\n'


def a_site(folder: Path, text: str) -> Path:
    content = folder / "content"
    content.mkdir()
    (content / "01-two.md").write_text(text, encoding="utf-8")
    (content / "picture.svg").write_text(PICTURE, encoding="utf-8")
    return publish(content, folder / "dist")


@pytest.mark.parametrize("width", [1280, 1500])
def test_second_column_begins_at_one_line_in_every_construct(browser: Browser, tmp_path: Path, width: int) -> None:
    with over_file(a_site(tmp_path, LESSON)) as root, a_page(browser, root, width=width) as page:
        page.goto(f"{root}bi/two/index.html")
        lefts = page.evaluate(LEFTS)
        assert len(lefts) > 20
        column = lefts[0][1]
        assert [each for each in lefts if abs(each[1] - column) > 2] == []


def test_text_flows_around_a_picture_in_one_column_but_not_in_two(browser: Browser, tmp_path: Path) -> None:
    picture = '![图 | A picture](picture.svg "题 | A caption"){width=40% .right}\n'
    site = a_site(tmp_path, f"# 两栏 | Two\n\n{picture}\n{WORDS}")
    with over_file(site) as root, a_page(browser, root, width=1280) as page:
        for view, is_beside in (("zh", True), ("en", True), ("bi", False)):
            page.goto(f"{root}{view}/two/index.html")
            tops = page.evaluate(
                """() => ["article figure", "article > p:not(.meta), article > .pair"].map(
                    each => [...document.querySelectorAll(each)].at(-1).getBoundingClientRect().top)"""
            )
            assert (abs(tops[0] - tops[1]) < 20) == is_beside


def test_drawings_of_both_languages_begin_on_one_line(browser: Browser, tmp_path: Path) -> None:
    drawing = "```mermaid\nsequenceDiagram\n  participant U as {0}\n  participant S as {1}\n  U->>S: {2}\n```"
    both = BOTH.format(
        drawing.format("读者", "服务器", "问"), drawing.format("Reader", "Server", "A long question, and longer still")
    )
    site = a_site(tmp_path, f"# 图 | Drawings\n\n{WORDS}\n{both}")
    with over_file(site) as root, a_page(browser, root, width=1280) as page:
        page.goto(f"{root}bi/two/index.html")
        tops = page.evaluate(
            """() => [...document.querySelectorAll(".pair > .side:has(.diagram)")].map(
                each => each.getBoundingClientRect().top)"""
        )
        assert len(tops) == 2
        assert abs(tops[0] - tops[1]) < 2
