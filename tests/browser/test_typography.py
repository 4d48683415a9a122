"""The text of a lesson in a browser: its measure, the distance of its lines, its faces, what scrolls, what is still."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import a_page, over_file, over_http, overflow, publish
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

CHINESE = "深度学习用多层网络来学习数据的表示，每一层都从上一层的输出里提取更抽象的特征，" * 4
ENGLISH = (
    "Deep learning uses networks of many layers, each of which finds more abstract features in what comes before. " * 4
)
MIXED = "神经网络（Neural Network）由 Geoffrey Hinton 等人推广，`model.fit(x, y)` 训练它，<kbd>Ctrl</kbd> 停止它。" * 3
LESSON = f"""# 排版 | Typography

::: zh
{CHINESE}

{MIXED}

- {MIXED}

## 中文里的 Backpropagation 标题
:::
::: en
{ENGLISH}

It says 反向传播 in Chinese, and `model.fit(x, y)` in code. {ENGLISH}

- An item with 梯度 in it. {ENGLISH}

## A heading with 反向传播
:::

| 名称 | 公式 | 说明 | 形状 | 参数 | 输出 |
|:--|:--|:--|:--|:--|:--|
| perceptron | $w^\\top x + b$ | {CHINESE[:30]} | $n_l \\times n_{{l-1}}$ | `weight_decay` | `probabilities` |

$$ L = {" + ".join(f"x_{{{number}}}" for number in range(40))} $$

```python
{"x = " + " + ".join(f"value_{number}" for number in range(30))}
```

![一条线](line.svg)

最后一段。
"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="80"><path d="M0 0h300v80z"/></svg>\n'

# How far the height of each text is from a whole number of its lines.
UNEVEN = """() => [...document.querySelectorAll("article :is(p, li, h2)")].filter(each => {
  const styles = [...each.children].map(child => getComputedStyle(child));
  const apart = style => style.display !== "inline" && style.position !== "absolute";
  return each.getClientRects().length && !each.querySelector("img") && !styles.some(apart);
}).map(each => {
  const style = getComputedStyle(each);
  const height = each.getBoundingClientRect().height - parseFloat(style.paddingTop) - parseFloat(style.borderTopWidth);
  const lines = height / parseFloat(style.lineHeight);
  return [each.textContent.slice(0, 40), Math.abs(lines - Math.round(lines))];
})"""
# The characters of each line of the first paragraph of `language`, its last line left out.
LINES = """language => {
  const text = [...document.querySelectorAll("article p")].find(
      each => each.closest("[lang]").lang === language && each.textContent.length > 120).firstChild;
  const lines = new Map();
  for (let at = 0; at < text.length; at++) {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    const bottom = Math.round(range.getBoundingClientRect().bottom);
    lines.set(bottom, (lines.get(bottom) || 0) + 1);
  }
  return [...lines.values()].slice(0, -1);
}"""
SHIFTS = """window.shifts = 0;
new PerformanceObserver(list => { for (const each of list.getEntries()) window.shifts += each.value; })
    .observe({ type: "layout-shift", buffered: true });"""
WIDER = """() => [...document.querySelectorAll("article *")].filter(each => each.scrollWidth > each.clientWidth + 1
    && ["auto", "scroll"].includes(getComputedStyle(each).overflowX)).map(each => each.className || each.localName)"""
SIZES = "names => names.map(name => parseFloat(getComputedStyle(document.querySelector(name)).fontSize))"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("typography")
    content = folder / "content"
    content.mkdir()
    (content / "01-type.md").write_text(LESSON, encoding="utf-8")
    (content / "line.svg").write_text(PICTURE, encoding="utf-8")
    return publish(content, folder / "dist")


@pytest.fixture(scope="module")
def root(site: Path) -> Iterator[str]:
    with over_file(site) as address:
        yield address


@pytest.mark.parametrize("width", [1440, 1024])
def test_a_line_holds_about_38_han_or_70_latin_characters(browser: Browser, root: str, width: int) -> None:
    with a_page(browser, root, width=width) as page:
        page.goto(f"{root}zh/type/index.html")
        assert all(36 <= length <= 40 for length in page.evaluate(LINES, "zh"))
        page.goto(f"{root}en/type/index.html")
        lengths = page.evaluate(LINES, "en")
        assert 60 <= sum(lengths) / len(lengths) <= 76


