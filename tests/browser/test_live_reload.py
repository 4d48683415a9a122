"""The script of `dlcourse serve` in headless Chromium: it reloads, keeps the place, and shows what is wrong."""

import datetime
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dlcourse.config import Options, Project
from dlcourse.serve.server import LiveServer

pytestmark = pytest.mark.browser

LESSON = "# 卷积\n\n第一版。\n\n" + "很长的一段。\n\n" * 200
BROKEN = "---\ntitle: 卷积\n\n坏了。\n"


@contextmanager
def serving(folder: Path, port: int = 0) -> Iterator[int]:
    """Serve the course in `folder` and yield the port."""
    project = Project(content=folder / "content", content_name="content", templates=None)
    now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    with LiveServer(project, Options(now=now), templates=folder / "templates", port=port, say=lambda _: None) as server:
        server.build()
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield server.port
        finally:
            server.stop()
            thread.join()


@contextmanager
def a_page(browser: Browser) -> Iterator[Page]:
    """Yield a page that must not complain: not about its CSP either."""
    faults: list[str] = []
    page = browser.new_page()
    page.on("console", lambda said: faults.append(said.text) if "ERR_CONNECTION" not in said.text else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    page.close()
    assert [fault for fault in faults if "503" not in fault and "INCOMPLETE_CHUNKED" not in fault] == []


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    path = tmp_path / "content" / "01-cnn.md"
    path.parent.mkdir()
    path.write_text(LESSON, encoding="utf-8")
    return path


def test_saved_lesson_is_shown_at_the_same_place(browser: Browser, lesson: Path) -> None:
    with serving(lesson.parents[1]) as port, a_page(browser) as page:
        page.goto(f"http://127.0.0.1:{port}/zh/cnn/")
        page.evaluate("scrollTo(0, 1500)")
        page.wait_for_function("() => scrollY === 1500")
        lesson.write_text(LESSON.replace("第一版", "第二版"), encoding="utf-8")
        expect(page.get_by_text("第二版")).to_be_attached()
        page.wait_for_function("() => scrollY === 1500")
        # Seen once: the page knows which build it is of and does not reload again.
        page.evaluate("window.isTheSamePage = true")
        page.wait_for_timeout(300)
        assert page.evaluate("window.isTheSamePage")


def test_problems_lie_over_the_page_until_dismissed_or_mended(browser: Browser, lesson: Path) -> None:
    with serving(lesson.parents[1]) as port, a_page(browser) as page:
        page.goto(f"http://127.0.0.1:{port}/zh/cnn/")
        panel = page.locator("#page-problems")
        lesson.write_text(BROKEN, encoding="utf-8")
        expect(panel).to_contain_text("content/01-cnn.md:1")
        expect(panel).to_contain_text("error[L103]")
        expect(panel).to_have_attribute("lang", "zh")
        assert panel.evaluate("e => getComputedStyle(e).position") == "fixed"
        assert "第一版" in page.content()
        panel.get_by_role("button", name="关闭").click()
        expect(panel).to_have_count(0)
        lesson.write_text("---\nslug: 坏\n---\n", encoding="utf-8")
        expect(panel).to_be_visible()
        page.keyboard.press("Escape")
        expect(panel).to_have_count(0)
        lesson.write_text(LESSON.replace("第一版", "改好了"), encoding="utf-8")
        expect(page.get_by_text("改好了")).to_be_attached()


def test_message_of_a_lesson_is_never_markup(browser: Browser, lesson: Path) -> None:
    with serving(lesson.parents[1]) as port, a_page(browser) as page:
        page.goto(f"http://127.0.0.1:{port}/zh/cnn/")
        lesson.write_text("---\nslug: <img src=x onerror=alert(1)>\n---\n\n正文。\n", encoding="utf-8")
        panel = page.locator("#page-problems")
        expect(panel).to_contain_text("<img src=x")
        assert panel.locator("img").count() == 0


def test_page_outlives_the_server_and_reloads_with_the_next(browser: Browser, lesson: Path) -> None:
    with a_page(browser) as page:
        with serving(lesson.parents[1]) as port:
            page.goto(f"http://127.0.0.1:{port}/zh/cnn/")
        lesson.write_text(LESSON.replace("第一版", "重启之后"), encoding="utf-8")
        with serving(lesson.parents[1], port):
            expect(page.get_by_text("重启之后")).to_be_attached(timeout=20_000)


def test_course_that_never_could_be_built_appears_when_mended(browser: Browser, lesson: Path) -> None:
    lesson.write_text(BROKEN, encoding="utf-8")
    with serving(lesson.parents[1]) as port, a_page(browser) as page:
        page.goto(f"http://127.0.0.1:{port}/zh/cnn/")
        expect(page.get_by_role("heading", name=re.compile("cannot be built"))).to_be_visible()
        lesson.write_text(LESSON, encoding="utf-8")
        expect(page.get_by_text("第一版")).to_be_attached()
