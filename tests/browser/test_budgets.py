"""What a page may cost its reader: requests, bytes, script, shifts of the layout; what it must give without script."""

import gzip
import random
from collections import deque
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from browsing import a_page, over_file, over_http, overflow, publish
from playwright.sync_api import Browser, Page, Route
from selectolax.lexbor import LexborHTMLParser

from dlcourse.shipped import shipped

pytestmark = pytest.mark.browser

KILOBYTE = 1000
REQUESTS = 8
FIRST_VIEW = 40 * KILOBYTE  # without the font of formulas, as gzip sends it
FIRST_VIEW_WITH_FONT = 71 * KILOBYTE
FONT = 29_000  # with its headers, 20 packets: the second flight of a connection
SCRIPT = 12 * KILOBYTE  # all of a page's, the search included
STILL = 0.0005  # shown as 0.000: a formula in the last line of the window, 3 px lower when its font has come

WORDS = (
    "网络 误差 梯度 权重 偏置 输入 输出 隐藏层 损失 函数 训练 样本 学习率 收敛 激活 参数 更新 前向 传播 反向 计算 "
    "导数 矩阵 向量 概率 预测 标签 特征 数据 批次 正则 优化 方法 结果 原理 步骤 模型 图像 序列 分类 回归"
).split()
JOINTS = "再把 并且 然后 因此 通过 使得 对于 其中 也就是 如果 我们用 得到 取决于 一步步 只看 每一个".split()
FORMULAS = (
    r"f_{%d}(x) = \frac{1}{1 + e^{-x}}",
    r"\frac{\partial L}{\partial w_{%d}} = \sum_{i=1}^{m} (y_i - \hat{y}_i)\, x_i",
    r"\theta_{%d} \leftarrow \theta - \eta \nabla_\theta J(\theta)",
    r"h_{%d} = \tanh(W_h h_{t-1} + W_x x_t + b)",
)
CODE = """import numpy as np

def step_{n}(weights, inputs, targets, rate={rate}):
    # one step of training
    outputs = 1 / (1 + np.exp(-inputs @ weights))
    error = targets - outputs
    return weights + rate * inputs.T @ (error * outputs * (1 - outputs))

for epoch in range({epochs}):
    weights = step_{n}(weights, inputs, targets)"""

# Adds up the shifts of the layout as they are counted for CLS, and names what moved.
SHIFTS = """
window.shifted = {sum: 0, moved: []};
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) {
    window.shifted.sum += entry.value;
    for (const {node} of entry.sources) {
      const found = node?.nodeType === 1 ? node : node?.parentElement;
      window.shifted.moved.push(found ? `${found.tagName}.${found.className}` : "?");
    }
  }
}).observe({type: "layout-shift", buffered: true});
"""
SETTLED = """() => document.fonts.ready.then(
  () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(shifted)))))
)"""


def a_sentence(chance: random.Random) -> str:
    halves = ["".join(chance.sample(WORDS, 3)) + chance.choice(JOINTS) + chance.choice(WORDS) for _ in range(2)]
    return "，".join(halves) + "。"


def a_section(number: int, chance: random.Random) -> Iterator[str]:
    """Yield the blocks of one section: text, a list, a formula; now and then code or a diagram."""
    yield f"{'#' * (2 + number % 3)} {number}. {''.join(chance.sample(WORDS, 3))}"
    yield "".join(a_sentence(chance) for _ in range(3))
    yield "\n".join(f"{n}. **{chance.choice(WORDS)}**：{a_sentence(chance)}" for n in range(1, 5))
    if number % 2:
        yield f"$$\n{FORMULAS[number % len(FORMULAS)] % number}\n$$"
    if number % 4 == 0:
        yield f"```python\n{CODE.format(n=number, rate=number / 100, epochs=number * 10)}\n```"
    if number % 16 == 1:
        nodes = [f"{letter}[{''.join(chance.sample(WORDS, 2))}]" for letter in "ABCDEF"]
        yield "```mermaid\ngraph TD\n    " + " --> ".join(nodes) + "\n```"