@pytest.mark.parametrize("width", [1440, 1024, 768, 360])
def test_no_line_is_longer_where_both_languages_are_shown(browser: Browser, root: str, width: int) -> None:
    with a_page(browser, root, width=width) as page:
        page.goto(f"{root}bi/type/index.html")
        assert max(page.evaluate(LINES, "zh")) <= 40
        assert max(page.evaluate(LINES, "en")) <= 82


@pytest.mark.parametrize("tree", ["zh", "en", "bi"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_lines_of_a_text_are_equally_far_apart(browser: Browser, root: str, tree: str, width: int) -> None:
    with a_page(browser, root, width=width) as page:
        page.goto(f"{root}{tree}/type/index.html")
        measured = page.evaluate(UNEVEN)
        assert len(measured) >= 4
        assert [text for text, off in measured if off > 0.03] == []


def test_chinese_has_more_room_between_its_lines_than_english(browser: Browser, root: str) -> None:
    factor = """() => {
      const style = getComputedStyle(document.querySelector("article p:not(.meta)"));
      return [style.lineHeight, style.fontSize];
    }"""
    with a_page(browser, root, width=1280) as page:
        for tree, expected in (("zh", 1.75), ("en", 1.65)):
            page.goto(f"{root}{tree}/type/index.html")
            height, size = (float(value.removesuffix("px")) for value in page.evaluate(factor))
            assert height / size == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("width", [1440, 320])
def test_headings_are_quiet_and_each_is_smaller_than_that_above_it(browser: Browser, root: str, width: int) -> None:
    with a_page(browser, root, width=width) as page:
        page.goto(f"{root}zh/type/index.html")
        first, second, text = page.evaluate(SIZES, ["h1", "article h2", "article p:not(.meta)"])
        assert 32 >= first > second > text >= 16


def test_a_word_of_another_language_has_the_face_of_its_sentence(browser: Browser, root: str) -> None:
    # Of each stack the Latin faces come in the same order: what the first finds, the second finds.
    with a_page(browser, root, width=1280) as page:
        page.goto(f"{root}zh/type/index.html")
        chinese, english = page.evaluate(
            "['zh', 'en'].map(tag => { const each = document.createElement('span'); each.lang = tag;"
            " document.body.append(each); return getComputedStyle(each).fontFamily.split(', '); })"
        )
    latin = chinese[1 : chinese.index('"PingFang SC"')]
    assert english[: len(latin)] == latin
    assert english[len(latin)] == '"Noto Sans"'


@pytest.mark.parametrize("tree", ["zh", "bi"])
def test_what_is_wide_scrolls_in_a_box_of_its_own_and_can_be_reached(browser: Browser, root: str, tree: str) -> None:
    with a_page(browser, root, width=320) as page:
        page.goto(f"{root}{tree}/type/index.html")
        assert overflow(page) == 0
        boxes = page.evaluate(WIDER)
        assert {"table-wrap", "math-block", "pre"} <= set(boxes)
        assert "article" not in boxes


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_moves_while_a_page_is_loaded(browser: Browser, site: Path, width: int) -> None:
    with over_http(site) as root, a_page(browser, root, width=width, before=SHIFTS) as page:
        for tree in ("zh", "bi"):
            page.goto(f"{root}{tree}/type/", wait_until="networkidle")
            page.evaluate("document.fonts.ready")
            assert page.evaluate("window.shifts") == pytest.approx(0, abs=0.001)


def test_code_begins_where_the_text_begins_on_a_phone(browser: Browser, root: str) -> None:
    lefts = """() => ["article > p:not(.meta)", "article > .highlight code"].map(name => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector(name));
      return Math.round(range.getBoundingClientRect().left);
    })"""
    with a_page(browser, root, width=360) as page:
        page.goto(f"{root}zh/type/index.html")
        text, code = page.evaluate(lefts)
        assert text == code
        ends = page.evaluate(
            "['left', 'right'].map(end => document.querySelector('article > .highlight').getBoundingClientRect()[end])"
        )
        assert ends == [0, 360]
