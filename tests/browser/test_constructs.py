"""The guide's pages, which hold every construct, in headless Chromium: they live by their policy and need no script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import a_page, over_file, publish
from playwright.sync_api import Browser

from dlcourse.shipped import shipped

pytestmark = pytest.mark.browser

MODULE = shipped("content") / "91-markup"
LESSONS = sorted(path.stem.split("-", 1)[1] for path in MODULE.glob("*.md"))
# Styles may stand in diagrams and formulas alone, scripts and handlers nowhere.
STRAYS = """() => {
  const stray = [...document.querySelectorAll('script:not([src]), style')].filter(each => !each.closest('svg'));
  const isStray = (each, { name }) => name.startsWith('on') || (name === 'style' && !each.closest('svg, math'));
  const marked = [...document.querySelectorAll('*')];
  return [...stray, ...marked.filter(each => [...each.attributes].some(one => isStray(each, one)))]
      .map(each => each.outerHTML.slice(0, 200));
}"""
WATCH = "window.broken = []; addEventListener('securitypolicyviolation', e => broken.push(e.violatedDirective))"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield publish(shipped("content"), tmp_path_factory.mktemp("guide") / "dist")


@pytest.mark.parametrize("lesson", LESSONS)
def test_page_with_every_construct_of_a_group_lives_by_its_policy(browser: Browser, site: Path, lesson: str) -> None:
    with over_file(site) as root, a_page(browser, root, width=1280, before=WATCH) as page:
        page.goto(f"{root}en/{lesson}/index.html")
        page.wait_for_load_state("load")
        assert page.evaluate("broken") == []
        assert page.evaluate(STRAYS) == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_page_with_every_construct_of_a_group_reads_without_script(browser: Browser, site: Path, lesson: str) -> None:
    with over_file(site) as root, a_page(browser, root, width=1280, has_javascript=False) as page:
        page.goto(f"{root}en/{lesson}/index.html")
        assert page.locator("article [hidden]:not(:has(button), button)").count() == 0
        for folded in page.locator("article details").all():
            if folded.get_attribute("open") is None:
                folded.locator("summary").first.click()
            assert folded.locator(":scope > :not(summary)").first.is_visible()
