"""The menu in headless Chromium: a drawer on phones, with and without script; the current lesson is always in sight."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import a_page, over_file, publish
from factories import write_tree
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

IN_SIGHT = """() => {
  const list = document.getElementById("page-sidebar").getBoundingClientRect();
  const link = document.querySelector("#page-sidebar [aria-current]").getBoundingClientRect();
  return link.top >= Math.max(0, list.top) && link.bottom <= Math.min(innerHeight, list.bottom);
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("menu")
    course: dict[str, str | bytes] = {
        f"content/01-m/{n:02d}-l{n}.md": f"# 第 {n} 课\n\n{'话。' * 900}\n" for n in range(1, 40)
    }
    course["content/01-m/module.toml"] = 'title = "单元"\n'
    write_tree(root, course)
    return publish(root / "content", root / "dist")


@pytest.fixture
def phone(site: Path, browser: Browser) -> Iterator[Page]:
    with over_file(site) as root, a_page(browser, root, width=360) as page:
        page.goto(root + "zh/l33/index.html")
        yield page


def is_open(page: Page) -> bool:
    """Tell whether the drawer is open."""
    drawn: bool = page.evaluate("document.querySelector('#page-sidebar').matches(':popover-open')")
    return drawn


def open_drawer(page: Page) -> None:
    """Open the drawer."""
    page.locator(".drawer-button").click()
    page.wait_for_function("() => document.querySelector('#page-sidebar').contains(document.activeElement)")


def test_the_drawer_opens_at_the_current_lesson_and_escape_gives_the_focus_back(phone: Page) -> None:
    open_drawer(phone)
    assert phone.evaluate("document.activeElement.getAttribute('aria-current')") == "page"
    assert phone.evaluate(IN_SIGHT)
    assert phone.evaluate("scrollY") == 0
    phone.keyboard.press("Escape")
    assert not is_open(phone)
    assert phone.evaluate("document.activeElement.className") == "drawer-button"


def test_a_link_closes_the_drawer_before_its_page_is_there(phone: Page) -> None:
    phone.evaluate("document.querySelector('#page-sidebar [aria-current]').href += '#page-main'")
    open_drawer(phone)
    phone.locator("#page-sidebar [aria-current]").click()
    assert not is_open(phone)
    assert phone.url.endswith("#page-main")


def test_a_press_beside_the_drawer_and_its_button_close_it(phone: Page) -> None:
    open_drawer(phone)
    phone.mouse.click(350, 400)
    assert not is_open(phone)
    open_drawer(phone)
    phone.locator(".drawer-close").click()
    assert not is_open(phone)


def test_who_leaves_the_drawer_with_the_keyboard_closes_it_and_goes_on(phone: Page) -> None:
    open_drawer(phone)
    phone.locator("#page-sidebar a").last.focus()
    phone.keyboard.press("Tab")
    if phone.evaluate("document.querySelector('#page-sidebar').contains(document.activeElement)"):
        phone.keyboard.press("Tab")
    assert not is_open(phone)
    assert phone.evaluate("document.activeElement !== document.body")


def test_arrows_do_not_turn_the_page_below_the_drawer(phone: Page) -> None:
    before = phone.url
    open_drawer(phone)
    phone.keyboard.press("ArrowRight")
    phone.wait_for_timeout(150)
    assert phone.url == before


def test_a_drawer_becomes_the_menu_of_a_wide_screen(phone: Page) -> None:
    open_drawer(phone)
    phone.set_viewport_size({"width": 1280, "height": 800})
    phone.wait_for_function("() => !document.querySelector('#page-sidebar').matches(':popover-open')")
    box = phone.locator("#page-sidebar").bounding_box()
    article = phone.locator("article").bounding_box()
    assert box
    assert article
    assert box["x"] + box["width"] <= article["x"]


def test_without_script_the_drawer_opens_and_closes(browser: Browser, site: Path) -> None:
    with over_file(site) as root, a_page(browser, root, width=360, has_javascript=False) as page:
        page.goto(root + "zh/l33/index.html")
        menu = page.locator("#page-sidebar")
        expect(menu).to_be_hidden()
        page.locator(".drawer-button").click()
        expect(menu).to_be_visible()
        page.keyboard.press("Escape")
        expect(menu).to_be_hidden()


def test_on_a_wide_screen_the_menu_is_scrolled_to_the_current_lesson_and_the_page_is_not(
    browser: Browser, site: Path
) -> None:
    with over_file(site) as root, a_page(browser, root, width=1280) as page:
        page.goto(root + "zh/l33/index.html")
        assert page.evaluate(IN_SIGHT)
        assert page.evaluate("scrollY") == 0
        page.goto(root + "zh/l1/index.html")
        assert page.evaluate("document.querySelector('#page-sidebar').scrollTop") == 0
