"""Progress in headless Chromium: lessons marked as done, going on where one was, all kept in the browser."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from browsing import REFUSED, a_page, over_file, over_http, overflow, publish
from factories import write_tree
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

LESSONS = 8
ZH, EN = "网络把误差从最后一层往回传。", "The network carries the error back. "
SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""
TOP = """text => [...document.querySelectorAll("article > *")].find(each => each.textContent.includes(text))
  .getBoundingClientRect().top"""


def a_lesson(number: int, language: str) -> str:
    """Return a lesson of many paragraphs, 30 minutes long."""
    text, title = (ZH, f"第 {number} 课") if language == "zh" else (EN, f"Lesson {number}")
    paragraphs = (f"({number}.{n}) " + text * (3 + n % 5) for n in range(1, 25))
    return f"---\ntitle: {title}\nestimated_minutes: 30\n---\n\n" + "\n\n".join(paragraphs) + "\n"


def publish_course(root: Path, lessons: int) -> Path:
    course: dict[str, str | bytes] = {
        f"content/{number:02d}-l{number}.{language}.md": a_lesson(number, language)
        for number in range(1, lessons + 1)
        for language in ("zh", "en")
    }
    write_tree(root, course)
    return publish(root / "content", root / "dist")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_course(tmp_path_factory.mktemp("progress"), LESSONS)


def finish(page: Page, root: str, *slugs: str, view: str = "en") -> None:
    """Mark lessons as done."""
    for slug in slugs:
        page.goto(f"{root}{view}/{slug}/index.html")
        page.get_by_role("button", name="Mark as done" if view == "en" else "标记为已学完").click()


def done_in(page: Page, lists: str) -> list[str]:
    """Return the slugs of the lessons that a list marks as done."""
    slugs: list[str] = page.evaluate(
        "list => [...document.querySelectorAll(`${list} a.is-done`)].map(dlcourse.slugOf)", lists
    )
    return slugs


def told(page: Page) -> str:
    """Return what the home page says of the reader's progress."""
    return " ".join(page.locator("#page-progress").inner_text().split())


@pytest.mark.parametrize("opened", [over_file, over_http], ids=["file", "http"])
def test_a_lesson_is_marked_as_done_in_every_list_of_every_view(
    browser: Browser, site: Path, opened: Callable[[Path], AbstractContextManager[str]]
) -> None:
    with opened(site) as root, a_page(browser, root, width=1280) as page:
        page.goto(root + "en/l2/index.html")
        button = page.locator(".done button")
        expect(button).to_have_text("Mark as done", use_inner_text=True)
        expect(button).to_have_attribute("aria-pressed", "false")
        button.click()
        expect(button).to_have_text("Done", use_inner_text=True)
        expect(button).to_have_attribute("aria-pressed", "true")
        assert done_in(page, ".sidebar") == ["l2"]
        assert page.locator(".sidebar a.is-done").text_content() == "Lesson 2 Done"
        for view in ("zh", "bi"):
            page.goto(f"{root}{view}/index.html")
            assert done_in(page, ".syllabus") == ["l2"]
            page.goto(f"{root}{view}/l2/index.html")
            expect(page.locator(".done button")).to_have_attribute("aria-pressed", "true")
        page.locator(".done button").click()
        assert done_in(page, ".sidebar") == []
        page.goto(root + "en/index.html")
        assert done_in(page, ".syllabus") == []


def test_home_tells_how_much_is_done_and_how_long_the_rest_takes(browser: Browser, site: Path) -> None:
    with over_http(site) as root, a_page(browser, root, width=1280) as page:
        page.goto(root + "en/")
        expect(page.get_by_role("link", name="Start learning")).to_be_visible()
        expect(page.locator("progress")).to_be_hidden()
        finish(page, root, "l1", "l3")
        page.goto(root + "en/")
        assert told(page) == "2 of 8 lessons done (25%) 3 h left"
        assert page.locator("progress").evaluate("bar => bar.position") == 0.25
        finish(page, root, "l2", "l4", "l5")
        page.goto(root + "en/")
        assert told(page) == "5 of 8 lessons done (62%) 90 min left"
        page.goto(root + "zh/")
        assert told(page) == "已学完 5 课，共 8 课（62%） 还需 90 分钟"
        page.goto(root + "bi/")
        assert page.locator("#page-progress [lang=en]").first.inner_text().endswith("5 of 8 lessons done (62%)")


def test_the_reader_goes_on_at_the_paragraph_where_they_were(browser: Browser, site: Path) -> None:
    with over_http(site) as root, a_page(browser, root, width=1280) as page:
        page.goto(root + "en/l3/")
        page.evaluate("top => scrollBy({top: top - 150, behavior: 'instant'})", page.evaluate(TOP, "(3.14)"))
        page.wait_for_timeout(50)
        for view, title in (("en", "Lesson 3"), ("bi", "第 3 课"), ("zh", "第 3 课")):
            page.goto(f"{root}{view}/")
            go_on = page.locator(".continue")
            expect(go_on).to_contain_text(title)
            expect(page.locator(".start:not(.continue)")).to_be_hidden()
            go_on.click()
            page.wait_for_url(f"**/{view}/l3/**")
            page.wait_for_timeout(150)
            assert abs(page.evaluate(TOP, "(3.14)") - 150) < (2 if view == "en" else 60), view


