"""Code in a browser: what is copied, what stays in sight, and that the page itself never grows wider."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import a_page, over_http, overflow, publish
from factories import write_tree
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

LONG = "x" * 400
LESSON = f"""# Code

```python title="net.py" linenums="9"
def f():
    \"\"\"One

    two.\"\"\"
    return 1  # [!code highlight]
```

```js
const a = 1 // [!code --]
const b = 2 // [!code ++]
const c = "{LONG}"
```

```console
$ pip install torch
```

```diff
 a
-b
+c
```
"""
NUMBERED = 'def f():\n    """One\n\n    two."""\n    return 1\n'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("code")
    write_tree(root, {"content/course.toml": 'languages = ["en", "zh"]\n', "content/01-code.md": LESSON})
    return publish(root / "content", root / "dist")


@pytest.fixture
def page(site: Path, browser: Browser) -> Iterator[Page]:
    before = "navigator.clipboard.writeText = async (text) => { window.copiedText = text; };"
    with over_http(site) as root, a_page(browser, root, width=360, before=before) as page:
        page.goto(f"{root}en/code/")
        yield page


def test_the_button_copies_the_code_without_numbers_marks_and_what_is_taken_out(page: Page) -> None:
    copied = []
    for button in page.locator("button.copy").all():
        button.click()
        assert button.text_content() == "Copied"
        assert page.get_by_role("status").text_content() == "Copied"
        copied.append(page.evaluate("window.copiedText"))
    assert copied == [
        NUMBERED.rstrip("\n"),
        f'const b = 2\nconst c = "{LONG}"',
        "$ pip install torch",
        " a\n-b\n+c",
    ]


def test_where_there_is_no_clipboard_a_selection_is_copied(site: Path, browser: Browser) -> None:
    before = """navigator.clipboard.writeText = () => Promise.reject(new Error("no"));
    document.addEventListener("copy", () => { window.copiedText = document.activeElement.value; });"""
    with over_http(site) as root, a_page(browser, root, width=1280, before=before) as page:
        page.goto(f"{root}en/code/")
        page.locator("button.copy").nth(2).click()
        assert page.evaluate("window.copiedText") == "$ pip install torch"
        assert page.locator("button.copy").nth(2).evaluate("button => button === document.activeElement")
        assert page.locator("textarea").count() == 0


@pytest.mark.parametrize("number", range(2))
def test_selecting_a_block_gives_its_lines_and_no_numbers(page: Page, number: int) -> None:
    expected = [NUMBERED, f'const a = 1\nconst b = 2\nconst c = "{LONG}"\n'][number]
    page.locator("pre.lines code").nth(number).evaluate("code => getSelection().selectAllChildren(code)")
    assert page.evaluate("getSelection().toString()").rstrip("\n") + "\n" == expected


def test_a_long_line_is_scrolled_inside_its_block_with_its_sign_in_sight(page: Page) -> None:
    assert overflow(page) == 0
    block = page.locator("pre.signed")
    assert block.evaluate("pre => pre.scrollWidth > pre.clientWidth")
    widths = block.evaluate("pre => [...pre.querySelectorAll('.line')].map(line => line.offsetWidth)")
    assert len(set(widths)) == 1, "the background of a short line ends sooner than that of a long one"


def test_every_line_is_as_high_as_any_other(page: Page) -> None:
    heights = page.evaluate("[...document.querySelectorAll('pre.numbered .line')].map(line => line.offsetHeight)")
    assert len(heights) == 5
    assert len(set(heights)) == 1


def test_without_script_there_is_no_button(site: Path, browser: Browser) -> None:
    with over_http(site) as root, a_page(browser, root, width=360, has_javascript=False) as page:
        page.goto(f"{root}en/code/")
        assert page.locator("button.copy").count() == 0
        assert page.locator("pre.numbered .line").first.is_visible()


def test_on_paper_a_long_line_goes_on_below_the_code_not_below_its_signs(page: Page) -> None:
    page.emulate_media(media="print")
    lefts = page.evaluate(
        """() => {
            const lines = [...document.querySelectorAll("pre.signed .line")];
            const range = document.createRange();
            range.selectNodeContents(lines.at(-1));
            return [...range.getClientRects()].map(each => Math.round(each.left));
        }"""
    )
    assert len(lefts) > 3  # the line is broken
    assert min(lefts) == lefts[0]
