"""The map of what builds on what: which there are, where boxes and arrows go, what they say and where they lead."""

import random
import re
import time
from itertools import combinations
from pathlib import Path

from factories import built, write_tree
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from dlcourse.builder.pages.mapdrawing import Box, draw
from dlcourse.builder.pages.maplayout import Layout, Measures, connected, lay_out
from dlcourse.renderer.words import Words

WIDE = Measures(width=100, between=20, most_in_row=4)


def a_lesson(slug: str, *needs: str, title: str = "", more: str = "") -> str:
    return f'---\ntitle: "{title or slug}"\nslug: {slug}\nprerequisites: [{", ".join(needs)}]\n{more}---\n\n文。\n'


def a_course(tmp_path: Path, lessons: dict[str, str]) -> dict[str, str]:
    return built(write_tree(tmp_path, lessons))


def drawings(html: str, selector: str = ".map") -> list[LexborNode]:
    return [node for each in LexborHTMLParser(html).css(selector) for node in each.css("svg")]


def names(drawing: LexborNode) -> list[str]:
    return ["".join(node.text().split()) for node in drawing.css("a")]


def placed(needs: list[list[int]], measures: Measures = WIDE) -> Layout:
    return lay_out(needs, [50] * len(needs), measures)


def graphs(most: int = 25) -> st.SearchStrategy[list[list[int]]]:
    """Graphs in which everything is joined to something before it."""

    def need(index: int) -> st.SearchStrategy[list[int]]:
        return st.lists(st.integers(0, index - 1), min_size=1, max_size=3) if index else st.just([])

    return st.integers(2, most).flatmap(lambda count: st.tuples(*map(need, range(count))).map(list))


# --- where things go


@given(graphs())
def test_no_two_boxes_overlap_and_all_lie_on_the_map(needs: list[list[int]]) -> None:
    layout = placed(needs)
    for place in layout.places:
        assert 0 <= place.x <= layout.width - WIDE.width
        assert 0 <= place.y <= layout.height - place.height
    for first, second in combinations(layout.places, 2):
        is_apart = abs(first.x - second.x) >= WIDE.width + WIDE.between - 1 or first.y != second.y
        assert is_apart


@given(graphs())
def test_what_is_needed_stands_above_and_no_row_is_longer_than_it_may_be(needs: list[list[int]]) -> None:
    layout = placed(needs)
    for place, each in zip(layout.places, needs, strict=True):
        assert all(layout.places[need].y < place.y for need in each)
    rows = [place.y for place in layout.places]
    assert max(rows.count(row) for row in rows) <= WIDE.most_in_row


