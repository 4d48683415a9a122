"""The search in headless Chromium: what readers type, what they see, and where it leads."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browsing import a_page, over_file, over_http, overflow, publish
from factories import write_tree
from playwright.sync_api import Browser, Page, Route, expect

from dlcourse.builder.search.words import FIND, GRAMMAR, RULES, term_of
from dlcourse.shipped import shipped

pytestmark = pytest.mark.browser

FILLER = 14
"""Lessons that all say 话题: more than are shown at once."""

COURSE = {
    "course.toml": 'title = { zh = "课程", en = "Course" }\n',
    "glossary.toml": (
        '[[term]]\nzh = "梯度下降"\nen = "gradient descent"\n\n'
        '[[term]]\nzh = "卷积神经网络"\nen = "convolutional neural network"\nalso = { en = ["CNN"] }\n'
    ),
    "01-start/module.toml": 'title = { zh = "入门", en = "Start" }\n',
    "01-start/01-back.zh.md": (
        "# 反向传播\n\n误差从后往前传。\n\n## 链式法则\n\n把每一层的导数乘起来，就得到整个网络的导数。\n\n"
        "```python\nloss.backward()\n```\n"
    ),
    "01-start/01-back.en.md": (
        "# Backpropagation\n\nThe error goes from the end to the start.\n\n## The chain rule\n\n"
        "The derivatives of all layers are multiplied.\n\n```python\nloss.backward()\n```\n"
    ),
    "01-start/02-descent.md": "# 往低处走\n\n## 步长\n\n用梯度下降一步一步减小损失。学习率不能太大，训练才稳。\n",
    "01-start/03-vision.md": "# Seeing\n\nA convolutional neural network learns from pictures. Training takes days.\n",
    "01-start/04-words.md": "# 学习与网络\n\n梯度很重要。下降要小心。网络的导数不好求。\n",
    **{
        f"02-more/{n:02d}-m{n}.md": f"# 第 {n} 个话题\n\n话题就是话题，编号 number{n}。\n" for n in range(1, FILLER + 1)
    },
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    content = write_tree(tmp_path_factory.mktemp("search") / "content", COURSE)
    return publish(content, content.parent / "dist")


@contextmanager
def searching(browser: Browser, root: str, path: str = "zh/index.html", width: int = 1280) -> Iterator[Page]:
    """Yield a page with its search open."""
    with a_page(browser, root, width=width) as page:
        page.goto(root + path)
        page.click('[data-opens="page-search"]')
        page.wait_for_selector("#page-search[open] input:focus")
        yield page


def ask(page: Page, query: str) -> list[str]:
    """Type `query` and return the titles that are found."""
    page.fill("#page-search input", query)
    expect(page.locator("#page-search ol")).to_have_attribute("aria-busy", "false")
    return page.locator("#page-search li a").all_inner_texts()


def said(page: Page) -> str:
    return page.inner_text("#page-search [role=status]")


def first(page: Page, selector: str) -> str:
    return page.locator(f"#page-search li:first-child {selector}").first.inner_text()


@pytest.mark.parametrize("over", [over_http, over_file])
def test_words_of_either_language_find_lessons_from_a_server_and_from_a_disk(
    browser: Browser, site: Path, over: type
) -> None:
    with over(site) as root, searching(browser, root) as page:
        assert ask(page, "链式法则") == ["反向传播"]
        assert first(page, "p") == "入门链式法则"
        assert ask(page, "chain rule") == ["反向传播"]
        assert page.locator("#page-search li mark").all_inner_texts()[:2] == ["chain", "rule"]
        assert ask(page, "number7") == ["第 7 个话题"]
        assert ask(page, "backward()") == ["反向传播"]


def test_an_excerpt_shows_the_words_marked_and_says_its_language(browser: Browser, site: Path) -> None:
    with over_http(site) as root, searching(browser, root) as page:
        ask(page, "导数")
        excerpt = page.locator("#page-search li:first-child p").nth(1)
        assert excerpt.inner_text() == "把每一层的导数乘起来，就得到整个网络的导数。 loss.backward()"
        assert excerpt.locator("mark").all_inner_texts() == ["导数", "导数"]
        assert excerpt.get_attribute("lang") == "zh"
        ask(page, "derivatives")
        assert page.locator("#page-search li:first-child p").nth(1).get_attribute("lang") == "en"


def test_a_name_of_the_glossary_finds_lessons_that_use_another(browser: Browser, site: Path) -> None:
    with over_file(site) as root, searching(browser, root) as page:
        assert ask(page, "gradient descent") == ["往低处走"]
        assert first(page, "mark") == "梯度下降"
        assert ask(page, "CNN") == ["Seeing"]
        assert ask(page, "卷积神经网络") == ["Seeing"]
        assert page.locator("#page-search li a span").get_attribute("lang") == "en"


def test_a_word_half_typed_finds_what_it_may_become(browser: Browser, site: Path) -> None:
    with over_http(site) as root, searching(browser, root) as page:
        for typed in ("conv", "convol", "trai", "trainin", "training", "TRAINED"):
            assert ask(page, typed) == ["Seeing"], typed
        assert "往低处走" in ask(page, "梯")


def test_the_title_outweighs_a_heading_and_that_the_text(browser: Browser, site: Path) -> None:
    with over_http(site) as root, searching(browser, root) as page:
        assert ask(page, "网络")[:2] == ["学习与网络", "反向传播"]


def test_words_that_stand_together_outweigh_the_same_words_apart(browser: Browser, site: Path) -> None:
    with over_http(site) as root, searching(browser, root) as page:
        assert ask(page, "梯度下降") == ["往低处走", "学习与网络"]


def test_two_words_may_be_typed_as_one(browser: Browser, site: Path) -> None:
    with over_http(site) as root, searching(browser, root) as page:
        assert ask(page, "损失学习率") == ["往低处走"]
        assert said(page) == "找到 1 课"


def test_lessons_that_lack_a_word_come_only_when_none_has_all(browser: Browser, site: Path) -> None:
    with over_http(site) as root, searching(browser, root) as page:
        assert ask(page, "链式法则 xyzzy") == ["反向传播"]
        assert "最接近" in said(page)
        assert ask(page, "xyzzy") == []
        assert said(page).startswith("没有找到")
        assert ask(page, "") == []
        assert said(page) == ""


def test_a_result_leads_to_its_section_in_the_readers_pages(browser: Browser, site: Path) -> None:
    with over_http(site) as root, searching(browser, root, "en/index.html") as page:
        assert ask(page, "链式") == ["Backpropagation"]
        page.keyboard.press("Enter")
        page.wait_for_url("**/en/back/**")
        assert page.evaluate("document.querySelector(':target').textContent") == "The chain rule"


def test_a_result_on_the_page_that_is_open_closes_the_search(browser: Browser, site: Path) -> None:
    with over_file(site) as root, searching(browser, root, "zh/back/index.html") as page:
        ask(page, "链式")
        page.keyboard.press("Enter")
        expect(page.locator("#page-search")).not_to_be_visible()
        assert page.evaluate("document.querySelector(':target').textContent").startswith("链式法则")


def test_a_lesson_in_another_language_is_found_in_its_own_words(browser: Browser, site: Path) -> None:
    with over_http(site) as root, searching(browser, root, "en/index.html") as page:
        assert ask(page, "学习率") == ["往低处走"]
        assert page.locator("#page-search li a span").get_attribute("lang") == "zh"
        page.keyboard.press("Enter")
        page.wait_for_url("**/en/descent/**")


def test_readers_of_both_languages_see_both_titles(browser: Browser, site: Path) -> None:
    with over_http(site) as root, searching(browser, root, "bi/index.html") as page:
        ask(page, "chain")
        spans = page.locator("#page-search li:first-child a span")
        assert [(span.inner_text(), span.get_attribute("lang")) for span in spans.all()] == [
            ("反向传播", "zh"),
            ("Backpropagation", "en"),
        ]


def test_arrows_walk_through_results_and_back_to_the_line(browser: Browser, site: Path) -> None:
    with over_http(site) as root, searching(browser, root) as page:
        ask(page, "梯度")
        focused = "document.activeElement.textContent || document.activeElement.tagName"
        walk = []
        for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp"):
            page.keyboard.press(key)
            walk.append(page.evaluate(focused))
        titles = page.locator("#page-search li a").all_inner_texts()
        assert walk == [titles[0], titles[1], titles[1], titles[0], "INPUT", "INPUT"]
        page.keyboard.press("Escape")
        expect(page.locator("#page-search")).not_to_be_visible()


def test_more_results_come_when_asked_for(browser: Browser, site: Path) -> None:
    with over_http(site) as root, searching(browser, root) as page:
        assert len(ask(page, "话题")) == 10
        assert said(page) == f"找到 {FILLER} 课"
        page.click("#page-search .more")
        expect(page.locator("#page-search li")).to_have_count(FILLER)
        expect(page.locator("#page-search .more")).to_be_hidden()
        expect(page.locator("#page-search li:nth-child(11) a")).to_be_focused()


def test_what_an_input_method_composes_is_looked_for_when_it_is_done(browser: Browser, site: Path) -> None:
    compose = """([value, kind]) => {
      const input = document.querySelector("#page-search input");
      input.value = value;
      input.dispatchEvent(kind === "input" ? new InputEvent(kind, { isComposing: true }) : new CompositionEvent(kind));
    }"""
    with over_http(site) as root, searching(browser, root) as page:
        ask(page, "链式")  # the script is there
        ask(page, "")
        page.evaluate(compose, ["lianshi", "input"])
        page.wait_for_timeout(100)
        assert said(page) == ""
        page.evaluate(compose, ["链式", "compositionend"])
        expect(page.locator("#page-search li a")).to_have_text(["反向传播"])
        # In Safari the key that ends the composition comes after its end.
        kind = {"key": "Enter", "keyCode": 229, "bubbles": True, "cancelable": True}
        page.dispatch_event("#page-search input", "keydown", kind)
        expect(page.locator("#page-search")).to_be_visible()
        assert page.url.endswith("zh/index.html")


def test_the_search_remembers_what_was_asked_on_the_last_page(browser: Browser, site: Path) -> None:
    with over_http(site) as root, searching(browser, root) as page:
        ask(page, "链式")
        page.goto(root + "zh/m3/index.html")
        page.click('[data-opens="page-search"]')
        expect(page.locator("#page-search li a")).to_have_text(["反向传播"])
        assert page.input_value("#page-search input") == "链式"


def test_a_file_that_cannot_be_read_is_said_and_tried_again(browser: Browser, site: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    with over_http(site) as root:
        page.goto(root + "zh/index.html")
        page.route("**/search/words/*", lambda route: route.abort())
        page.click('[data-opens="page-search"]')
        assert ask(page, "链式") == []
        assert said(page).startswith("搜索所需的文件没有读到")
        page.unroute("**/search/words/*")
        assert ask(page, "链式法") == ["反向传播"]
    context.close()


def test_results_come_without_excerpts_while_these_are_late(browser: Browser, site: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    with over_http(site) as root:
        page.goto(root + "zh/index.html")
        page.route("**/text.js", hold)
        page.click('[data-opens="page-search"]')
        page.fill("#page-search input", "链式")
        expect(page.locator("#page-search li a")).to_have_text(["反向传播"])
        assert page.locator("#page-search mark").count() == 0
        for route in held:
            route.continue_()
        expect(page.locator("#page-search mark").first).to_have_text("链式")
    context.close()


@pytest.mark.parametrize("word", ["constructor", "toString", "__proto__", "([a-z]+", "$&", "</mark>", "\u2028", "🧭"])
def test_no_word_is_too_odd_to_be_asked_for(browser: Browser, site: Path, word: str) -> None:
    with over_http(site) as root, searching(browser, root) as page:
        assert ask(page, f"{word} 链式法则 链式法则") == ["反向传播"]


@pytest.mark.parametrize("pasted", ["ab cd ", "链式法则", "a", "训练 gradient descent "])
def test_a_pasted_page_is_answered_in_a_moment(browser: Browser, site: Path, pasted: str) -> None:
    with over_http(site) as root, searching(browser, root) as page:
        begun = time.monotonic()
        ask(page, pasted * (10_000 // len(pasted)))
        assert time.monotonic() - begun < 15


def test_opening_takes_a_moment_and_an_answer_one_round_trip(browser: Browser, site: Path) -> None:
    with over_http(site) as root, searching(browser, root) as page:
        page.wait_for_function("() => Boolean(dlcourse.give)")
        page.wait_for_load_state("networkidle")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url.removeprefix(root)))
        ask(page, "链式法则")
        assert {path.split("/")[0] for path in asked} <= {"search", "zh", "en"}
        assert sum(path.startswith("search/") for path in asked) <= 3
        page.keyboard.press("Escape")
        opened = page.evaluate(
            "() => { const from = performance.now(); dlcourse.open('page-search'); return performance.now() - from; }"
        )
        assert opened < 100


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_sticks_out_of_the_search(browser: Browser, site: Path, width: int) -> None:
    with over_http(site) as root, searching(browser, root, "bi/index.html", width) as page:
        ask(page, "话题")
        assert overflow(page) == 0
        dialog = page.locator("#page-search")
        assert dialog.evaluate("box => box.scrollWidth <= box.clientWidth")
        box = dialog.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        close = page.locator("#page-search form button")
        assert close.is_visible()
        close.click()
        expect(dialog).not_to_be_visible()


def test_the_readers_script_cuts_words_as_the_index_was_cut(browser: Browser) -> None:
    lessons = [path.read_text(encoding="utf-8") for path in sorted(shipped("content").rglob("*.md"))]
    letters = "".join(chr(code) for code in range(0x20, 0xFFFE) if not 0xD800 <= code < 0xE000)
    text = "\n".join([*lessons, letters, "𠀀𠀁 🧭 2️⃣"])
    words = sorted({found[0] for found in FIND.finditer(text)})
    cut = """([text, token, rules]) => {
      const endings = rules.map(([pattern, ending]) => [RegExp(pattern), ending]);
      const words = [...text.matchAll(RegExp(token, "gu"))].map(([word]) => word);
      const term = (word) => endings.reduce((one, [end, ending]) => one.replace(end, (_, kept) => kept + ending), word);
      return [[...new Set(words)], Object.fromEntries(words.map((word) => [word, term(word.toLowerCase())]))];
    }"""
    page = browser.new_page()
    found, terms = page.evaluate(cut, [text, GRAMMAR["token"], json.loads(json.dumps(RULES))])
    page.close()
    assert sorted(found) == words
    plain = [word for word in words if word.isascii()]
    assert {word: terms[word][:32] for word in plain} == {word: term_of(word) for word in plain}
