"""The reader's theme in headless Chromium: the system's until they choose one, from the first paint on."""

from pathlib import Path

import pytest
from browsing import REFUSED, a_page, over_file, over_http, publish
from factories import write_tree
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

LIGHT, DARK = "light", "dark"
COURSE: dict[str, str | bytes] = {
    "content/01-a.md": "# 甲 | First\n\n::: zh\n话。\n:::\n::: en\nWords.\n:::\n",
    "content/02-b.md": "# 乙 | Second\n\n::: zh\n话。\n:::\n::: en\nWords.\n:::\n",
}
BRIGHTNESS = """colour => {
  const probe = Object.assign(document.createElement("canvas"), {width: 1, height: 1}).getContext("2d");
  probe.fillStyle = colour;
  probe.fillRect(0, 0, 1, 1);
  return probe.getImageData(0, 0, 1, 1).data[0];
}"""
# Colours as a browser shows them around the page: that of the first <meta> whose media apply.
AROUND = """[...document.querySelectorAll('meta[name="theme-color"]')]
  .find(meta => !meta.media || matchMedia(meta.media).matches)?.content"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("theme")
    write_tree(root, COURSE)
    return publish(root / "content", root / "dist")


def shade(page: Page, colour: str) -> str:
    """Tell whether a colour is a light or a dark one."""
    return LIGHT if page.evaluate(BRIGHTNESS, colour) > 127 else DARK


def paper(page: Page) -> str:
    """Tell whether the page is light or dark."""
    return shade(page, page.evaluate("getComputedStyle(document.body).backgroundColor"))


def name(page: Page) -> str:
    """Return what a screen reader calls the button, as Chromium computes it."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    names = [node["name"]["value"] for node in tree if node.get("role", {}).get("value") == "button"]
    return next(str(each) for each in names if each.startswith(("Theme", "主题")))


@pytest.mark.parametrize(
    ("system", "papers", "names"),
    [
        ("light", [LIGHT, DARK, LIGHT, LIGHT], ["as the system", "dark", "light", "as the system"]),
        ("dark", [DARK, LIGHT, DARK, DARK], ["as the system", "light", "dark", "as the system"]),
    ],
)
def test_the_button_goes_through_the_themes_and_is_named_by_the_one_that_is_on(
    browser: Browser, site: Path, system: str, papers: list[str], names: list[str]
) -> None:
    with over_file(site) as root, a_page(browser, root, width=1280) as page:
        page.emulate_media(color_scheme="dark" if system == "dark" else "light")
        page.goto(root + "en/a/index.html")
        for paper_now, name_now in zip(papers, names, strict=True):
            assert paper(page) == paper_now
            assert shade(page, page.evaluate(AROUND)) == paper_now
            assert name(page) == f"Theme: {name_now}"
            assert page.locator("button.theme").get_attribute("title") == f"Theme: {name_now}"
            page.locator("button.theme").click()


def test_a_chosen_theme_holds_on_every_page_and_before_anything_is_painted(browser: Browser, site: Path) -> None:
    first_paint = """
    new PerformanceObserver(() => {
      window.painted ??= getComputedStyle(document.documentElement).colorScheme;
    }).observe({type: "paint", buffered: true});"""
    with over_http(site) as root, a_page(browser, root, width=1280, before=first_paint) as page:
        page.goto(root + "zh/a/")
        page.locator("button.theme").click()
        for path in ("en/b/", "bi/", "404.html"):
            page.goto(root + path)
            page.wait_for_function("() => window.painted")
            assert page.evaluate("window.painted") == "dark", path
            assert page.evaluate("document.querySelector('meta[name=color-scheme]').content") == "dark"
            assert paper(page) == DARK


def test_open_pages_are_in_step(browser: Browser, site: Path) -> None:
    with over_http(site) as root, a_page(browser, root, width=1280) as page:
        page.goto(root + "en/a/")
        other = page.context.new_page()
        other.goto(root + "en/b/")
        other.locator("button.theme").click()
        page.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
        assert paper(page) == DARK
        assert page.locator("button.theme").get_attribute("title") == "Theme: dark"
        for _ in range(2):
            other.locator("button.theme").click()
        page.wait_for_function("() => !document.documentElement.dataset.theme")
        assert paper(page) == LIGHT


def test_without_script_the_system_decides_and_there_is_no_button(browser: Browser, site: Path) -> None:
    with over_file(site) as root, a_page(browser, root, width=360, has_javascript=False) as page:
        for scheme, expected in (("light", LIGHT), ("dark", DARK)):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.goto(root + "bi/a/index.html")
            assert paper(page) == expected
            assert not page.locator("button.theme").is_visible()


@pytest.mark.parametrize("stored", ["not JSON", '"purple"', "{}", "[1]"])
def test_rubbish_in_the_store_leaves_the_system_s_theme(browser: Browser, site: Path, stored: str) -> None:
    with over_http(site) as root, a_page(browser, root, width=360) as page:
        page.goto(root + "zh/a/")
        page.evaluate("value => localStorage.setItem('dlcourse:/:theme', value)", stored)
        page.reload()
        assert paper(page) == LIGHT
        page.locator("button.theme").click()
        assert paper(page) == DARK


def test_where_storage_is_refused_the_button_still_works_for_the_page(browser: Browser, site: Path) -> None:
    with over_http(site) as root, a_page(browser, root, width=1280, before=REFUSED) as page:
        page.goto(root + "zh/a/")
        page.locator("button.theme").click()
        assert paper(page) == DARK
        page.goto(root + "zh/b/")
        assert paper(page) == LIGHT


def test_each_half_of_a_name_in_two_languages_says_its_own(browser: Browser, site: Path) -> None:
    with over_file(site) as root, a_page(browser, root, width=360) as page:
        page.goto(root + "bi/a/index.html")
        halves = page.locator("button.theme .is-system [lang]").all()
        assert [half.get_attribute("lang") for half in halves] == ["zh", "en"]
        assert name(page).startswith("主题：跟随系统")
