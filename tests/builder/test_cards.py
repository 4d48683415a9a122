"""Cards: what stands for a page where a link to it is shared."""

import io
import re
import shutil
import sys
from pathlib import Path

import pytest
from factories import NOON, write_tree
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dlcourse.builder.cards import fonts
from dlcourse.builder.cards.cards import Cards, card_path
from dlcourse.builder.cards.drawing import COLUMN, EDGE, HEIGHT, WIDTH, Card, draw
from dlcourse.builder.cards.lines import break_lines, cut
from dlcourse.builder.memory import Memory
from dlcourse.builder.pipeline import Build, build_site
from dlcourse.config import Options, Project
from dlcourse.model import Recipe
from dlcourse.shipped import shipped

BASE = "https://www.example.org/course/"
COURSE = {
    "course.toml": 'title = { zh = "深度学习", en = "Deep learning" }\n',
    "01-m/module.toml": 'title = "Networks"\n',
    "01-m/01-a.zh.md": "# 反向传播\n\n一句话。",
    "01-m/01-a.en.md": "# Backpropagation\n\nA sentence.",
    "01-m/02-b.zh.md": "# 矩阵\n\n一句话。",
    "01-m/03-c.zh.md": "---\nis_published: false\n---\n# 秘密\n\n一句话。",
}
has_han = any(family.has("反向传播") for family in fonts.families("zh"))
needs_han = pytest.mark.skipif(not has_han, reason="there is no font with Chinese")


def a_card(title: str, language: str = "en", **changes: str) -> Card:
    said = {"title": title, "above": "Course", "below": "Module", "site": "example.org", "language": language}
    return Card(**(said | changes))


def picture(card: Card) -> Image.Image:
    data = draw(card)
    assert data is not None
    return Image.open(io.BytesIO(data))


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    """Return where something is written: the box of all that is neither paper nor the bar on the left."""
    box = image.convert("RGB").crop((30, 0, WIDTH, 520)).convert("L").point(lambda tone: 255 * (tone < 200)).getbbox()
    assert box is not None
    return box[0] + 30, box[1], box[2] + 30, box[3]


def each_as_wide(text: str) -> float:
    return len(text)


def test_card_is_a_small_png_of_the_size_that_is_asked_for() -> None:
    image = picture(a_card("Backpropagation"))
    assert (image.format, image.size, image.mode) == ("PNG", (WIDTH, HEIGHT), "P")
    assert len(draw(a_card("Backpropagation")) or b"") < 30_000


def test_card_is_the_same_for_the_same_words() -> None:
    assert draw(a_card("Backpropagation")) == draw(a_card("Backpropagation")) != draw(a_card("Propagation"))


@needs_han
@pytest.mark.parametrize(
    "title",
    ["矩阵", "反向传播：四个方程，一次前向，一次反向", "注意力" * 60, "Rückpropagation " * 12, "W" * 150, "一" * 29],
)
def test_title_of_any_length_keeps_to_its_column(title: str) -> None:
    left, _, right, bottom = ink(picture(a_card(title, "zh")))
    assert left >= EDGE - 8
    assert right <= EDGE + COLUMN + 4
    assert bottom <= 520


@needs_han
def test_language_chooses_the_face() -> None:
    if not any(family.face.endswith("CJK SC") for family in fonts.families("zh")):
        pytest.skip("no font here has a face for each place")
    assert draw(a_card("直与骨", "zh")) != draw(a_card("直与骨", "ja"))
    assert draw(a_card("直与骨", "zh")) != draw(a_card("直与骨", "zh-Hant"))


def test_pictures_in_a_title_are_left_out() -> None:
    assert draw(a_card("Networks 🚀")) == draw(a_card("Networks"))


@pytest.mark.parametrize("title", ["", "🚀", "مرحبا", "नमस्ते", "\U00013000"])
def test_what_cannot_be_drawn_rightly_is_not_drawn(title: str) -> None:
    assert draw(a_card(title)) is None