def test_after_a_lesson_that_is_done_comes_the_next_that_is_not(browser: Browser, site: Path) -> None:
    with over_http(site) as root, a_page(browser, root, width=1280) as page:
        finish(page, root, "l3", "l2")
        page.goto(root + "en/")
        expect(page.locator(".continue")).to_contain_text("Lesson 4")
        page.locator(".continue").click()
        assert page.evaluate("scrollY") == 0
        page.goto(root + "en/l8/")
        page.goto(root + "en/")
        expect(page.locator(".continue")).to_contain_text("Lesson 8")
        finish(page, root, "l8")
        page.goto(root + "en/")
        expect(page.locator(".continue")).to_contain_text("Lesson 1")
        finish(page, root, "l1", "l4", "l5", "l6", "l7")
        page.goto(root + "en/")
        assert told(page) == "8 of 8 lessons done (100%)"
        expect(page.locator(".continue")).to_be_hidden()
        expect(page.get_by_role("link", name="Start learning")).to_be_visible()


def test_a_place_deep_in_a_lesson_is_not_lost_by_opening_the_lesson_again(browser: Browser, site: Path) -> None:
    with over_http(site) as root, a_page(browser, root, width=1280) as page:
        page.goto(root + "en/l3/")
        page.evaluate("scrollTo({top: 1500, behavior: 'instant'})")
        page.wait_for_timeout(50)
        page.goto(root + "en/")
        page.goto(root + "en/l3/")
        page.goto(root + "en/")
        page.locator(".continue").click()
        page.wait_for_function("() => scrollY > 1000")


def test_progress_is_kept_in_a_file_cleared_and_read_again(browser: Browser, site: Path, tmp_path: Path) -> None:
    with over_http(site) as root, a_page(browser, root, width=1280) as page:
        finish(page, root, "l1", "l2")
        page.goto(root + "en/")
        page.get_by_text("Your progress").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Save to a file").click()
        assert download.value.suggested_filename == "progress.json"
        file = tmp_path / "progress.json"
        download.value.save_as(file)
        assert json.loads(file.read_text(encoding="utf-8"))["done"] == ["l1", "l2"]
        page.get_by_role("button", name="Clear").click()
        expect(page.get_by_role("button", name="Cancel")).to_be_focused()
        page.keyboard.press("Enter")
        assert done_in(page, ".syllabus") == ["l1", "l2"]
        page.get_by_role("button", name="Clear").click()
        page.get_by_role("dialog").get_by_role("button", name="Clear").click()
        assert done_in(page, ".syllabus") == []
        expect(page.locator("progress")).to_be_hidden()
        assert page.evaluate("Object.keys(localStorage).filter(key => /done|place/.test(key))") == []
        page.get_by_label("Read from a file").set_input_files(file)
        expect(page.locator(".progress [role=status]")).to_have_text("The file was read. Lessons done: 2.")
        assert done_in(page, ".syllabus") == ["l1", "l2"]


@pytest.mark.parametrize(
    "content", ["", "[]", "null", "{", '{"done": "l1"}', '{"done": 3}', "x" * 1_100_000, '{"done": ["l1"'], ids=str
)
def test_a_file_that_is_no_progress_changes_nothing_and_says_so(
    browser: Browser, site: Path, tmp_path: Path, content: str
) -> None:
    file = tmp_path / "other.json"
    file.write_text(content, encoding="utf-8")
    with over_file(site) as root, a_page(browser, root, width=1280) as page:
        finish(page, root, "l5")
        page.goto(root + "en/index.html")
        page.get_by_text("Your progress").click()
        page.get_by_label("Read from a file").set_input_files(file)
        expect(page.locator(".progress [role=status]")).to_have_text("This file holds no progress.")
        assert done_in(page, ".syllabus") == ["l5"]


def test_a_file_adds_to_what_is_done_here_and_unknown_lessons_are_left_out(
    browser: Browser, site: Path, tmp_path: Path
) -> None:
    file = tmp_path / "progress.json"
    file.write_text(json.dumps({"done": ["l5", "gone", 7, None, "l6", "l6"], "place": {"slug": "gone"}}), "utf-8")
    with over_file(site) as root, a_page(browser, root, width=1280) as page:
        finish(page, root, "l1")
        page.goto(root + "en/index.html")
        page.get_by_text("Your progress").click()
        page.get_by_label("Read from a file").set_input_files(file)
        expect(page.locator(".progress [role=status]")).to_have_text("The file was read. Lessons done: 3.")
        assert done_in(page, ".syllabus") == ["l1", "l5", "l6"]


