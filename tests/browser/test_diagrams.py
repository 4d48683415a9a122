"""Diagrams in headless Chromium: no label sticks out of its shape or of the drawing; wide ones can be enlarged."""

import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import a_page, over_file, overflow, publish
from factories import diagram_cases, write_tree
from playwright.sync_api import Browser, Page

from dlcourse.renderer.diagrams.diagram import render_diagram

pytestmark = pytest.mark.browser

NINE = ("flowchart", "sequence", "class", "state", "er", "gantt", "mindmap", "timeline", "pie")
DIAGRAMS = diagram_cases("Mermaid") | diagram_cases("Long labels")
del DIAGRAMS["shapes new"]  # a triangle's label stands in its upper half

# Lines of text, each with the smallest filled shape that its middle lies in; what is wider or higher than that, or
# stands outside of the drawing, is found.
STICKING_OUT = r"""() => {
  const found = [];
  const slack = 1.5;
  for (const svg of document.querySelectorAll("svg")) {
    const root = svg.getBoundingClientRect();
    const scale = root.width / svg.viewBox.baseVal.width;
    const shapes = [...svg.querySelectorAll("rect, polygon, circle, ellipse, path")]
      .filter((each) => !each.closest("defs, marker, symbol") && getComputedStyle(each).fill !== "none")
      .map((each) => each.getBoundingClientRect())
      .filter((box) => box.width > 4 && box.height > 4);
    const lines = [];
    for (const text of svg.querySelectorAll("text")) {
      if (text.closest("defs")) continue;
      const spans = [...text.querySelectorAll("tspan")].filter((each) => !each.querySelector("tspan"));
      const isStacked = spans.some((each) => each.hasAttribute("dy") || each.hasAttribute("x"));
      for (const each of isStacked ? spans : [text]) lines.push([each.textContent, each.getBoundingClientRect()]);
    }
    for (const label of svg.querySelectorAll("foreignObject")) {
      const range = document.createRange();
      range.selectNodeContents(label);
      lines.push([label.textContent, range.getBoundingClientRect()]);
    }
    for (const [text, line] of lines) {
      // Numbers on arrows and shares in slices lie on shapes that are not theirs.
      if (/^\s*\d*%?\s*$/.test(text) || !line.width) continue;
      const say = (what) => found.push([svg.id, what, text.trim().slice(0, 40)]);
      const [x, y] = [(line.left + line.right) / 2, (line.top + line.bottom) / 2];
      const out = 6 * scale;
      if (line.left < root.left - out || line.right > root.right + out) say("drawing");
      if (line.top < root.top - out || line.bottom > root.bottom + out) say("drawing");
      const [shape] = shapes
        .filter((box) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom)
        .sort((a, b) => a.width * a.height - b.width * b.height);
      if (!shape) continue;
      if (line.left < shape.left - slack || line.right > shape.right + slack) say("shape");
      if (line.height > shape.height + 6) say("height");
    }
  }
  return found;
}"""


def page_of(folder: Path, drawings: dict[str, str], font: str) -> str:
    """Write a page with drawings and return its address."""
    body = "<br>".join(drawings.values())
    file = folder / "page.html"
    file.write_text(f"<!doctype html><meta charset=utf-8><body style=\"font-family:'{font}'\">{body}", "utf-8")
    return file.as_uri()


def drawings(draw: object = render_diagram) -> dict[str, str]:
    assert callable(draw)
    return {name: draw(source, id=re.sub(r"\W+", "-", name)) for name, source in DIAGRAMS.items()}


def sticking_out(browser: Browser, address: str) -> list[list[str]]:
    with a_page(browser, address, width=2600) as page:
        page.goto(address)
        found: list[list[str]] = page.evaluate(STICKING_OUT)
    return found


@pytest.mark.parametrize("font", ["DejaVu Sans", "Liberation Sans", "Noto Sans CJK SC"])
def test_no_label_sticks_out_of_its_shape_or_of_the_drawing(browser: Browser, tmp_path: Path, font: str) -> None:
    assert sticking_out(browser, page_of(tmp_path, drawings(), font)) == []


@pytest.fixture
def second_engine(monkeypatch: pytest.MonkeyPatch) -> object:
    """What draws on a machine that lacks the first engine."""
    pytest.importorskip("mmdr")
    monkeypatch.setitem(sys.modules, "merman", None)
    for name in [name for name in sys.modules if name.startswith("dlcourse.renderer.diagrams")]:
        monkeypatch.delitem(sys.modules, name)
    return importlib.import_module("dlcourse.renderer.diagrams.diagram").render_diagram


