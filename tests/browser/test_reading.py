"""What helps to read a lesson in headless Chromium: the current heading, addresses of headings, words on buttons."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import a_page, over_file, over_http, overflow, publish
from factories import write_tree
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

TEXT = "网络把误差从最后一层往回传，每一层只用后一层的结果，于是所有权重的梯度一遍就能算完。" * 4
CLIPBOARD = "navigator.clipboard.writeText = async (text) => { window.copiedText = text; };"
BOXES = """[...document.querySelectorAll("article > *")].map(each => {
  const box = each.getBoundingClientRect();
  return [box.top + scrollY, box.left, box.width, box.height].map(Math.round).join();
})"""


def sections(count: int, length: int) -> str:
    return "\n\n".join(f"## 第 {n} 节 | Section {n}\n\n" + f"{TEXT}\n\n" * length for n in range(1, count + 1))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("reading")
    boxes = "flowchart LR\n" + "\n".join(
        f"  A{n}[a long label {n}] --> A{n + 1}[a long label {n + 1}]" for n in range(12)
    )
    words = "::: zh\n话。\n:::\n::: en\nWords.\n:::\n"
    course: dict[str, str | bytes] = {
        "content/01-long.md": f"# 长课 | Long\n\n{words}\n{sections(60, 3)}",
        "content/02-short.md": f"# 短课 | Short\n\n{words}\n{sections(6, 2)}",
        "content/03-tiny.md": f"# 小课 | Tiny\n\n{words}\n## 一节 | One\n\n话。\n",
        "content/04-made.md": f"# 按钮 | Made\n\n{words}\n```py\nx = 1\n```\n\n```mermaid\n{boxes}\n```\n",
    }
    course["content/05-close.md"] = f"# 近课 | Close\n\n{words}\n{TEXT * 9}\n\n{sections(8, 0)}"
    write_tree(root, course)
    return publish(root / "content", root / "dist")


@pytest.fixture
def page(site: Path, browser: Browser) -> Iterator[Page]:
    with over_http(site) as root, a_page(browser, root, width=1280, before=CLIPBOARD) as page:
        page.goto(f"{root}zh/short/")
        yield page


def at(page: Page, path: str) -> None:
    """Open another lesson."""
    page.goto(page.url.partition("zh/")[0] + path)


def current(page: Page) -> list[str]:
    """Return the entries of the contents that are marked, once the page has settled."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.locator(".contents [aria-current=location]").all_inner_texts()


def scroll(page: Page, target: str) -> None:
    page.evaluate("where => scrollTo({top: eval(where), behavior: 'instant'})", target)


def top_of(heading: int) -> str:
    return f"document.querySelectorAll('article h2')[{heading}].getBoundingClientRect().top + scrollY"


def test_the_entry_of_the_heading_that_is_read_is_marked(page: Page) -> None:
    assert current(page) == []
    for number in (1, 3, 2, 4):
        scroll(page, f"{top_of(number - 1)} - 60")
        assert current(page) == [f"第 {number} 节"]
    scroll(page, f"{top_of(2)} - 400")
    assert current(page) == ["第 2 节"]
    scroll(page, "document.documentElement.scrollHeight")
    assert current(page) == ["第 6 节"]
    scroll(page, "0")
    assert current(page) == []


def test_who_follows_an_entry_is_there_even_if_the_page_cannot_be_scrolled_so_far(page: Page) -> None:
    at(page, "zh/close/")
    for number in (5, 8, 7, 2):
        page.locator(".contents a").nth(number - 1).click()
        assert current(page) == [f"第 {number} 节"]
    page.locator(".contents a").nth(4).click()
    page.mouse.move(600, 400)
    for way in (-400, 3000):
        page.mouse.wheel(0, way)
        page.wait_for_timeout(300)
    assert current(page) == ["第 8 节"]


def test_who_arrives_at_a_heading_finds_it_marked(page: Page) -> None:
    address = page.locator(".contents a").nth(4).get_attribute("href")
    at(page, f"zh/long/{address}")
    page.reload()
    assert current(page) == ["第 5 节"]


def test_a_short_page_marks_nothing_that_is_not_reached(page: Page) -> None:
    at(page, "zh/tiny/")
    assert current(page) == []


def test_a_long_list_of_contents_follows_the_reader(page: Page) -> None:
    at(page, "zh/long/")
    for number in (55, 1, 30):
        scroll(page, f"{top_of(number - 1)} - 60")
        assert current(page) == [f"第 {number} 节"]
        entry = page.locator(".contents [aria-current]").bounding_box()
        assert entry
        assert 0 <= entry["y"] <= 780
        expect(page.locator(".site-header")).to_be_in_viewport()


