"""Three views of a lesson in headless Chromium: whoever changes the view stays where they were reading."""

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import unquote

import pytest
from browsing import REFUSED, a_page, over_file, over_http, overflow, publish
from factories import write_tree
from playwright.sync_api import Browser, Page, expect
from selectolax.lexbor import LexborHTMLParser

pytestmark = pytest.mark.browser

LESSONS = 30
VIEWS = ("zh", "en", "bi")
ZH = "网络把误差从最后一层往回传，每一层只用后一层的结果，于是所有权重的梯度一遍就能算完。"
EN = "The network carries the error back from its last layer; each layer needs only the result of the one behind it. "

# The passages that can be read in the window, below the header.
IN_SIGHT = """id => {
  const box = document.getElementById(id).closest("article > *").getBoundingClientRect();
  const edge = document.querySelector(".site-header").getBoundingClientRect().bottom;
  return box.bottom > edge + 4 && box.top < innerHeight - 4;
}"""
STILL = """() => document.fonts.ready.then(
  () => new Promise(done => requestAnimationFrame(() => setTimeout(done, 60)))
)"""
TOP = """id => {
  const edge = document.querySelector(".site-header").getBoundingClientRect().bottom;
  return document.getElementById(id).closest("article > *").getBoundingClientRect().top - edge;
}"""


def a_pair(number: int, chance: random.Random) -> tuple[str, str]:
    """Return a lesson in Chinese and in English: sections of paragraphs that say the same, lists and code."""
    zh, en = [f"# 第 {number} 课：往回传"], [f"# Lesson {number}: going back"]
    for section in range(1, 5):
        zh.append(f"## 第 {section} 节")
        en.append(f"## Section {section}")
        for paragraph in range(chance.randint(3, 6)):
            mark, length = f"{number}.{section}.{paragraph}", chance.randint(1, 8)
            zh.append(f"（{mark}）" + ZH * length)
            en.append(f"({mark}) " + EN * length)
        if section == 2:
            code = "\n".join(f"weight_{line} = {number} * {line}" for line in range(chance.randint(3, 25)))
            for side in (zh, en):
                side.append(f"```python\n{code}\n```")
        if section == 3:
            zh.append("- 先算误差\n- 再算梯度")
            en.append("- first the error\n- then the gradient")
    return "\n\n".join(zh) + "\n", "\n\n".join(en) + "\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    content = tmp_path_factory.mktemp("pairs") / "content"
    content.mkdir()
    chance = random.Random(3)
    for number in range(1, LESSONS + 1):
        zh, en = a_pair(number, chance)
        (content / f"{number:02d}-l{number}.zh.md").write_text(zh, encoding="utf-8")
        (content / f"{number:02d}-l{number}.en.md").write_text(en, encoding="utf-8")
    alone = "# 只有中文\n\n" + "\n\n".join(f"第 {n} 段：" + ZH * (1 + n % 5) for n in range(1, 30)) + "\n"
    (content / "40-alone.md").write_text(alone, encoding="utf-8")
    note = "The direction in which the loss grows fastest; a step of training goes the other way."
    glossary = f'[[term]]\nzh = "梯度"\nen = "gradient"\nnote = {{ zh = "上升最快的方向。", en = "{note}" }}\n'
    (content / "glossary.toml").write_text(glossary, encoding="utf-8")
    return publish(content, content.parent / "dist")


def texts_by_anchor(path: Path) -> dict[str, set[str]]:
    """Return for every anchor of an article the texts of the row that it stands in; ids of the page's own begin so."""
    article = LexborHTMLParser(path.read_text(encoding="utf-8")).css_first("article")
    assert article is not None
    found: dict[str, set[str]] = {}
    for row in article.iter():
        texts = {text.strip() for text in row.text(separator="\0").split("\0") if text.strip()}
        found |= {str(node.attributes["id"]): texts for node in (row, *row.css("[id]")) if node.attributes.get("id")}
    return {anchor: texts for anchor, texts in found.items() if not anchor.startswith("page-")}


def test_every_anchor_means_the_same_in_every_view(site: Path) -> None:
    checked = 0
    for number in range(1, LESSONS + 1):
        zh, en, both = (texts_by_anchor(site / view / f"l{number}" / "index.html") for view in VIEWS)
        assert zh.keys() == en.keys()
        assert zh.keys() <= both.keys()
        for anchor in zh:
            if "第" in anchor:  # the row of the title holds more than the title
                continue
            assert zh[anchor] | en[anchor] == both[anchor], (number, anchor)
            checked += 1
    assert checked > 500


def a_passage(site: Path, chance: random.Random) -> tuple[str, str]:
    """Return the name of a lesson and the anchor of a passage that lies a window from its ends."""
    slug = f"l{chance.randint(1, LESSONS)}"
    anchors = [anchor for anchor in texts_by_anchor(site / "zh" / slug / "index.html") if anchor.startswith("p")]
    return slug, chance.choice(anchors[2:-6])


