"""`dlcourse normalize`: pairs are marked line by line, all else stays, and the lesson reads as before."""

import os
import stat
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
from factories import a_lesson, write_tree
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dlcourse.cli import main
from dlcourse.loader.frontmatter import parse_source
from dlcourse.model import Background, Document, Source, Target
from dlcourse.renderer.bilingual.rewriting.normalize import CannotNormalizeError, normalize
from dlcourse.renderer.lesson import render_lesson

COURSE = ("zh", "en")


def source_of(text: str, path: str = "01-cnn.md") -> Source:
    language = "zh" if path.endswith(".zh.md") else None
    source, _ = parse_source(text.encode(), PurePosixPath(path), f"content/{path}", COURSE, language)
    assert source is not None
    return source


def normal(text: str, path: str = "01-cnn.md") -> str | None:
    return normalize(source_of(text, path), text, COURSE)


def body(text: str) -> str:
    """Return the body of the normalized `text`, which has no front matter."""
    found = normal(text)
    assert found is not None
    assert found.startswith("---\nbilingual: pairs\n---\n\n")
    return found.removeprefix("---\nbilingual: pairs\n---\n\n")


def rendered(text: str) -> Document:
    source = source_of(text)
    return render_lesson(a_lesson(source, fields=source.fields), Background(languages=COURSE))


def views(document: Document) -> list[object]:
    return [
        (
            view.name,
            view.title,
            view.title_html,
            [piece.source if isinstance(piece, Target) else piece for piece in view.body],
            view.headings,
            view.text,
        )
        for view in document.views
    ]


# What is marked, and how


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "训练就是调整权重。\n\nTraining adjusts the weights.\n",
            "::: zh\n训练就是调整权重。\n:::\n\n::: en\nTraining adjusts the weights.\n:::\n",
        ),
        (
            "Training adjusts the weights.\n训练就是调整权重。",
            "::: en\nTraining adjusts the weights.\n:::\n::: zh\n训练就是调整权重。\n:::\n",
        ),
        (
            "训练就是调整权重。  \nTraining adjusts the weights.\n",
            "::: zh\n训练就是调整权重。\n:::\n::: en\nTraining adjusts the weights.\n:::\n",
        ),
        (
            "训练就是调整权重。\\\nTraining adjusts the weights.\n",
            "::: zh\n训练就是调整权重。\n:::\n::: en\nTraining adjusts the weights.\n:::\n",
        ),
        (
            "> 训练就是调整权重。\nTraining adjusts the weights.\n",
            "> ::: zh\n> 训练就是调整权重。\n> :::\n> ::: en\n> Training adjusts the weights.\n> :::\n",
        ),
        (
            "-   训练就是调整权重。\n    Training adjusts the weights.\n"
            "- [x] 误差越小越好。\n  A smaller error is better.\n",
            "-   ::: zh\n    训练就是调整权重。\n    :::\n    ::: en\n    Training adjusts the weights.\n    :::\n"
            "- [x] ::: zh\n  误差越小越好。\n  :::\n  ::: en\n  A smaller error is better.\n  :::\n",
        ),
        (
            "> 1. 训练就是调整权重。\n>\n>    Training adjusts the weights.\n",
            "> 1. ::: zh\n>    训练就是调整权重。\n>    :::\n>\n"
            ">    ::: en\n>    Training adjusts the weights.\n>    :::\n",
        ),
        (
            "-\t训练就是调整权重。\n\tTraining adjusts the weights.\n",
            "-\t::: zh\n    训练就是调整权重。\n    :::\n\t::: en\n\tTraining adjusts the weights.\n    :::\n",
        ),
        (
            "- 训练就是调整权重。\nTraining adjusts the weights.\n",
            "- ::: zh\n  训练就是调整权重。\n  :::\n  ::: en\n  Training adjusts the weights.\n  :::\n",
        ),
        (
            "9. 输入数据\n10. 计算误差\n11. Read the data\n12. Compute the error\n",
            "::: zh\n9. 输入数据\n10. 计算误差\n:::\n::: en\n9.  Read the data\n10. Compute the error\n:::\n",
        ),
        (
            "- 输入数据\n- 计算误差\n\n- Read the data\n- Compute the error\n",
            "::: zh\n- 输入数据\n- 计算误差\n:::\n\n::: en\n- Read the data\n- Compute the error\n:::\n",
        ),
        (
            "训练就是调整权重。\n\nTraining adjusts the weights.\n::: tip\nGo on.\n:::\n",
            "::: zh\n训练就是调整权重。\n:::\n\n::: en\nTraining adjusts the weights.\n:::\n::: tip\nGo on.\n:::\n",
        ),
        (
            "> 训练就是调整权重。\n> ::: tip\n> x\n> :::\n\n> Training adjusts the weights.\n> ::: tip\n> x\n> :::\n",
            ":::: zh\n> 训练就是调整权重。\n> ::: tip\n> x\n> :::\n::::\n\n"
            ":::: en\n> Training adjusts the weights.\n> ::: tip\n> x\n> :::\n::::\n",
        ),
        (
            "> [!NOTE] 提示 (Tip)\n> 训练就是调整权重。\n>\n> Training adjusts the weights.\n",
            "> [!NOTE] 提示 | Tip\n> ::: zh\n> 训练就是调整权重。\n> :::\n>\n"
            "> ::: en\n> Training adjusts the weights.\n> :::\n",
        ),
        (
            '- a\n\n    !!! note "提示 (Tip)"\n        训练就是调整权重。\n        Training adjusts the weights.\n',
            '- a\n\n    !!! note "提示 | Tip"\n        ::: zh\n        训练就是调整权重。\n        :::\n'
            "        ::: en\n        Training adjusts the weights.\n        :::\n",
        ),
        (
            "```{tip}\n训练就是调整权重。\n\nTraining adjusts the weights.\n```\n",
            "```{tip}\n::: zh\n训练就是调整权重。\n:::\n\n::: en\nTraining adjusts the weights.\n:::\n```\n",
        ),
        (
            "::: tip\n训练就是调整权重。\n:::\n\n::: tip\nTraining adjusts the weights.\n:::\n",
            ":::: zh\n::: tip\n训练就是调整权重。\n:::\n::::\n\n"
            ":::: en\n::: tip\nTraining adjusts the weights.\n:::\n::::\n",
        ),
        (
            "- a\n\n  > 训练就是调整权重。\n  >\n  > Training adjusts the weights.\ngoes on here\n",
            "- a\n\n  > ::: zh\n  > 训练就是调整权重。\n  > :::\n  >\n"
            "  > ::: en\n  > Training adjusts the weights.\n  > goes on here\n  > :::\n",
        ),
        (
            "训练就是调整权重。\n        Training adjusts the weights.\n",
            "::: zh\n训练就是调整权重。\n:::\n::: en\nTraining adjusts the weights.\n:::\n",
        ),
    ],
)
def test_pairs_are_enclosed_where_they_stand(before: str, after: str) -> None:
    assert body(before) == after