def test_the_sign_at_a_heading_copies_its_address_and_says_so(page: Page) -> None:
    heading = page.locator("article h2").nth(2)
    sign = heading.locator(".anchor")
    assert float(sign.evaluate("each => getComputedStyle(each).opacity")) == 0
    heading.hover()
    assert float(sign.evaluate("each => getComputedStyle(each).opacity")) == 1
    sign.click()
    expect(page.get_by_role("status")).to_have_text("链接已复制")
    copied = page.evaluate("window.copiedText")
    assert copied == page.url
    page.goto(copied)
    assert page.locator(":target").inner_text() == "第 3 节"


def test_the_sign_is_reached_by_the_keyboard_and_has_a_name(page: Page) -> None:
    sign = page.get_by_role("link", name="复制本节链接").nth(1)
    page.locator(".contents a").last.focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if sign.evaluate("each => each === document.activeElement"):
            break
    assert float(sign.evaluate("each => getComputedStyle(each).opacity")) == 1
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("链接已复制")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("view", ["zh", "bi"])
def test_signs_and_buttons_move_nothing_and_headings_keep_their_text(
    browser: Browser, site: Path, view: str, width: int
) -> None:
    boxes, texts = [], []
    for has_javascript in (True, False):
        with (
            over_file(site) as root,
            a_page(browser, root, width=width, has_javascript=has_javascript) as page,
        ):
            page.goto(f"{root}{view}/short/index.html")
            boxes.append(page.evaluate(BOXES))
            texts.append(page.locator("article h2").all_inner_texts())
            assert overflow(page) == 0
    assert boxes[0] == boxes[1]
    assert texts[0] == texts[1]


def test_where_nothing_hovers_there_are_no_signs(browser: Browser, site: Path) -> None:
    with over_http(site) as root:
        context = browser.new_context(viewport={"width": 360, "height": 800}, has_touch=True, is_mobile=True)
        page = context.new_page()
        page.goto(root + "zh/short/")
        if page.evaluate("matchMedia('(any-hover: hover)').matches"):
            pytest.skip("this browser says that a finger hovers")
        expect(page.locator(".anchor").first).to_be_hidden()
        context.close()


def halves(page: Page, selector: str) -> dict[str, str]:
    """Return what an element says, by language."""
    parts = page.locator(f"{selector} [lang]").all()
    return {str(part.get_attribute("lang")): str(part.text_content()) for part in parts}


def test_words_that_scripts_write_carry_their_language(page: Page) -> None:
    at(page, "bi/made/")
    assert halves(page, "button.copy") == {"zh": "复制", "en": "Copy"}
    page.locator("button.copy").click()
    assert halves(page, "button.copy") == {"zh": "已复制", "en": "Copied"}
    assert halves(page, "main > [role=status]") == {"zh": "已复制", "en": "Copied"}
    assert halves(page, "button.enlarge") == {"zh": "放大", "en": "Enlarge"}
    page.locator("button.enlarge").click()
    assert halves(page, ".diagram-dialog > button") == {"zh": "关闭", "en": "Close"}
    page.locator(".diagram-dialog > button").click()
    expect(page.locator(".diagram-dialog")).to_be_hidden()
    page.wait_for_timeout(2100)
    assert halves(page, "button.copy") == {"zh": "复制", "en": "Copy"}
    assert page.locator("main > [role=status]").text_content() == ""
    assert halves(page, ".done .does") == {"zh": "标记为已学完", "en": "Mark as done"}
    assert halves(page, "#page-help label") == {
        "zh": "不按 Ctrl 或 ⌘ 的按键也起作用",
        "en": "Keys without Ctrl or ⌘ work, too",
    }


def test_buttons_of_a_lesson_in_another_language_are_in_the_reader_s(browser: Browser, tmp_path: Path) -> None:
    lesson = "# 只有中文\n\n只有中文的一课。\n\n```py\nx = 1\n```\n"
    write_tree(
        tmp_path, {"content/01-a.md": lesson, "content/02-b.md": "# English\n\nThis lesson is in English alone.\n"}
    )
    with over_file(publish(tmp_path / "content", tmp_path / "dist")) as root, a_page(browser, root, width=1280) as page:
        page.goto(root + "en/a/index.html")
        button = page.locator("button.copy")
        assert button.text_content() == "Copy"
        assert button.evaluate("each => each.closest('[lang]').lang") == "en"
