"""Tabs and quizzes in a browser: without script, with the keyboard, on paper, and what the script adds."""

from collections.abc import Iterator

import pytest
from browsing import a_page, over_http, overflow, publish
from factories import write_tree
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

TABS = """# Tabs

::: tabs
== PyTorch
first torch
== JAX
first jax
:::

=== "NumPy"
    second numpy

=== "JAX"
    second jax

    ### Deep in a tab

    ::: tabs
    == one
    inner one
    == two
    inner two {#far}
    :::
"""
QUIZ = """# Quiz

::: quiz
Which one?

- [ ] wrong
- [x] right

Because.

Which ones?

- [x] first
- [x] second
- [ ] third
:::
"""
PICTURES = """# Pictures

::: quiz
Which one?

- [x] ![a tall one](tall.svg)
- [ ] $$ \\frac{1}{2} $$
- [ ] ```
  code
  ```
:::
"""
FILES: dict[str, str | bytes] = {
    "content/course.toml": 'languages = ["en", "zh"]\n',
    "content/01-tabs.md": TABS,
    "content/02-quiz.md": QUIZ,
    "content/04-pictures.md": PICTURES,
    "content/tall.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="150"/>',
    "content/03-pair.en.md": '# Pair\n\n=== "One"\n    Some words.\n\n=== "Two"\n    Other words.\n\n    More.\n',
    "content/03-pair.zh.md": '# 一对\n\n=== "一"\n    一些文字。\n\n=== "二"\n    另一些文字。\n',
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("tabs")
    write_tree(folder, FILES)
    with over_http(publish(folder / "content", folder / "dist")) as address:
        yield address


@pytest.fixture
def page(root: str, browser: Browser) -> Iterator[Page]:
    with a_page(browser, root, width=360) as page:
        yield page


def shown(page: Page) -> list[str]:
    """Return the text of the panels that can be seen, without those inside of others."""
    panels = page.locator("article > * > .panel:visible, article .side > * > .panel:visible").all()
    return [panel.inner_text().split("\n")[0] for panel in panels]


def test_without_script_the_chosen_panel_is_shown(root: str, browser: Browser) -> None:
    with a_page(browser, root, width=360, has_javascript=False) as page:
        page.goto(f"{root}en/tabs/")
        assert shown(page) == ["first torch", "second numpy"]
        page.get_by_text("JAX", exact=True).first.click()
        assert shown(page) == ["first jax", "second numpy"]
        assert overflow(page) == 0


def test_keyboard_chooses_tabs_and_the_focus_is_seen(page: Page, root: str) -> None:
    page.goto(f"{root}en/tabs/")
    page.locator(".tab > input").first.focus()
    page.keyboard.press("ArrowRight")
    assert shown(page)[0] == "first jax"
    focused = page.locator(".tab:has(:focus-visible)")
    assert focused.inner_text() == "JAX"
    assert focused.evaluate("label => getComputedStyle(label).outlineStyle") == "solid"


def test_tabs_of_one_label_are_in_step_and_the_next_page_remembers(page: Page, root: str) -> None:
    page.goto(f"{root}en/tabs/")
    second = page.get_by_text("JAX", exact=True).nth(1)
    second.click()
    assert shown(page) == ["first jax", "second jax"]
    page.goto(f"{root}en/quiz/")
    page.goto(f"{root}en/tabs/")
    assert shown(page) == ["first jax", "second jax"]


def test_what_changes_above_does_not_move_the_tab_below_the_pointer(root: str, browser: Browser) -> None:
    script = "addEventListener('DOMContentLoaded', () => { document.body.style.paddingBottom = '2000px'; })"
    with a_page(browser, root, width=360, before=script) as page:
        page.goto(f"{root}en/tabs/")
        page.evaluate(
            "document.querySelectorAll('.panel')[1].append(...'x'.repeat(50).split('').map((each) => {"
            " const p = document.createElement('p'); p.textContent = each; return p; }))"
        )
        tab = page.get_by_text("JAX", exact=True).nth(1)
        tab.scroll_into_view_if_needed()
        before = tab.bounding_box()
        tab.click()
        after = tab.bounding_box()
        assert before is not None
        assert after is not None
        assert abs(before["y"] - after["y"]) < 2


def test_a_link_into_a_panel_that_is_not_shown_chooses_its_tab(page: Page, root: str) -> None:
    page.goto(f"{root}en/tabs/#deep-in-a-tab")
    assert shown(page) == ["first torch", "second jax"]
    assert page.locator("#deep-in-a-tab").is_visible()


def test_tabs_work_where_nothing_can_be_remembered(root: str, browser: Browser) -> None:
    broken = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"
    with a_page(browser, root, width=360, before=broken) as page:
        page.goto(f"{root}en/tabs/")
        page.get_by_text("JAX", exact=True).first.click()
        assert shown(page) == ["first jax", "second jax"]


@pytest.mark.parametrize("kept", ["nonsense", "null", "3", "[1, {}]", '["no such label"]'])
def test_what_else_may_be_remembered_does_no_harm(root: str, browser: Browser, kept: str) -> None:
    with a_page(browser, root, width=360, before=f"localStorage.setItem('dlcourse:/:tabs', {kept!r})") as page:
        page.goto(f"{root}en/tabs/")
        assert shown(page) == ["first torch", "second numpy"]


def test_side_by_side_both_languages_show_the_same_tab(page: Page, root: str) -> None:
    page.goto(f"{root}bi/pair/")
    page.get_by_text("Two").click()
    assert shown(page) == ["Other words.", "另一些文字。"]


def test_all_panels_are_printed_with_their_labels(page: Page, root: str) -> None:
    page.goto(f"{root}en/tabs/")
    page.emulate_media(media="print")
    assert page.locator("article .panel:visible").count() == 6
    assert page.locator("article .tab:visible").count() == 6
    assert page.locator("article .tab > input:visible").count() == 0


# quizzes


def test_without_script_the_answer_is_opened(root: str, browser: Browser) -> None:
    with a_page(browser, root, width=360, has_javascript=False) as page:
        page.goto(f"{root}en/quiz/")
        assert page.locator(".quiz button").count() == 0
        assert not page.get_by_text("Because.").is_visible()
        page.locator(".answers > summary").first.click()
        assert page.get_by_text("Because.").is_visible()
        assert page.locator(".choices input").first.is_enabled()


def test_the_button_says_whether_the_choice_is_right_and_keeps_the_score(page: Page, root: str) -> None:
    page.goto(f"{root}en/quiz/")
    question, status = page.locator(".question").first, page.locator(".question").first.get_by_role("status")
    button = question.get_by_role("button", name="Check")
    button.click()
    assert status.inner_text() == "Choose an answer first."
    question.get_by_label("wrong").check()
    assert status.inner_text() == ""
    button.click()
    assert "Not right yet" in status.inner_text()
    assert page.locator(".quiz-score").inner_text() == "0 of 2 right"
    assert not page.get_by_text("Because.").is_visible()
    question.get_by_label("right").check()
    button.click()
    assert status.inner_text() == "That is right."
    assert page.get_by_text("Because.").is_visible()
    assert page.locator(".quiz-score").inner_text() == "1 of 2 right"


def test_of_several_right_choices_all_must_be_chosen(page: Page, root: str) -> None:
    page.goto(f"{root}en/quiz/")
    question = page.locator(".question").nth(1)
    says = []
    for label in ("first", "second", "third"):
        question.get_by_label(label).check()
        question.get_by_role("button").click()
        says.append(question.get_by_role("status").inner_text())
    assert says[0] == "Right so far, but something is missing."
    assert says[1] == "That is right."
    assert says[2].startswith("Not right yet")
    states = question.locator("li").evaluate_all("items => items.map((item) => item.dataset.state)")
    assert states == ["right", "right", "wrong"]


def test_choices_are_a_group_with_a_name(page: Page, root: str) -> None:
    page.goto(f"{root}en/quiz/")
    assert page.get_by_role("radiogroup", name="Which one?").count() == 1
    assert page.get_by_role("group", name="Which ones?").count() == 1
    page.locator(".choices input").first.focus()
    page.keyboard.press("ArrowDown")
    assert (
        page.locator("label:has(:focus-visible)").evaluate("label => getComputedStyle(label).outlineStyle") == "solid"
    )


def test_letter_and_button_stand_at_the_top_of_a_picture_and_beside_a_formula(root: str, page: Page) -> None:
    page.goto(f"{root}en/pictures/index.html")
    buttons = [button.bounding_box() for button in page.locator(".choices input").all()]
    picture = page.locator(".choices img").bounding_box()
    formula = page.locator(".choices math").bounding_box()
    assert picture and formula and all(buttons)
    assert len(buttons) == 3
    assert picture["height"] > 100
    assert buttons[0] and picture["y"] - 2 <= buttons[0]["y"] <= picture["y"] + 16
    assert buttons[1] and formula["y"] <= buttons[1]["y"] <= formula["y"] + formula["height"]
    assert formula["x"] - buttons[1]["x"] < 60