@given(graphs())
def test_arrows_begin_below_a_box_end_above_another_and_touch_none_between(needs: list[list[int]]) -> None:
    layout = placed(needs)
    for place in layout.places:
        for arrow in place.arrows:
            assert arrow[-1] == (place.x + WIDE.width // 2, place.y)
            starts = [(other.x + WIDE.width // 2, other.y + other.height) for other in layout.places]
            assert arrow[0] in starts
            for (x, top), (_, bottom) in zip(arrow[1:-1:2], arrow[2:-1:2], strict=True):
                assert bottom - top == 50
                assert not any(other.y == top and other.x <= x <= other.x + WIDE.width for other in layout.places)


@given(graphs())
def test_every_need_can_be_followed_along_arrows_and_none_is_drawn_twice(needs: list[list[int]]) -> None:
    layout = placed(needs)
    starts = {(place.x + WIDE.width // 2, place.y + place.height): thing for thing, place in enumerate(layout.places)}
    reach: list[set[int]] = []
    for thing, place in enumerate(layout.places):
        direct = [starts[arrow[0]] for arrow in place.arrows]
        reach.append({*direct}.union(*(reach[need] for need in direct)) if direct else set())
        assert {*needs[thing]} <= reach[thing]
        assert not any(need in reach[other] for need in direct for other in direct)


def test_a_need_that_follows_from_another_has_no_arrow_of_its_own() -> None:
    layout = placed([[], [0], [0, 1]])
    assert [len(place.arrows) for place in layout.places] == [0, 1, 1]


def test_one_above_two_stands_in_the_middle_and_a_diamond_is_even() -> None:
    top, left, right, bottom = placed([[], [0], [0], [1, 2]]).places
    assert (left.x, right.x, left.y) == (0, 120, right.y)
    assert top.x == bottom.x == 60


def test_arrows_that_need_not_cross_do_not() -> None:
    layout = placed([[], [], [], [2], [1], [0], [3, 4, 5]])
    order = [place.x for place in layout.places]
    first = sorted(range(3), key=lambda thing: order[thing])
    second = sorted(range(3, 6), key=lambda thing: order[thing])
    assert [5 - thing for thing in first] == second


def test_what_needs_nothing_stands_near_its_use() -> None:
    layout = placed([[], [0], [1], [], [2, 3]])
    assert layout.places[3].y == layout.places[2].y


def test_a_row_is_as_high_as_its_highest_box() -> None:
    layout = lay_out([[], [0], [0], [1]], [30, 40, 70, 30], WIDE)
    assert [place.height for place in layout.places] == [30, 70, 70, 30]
    assert layout.places[3].y == layout.places[1].y + 70 + (layout.places[1].y - 30)


def test_groups_are_what_arrows_join_and_what_is_alone_is_in_none() -> None:
    assert connected([[], [], [0], [], [1], [2]]) == [[0, 2, 5], [1, 4]]
    assert connected([[], []]) == []


def test_large_maps_are_laid_out_quickly() -> None:
    dice = random.Random(3)
    needs = [[dice.randrange(max(0, thing - 8), thing) for _ in range(2)] if thing else [] for thing in range(80)]
    began = time.process_time()
    placed(needs)
    assert time.process_time() - began < 3


# --- what is drawn


def a_drawing(*titles: str, language: str = "zh") -> LexborHTMLParser:
    """Draw lessons that each build on the one before."""
    needs = [[thing - 1] if thing else [] for thing in range(len(titles))]
    boxes = [Box(Words((title, language)), f"{thing}/", thing + 1) for thing, title in enumerate(titles)]
    return LexborHTMLParser(draw(boxes.__getitem__, needs, "zh")[0].wide)


def lines(title: str, language: str = "zh") -> list[str]:
    return [node.text() for node in a_drawing(title, "乙", language=language).css("a")[0].css("tspan")]


def test_titles_break_where_they_pause() -> None:
    assert lines("反向传播：误差怎样往回走") == ["反向传播：", "误差怎样往回走"]
    assert lines("Softmax 与交叉熵：算得对，还要算得稳") == ["Softmax 与交叉熵：", "算得对，还要算得稳"]


def test_titles_break_evenly_between_words_and_keep_what_they_say() -> None:
    title = "The perceptron and what one line cannot do"
    assert "".join(lines(title, "en")) == title
    assert len(lines(title, "en")) == 3


def test_a_word_longer_than_its_box_is_broken_and_a_title_without_end_is_cut() -> None:
    assert len(lines("a" * 40, "en")) > 1
    assert "".join(lines("a" * 40, "en")) == "a" * 40
    endless = lines("很" * 300)
    assert len(endless) == 6
    assert endless[-1].endswith("…")


def test_what_authors_write_is_escaped() -> None:
    drawing = draw(
        lambda thing: Box(Words(('<b>&"', "zh")), 'x"><script>', thing + 1),
        [[], [0]],
        "zh",
    )[0].wide
    assert "<b>" not in drawing
    assert "<script>" not in drawing
    assert "&lt;b&gt;&amp;&quot;" in drawing


def test_a_box_is_high_enough_for_its_lines() -> None:
    for box in a_drawing("反向传播：误差怎样往回走，一课讲不完", "乙").css("a"):
        frame = box.css_first("rect")
        assert frame
        bottom = int(frame.attributes["y"] or 0) + int(frame.attributes["height"] or 0)
        assert all(int(line.attributes["y"] or 0) < bottom - 4 for line in box.css("tspan"))


# --- which maps a course has


def test_a_course_without_prerequisites_has_no_map(tmp_path: Path) -> None:
    files = a_course(tmp_path, {"01-a.md": a_lesson("a"), "02-b.md": a_lesson("b")})
    assert "page-map" not in files["zh/index.html"]
    assert not drawings(files["zh/index.html"], "main")


def test_boxes_lead_to_their_lessons_and_lessons_alone_are_not_on_the_map(tmp_path: Path) -> None:
    files = a_course(
        tmp_path, {"01-a.md": a_lesson("a"), "02-b.md": a_lesson("b"), "03-c.md": a_lesson("c", "a", title="丙课")}
    )
    (drawing,) = drawings(files["zh/index.html"])
    assert [node.attributes["href"] for node in drawing.css("a")] == ["a/index.html", "c/index.html"]
    assert names(drawing) == ["1a", "3丙课"]
    front = drawings(files["index.html"])[0]
    assert [node.attributes["href"] for node in front.css("a")] == ["zh/a/index.html", "zh/c/index.html"]


def test_the_map_is_named_by_its_heading_and_needs_no_style_of_its_own(tmp_path: Path) -> None:
    files = a_course(tmp_path, {"01-a.md": a_lesson("a"), "02-b.md": a_lesson("b", "a")})
    tree = LexborHTMLParser(files["zh/index.html"])
    box = tree.css_first(".map")
    assert box
    heading = tree.css_first(f"#{box.attributes['aria-labelledby']}")
    assert heading
    assert heading.text() == "课程地图"
    assert not re.search(r"<svg.*? style=", files["zh/index.html"])


def test_groups_are_drawn_apart_and_wide_ones_for_phones_too(tmp_path: Path) -> None:
    lessons = {f"0{number}-l{number}.md": a_lesson(f"l{number}", "l1") for number in range(2, 6)}
    lessons |= {"01-l1.md": a_lesson("l1"), "06-x.md": a_lesson("x"), "07-y.md": a_lesson("y", "x")}
    html = a_course(tmp_path, lessons)["zh/index.html"]
    assert len(drawings(html)) == 3
    assert [len(names(each)) for each in drawings(html, ".is-wide")] == [5]
    assert [len(names(each)) for each in drawings(html, ".is-narrow")] == [5]


def test_readers_of_both_languages_see_both_names_each_marked(tmp_path: Path) -> None:
    files = a_course(
        tmp_path,
        {
            "01-a.zh.md": "---\ntitle: 甲课\n---\n\n文。\n",
            "01-a.en.md": "---\ntitle: Lesson A\n---\n\nText.\n",
            "02-b.zh.md": "---\ntitle: 乙课\nprerequisites: [a]\n---\n\n文。\n",
        },
    )
    (drawing,) = drawings(files["bi/index.html"])
    texts = [(node.attributes.get("lang"), node.text()) for node in drawing.css("text:not(.number)")]
    assert texts == [(None, "甲课"), ("en", "Lesson A"), (None, "乙课")]
    (english,) = drawings(files["en/index.html"])
    assert [node.attributes.get("lang") for node in english.css("text:not(.number)")] == [None, "zh"]


def test_lessons_that_are_not_published_are_on_no_map(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            "01-a.md": a_lesson("a"),
            "02-b.md": a_lesson("b", "a", title="秘密", more="is_published: false\n"),
            "03-c.md": a_lesson("c", "a"),
        },
    )
    files = built(tmp_path)
    assert names(drawings(files["zh/index.html"])[0]) == ["1a", "2c"]
    assert "秘密" not in "".join(files.values())


def a_large_course(modules: int, lessons: int) -> dict[str, str]:
    """Modules of lessons that each build on the one before; the first of a module builds on the first of the course."""
    files = {f"{m:02}-m/module.toml": f'title = "单元 {m}"\n' for m in range(1, modules + 1)}
    for m in range(1, modules + 1):
        for n in range(1, lessons + 1):
            need = f"l{m}-{n - 1}" if n > 1 else "l1-1" if m > 1 else ""
            files[f"{m:02}-m/{n:02}-x.md"] = a_lesson(f"l{m}-{n}", need, title=f"第{m}{n}课")
    return files


def test_a_large_course_has_a_map_of_its_modules_and_one_of_each(tmp_path: Path) -> None:
    html = a_course(tmp_path, a_large_course(3, 15))["zh/index.html"]
    course = [each for each in drawings(html, ".home-part > .map") if each.css("a")]
    assert [names(each) for each in course][:1] == [["单元1", "单元2", "单元3"]]
    assert [node.attributes["href"] for node in course[0].css("a")] == [f"#page-module-{n}" for n in (1, 2, 3)]
    own = drawings(html, ".module > .map")
    assert [len(names(each)) for each in own] == [15, 16, 16]
    guests = [node.attributes["href"] for each in own for node in each.css("a.is-guest")]
    assert guests == ["l1-1/index.html", "l1-1/index.html"]


def test_lessons_without_a_module_are_on_the_map_of_modules_as_other_lessons(tmp_path: Path) -> None:
    flat = {f"{n:02}-x.md": a_lesson(f"x{n}", f"x{n - 1}" if n > 1 else "") for n in range(1, 42)}
    files = a_course(tmp_path, flat | {"99-m/01-y.md": a_lesson("y", "x1")})
    assert names(drawings(files["zh/index.html"], ".home-part > .map")[0]) == ["其他课程", "M"]


def test_a_very_large_course_has_the_map_of_its_modules_alone(tmp_path: Path) -> None:
    html = a_course(tmp_path, a_large_course(5, 49))["zh/index.html"]
    assert not drawings(html, ".module > .map")
    assert drawings(html, ".home-part > .map")


def test_a_module_with_more_than_can_be_read_has_no_map(tmp_path: Path) -> None:
    html = a_course(tmp_path, a_large_course(2, 90))["zh/index.html"]
    assert not drawings(html, ".module > .map")


def test_a_module_that_needs_more_than_can_be_read_has_no_map(tmp_path: Path) -> None:
    first = {f"01-m/{n:02}-x.md": a_lesson(f"x{n}") for n in range(1, 82)}
    last = {"02-m/01-y.md": a_lesson("y", *(f"x{n}" for n in range(1, 82)))}
    tree = a_course(tmp_path, first | last)["zh/index.html"]
    assert names(drawings(tree, ".home-part > .map")[0]) == ["M", "M"]
    assert not drawings(tree, ".module > .map")


def test_more_modules_than_can_be_read_have_no_map(tmp_path: Path) -> None:
    assert drawings(a_course(tmp_path / "80", a_large_course(80, 1))["zh/index.html"])
    assert not drawings(a_course(tmp_path / "81", a_large_course(81, 1))["zh/index.html"], ".home-part > .map")


def test_a_tall_map_is_folded(tmp_path: Path) -> None:
    tall = a_course(tmp_path, a_large_course(1, 20))["zh/index.html"]
    assert drawings(tall, "details.home-part .map")
    low = a_course(write_tree(tmp_path / "low", {}), a_large_course(1, 3))["zh/index.html"]
    assert drawings(low, "section.home-part > .map")


def test_every_link_of_a_map_of_modules_finds_its_module(tmp_path: Path) -> None:
    tree = LexborHTMLParser(a_course(tmp_path, a_large_course(3, 15))["zh/index.html"])
    ids = {node.attributes["id"] for node in tree.css("[id]")}
    hrefs = [node.attributes["href"] or "" for node in tree.css(".map a[href^='#']")]
    assert hrefs
    assert {href[1:] for href in hrefs} <= ids