def test_without_fonts_nothing_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dlcourse.builder.cards.drawing.families", lambda language: fonts.families(language, ()))
    assert draw(a_card("Networks")) is None


def test_without_pillow_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert draw(a_card("Networks")) is None


def test_font_is_found_by_its_name_and_a_readers_own_comes_first(tmp_path: Path) -> None:
    family = fonts.families("en")[-1]
    for folder in ("own", "system/deep"):
        (tmp_path / folder).mkdir(parents=True)
        for file in (family.bold, family.regular):
            shutil.copy(file, tmp_path / folder / file.name)
    write_tree(tmp_path / "own", {"Other.ttf": "no font"})
    (found,) = fonts.families("en", (str(tmp_path / "own"), str(tmp_path / "system"), str(tmp_path / "none")))
    assert found.bold == tmp_path / "own" / family.bold.name


def test_damaged_font_has_no_letters(tmp_path: Path) -> None:
    write_tree(tmp_path, {"Dengb.ttf": b"no font", "Deng.ttf": b"no font"})
    (family,) = fonts.families("zh", (str(tmp_path),))
    assert not family.has("矩")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("四个方程，一次前向", 6, ["四个方程，", "一次前向"]),
        ("看「梯度」", 2, ["看", "「梯", "度」"]),
        ("用 PyTorch 训练", 8, ["用", "PyTorch", "训练"]),
        ("one two three four", 10, ["one two", "three four"]),
        ("wonderful", 4, ["wond", "erfu", "l"]),
        ("  a   b  ", 9, ["a b"]),
        ("第一课……再见", 4, ["第一", "课……", "再见"]),
        ("e\u0301tude", 20, ["e\u0301tude"]),
    ],
)
def test_lines_break_where_readers_of_the_script_expect_it(text: str, width: int, lines: list[str]) -> None:
    assert break_lines(text, each_as_wide, width) == lines


def test_lines_are_about_equally_long() -> None:
    assert break_lines("一二三四五六七八九十甲", each_as_wide, 10) == ["一二三四五六", "七八九十甲"]
    assert break_lines("一二三四五六七八九十甲", each_as_wide, 10, is_even=False) == ["一二三四五六七八九十", "甲"]


@given(st.text("一二，。（）「」ab c", max_size=60), st.integers(4, 30))
def test_breaking_lines_loses_nothing_but_spaces(text: str, width: int) -> None:
    lines = break_lines(text, each_as_wide, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(line) <= width for line in lines)


def test_what_is_too_long_is_cut_with_an_ellipsis() -> None:
    assert cut("abc", each_as_wide, 3) == "abc"
    assert cut("一二，三四", each_as_wide, 4) == "一二…"
    assert cut("abcdef…", each_as_wide, 4) == "abc…"


def a_build(content: Path, cards: Cards | None, base_url: str | None = BASE, templates: Path | None = None) -> Build:
    project = Project(content=content, content_name="content", templates=templates)
    return build_site(project, Options(now=NOON, base_url=base_url), memory=Memory(cards=cards))


def files(build: Build) -> dict[str, bytes]:
    assert build.site is not None, build.diagnostics
    return {a.path.as_posix(): a.read() for a in build.site.artifacts if not isinstance(a.content, Path)}


def image_of(site: dict[str, bytes], page: str) -> str:
    found = re.search(r'<meta property="og:image" content="([^"]*)">', site[page].decode())
    return found[1].removeprefix(BASE) if found else ""


@needs_han
def test_every_lesson_has_a_card_in_each_of_its_languages(tmp_path: Path) -> None:
    site = files(a_build(write_tree(tmp_path, COURSE), Cards()))
    zh, en, bi = (image_of(site, f"{tree}/a/index.html") for tree in ("zh", "en", "bi"))
    assert zh.startswith("assets/a-zh.")
    assert en.startswith("assets/a-en.")
    assert bi == zh
    assert image_of(site, "en/b/index.html") == image_of(site, "zh/b/index.html")
    assert image_of(site, "en/index.html").startswith("assets/course-en.")
    drawn = {path for path in site if path.endswith(".png")}
    assert {each.partition(".")[0] for each in drawn} == {
        f"assets/{name}" for name in ("a-zh", "a-en", "b-zh", "course-zh", "course-en")
    }
    assert site[zh] == draw(Card("反向传播", "深度学习", "Networks", "example.org/course", "zh"))


