"""Keys and dialogs in headless Chromium: what opens, what turns the page, what is left to the focus."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import REFUSED, a_page, over_file, over_http, publish
from factories import write_tree
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

LONG = "x" * 400
COURSE: dict[str, str | bytes] = {
    "content/course.toml": 'languages = ["en", "zh"]\nauthors = ["A"]\n',
    "content/01-a.md": "# One\n\nWords.\n",
    "content/02-b.md": f"# Two\n\nWords to select.\n\n```py\n{LONG}\n```\n\n::: tabs\n== One\na\n== Two\nb\n:::\n",
    "content/03-c.md": "# Three\n\nWords.\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("keys")
    write_tree(root, COURSE)
    return publish(root / "content", root / "dist")


@pytest.fixture
def page(site: Path, browser: Browser) -> Iterator[Page]:
    with over_http(site) as root, a_page(browser, root, width=1280) as page:
        page.goto(f"{root}en/b/")
        yield page


def opened(page: Page) -> list[str]:
    """Return the dialogs that are open."""
    found: list[str] = page.evaluate("[...document.querySelectorAll('dialog[open]')].map(each => each.id)")
    return found


def lesson(page: Page) -> str:
    """Return the lesson that is shown once a key had the time to turn the page."""
    page.wait_for_timeout(150)
    page.wait_for_load_state()
    return page.get_by_role("heading", level=1).inner_text()


@pytest.mark.parametrize("key", ["/", "s", "Control+k", "Meta+k"])
def test_the_search_opens_by_its_keys_and_closes_by_escape(page: Page, key: str) -> None:
    page.keyboard.press(key)
    assert opened(page) == ["page-search"]
    page.keyboard.press("Escape")
    assert opened(page) == []


@pytest.mark.parametrize("key", ["Control+s", "Alt+s", "Shift+s", "Control+Shift+k", "x"])
def test_other_keys_are_the_browser_s(page: Page, key: str) -> None:
    prevented = page.evaluate(
        """key => {
          const [name, ...held] = key.split("+").reverse();
          const options = {key: name, bubbles: true, cancelable: true};
          for (const each of held) options[`${{Control: "ctrl"}[each] ?? each.toLowerCase()}Key`] = true;
          return !document.body.dispatchEvent(new KeyboardEvent("keydown", options));
        }""",
        key,
    )
    assert not prevented
    assert opened(page) == []


def test_arrows_turn_to_the_neighbours_and_stop_at_the_ends(page: Page) -> None:
    page.keyboard.press("ArrowRight")
    assert lesson(page) == "Three"
    page.keyboard.press("ArrowRight")
    assert lesson(page) == "Three"
    page.keyboard.press("ArrowLeft")
    assert lesson(page) == "Two"
    page.keyboard.press("ArrowLeft")
    assert lesson(page) == "One"
    page.keyboard.press("ArrowLeft")
    assert lesson(page) == "One"


@pytest.mark.parametrize("key", ["Control+ArrowRight", "Shift+ArrowRight", "Alt+ArrowUp", "ArrowDown"])
def test_arrows_with_other_keys_do_not_turn_the_page(page: Page, key: str) -> None:
    page.keyboard.press(key)
    assert lesson(page) == "Two"


@pytest.mark.parametrize(
    "take",
    [
        "document.querySelector('pre').tabIndex = 0, document.querySelector('pre').focus()",
        "getSelection().setPosition(document.querySelector('pre code').firstChild, 0)",
        "getSelection().selectAllChildren(document.querySelector('article > p'))",
        "document.querySelector('.tab > input').focus()",
        "document.querySelector('main').append(document.createElement('textarea')), "
        "document.querySelector('textarea').focus()",
        "document.querySelector('main').tabIndex = 0, document.querySelector('main').contentEditable = true, "
        "document.querySelector('main').focus()",
        "dlcourse.open('page-help')",
    ],
    ids=["box", "caret in a box", "selection", "tab", "text", "editable", "dialog"],
)
def test_an_arrow_is_left_to_what_has_the_reader_s_attention(page: Page, take: str) -> None:
    page.evaluate(take)
    page.keyboard.press("ArrowRight")
    assert lesson(page) == "Two"


def test_who_writes_can_write_every_letter(page: Page) -> None:
    page.evaluate("document.querySelector('main').prepend(document.createElement('textarea'))")
    page.locator("textarea").press_sequentially("s/?")
    assert page.locator("textarea").input_value() == "s/?"
    assert opened(page) == []
    page.evaluate(
        """document.querySelector('h1').dispatchEvent(
          new KeyboardEvent("keydown", {key: "s", isComposing: true, bubbles: true}))"""
    )
    assert opened(page) == []


def test_the_keys_are_listed_and_the_list_is_closed_in_every_way(page: Page) -> None:
    page.keyboard.press("?")
    assert opened(page) == ["page-help"]
    dialog = page.get_by_role("dialog", name="Keyboard")
    for word in ("Search", "Previous lesson", "Next lesson", "Close"):
        expect(dialog.get_by_text(word, exact=True)).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    assert opened(page) == []
    page.get_by_role("button", name="Keyboard").click()
    assert opened(page) == ["page-help"]
    page.keyboard.press("Escape")
    assert opened(page) == []
    assert page.evaluate("document.activeElement.dataset.opens") == "page-help"


def test_a_press_beside_a_dialog_closes_it_but_not_one_that_began_in_it(page: Page) -> None:
    page.keyboard.press("?")
    box = page.locator("#page-help").bounding_box()
    assert box
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(20, 300)
    page.mouse.up()
    assert opened(page) == ["page-help"]
    page.mouse.click(box["x"] + 4, box["y"] + 4)
    assert opened(page) == ["page-help"]
    page.mouse.click(20, 300)
    assert opened(page) == []


def test_one_dialog_takes_the_place_of_another(page: Page) -> None:
    page.keyboard.press("?")
    page.keyboard.press("Control+k")
    assert opened(page) == ["page-search"]


def test_single_keys_can_be_switched_off_for_the_whole_site(page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_label("Keys without Ctrl").uncheck()
    page.keyboard.press("Escape")
    for key in ("/", "s", "?", "ArrowRight"):
        page.keyboard.press(key)
        assert lesson(page) == "Two"
        assert opened(page) == []
    page.keyboard.press("Control+k")
    assert opened(page) == ["page-search"]
    page.goto(page.url.replace("/b/", "/c/"))
    page.keyboard.press("s")
    assert opened(page) == []
    page.get_by_role("button", name="Keyboard").click()
    page.get_by_label("Keys without Ctrl").check()
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    assert opened(page) == ["page-search"]


def test_in_a_language_written_from_the_right_the_left_arrow_goes_on(browser: Browser, tmp_path: Path) -> None:
    course: dict[str, str | bytes] = {
        "content/course.toml": 'languages = ["ar"]\n',
        "content/01-a.md": "# واحد\n\nكلام.\n",
        "content/02-b.md": "# اثنان\n\nكلام.\n",
    }
    write_tree(tmp_path, course)
    with over_http(publish(tmp_path / "content", tmp_path / "dist")) as root, a_page(browser, root, width=1280) as page:
        page.goto(root + "ar/a/")
        page.keyboard.press("ArrowRight")
        assert lesson(page) == "واحد"
        page.keyboard.press("ArrowLeft")
        assert lesson(page) == "اثنان"


def test_keys_work_from_the_disk_and_without_storage(browser: Browser, site: Path) -> None:
    with over_file(site) as root, a_page(browser, root, width=1280, before=REFUSED) as page:
        page.goto(root + "en/a/index.html")
        page.keyboard.press("ArrowRight")
        assert lesson(page) == "Two"
        page.keyboard.press("?")
        assert opened(page) == ["page-help"]


def test_what_could_not_be_loaded_is_loaded_when_the_dialog_is_opened_again(browser: Browser, site: Path) -> None:
    with over_http(site) as root:
        page = browser.new_page()
        page.route("**/search.*.js", lambda route: route.abort(), times=1)
        page.goto(root + "en/a/")
        dialog, scripts = page.locator("#page-search"), page.locator('script[src*="/search."]')
        for expected in (1, 2, 2):
            page.keyboard.press("/")
            expect(scripts).to_have_count(expected)
            page.wait_for_function("has => Boolean(window.dlcourse.give) === has", arg=expected > 1)
            page.keyboard.press("Escape")
            expect(dialog).to_be_hidden()
            if expected == 1:  # the dialog says that it failed, and asks again when it is opened
                expect(dialog).to_have_attribute("data-script", re.compile("search"))
                expect(dialog.get_by_role("status", include_hidden=True)).to_contain_text("could not be read")
        page.close()