def test_brackets_become_bars_in_a_bilingual_file_alone() -> None:
    pair = "训练就是调整权重。\n\nTraining adjusts the weights.\n"
    found = body(
        "## 简介 (Intro) ##\n\n## **重** (`x` Bold) {#intro}\n\n"
        f"- 网络（Networks）：\n- **权重（Weight）**\n- x (y)\n\n{pair}"
    )
    assert found.startswith(
        "## 简介 | Intro ##\n\n## **重** | `x` Bold {#intro}\n\n"
        "- 网络 | Networks：\n- **权重 | Weight**\n- x (y)\n\n::: zh"
    )
    assert normal("## 简介 (Intro)\n") is None


def test_bracket_that_a_bar_cannot_replace_stays() -> None:
    text = "---\nlanguages: [zh, en]\n---\n## 概率 (the bar a | b)\n\n| 名称 (Name) |\n|---|\n"
    assert normal(text) is None
    assert normal(text.replace("languages: [zh, en]", "bilingual: pairs")) is None


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("title: x  # why\n", "title: x  # why\nbilingual: pairs\n"),
        ("bilingual: auto  # later\ntitle: x\n", "bilingual: pairs  # later\ntitle: x\n"),
        ('bilingual: "auto"\n', 'bilingual: "pairs"\n'),
        ("", "bilingual: pairs\n"),
        ("# only a comment\n", "# only a comment\nbilingual: pairs\n"),
        ("  title: x\n  tags: [a]\n", "  title: x\n  tags: [a]\n  bilingual: pairs\n"),
        ("{title: x}\n", "{bilingual: pairs, title: x}\n"),
        ("{}\n", "{bilingual: pairs}\n"),
    ],
)
def test_front_matter_says_so_with_its_comments_and_order_kept(header: str, expected: str) -> None:
    text = f"---\n{header}---\n训练就是调整权重。\nTraining adjusts the weights.\n"
    found = normal(text)
    assert found is not None
    assert found.startswith(f"---\n{expected}---\n::: zh\n")
    assert source_of(found).fields.bilingual == "pairs"


def test_file_that_was_guessed_by_its_bars_is_declared() -> None:
    assert normal("\n## 简介 | Introduction\n") == "---\nbilingual: pairs\n---\n\n## 简介 | Introduction\n"