def read_at(page: Page, anchor: str, below: int) -> None:
    """Scroll until the element begins `below` pixels under the header."""
    page.evaluate("down => scrollBy({ top: down, behavior: 'instant' })", page.evaluate(TOP, anchor) - below)


def switch(page: Page, view: str) -> None:
    """Follow the switcher as a reader does, and wait until the page stands still."""
    with page.expect_navigation(wait_until="load"):
        page.locator(f'.languages a[data-tree="{view}"]').click()
    page.evaluate(STILL)


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("opened", [over_file, over_http], ids=["file", "http"])
def test_changing_the_view_keeps_the_passage_in_sight(
    browser: Browser, site: Path, opened: Callable[[Path], AbstractContextManager[str]], width: int
) -> None:
    chance = random.Random(width)
    with opened(site) as root, a_page(browser, root, width=width) as page:
        for _ in range(10):
            slug, anchor = a_passage(site, chance)
            start, end = chance.sample(VIEWS, 2)
            below = chance.randint(0, 250)
            page.goto(f"{root}{start}/{slug}/index.html")
            read_at(page, anchor, below)
            switch(page, end)
            assert f"/{end}/{slug}/" in page.url
            assert page.evaluate(IN_SIGHT, anchor), (start, end, slug, anchor, below)
            if unquote(page.url).endswith(f"#{anchor}"):
                assert abs(page.evaluate(TOP, anchor) - below) < 2, (start, end, slug, anchor, below)


def test_reader_in_the_middle_of_a_long_passage_stays_in_it(browser: Browser, site: Path) -> None:
    with over_file(site) as root, a_page(browser, root, width=360) as page:
        page.goto(root + "en/l1/index.html")
        long = page.evaluate(
            "[...document.querySelectorAll('article > p[id]')].sort((a, b) => b.offsetHeight - a.offsetHeight)[0].id"
        )
        read_at(page, long, -450)
        switch(page, "zh")
        assert page.evaluate(IN_SIGHT, long)


def test_a_lesson_in_one_language_keeps_the_place_too(browser: Browser, site: Path) -> None:
    with over_file(site) as root, a_page(browser, root, width=1280) as page:
        for start, end in (("zh", "en"), ("en", "bi"), ("bi", "zh")):
            page.goto(f"{root}{start}/alone/index.html")
            page.locator("article > p", has_text="第 17 段").evaluate(
                "p => scrollBy({ top: p.getBoundingClientRect().top - 120, behavior: 'instant' })"
            )
            switch(page, end)
            top = page.locator("article > p", has_text="第 17 段").evaluate("p => p.getBoundingClientRect().top")
            assert abs(top - 120) < 2


def test_the_keyboard_changes_the_view_in_place(browser: Browser, site: Path) -> None:
    with over_file(site) as root, a_page(browser, root, width=1280) as page:
        slug, anchor = a_passage(site, random.Random(5))
        page.goto(f"{root}zh/{slug}/index.html")
        read_at(page, anchor, 40)
        page.locator('.languages a[data-tree="en"]').focus()
        with page.expect_navigation(wait_until="load"):
            page.keyboard.press("Enter")
        page.wait_for_timeout(100)
        assert page.evaluate(IN_SIGHT, anchor)


def test_at_the_top_of_a_page_the_switcher_is_a_plain_link(browser: Browser, site: Path) -> None:
    with over_file(site) as root, a_page(browser, root, width=1280) as page:
        page.goto(root + "zh/l1/index.html")
        switch(page, "bi")
        assert page.url == root + "bi/l1/index.html"
        assert page.evaluate("scrollY") == 0


def test_who_refuses_storage_still_lands_at_the_passage(browser: Browser, site: Path) -> None:
    with over_http(site) as root, a_page(browser, root, width=1280, before=REFUSED) as page:
        slug, anchor = a_passage(site, random.Random(8))
        page.goto(f"{root}zh/{slug}/index.html")
        read_at(page, anchor, 20)
        switch(page, "bi")
        assert page.evaluate(IN_SIGHT, anchor)
        page.check("#page-order")
        page.goto(root + "index.html")
        assert page.url == root + "index.html"


def lefts(page: Page) -> tuple[float, float]:
    """Return where the two sides of the first pair begin."""
    sides = page.locator("article div.pair").first.locator(":scope > .side")
    boxes = [sides.nth(index).bounding_box() for index in (0, 1)]
    assert boxes[0]
    assert boxes[1]
    return boxes[0]["x"], boxes[1]["x"]


