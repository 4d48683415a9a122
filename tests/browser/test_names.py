"""What screen readers call the controls of a lesson, as Chromium computes it."""

from pathlib import Path

import pytest
from browsing import a_page, over_file, publish
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

LESSON = """# 测验 | Quiz

::: quiz
::: zh
哪个对？
:::
::: en
Which is right?
:::

- [ ] 对的 | right
- [x] $x+1$
- [ ] 梯度 $g$ | gradient $g$
:::

::: tabs
== $L$
a
== 乙 | Two
b
:::
"""


@pytest.mark.parametrize(
    ("view", "names"),
    [
        ("en", ["A right", "B x+1", "C gradient g", "L", "Two"]),
        ("bi", ["A 对的 right", "B x+1", "C 梯度 g gradient g", "L", "乙 · Two"]),
    ],
)
def test_a_choice_is_called_by_its_letter_and_its_text_with_formulas(
    browser: Browser, tmp_path: Path, view: str, names: list[str]
) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "01-quiz.md").write_text(LESSON, encoding="utf-8")
    with over_file(publish(tmp_path / "content", tmp_path / "dist")) as root, a_page(browser, root, width=1280) as page:
        page.goto(f"{root}{view}/quiz/index.html")
        tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        radios = [node["name"]["value"] for node in tree if node.get("role", {}).get("value") == "radio"]
        assert sorted(radios) == names