def a_long_lesson() -> str:
    """Return a lesson as long as the longest that authors write: 8,000 Han, 60 headings, formulas, code, diagrams."""
    chance = random.Random(5)
    blocks = [block for number in range(1, 61) for block in a_section(number, chance)]
    return "# 一堂很长的课\n\n" + "\n\n".join(blocks) + "\n"


def leads_on(path: Path) -> bool:
    """Tell whether the page at `path` is a redirect."""
    return 'http-equiv="refresh"' in path.read_text(encoding="utf-8")


def pages_of(dist: Path) -> list[str]:
    """Return the pages of a site that readers come to by links."""
    found = (path for path in sorted(dist.rglob("*.html")) if path.name != "404.html" and not leads_on(path))
    return [path.relative_to(dist).as_posix() for path in found]


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    content = tmp_path_factory.mktemp("long") / "content"
    content.mkdir()
    (content / "01-long.md").write_text(a_long_lesson(), encoding="utf-8")
    for number in range(2, 6):
        (content / f"{number:02d}-l{number}.md").write_text(f"# 第 {number} 课\n\n话。\n", encoding="utf-8")
    (content / "06-both.md").write_text("# 两种 | Both\n\n::: zh\n话。\n:::\n::: en\nWords.\n:::\n", encoding="utf-8")
    return publish(content, content.parent / "dist")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(shipped("content"), tmp_path_factory.mktemp("shipped") / "dist")


def weighed(dist: Path, path: PurePosixPath) -> int:
    """Return how many bytes a server that compresses text sends for a file."""
    content = (dist / path).read_bytes()
    return len(content) if path.suffix in (".woff2", ".png", ".webp") else len(gzip.compress(content, 6))


def asked_for(page: Page, root: str) -> list[PurePosixPath]:
    """Return a list that fills with the files of the site that `page` asks for."""
    found: list[PurePosixPath] = []
    page.on("request", lambda request: found.append(PurePosixPath(unquote(request.url.removeprefix(root)))))
    return found


@pytest.mark.parametrize("view", ["zh", "en", "bi"])
def test_first_view_of_a_long_lesson_keeps_its_budget(browser: Browser, long: Path, view: str) -> None:
    with over_http(long) as root, a_page(browser, root, width=1280, before=SHIFTS) as page:
        files = asked_for(page, root)
        page.goto(f"{root}{view}/long/index.html")
        page.evaluate(SETTLED)
        page.wait_for_load_state("networkidle")
        weights = {str(path): weighed(long, path) for path in files}
    font = sum(weight for path, weight in weights.items() if path.endswith(".woff2"))
    assert weights[f"{view}/long/index.html"] > 16 * KILOBYTE, "the lesson is too short to tell"
    assert 0 < font <= FONT
    assert len(files) <= REQUESTS, files
    assert sum(weights.values()) - font <= FIRST_VIEW, weights
    assert sum(weights.values()) <= FIRST_VIEW_WITH_FONT, weights


# What a formula asks for besides the first file of its font.
FORMULAS_AND_FILES = {
    r"\alpha + \Delta f' = \hat{y} \leq \left\{ \frac{a}{\frac{b}{\frac{c}{d}}} \right\}": set(),
    r"\mathbf{w} \in \mathbb{R}^n": {"letters"},
    r"\text{α}": {"rare"},
    r"\left\lfloor \frac{a}{\frac{b}{\frac{c}{d}}} \right\rfloor": {"signs"},
    r"\left\langle \frac{a}{\frac{b}{\frac{c}{d}}} \right\rangle": set(),
    r"\left\uparrow \frac{a}{\frac{b}{\frac{c}{d}}} \right\uparrow": {"signs"},
    r"\underbrace{a + b + c + d}_n": {"signs"},
    r"\oint": {"signs"},
}
HEIGHTS_OF_SIGNS = """() => [...document.querySelectorAll("article math")].map(formula => {
  const sign = [...formula.querySelectorAll("mo")].at(-1);
  return sign?.getBoundingClientRect().height ?? 0;
})"""


