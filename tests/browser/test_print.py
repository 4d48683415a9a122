"""Printed sheets in headless Chromium: what is on them, what is not, and that they are light."""

import re
from collections.abc import Iterator
from textwrap import dedent

import pytest
from browsing import a_page, over_file, overflow, publish
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

LESSON = """
    # 第{number}课

    正文，还有一个[链接](https://example.org/)。

    ```python
    a_line_that_is_much_longer_than_any_sheet_of_paper = "is wrapped", "is wrapped", "is wrapped", "is wrapped", "yes"
    ```

    | 一 | 二 |
    |:--|:--|
    | 1 | 2 |

    ::: solution 答案
    答案是 7。
    :::

    ::::: tabs
    :::: tab 甲
    第一块
    ::::
    :::: tab 乙
    第二块
    ::::
    :::::

    ## 小结

    完。
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    content = tmp_path_factory.mktemp("course") / "content"
    content.mkdir()
    (content / "course.toml").write_text('title = "深度课"\nlicence = "CC BY 4.0"\n', encoding="utf-8")
    for number in (1, 2, 3):
        text = dedent(LESSON).lstrip().replace("{number}", str(number))
        (content / f"0{number}-l{number}.md").write_text(text, encoding="utf-8")
    with over_file(publish(content, content.parent / "dist")) as root:
        yield root


@pytest.fixture
def page(browser: Browser, root: str) -> Iterator[Page]:
    with a_page(browser, root, width=1280) as page:
        yield page


def sheets(page: Page) -> int:
    """Return how many sheets of paper the page is printed on."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))


def colours(page: Page) -> list[str]:
    """Return what the sheet and its text are painted with."""
    return [
        page.locator("body").evaluate("element => getComputedStyle(element).backgroundColor"),
        page.locator("article > p").first.evaluate("element => getComputedStyle(element).color"),
    ]


def test_a_handout_has_the_lesson_and_nothing_around_it(page: Page, root: str) -> None:
    page.goto(root + "zh/l2/index.html")
    page.emulate_media(media="print")
    for gone in (".site-header", ".sidebar", ".contents", ".neighbours", ".site-footer", ".skip", "button"):
        assert not any(each.is_visible() for each in page.locator(gone).all()), gone
    assert page.locator("h1").is_visible()
    assert page.locator(".breadcrumb").inner_text().strip() == "深度课"


def test_what_is_folded_on_screen_is_open_on_paper(page: Page, root: str) -> None:
    page.goto(root + "zh/l1/index.html")
    page.emulate_media(media="print")
    for shown in ("答案是 7。", "第一块", "第二块"):
        assert page.get_by_text(shown).is_visible(), shown


@pytest.mark.parametrize("theme", ["light", "dark", ""])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_light_whatever_the_theme(page: Page, root: str, theme: str, scheme: str) -> None:
    page.goto(root + "zh/l1/index.html")
    page.evaluate("theme => dlcourse.setTheme(theme)", theme)
    page.emulate_media(media="print", color_scheme=scheme)  # type: ignore[arg-type]  # one of its two words
    assert colours(page) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


@pytest.mark.parametrize("path", ["zh/l1/index.html", "zh/whole-course/index.html"])
def test_nothing_is_wider_than_a_sheet(page: Page, root: str, path: str) -> None:
    page.set_viewport_size({"width": 665, "height": 940})  # A4 without its margins
    page.goto(root + path)
    page.emulate_media(media="print")
    assert overflow(page) == 0
    pre = page.locator("pre").first
    assert pre.evaluate("box => box.scrollWidth - box.clientWidth") == 0


def test_every_lesson_of_the_whole_course_begins_on_a_new_sheet(page: Page, root: str) -> None:
    page.goto(root + "zh/whole-course/index.html")
    assert sheets(page) == 5, "a title page, the contents, three lessons"


def test_the_whole_course_reads_on_a_phone_without_scripts(browser: Browser, root: str) -> None:
    with a_page(browser, root, width=320, has_javascript=False) as page:
        page.goto(root + "zh/l1/index.html")
        page.locator(".site-footer").get_by_role("link", name="打印整门课程").click()
        assert page.get_by_role("heading", level=1).inner_text() == "深度课"
        page.locator(".course-contents").get_by_role("link", name="第2课").click()
        assert page.locator("#lesson-l2").is_visible()
        assert page.url.endswith("#lesson-l2")
        assert overflow(page) == 0
