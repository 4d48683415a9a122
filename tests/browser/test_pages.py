"""Built pages in headless Chromium: from `file:` and over HTTP, wide and 360 px, with JavaScript and without."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from textwrap import dedent

import pytest
from browsing import a_page, over_file, over_http, overflow, publish
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

FIRST = """
    ---
    title: 宽的东西
    ---

    # 宽的东西

    公式 $a^2+b^2=c^2$ 与**加粗（bold）**的字，再到[第二课](02-second.md#目标)。

    $$
    a_0 + a_1 x + a_2 x^2 + a_3 x^3 + a_4 x^4 + a_5 x^5 + a_6 x^6 + a_7 x^7 + a_8 x^8 + a_9 x^9 + a_{10} x^{10} = 0
    $$

    ```python
    a_line_that_is_much_longer_than_any_phone = "is wide, and it is shown in a box that scrolls by itself, not the page"
    ```

    | 一个很长的表头 | another_long_header_without_a_break | a_third_long_header_without_a_break | 最后一列 |
    |:--|:-:|--:|:--|
    | 1 | $\\frac{1}{2}$ | 3 | 4 |

    ```mermaid
    flowchart LR
        A[第一步] --> B[第二步] --> C[第三步] --> D[第四步] --> E[第五步] --> F[第六步]
    ```

    An_unbreakable_word_of_English_that_is_wider_than_a_phone_and_still_must_not_push_the_page_aside.

    ![一条线](line.svg)

    ## 小结
"""
SECOND = """
    # 第二课

    回到[第一课](01-first.md)。

    ## 目标

    到了。
"""
LINE = '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="40"><path d="M0 20H900" stroke="#345"/></svg>'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    content = tmp_path_factory.mktemp("course") / "content"
    content.mkdir()
    (content / "01-first.md").write_text(dedent(FIRST).lstrip(), encoding="utf-8")
    (content / "02-second.md").write_text(dedent(SECOND).lstrip(), encoding="utf-8")
    (content / "line.svg").write_text(LINE, encoding="utf-8")
    return publish(content, content.parent / "dist")


@pytest.mark.parametrize("has_javascript", [True, False], ids=["javascript", "no javascript"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("opened", [over_file, over_http], ids=["file", "http"])
def test_course_is_complete_and_walkable(
    browser: Browser,
    site: Path,
    opened: Callable[[Path], AbstractContextManager[str]],
    width: int,
    has_javascript: bool,
) -> None:
    with opened(site) as root, a_page(browser, root, width=width, has_javascript=has_javascript) as page:
        page.goto(root + "index.html")
        assert overflow(page) == 0
        page.get_by_role("main").get_by_role("link", name="宽的东西").first.click()
        assert page.get_by_role("heading", level=1).inner_text() == "宽的东西"
        for drawn in ("main math", "main figure .diagram svg", "main pre code span", "main table", "main img"):
            assert page.locator(drawn).first.is_visible(), drawn
        page.locator("main img").first.scroll_into_view_if_needed()
        assert page.locator("main strong").inner_text() == "加粗（bold）"
        assert overflow(page) == 0
        page.get_by_role("main").get_by_role("link", name="第二课").first.click()
        assert page.get_by_role("heading", level=1).inner_text() == "第二课"
        assert page.locator(":target").inner_text() == "目标"
        page.get_by_role("main").get_by_role("link", name="第一课").first.click()
        assert page.get_by_role("heading", level=1).inner_text() == "宽的东西"


def test_page_that_is_not_there_is_answered_by_404_html(browser: Browser, site: Path) -> None:
    with over_http(site) as root, a_page(browser, root, width=360) as page:
        page.goto(root + "404.html")
        assert page.get_by_role("heading", level=1).is_visible()
        assert overflow(page) == 0