def test_formulas_ask_only_for_the_files_of_their_font_that_they_need(browser: Browser, tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    for number, latex in enumerate(FORMULAS_AND_FILES, 1):
        (content / f"{number:02d}-f{number}.md").write_text(f"# F{number}\n\n$$\n{latex}\n$$\n", encoding="utf-8")
    dist = publish(content, tmp_path / "dist")
    found, heights = {}, {}
    with over_http(dist) as root:
        for number, latex in enumerate(FORMULAS_AND_FILES, 1):
            with a_page(browser, root, width=1280, before=SHIFTS) as page:
                files = asked_for(page, root)
                page.goto(f"{root}en/f{number}/index.html")
                page.evaluate(SETTLED)
                page.wait_for_load_state("networkidle")
                fonts = {path.name.split(".")[0] for path in files if path.suffix == ".woff2"}
                found[latex] = {name.removeprefix("latinmodern-math-") for name in fonts - {"latinmodern-math"}}
                heights[latex] = page.evaluate(HEIGHTS_OF_SIGNS)[0]
    assert found == FORMULAS_AND_FILES
    grown = {latex: height for latex, height in heights.items() if r"\right" in latex or "oint" in latex}
    assert min(grown.values()) > 35, grown


def test_script_of_a_page_keeps_its_budget_with_the_search_open(browser: Browser, long: Path) -> None:
    with over_http(long) as root, a_page(browser, root, width=1280) as page:
        files = asked_for(page, root)
        page.goto(f"{root}zh/long/index.html", wait_until="networkidle")
        first = len(files)
        page.locator("[data-opens=page-search]").first.click()
        page.wait_for_load_state("networkidle")
    scripts = {path for path in files if path.suffix == ".js" and path.parts[0] == "assets"}
    assert any(path.name.startswith("search.") for path in files[first:]), "the search was not loaded, or too early"
    assert sum(weighed(long, path) for path in scripts) <= SCRIPT, {str(path): weighed(long, path) for path in scripts}


def test_no_page_loads_more_script_than_its_budget(course: Path) -> None:
    search = sum(weighed(course, PurePosixPath("assets", path.name)) for path in course.glob("assets/search.*.js"))
    for path in pages_of(course):
        scripts = LexborHTMLParser((course / path).read_text(encoding="utf-8")).css("script[src]")
        files = {PurePosixPath(urlsplit(urljoin(f"/{path}", str(one.attributes["src"]))).path[1:]) for one in scripts}
        assert sum(weighed(course, PurePosixPath(file)) for file in files) + search <= SCRIPT, path


@pytest.mark.parametrize(("width", "trees"), [(320, ("zh", "en", "bi", "index.html")), (1280, ("bi",))])
def test_no_page_of_the_shipped_course_moves_complains_or_scrolls_sideways(
    browser: Browser, course: Path, width: int, trees: tuple[str, ...]
) -> None:
    pages = [path for path in pages_of(course) if path.startswith(trees)]
    pages.sort(key=lambda path: path.count("/"))  # the home pages first: later they tell where the reader was
    assert len(pages) > 20
    faults = {}
    with over_file(course) as root, a_page(browser, root, width=width, before=SHIFTS) as page:
        for path in pages:
            page.goto(root + path)
            shifted = page.evaluate(SETTLED)
            if shifted["sum"] > STILL or overflow(page):
                faults[path] = (shifted, overflow(page))
    assert faults == {}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("view", ["zh", "en", "bi"])
def test_a_page_stays_still_when_its_font_and_its_scripts_come_late(
    browser: Browser, course: Path, view: str, width: int
) -> None:
    def late(route: Route) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    for path in (f"{view}/index.html", f"{view}/backpropagation/index.html"):
        with over_http(course) as root, a_page(browser, root, width=width, before=SHIFTS) as page:
            for pattern in ("**/*.woff2", "**/reader.*.js", "**/lesson.*.js", "**/progress.*.js"):
                page.route(pattern, late)
            page.goto(root + path)
            shifted = page.evaluate(SETTLED)
        assert shifted["sum"] <= STILL, (path, shifted)


def test_the_whole_course_is_laid_out_where_its_reader_is(browser: Browser, course: Path) -> None:
    is_laid_out = "article => article.querySelector('p').checkVisibility({contentVisibilityAuto: true})"
    with over_file(course) as root, a_page(browser, root, width=360) as page:
        page.goto(f"{root}zh/whole-course/index.html")
        last = page.locator("main article").last
        assert not last.evaluate(is_laid_out)
        page.locator(".course-contents a").last.click()
        page.wait_for_function("() => scrollY > 10000")
        assert last.evaluate(is_laid_out)
        assert 0 <= last.evaluate("article => article.getBoundingClientRect().top") < 200


def test_home_hardly_moves_when_it_tells_a_reader_who_comes_back_where_they_were(
    browser: Browser, course: Path
) -> None:
    with over_file(course) as root, a_page(browser, root, width=360, before=SHIFTS) as page:
        page.goto(f"{root}bi/backpropagation/index.html")
        page.mouse.wheel(0, 3000)
        page.wait_for_timeout(500)
        page.goto(f"{root}bi/index.html")
        page.locator(".progress-now").wait_for()
        assert page.evaluate(SETTLED)["sum"] < 0.02


def test_every_page_can_be_reached_from_the_front_page_without_script(course: Path) -> None:
    pages = set(pages_of(course))
    found = {"index.html"}
    left = deque(found)
    while left:
        here = left.popleft()
        for href in links_without_script((course / here).read_text(encoding="utf-8")):
            path = unquote(urlsplit(urljoin(f"file:///{here}", href)).path)[1:]
            if path in pages and path not in found and not urlsplit(href).scheme:
                found.add(path)
                left.append(path)
    assert pages - found == set()


def links_without_script(html: str) -> Iterator[str]:
    """Yield the links of a page that are there when no script runs."""
    tree = LexborHTMLParser(html)
    for hidden in tree.css(".needs-script, dialog, template"):
        hidden.decompose()
    for link in tree.css("a[href]"):
        href = str(link.attributes["href"])
        yield href + "index.html" if href.endswith("/") else href


def test_without_script_pages_follow_the_theme_of_the_system(browser: Browser, course: Path) -> None:
    with over_file(course) as root, a_page(browser, root, width=1280, has_javascript=False) as page:
        page.goto(f"{root}zh/backpropagation/index.html")
        seen = {}
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
            ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
            ink = page.evaluate("getComputedStyle(document.querySelector('article p')).color")
            seen[scheme] = (brightness(ground), brightness(ink))
    assert seen["light"][0] > 200 > 100 > seen["light"][1]
    assert seen["dark"][0] < 60 < 150 < seen["dark"][1]


def brightness(colour: str) -> float:
    """Return how bright a colour is as Chromium computes it, from 0 to 255."""
    red, green, blue = (float(part) for part in colour.partition("(")[2].rstrip(")").split(",")[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_without_script_solutions_open_and_nothing_waits_for_one(browser: Browser, course: Path) -> None:
    opened = 0
    with over_file(course) as root, a_page(browser, root, width=1280, has_javascript=False) as page:
        for path in (path for path in pages_of(course) if path.startswith("zh/")):
            page.goto(root + path)
            assert page.locator(".needs-script:visible").count() == 0, path
            folds = page.locator("article details").filter(has=page.locator("summary:visible"))
            for fold in folds.all():
                if fold.get_attribute("open") is None:
                    fold.locator("summary").first.click()
                assert fold.locator("> :not(summary):visible").count(), path
                opened += 1
    assert opened > 5