def test_page_tells_size_and_words_of_its_card(tmp_path: Path) -> None:
    site = files(a_build(write_tree(tmp_path, COURSE), Cards()))
    page = site["en/a/index.html"].decode()
    assert '<meta property="og:image:width" content="1200">' in page
    assert '<meta property="og:image:height" content="630">' in page
    assert '<meta property="og:image:alt" content="Backpropagation">' in page
    assert '<meta name="twitter:card" content="summary_large_image">' in page


def test_without_an_address_there_are_no_cards(tmp_path: Path) -> None:
    cards = Cards()
    site = files(a_build(write_tree(tmp_path, COURSE), cards, base_url=None))
    assert image_of(site, "zh/a/index.html") == ""
    assert [path for path in site if path.endswith(".png")] == []


@pytest.mark.parametrize("has_cards", [True, False])
def test_static_card_stands_where_none_can_be_drawn(tmp_path: Path, has_cards: bool) -> None:
    course = {"course.toml": 'languages = ["ar"]\n', "01-a.md": "# مرحبا\n\nمرحبا بكم."}
    site = files(a_build(write_tree(tmp_path, course), Cards() if has_cards else None))
    path = image_of(site, "ar/a/index.html")
    assert path.startswith("assets/card.")
    assert Image.open(io.BytesIO(site[path])).size == (WIDTH, HEIGHT)


@pytest.mark.parametrize("size", [(800, 400), (1200, 630)])
def test_authors_own_card_stands_for_every_page(tmp_path: Path, size: tuple[int, int]) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, "PNG")
    write_tree(tmp_path / "templates", {"assets/card.png": buffer.getvalue()})
    site = files(a_build(write_tree(tmp_path / "c", COURSE), Cards(), templates=tmp_path / "templates"))
    page = site["zh/a/index.html"].decode()
    assert site[image_of(site, "zh/a/index.html")] == buffer.getvalue()
    assert f'og:image:width" content="{size[0]}"' in page
    assert [path for path in site if path.endswith(".png")] == [image_of(site, "zh/index.html")]


@needs_han
def test_copy_of_the_shipped_card_is_no_own_one(tmp_path: Path) -> None:
    write_tree(tmp_path / "templates", {"assets/card.png": (shipped("templates") / "assets/card.png").read_bytes()})
    site = files(a_build(write_tree(tmp_path / "c", COURSE), Cards(), templates=tmp_path / "templates"))
    assert image_of(site, "zh/a/index.html").startswith("assets/a-zh.")


@needs_han
def test_cards_have_one_key_while_their_words_are_the_same(tmp_path: Path) -> None:
    def keys(title: str) -> dict[str, str]:
        course = COURSE | {"01-m/02-b.zh.md": f"# {title}\n\n一句话。"}
        site = a_build(write_tree(tmp_path / title, course), Cards()).site
        assert site
        recipes = [(artifact.path.name, artifact.content) for artifact in site.artifacts]
        return {
            name.partition(".")[0]: content.key
            for name, content in recipes
            if name.endswith(".png") and isinstance(content, Recipe)
        }

    first, same, other = keys("一"), keys("一"), keys("二")
    assert first == same
    assert {name for name in first if first[name] != other[name]} == {"b-zh"}


def test_address_of_a_card_changes_with_its_words_alone() -> None:
    assert card_path(a_card("One"), "one-en") == card_path(a_card("One"), "one-en")
    assert (
        len({card_path(a_card("One", **change), "x") for change in ({}, {"above": "B"}, {"below": "B"}, {"site": "b"})})
        == 4
    )