@pytest.mark.parametrize("has_javascript", [True, False], ids=["javascript", "no javascript"])
def test_three_views_are_read_and_either_language_may_come_first(
    browser: Browser, site: Path, has_javascript: bool
) -> None:
    with over_file(site) as root, a_page(browser, root, width=1280, has_javascript=has_javascript) as page:
        page.goto(root + "zh/l1/index.html")
        expect(page.locator("article > p[id]").first).to_contain_text("（1.1.0）")
        page.get_by_role("link", name="English").click()
        expect(page.locator("article > p[id]").first).to_contain_text("(1.1.0)")
        page.get_by_role("link", name="Both").click()
        zh, en = page.locator("article div.pair").first.locator(":scope > .side").all()
        expect(zh).to_contain_text("（1.1.0）")
        expect(en).to_contain_text("(1.1.0)")
        first, second = lefts(page)
        assert second - first > 300
        page.get_by_label("English first").check()
        first, second = lefts(page)
        assert first - second > 300


def test_narrow_pages_stack_the_languages_and_never_scroll_sideways(browser: Browser, site: Path) -> None:
    with over_file(site) as root, a_page(browser, root, width=360) as page:
        for path in ("index.html", "bi/l1/index.html", "bi/alone/index.html", "en/l1/index.html"):
            page.goto(root + path)
            assert overflow(page) == 0
        page.goto(root + "bi/l1/index.html")
        assert lefts(page)[0] == lefts(page)[1]


def test_names_of_any_length_in_two_languages_do_not_scroll_a_phone_sideways(browser: Browser, tmp_path: Path) -> None:
    content = {
        "course.toml": f'languages = ["zh", "en"]\ntitle.zh = "{"导论" * 17}"\ntitle.en = "{"Introduction " * 7}"\n'
    }
    for size in range(2, 23, 4):
        name = "反" * size
        content[f"{size}-m/module.toml"] = f'title.zh = "{name}"\ntitle.en = "Backpropagation"\n'
        content[f"{size}-m/a{size}.zh.md"] = f"# {name}\n\n## 一节\n\n话。\n"
        content[f"{size}-m/a{size}.en.md"] = "# Backpropagation\n\n## A section\n\nWords.\n"
    dist = publish(write_tree(tmp_path / "content", content), tmp_path / "dist")
    with over_file(dist) as root, a_page(browser, root, width=360) as page:
        for path in ("bi/index.html", "bi/404.html", *(f"bi/a{size}/index.html" for size in range(2, 23, 4))):
            page.goto(root + path)
            assert overflow(page) == 0, path


def test_the_order_of_languages_is_remembered(browser: Browser, site: Path) -> None:
    with over_http(site) as root, a_page(browser, root, width=1280) as page:
        page.goto(root + "bi/l1/index.html")
        page.get_by_label("English first").check()
        page.goto(root + "bi/l2/index.html")
        expect(page.get_by_label("English first")).to_be_checked()
        first, second = lefts(page)
        assert first > second


def test_a_returning_reader_is_led_to_the_pages_they_chose(browser: Browser, site: Path) -> None:
    with over_http(site) as root, a_page(browser, root, width=1280) as page:
        page.goto(root)
        assert page.url == root
        page.get_by_role("link", name="English").click()
        page.wait_for_url("**/en/index.html")
        page.goto(root)
        page.wait_for_url("**/en/index.html")
        page.goto(root + "index.html", referer=root + "en/index.html")
        page.wait_for_timeout(100)
        assert page.url == root + "index.html"
        page.goto(root + "en/index.html")
        page.get_by_role("link", name="Both").click()
        page.wait_for_url("**/bi/index.html")
        page.goto(root)
        page.wait_for_timeout(100)
        assert page.url == root


@pytest.mark.parametrize("has_javascript", [True, False], ids=["javascript", "no javascript"])
def test_a_definition_opens_below_its_term_on_the_screen_and_moves_nothing(
    browser: Browser, site: Path, has_javascript: bool
) -> None:
    with over_file(site) as root, a_page(browser, root, width=360, has_javascript=has_javascript) as page:
        page.goto(root + "en/l1/index.html")
        term = page.locator("article .term a").first
        definition = page.get_by_role("tooltip").first
        page.locator(".languages a").first.focus()
        term.scroll_into_view_if_needed()
        expect(definition).to_be_hidden()
        height = page.locator("article").bounding_box()
        term.focus()
        expect(definition).to_be_visible()
        box, word = definition.bounding_box(), term.bounding_box()
        assert box
        assert word
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert -5 <= box["y"] - (word["y"] + word["height"]) < 20  # the link reaches a little below its letters
        assert page.locator("article").bounding_box() == height
        assert overflow(page) == 0
        page.locator(".languages a").first.focus()
        expect(definition).to_be_hidden()
        term.hover()
        expect(definition).to_be_visible()
