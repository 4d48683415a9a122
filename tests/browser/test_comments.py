"""Comments in a browser: nothing before the click, then a frame that is as high as it says and follows the theme."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import a_page, over_file, over_http, overflow, publish
from factories import write_tree
from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

COURSE = {
    "course.toml": """
[comments]
repo = "owner/name"
repo_id = "R_kgDOA1b2C3"
category = "Announcements"
category_id = "DIC_kwDOA1b2C3"
""",
    "01-a.zh.md": "---\ndescription: 说明\n---\n# 卷积\n\n一句话。",
    "01-a.en.md": "# Convolution\n\nA sentence.",
}
FRAME = """<!DOCTYPE html><title>giscus</title><p>Nobody has said anything.</p><script>
addEventListener("message", (event) => (document.title = JSON.stringify(event.data)));
parent.postMessage({ giscus: { resizeHeight: 321 } }, "*");
</script>"""
REFUSED = """for (const kind of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, kind, { get() { throw new DOMException("refused", "SecurityError"); } });"""


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("comments")
    return publish(write_tree(folder / "content", COURSE), folder / "dist")


@pytest.fixture(scope="module")
def site(dist: Path) -> Iterator[str]:
    with over_http(dist) as root:
        yield root


@contextmanager
def with_giscus(browser: Browser, *, before: str = "", is_away: bool = False) -> Iterator[tuple[Page, list[str]]]:
    """Yield a page for which giscus.app is there (or away), and the addresses that it was asked for."""
    asked: list[str] = []
    context = browser.new_context()
    if before:
        context.add_init_script(before)

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if is_away:
            route.abort()
        else:
            route.fulfill(body=FRAME, content_type="text/html")

    context.route("https://giscus.app/**", answer)
    try:
        yield context.new_page(), asked
    finally:
        context.close()


def query(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query, keep_blank_values=True).items()}


def height(page: Page) -> str:
    said: str = page.locator(".comments iframe").evaluate("frame => frame.style.blockSize")
    return said


def load(page: Page, asked: list[str]) -> dict[str, str]:
    page.click(".comments-load")
    page.wait_for_selector(".comments iframe[style*='321px']")
    return query(asked[-1])


@pytest.mark.parametrize("has_javascript", [True, False])
@pytest.mark.parametrize("path", ["zh/a/index.html", "bi/a/index.html"])
def test_nothing_is_asked_of_another_site_before_the_click(
    browser: Browser, site: str, path: str, has_javascript: bool
) -> None:
    with a_page(browser, site, width=320, has_javascript=has_javascript) as page:
        page.goto(site + path)
        page.locator(".comments").scroll_into_view_if_needed()
        assert page.locator(".comments-load").is_visible() is has_javascript
        assert page.locator(".comments a").first.is_visible()
        assert page.locator(".comments iframe").count() == 0
        assert overflow(page) == 0


def test_click_loads_a_frame_that_is_as_high_as_it_says(browser: Browser, site: str) -> None:
    with with_giscus(browser) as (page, asked):
        page.goto(site + "zh/a/index.html")
        told = load(page, asked)
        assert len(asked) == 1
        assert asked[0].startswith("https://giscus.app/zh-CN/widget?")
        assert (told["term"], told["strict"], told["session"]) == ("a", "1", "")
        assert (told["theme"], told["description"]) == ("preferred_color_scheme", "说明")
        assert told["origin"] == f"{site}zh/a/index.html#page-comments"
        assert not page.locator(".comments-load").is_visible()
        assert not page.locator(".comments-wait").is_visible()
        assert page.evaluate("document.activeElement.tagName") == "IFRAME"
        assert page.locator(".comments iframe").get_attribute("aria-labelledby") == "page-comments-title"


def test_messages_of_anyone_else_are_not_listened_to(browser: Browser, site: str) -> None:
    with with_giscus(browser) as (page, asked):
        page.goto(site + "zh/a/index.html")
        load(page, asked)
        page.evaluate("postMessage({ giscus: { resizeHeight: 9999 } }, '*')")
        page.frames[-1].evaluate("parent.postMessage({ giscus: { resizeHeight: 'calc(1px)' } }, '*')")
        page.frames[-1].evaluate("parent.postMessage('no object', '*')")
        page.wait_for_timeout(100)
        assert height(page) == "321px"


def test_frame_follows_the_theme(browser: Browser, site: str) -> None:
    with with_giscus(browser) as (page, asked):
        page.goto(site + "en/a/index.html")
        page.evaluate("dlcourse.setTheme('dark')")
        assert load(page, asked)["theme"] == "dark"
        page.evaluate("dlcourse.setTheme('light')")
        page.frames[-1].wait_for_function('document.title.includes(\'"theme":"light"\')')
        page.evaluate("dlcourse.setTheme('system')")
        page.frames[-1].wait_for_function("() => document.title.includes('preferred_color_scheme')")


def test_who_signs_in_comes_back_to_the_comments(browser: Browser, site: str) -> None:
    with with_giscus(browser) as (page, asked):
        page.goto(site + "en/a/index.html")
        load(page, asked)
        page.goto(site + "en/a/index.html?giscus=secret#page-comments")
        page.wait_for_selector(".comments iframe")
        assert query(asked[-1])["session"] == "secret"
        assert page.url == f"{site}en/a/index.html#page-comments"
        page.goto(site + "zh/a/index.html")
        assert load(page, asked)["session"] == "secret"


def test_session_that_nobody_asked_for_is_not_taken(browser: Browser, site: str) -> None:
    with with_giscus(browser) as (page, asked):
        page.goto(site + "en/a/index.html?giscus=planted")
        assert page.url == f"{site}en/a/index.html#page-comments"
        assert page.locator(".comments iframe").count() == 0
        assert load(page, asked)["session"] == ""


@pytest.mark.parametrize("message", ["{ signOut: true }", "{ error: 'State has expired' }"])
def test_session_that_has_ended_is_forgotten(browser: Browser, site: str, message: str) -> None:
    with with_giscus(browser) as (page, asked):
        page.goto(site + "en/a/index.html")
        page.evaluate("dlcourse.chosen.set('giscus', 'old')")
        assert load(page, asked)["session"] == "old"
        with page.expect_request(lambda request: "session=&" in request.url) as again:
            page.frames[-1].evaluate(f"parent.postMessage({{ giscus: {message} }}, '*')")
        assert query(again.value.url)["session"] == ""


def test_error_without_a_session_loads_nothing_again(browser: Browser, site: str) -> None:
    with with_giscus(browser) as (page, asked):
        page.goto(site + "en/a/index.html")
        load(page, asked)
        page.frames[-1].evaluate("parent.postMessage({ giscus: { error: 'Bad credentials' } }, '*')")
        page.wait_for_timeout(100)
        assert len(asked) == 1


def test_comments_that_do_not_come_are_told_with_another_way(browser: Browser, site: str) -> None:
    with with_giscus(browser, is_away=True) as (page, _):
        page.clock.install()
        page.goto(site + "bi/a/index.html")
        page.click(".comments-load")
        assert page.locator(".comments-wait").is_visible()
        page.clock.fast_forward(16_000)
        assert page.locator(".comments-failed a").is_visible()
        assert not page.locator(".comments iframe").is_visible()
        assert not page.locator(".comments-wait").is_visible()


def test_comments_work_where_nothing_can_be_stored(browser: Browser, site: str) -> None:
    with with_giscus(browser, before=REFUSED) as (page, asked):
        page.goto(site + "en/a/index.html")
        assert load(page, asked)["session"] == ""


def test_page_on_a_disk_offers_the_link_alone(browser: Browser, dist: Path) -> None:
    with over_file(dist) as root, a_page(browser, root, width=1280) as page:
        page.goto(root + "zh/a/index.html")
        assert page.locator(".comments-load").count() == 0
        assert page.locator(".comments-offer a").is_visible()


@pytest.mark.parametrize(
    ("mapping", "term"),
    [
        ("pathname", "sub/zh/a/index"),
        ("title", "卷积 · 课程"),
        ("og:title", "卷积"),
        ("url", "{root}sub/zh/a/index.html"),
    ],
)
def test_discussion_is_found_by_what_the_author_chose(
    browser: Browser, tmp_path: Path, mapping: str, term: str
) -> None:
    course = COURSE | {"course.toml": COURSE["course.toml"] + f'mapping = "{mapping}"\n'}
    publish(write_tree(tmp_path / "content", course), tmp_path / "root" / "sub")
    with over_http(tmp_path / "root") as root, with_giscus(browser) as (page, asked):
        page.goto(root + "sub/zh/a/index.html")
        assert load(page, asked)["term"] == term.format(root=root)


def test_comments_are_not_printed_and_lie_below_the_lesson(browser: Browser, site: str) -> None:
    with a_page(browser, site, width=1280) as page:
        page.goto(site + "zh/a/index.html")
        article, comments = (page.locator(name).bounding_box() for name in ("article", ".comments"))
        assert article is not None
        assert comments is not None
        assert comments["y"] > article["y"] + article["height"]
        page.emulate_media(media="print")
        assert not page.locator(".comments").is_visible()