def test_line_ends_and_byte_order_mark_stay() -> None:
    text = "\ufeff---\r\ntitle: x\r\n---\r\n训练就是调整权重。\r\nTraining adjusts the weights.\r\n\r\n\tcode\x0b\r\n"
    found = normal(text)
    assert found == (
        "\ufeff---\r\ntitle: x\r\nbilingual: pairs\r\n---\r\n::: zh\r\n训练就是调整权重。\r\n:::\r\n"
        "::: en\r\nTraining adjusts the weights.\r\n:::\r\n\r\n\tcode\x0b\r\n"
    )
    bare = normal("\ufeff训练就是调整权重。\rTraining adjusts the weights.")
    assert bare == (
        "\ufeff---\rbilingual: pairs\r---\r\r"
        "::: zh\r训练就是调整权重。\r:::\r::: en\rTraining adjusts the weights.\r:::\r"
    )


@pytest.mark.parametrize(
    "text",
    [
        "只有中文。\n",
        "---\nbilingual: off\n---\n训练就是调整权重。\nTraining adjusts the weights.\n",
        "---\nlanguages: zh\n---\n训练就是调整权重。\nTraining adjusts the weights.\n",
        "::: zh\n你好\n:::\n::: en\nHello\n:::\n",
    ],
)
def test_nothing_is_done_where_nothing_is_to_be_marked(text: str) -> None:
    assert normal(text) is None


def test_sibling_file_is_left_alone() -> None:
    assert normal("训练就是调整权重。\nTraining adjusts the weights.\n", "01-cnn.zh.md") is None
    text = "训练就是调整权重。\nTraining adjusts the weights.\n"
    assert normalize(source_of(text), text, ("zh",)) is None


def test_file_with_faulty_marks_is_refused() -> None:
    with pytest.raises(CannotNormalizeError, match="R209"):
        normal("训练就是调整权重。\nTraining adjusts the weights.\n\n::: zh\n你好\n")


def test_file_whose_marks_would_change_it_is_refused() -> None:
    with pytest.raises(CannotNormalizeError, match="by hand"):
        normal("训练就是调整权重。\n2) Training adjusts the weights.\n")  # would become a list


# The laws


class Script:
    """Writes blocks with a number in each text, so that no two are alike."""

    def __init__(self) -> None:
        self.count = 0

    def zh(self) -> str:
        self.count += 1
        return f"第{self.count}段文字说明了一件事情"

    def en(self) -> str:
        self.count += 1
        return f"Text {self.count} says one more thing"


BLOCKS: dict[str, Callable[[Script], str]] = {
    "zh": lambda s: s.zh(),
    "en": lambda s: s.en(),
    "pair": lambda s: f"{s.zh()}\n\n{s.en()}",
    "reverse": lambda s: f"{s.en()}\n\n{s.zh()}",
    "lines": lambda s: f"{s.zh()}\n{s.en()}",
    "heading": lambda s: f"## {s.zh()} ({s.en()})",
    "setext": lambda s: f"{s.zh()} ({s.en()})\n---",
    "items": lambda s: f"- {s.zh()} ({s.en()})\n- **{s.zh()}（{s.en()}）**：",
    "halves": lambda s: f"* {s.zh()}\n* {s.zh()}\n\n* {s.en()}\n* {s.en()}",
    "numbers": lambda s: f"3) {s.zh()}\n4) {s.zh()}\n5) {s.en()}\n6) {s.en()}",
    "nested": lambda s: f"1. {s.zh()}\n\n   {s.en()}\n   - {s.zh()}\n     {s.en()}\n2. {s.en()}",
    "tasks": lambda s: f"- [ ] {s.zh()}\n      {s.en()}\n- [x] {s.zh()} ({s.en()})",
    "quote": lambda s: f"> {s.zh()}\n>\n> {s.en()}\n>\n> - {s.zh()}\n>   {s.en()}",
    "container": lambda s: f"::: tip {s.zh()} ({s.en()})\n{s.zh()}\n\n{s.en()}\n:::",
    "alert": lambda s: f"> [!NOTE]\n> {s.zh()}\n> {s.en()}\n>\n> - {s.zh()}\n>   {s.en()}",
    "admonition": lambda s: f"- a\n\n    !!! tip\n        {s.zh()}\n\n        {s.en()}",
    "lazy": lambda s: f"> {s.zh()}\n{s.en()}",
    "code": lambda s: f"```\n{s.zh()}\n```",
    "details": lambda s: f"<details>\n\n{s.zh()}\n\n{s.en()}\n\n</details>",
    "marked": lambda s: f"::: zh\n{s.zh()}\n:::\n\n::: en\n{s.en()}\n:::",
    "table": lambda s: f"| {s.zh()} ({s.en()}) |\n|---|\n| {s.en()} |",
    "rule": lambda s: "---",
    "note": lambda s: f"{s.zh()}[^{s.count}]\n\n[^{s.count}]: {s.zh()}\n\n    {s.en()}",
}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(sorted(BLOCKS)), min_size=1, max_size=7), st.sampled_from(["\n", "\r\n"]))
def test_lesson_reads_as_before_and_a_second_time_changes_nothing(names: list[str], end: str) -> None:
    script = Script()
    text = "\n\n".join(BLOCKS[name](script) for name in names)
    text = f"---\nlanguages: [zh, en]\n---\n{text}\n".replace("\n", end)
    found = normal(text)
    assume(found is not None)
    assert found is not None
    assert views(rendered(found)) == views(rendered(text))
    assert normal(found) is None
    kept = [line for line in text.split(end) if line.strip() and "(" not in line and "（" not in line]
    assert len(found.split(end)) >= len(text.split(end))
    assert all(line.lstrip("> -*0123456789.)[]x").strip() in found for line in kept)