RUBBISH = ["not JSON", "7", '"l1"', "{}", "[[1], null, {}]", '["gone"]', "null", "[]"]


@pytest.mark.parametrize("stored", RUBBISH)
def test_rubbish_in_the_store_is_no_progress(browser: Browser, site: Path, stored: str) -> None:
    with over_http(site) as root, a_page(browser, root, width=1280) as page:
        page.goto(root + "en/")
        page.evaluate(
            "value => { for (const name of ['done', 'place']) localStorage.setItem(`dlcourse:/:${name}`, value); }",
            stored,
        )
        page.goto(root + "en/")
        assert done_in(page, ".syllabus") == (["l1"] if stored == '"l1"' else [])
        page.goto(root + "en/l2/")
        page.locator(".done button").click()
        page.goto(root + "en/")
        assert "l2" in done_in(page, ".syllabus")


@pytest.mark.parametrize(
    "place",
    [
        '{"slug": "l3", "view": "en", "count": 25, "named": 4, "block": []}',
        '{"slug": "l3", "view": "en", "count": 26, "block": {"index": 9999, "down": 1}}',
        '{"slug": "l3", "named": {"id": "no such"}}',
        '{"slug": "l3", "named": {"id": {"a": 1}, "down": "x"}}',
        '{"slug": 3}',
    ],
)
def test_a_place_that_is_not_there_leads_to_the_lesson(browser: Browser, site: Path, place: str) -> None:
    with over_http(site) as root, a_page(browser, root, width=1280) as page:
        page.goto(root + "en/")
        page.evaluate("value => localStorage.setItem('dlcourse:/:place', value)", place)
        page.goto(root + "en/")
        if '"l3"' in place:
            page.locator(".continue").click()
            page.wait_for_url("**/en/l3/**")
            assert page.get_by_role("heading", level=1).inner_text() == "Lesson 3"
        else:
            expect(page.locator(".continue")).to_be_hidden()


def test_where_storage_is_refused_nothing_is_offered_and_nothing_breaks(browser: Browser, site: Path) -> None:
    with over_http(site) as root, a_page(browser, root, width=1280, before=REFUSED) as page:
        page.goto(root + "en/")
        expect(page.locator(".progress")).to_be_hidden()
        expect(page.get_by_role("link", name="Start learning")).to_be_visible()
        page.goto(root + "en/l2/")
        expect(page.locator(".done")).to_be_hidden()


@pytest.mark.parametrize("path", ["en/index.html", "bi/l2/index.html"])
def test_without_script_there_is_no_word_of_progress(browser: Browser, site: Path, path: str) -> None:
    with over_file(site) as root, a_page(browser, root, width=360, has_javascript=False) as page:
        page.goto(root + path)
        for part in (".progress", ".done"):
            for each in page.locator(part).all():
                expect(each).to_be_hidden()


def test_lessons_that_are_gone_are_forgotten(browser: Browser, tmp_path: Path) -> None:
    dist = publish_course(tmp_path, 3)
    with over_http(dist) as root, a_page(browser, root, width=1280) as page:
        finish(page, root, "l1", "l3")
        for language in ("zh", "en"):
            (tmp_path / "content" / f"03-l3.{language}.md").unlink()
        publish(tmp_path / "content", dist)
        page.goto(root + "en/")
        assert told(page) == "1 of 2 lessons done (50%) 30 min left"
        expect(page.locator(".continue")).to_contain_text("Lesson 2")
        assert page.evaluate("localStorage.getItem('dlcourse:/:done')") == '["l1"]'


def test_open_pages_are_in_step(browser: Browser, site: Path) -> None:
    with over_http(site) as root, a_page(browser, root, width=1280) as page:
        page.goto(root + "en/")
        other = page.context.new_page()
        finish(other, root, "l4")
        page.wait_for_function("() => document.querySelectorAll('.syllabus .is-done').length === 1")
        assert told(page).startswith("1 of 8")


def test_what_is_marked_moves_nothing(browser: Browser, site: Path) -> None:
    with over_http(site) as root, a_page(browser, root, width=360, before=SHIFTS) as page:
        finish(page, root, "l1", "l2")
        for path in ("en/", "en/l1/", "bi/"):
            page.goto(root + path)
            page.wait_for_timeout(150)
            assert page.evaluate("window.shifted") == 0, path
            assert overflow(page) == 0


def test_sites_beside_each_other_keep_their_own_progress(browser: Browser, site: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).symlink_to(site, target_is_directory=True)
    with over_http(tmp_path) as root, a_page(browser, root, width=1280) as page:
        finish(page, root + "one/", "l1")
        page.goto(root + "two/en/")
        assert done_in(page, ".syllabus") == []
        page.goto(root + "one/en/")
        assert done_in(page, ".syllabus") == ["l1"]