def test_nor_does_one_that_the_second_engine_drew(browser: Browser, tmp_path: Path, second_engine: object) -> None:
    found = sticking_out(browser, page_of(tmp_path, drawings(second_engine), "Noto Sans CJK SC"))
    assert [each for each in found if each[0].startswith(NINE)] == []


WIDE = "flowchart LR\n " + " --> ".join(f"n{number}[第 {number} 个很宽的节点]" for number in range(9)) + "\n"
LESSON = f"""
# 图与公式

```mermaid title="很宽的**图**" {{#fig-wide}}
{WIDE}```

```mermaid
flowchart LR
 A --> B
```

$$
a = \\frac{{1}}{{N}} \\sum_{{i=1}}^N x_i + y_1 + y_2 + y_3 + y_4 + y_5 + y_6 + y_7 + y_8 + y_9 + y_{{10}} + y_{{11}}
$$ {{#eq-wide}}

\\begin{{align}}
a &= b \\label{{one}} \\\\
c &= d + y_1 + y_2 + y_3 + y_4 + y_5 + y_6 + y_7 + y_8 + y_9 + y_{{10}} + y_{{11}} + y_{{12}} \\label{{two}}
\\end{{align}}

$$ x = y \\tag{{式 1}} $$

见 @fig-wide、\\eqref{{eq-wide}} 与 $a \\overset{{\\eqref{{two}}}}{{=}} b$。
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("diagrams")
    return publish(write_tree(root / "content", {"01-a.zh.md": LESSON, "01-a.en.md": LESSON}), root / "dist")


@pytest.fixture
def phone(browser: Browser, site: Path) -> Iterator[Page]:
    with over_file(site) as root, a_page(browser, root, width=360) as page:
        page.goto(f"{root}zh/a/index.html")
        yield page


def test_a_wide_diagram_is_enlarged_and_escape_closes_it(phone: Page) -> None:
    button = phone.get_by_role("button", name="放大").first
    before = phone.locator("figure svg").first.bounding_box()
    button.click()
    dialog = phone.get_by_role("dialog")
    assert "流程图" in (dialog.get_attribute("aria-label") or "")
    after = dialog.locator("svg").bounding_box()
    assert before
    assert after
    assert after["width"] > before["width"]
    assert phone.get_by_role("button", name="关闭").is_visible()
    phone.keyboard.press("Escape")
    assert phone.locator("dialog[open]").count() == 0
    assert phone.locator("#fig-wide .diagram > svg").bounding_box() == before
    assert button.evaluate("(each) => each === document.activeElement")
    button.click()
    phone.get_by_role("button", name="关闭").click()
    assert phone.locator("dialog[open]").count() == 0


def test_a_diagram_that_fits_has_no_button(browser: Browser, site: Path) -> None:
    with over_file(site) as root, a_page(browser, root, width=1200) as page:
        page.goto(f"{root}zh/a/index.html")
        assert page.locator(".enlarge:visible").count() == 1


def test_without_script_there_is_no_button(browser: Browser, site: Path) -> None:
    with over_file(site) as root, a_page(browser, root, width=360, has_javascript=False) as page:
        page.goto(f"{root}bi/a/index.html")
        assert page.locator("button.enlarge").count() == 0
        assert overflow(page) == 0


@pytest.mark.parametrize("width", [360, 1200])
def test_numbers_of_equations_stand_at_the_right_edge_beside_the_formula(
    browser: Browser, site: Path, width: int
) -> None:
    with over_file(site) as root, a_page(browser, root, width=width) as page:
        page.goto(f"{root}zh/a/index.html")
        assert overflow(page) == 0
        edge = page.locator("article p").last.bounding_box()
        assert edge
        for equation in page.locator(".equation").all():
            formula = equation.locator(".math-block").bounding_box()
            number = equation.locator(".equation-number").bounding_box()
            assert formula
            assert number
            assert formula["x"] + formula["width"] <= number["x"] + 0.5
        right = [
            box["x"] + box["width"]
            for each in page.locator(".equation-number, .line-number").all()
            if (box := each.bounding_box())
        ]
        assert len(right) == 4
        assert max(right) - min(right) <= 1


def test_references_lead_to_figures_and_equations(phone: Page) -> None:
    targets = phone.locator("a.reference").evaluate_all("(links) => links.map((each) => each.hash)")
    assert len(targets) == 2
    for target in targets:
        assert phone.locator(target).count() == 1
    inside = phone.locator("article p").last.locator("math")
    assert "(3)" in (inside.text_content() or "")
    assert inside.locator("a").count() == 0
