"""Figures in headless Chromium: what is seen and read out on light and dark pages, what a phone loads, how wide."""

import datetime
import io
from pathlib import Path

import pytest
from browsing import a_page, over_file, overflow
from factories import write_tree
from PIL import Image
from playwright.sync_api import Browser, Page

from dlcourse.builder.memory import Memory
from dlcourse.builder.pictures import Pictures
from dlcourse.builder.pipeline import build_site
from dlcourse.builder.publishing.publish import publish_site
from dlcourse.config import Options, Project

pytestmark = pytest.mark.browser

LINE = '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="40"><path d="M0 20H900" stroke="#{}"/></svg>'
LESSON = """
# 插图

![一条线](light.svg "一条线，亮的与暗的"){dark=dark.svg}

![一张照片](photo.jpg "很大的一张照片"){#fig-photo}

文字在图的旁边，很长很长的文字。

![小图](light.svg "在右边"){.right width=40%}

再来一些文字，好让它绕着图走。

![半栏](light.svg "半栏宽"){width=50%}

![左](photo.jpg) ![右](light.svg)

::: tip 提示
- ![一条线](light.svg "列表里的图")
:::
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("figures")
    photo = io.BytesIO()
    noise = Image.effect_noise((500, 300), 90).convert("RGB").resize((2000, 1200), Image.Resampling.BICUBIC)
    noise.save(photo, "JPEG", quality=92)
    files = {"01-a.md": LESSON, "light.svg": LINE.format("333"), "dark.svg": LINE.format("ddd")}
    content = write_tree(root / "content", {**files, "photo.jpg": photo.getvalue()})
    project = Project(content=content, content_name="content", templates=None)
    now = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
    built = build_site(project, Options(now=now), memory=Memory(pictures=Pictures()))
    assert built.site is not None, built.diagnostics
    publish_site(built.site, root / "dist")
    return root / "dist"


def shown(page: Page) -> str:
    """Return which of the two pictures of the first figure is seen."""
    found: str = page.evaluate(
        "[...document.querySelectorAll('figure')[0].querySelectorAll('img')]"
        ".filter(image => image.offsetWidth).map(image => image.className).join()"
    )
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_of_two_pictures_is_seen_and_read_out(browser: Browser, site: Path, scheme: str) -> None:
    with over_file(site) as root, a_page(browser, root, width=1280) as page:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto(root + "zh/a/index.html")
        assert shown(page) == f"only-{scheme}"
        figure = page.get_by_role("figure").first
        assert figure.get_by_role("img", name="一条线").count() == 1
        page.emulate_media(media="print")
        assert shown(page) == "only-light"


@pytest.mark.parametrize(("width", "loaded"), [(360, "photo-480"), (1280, "photo-960")])
def test_screen_loads_the_version_that_it_needs(browser: Browser, site: Path, width: int, loaded: str) -> None:
    with over_file(site) as root, a_page(browser, root, width=width) as page:
        page.goto(root + "zh/a/index.html")
        photo = page.locator("#fig-photo img")
        photo.scroll_into_view_if_needed()
        page.wait_for_function("() => document.querySelector('#fig-photo img').currentSrc")
        assert loaded in photo.evaluate("image => image.currentSrc")


@pytest.mark.parametrize("width", [360, 1280])
def test_no_picture_is_wider_than_the_text(browser: Browser, site: Path, width: int) -> None:
    with over_file(site) as root, a_page(browser, root, width=width, has_javascript=False) as page:
        page.goto(root + "zh/a/index.html")
        assert overflow(page) == 0
        column = page.locator("article").bounding_box()
        assert column
        for picture in page.locator("article img:visible").all():
            box = picture.bounding_box()
            assert box and box["x"] >= column["x"] - 1
            assert box["x"] + box["width"] <= column["x"] + column["width"] + 1


def test_sizes_are_shares_of_the_column_where_there_is_room(browser: Browser, site: Path) -> None:
    with over_file(site) as root, a_page(browser, root, width=1280) as page:
        page.goto(root + "zh/a/index.html")
        whole, half = (page.locator(f"figure:has-text('{text}')").last for text in ("很大", "半栏"))
        boxes = [figure.locator("img:visible").bounding_box() for figure in (whole, half)]
        assert boxes[0] and boxes[1]
        assert boxes[1]["width"] == pytest.approx(boxes[0]["width"] / 2, abs=1)
        row = [image.bounding_box() for image in page.locator(".pictures img").all()]
        assert row[0] and row[1]
        assert row[0]["y"] == pytest.approx(row[1]["y"], abs=1)
        text, beside = (page.get_by_text(words).last.bounding_box() for words in ("再来一些文字", "在右边"))
        assert text and beside
        assert abs(text["y"] - beside["y"]) < 120