# The command

PAIR = "训练就是调整权重。\n\nTraining adjusts the weights.\n"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_tree(tmp_path / "content", {"01-both.md": PAIR, "m/02-one.md": "# 一\n\n只有中文。\n"})


def test_command_writes_the_file_keeps_its_mode_and_says_so(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = course / "01-both.md"
    file.chmod(0o600)
    assert main(["normalize", "content/01-both.md", "content/m/02-one.md"]) == 0
    assert file.read_bytes().startswith(b"---\nbilingual: pairs\n---\n\n::: zh\n")
    assert os.name == "nt" or stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(path.name for path in course.iterdir()) == ["01-both.md", "m"]
    out, _ = capsys.readouterr()
    assert out.splitlines() == [
        "content/01-both.md: its pairs are marked, 8 lines are new or changed",
        "content/m/02-one.md: nothing to do, it is in one language, or all its pairs are marked",
    ]


def test_trial_shows_the_difference_and_writes_nothing(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["normalize", "--dry-run", str(course / "01-both.md")]) == 0
    assert (course / "01-both.md").read_text("utf-8") == PAIR
    out = capsys.readouterr().out.splitlines()
    assert out[:3] == ["--- content/01-both.md", "+++ content/01-both.md", "@@ -1,4 +1,12 @@"]
    assert "+::: zh" in out


@pytest.mark.parametrize("name", ["content/03-none.md", "elsewhere.md", "content/course.toml"])
def test_file_that_is_no_lesson_is_an_error_of_use(course: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(course.parent, {"elsewhere.md": PAIR, "content/course.toml": ""})
    assert main(["normalize", "content/01-both.md", name]) == 2
    assert f"{name}: this is no lesson of the course in content" in capsys.readouterr().err
    assert (course / "01-both.md").read_text("utf-8") == PAIR


def test_file_with_errors_is_refused_and_the_others_are_done(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(course, {"03-bad.md": f"---\ntitle: [\n---\n{PAIR}", "04-open.md": f"{PAIR}\n::: zh\n你好\n"})
    assert main(["normalize", "content/03-bad.md", "content/04-open.md", "content/01-both.md"]) == 1
    err = capsys.readouterr().err
    assert "content/03-bad.md:" in err
    assert "error: content/04-open.md: R209" in err
    assert "::: zh" in (course / "01-both.md").read_text("utf-8")
    assert (course / "04-open.md").read_text("utf-8").startswith(PAIR)


def test_command_tells_why_there_is_nothing_to_do(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(course, {"05-x.zh.md": PAIR, "06-off.md": f"---\nbilingual: off\n---\n{PAIR}"})
    assert main(["normalize", "content/05-x.zh.md", "content/06-off.md"]) == 0
    assert [line.partition("nothing to do, ")[2] for line in capsys.readouterr().out.splitlines()] == [
        "its name says that it is in zh",
        "its front matter says that it is in one language",
    ]


def test_front_matter_that_cannot_be_edited_is_left_to_the_author(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"---\nbilingual: |-\n  auto\n---\n{PAIR}"
    write_tree(course, {"08-block.md": text})
    assert main(["normalize", "content/08-block.md"]) == 1
    assert "write `bilingual: pairs` into its front matter" in capsys.readouterr().err
    assert (course / "08-block.md").read_text("utf-8") == text


def test_file_stays_whole_if_the_disk_fails(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    assert main(["normalize", "content/01-both.md"]) == 2
    assert (course / "01-both.md").read_text("utf-8") == PAIR
    assert sorted(path.name for path in course.iterdir()) == ["01-both.md", "m"]


def test_link_to_a_lesson_is_followed_and_stays_a_link(course: Path) -> None:
    try:
        (course / "07-link.md").symlink_to("01-both.md")
    except OSError:
        pytest.skip("no links here")
    assert main(["normalize", "content/07-link.md"]) in (0, 1, 2)
    assert (course / "07-link.md").is_symlink()
