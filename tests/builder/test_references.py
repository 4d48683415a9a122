"""References on the pages: links to the right page in the reader's view, in the words of that view."""

from pathlib import Path

from factories import build, built, write_tree

LOSS = "$$\nx \\label{eq:loss}\n$$"
BIB = "@book{zhou2016, author={周志华}, title={机器学习}, year=2016}\n"


def course(folder: Path) -> Path:
    return write_tree(
        folder,
        {
            "course.toml": 'languages = ["zh", "en"]\n',
            "references.bib": BIB,
            "01-a.zh.md": f"# 甲\n\n## 证明 {{#sec-proof}}\n\n{LOSS}\n\n见 [[b]] 与 [@zhou2016]，一句话。\n",
            "01-a.en.md": f"# First\n\n## Proof {{#sec-proof}}\n\n{LOSS}\n\nSee [[b]] and [@zhou2016], a sentence.\n",
            "02-b.zh.md": "# 乙\n\n由 @eq-loss、\\eqref{eq:loss}、\\ref{eq:loss} 与 @sec-proof，[[a#sec-proof]]。\n",
            "02-b.en.md": "# Second\n\nBy @eq-loss, \\eqref{eq:loss}, \\ref{eq:loss} and @sec-proof.\n",
        },
    )


def test_reference_to_another_lesson_leads_there_in_the_readers_language(tmp_path: Path) -> None:
    site = built(course(tmp_path))
    chinese, english, both = (site[f"{tree}/b/index.html"] for tree in ("zh", "en", "bi"))
    link = '<a class="reference" href="../a/index.html#eq-loss">'
    assert f"由 {link}式 (1)</a>、{link}(1)</a>、{link}1</a> 与" in chinese
    assert f"By {link}Equation (1)</a>" in english.replace('<span lang="en">', "").replace("</span>", "")
    assert f"{link}式 (1)</a>" in both
    assert f"{link}Equation (1)</a>" in both
    assert '<a class="reference" href="../a/index.html#sec-proof">证明</a>' in chinese
    assert '<a class="reference" href="../a/index.html#sec-proof">Proof</a>' in english
    assert '<a href="../a/index.html#sec-proof">证明</a>' in chinese


def test_link_by_slug_says_the_title_of_its_lesson(tmp_path: Path) -> None:
    site = built(course(tmp_path))
    assert '<a href="../b/index.html">乙</a>' in site["zh/a/index.html"]
    assert '<a href="../b/index.html">Second</a>' in site["en/a/index.html"]
    both = site["bi/a/index.html"]
    assert '<a href="../b/index.html">乙</a>' in both
    assert '<a href="../b/index.html">Second</a>' in both


def test_list_of_works_stands_below_the_lesson_in_every_view(tmp_path: Path) -> None:
    site = built(course(tmp_path))
    assert '<h2 id="page-references">参考文献</h2>' in site["zh/a/index.html"]
    assert '<h2 id="page-references">References</h2>' in site["en/a/index.html"]
    assert '<span lang="zh">参考文献</span> <span lang="en">References</span>' in site["bi/a/index.html"]
    assert all('<li id="page-work-1">' in site[f"{tree}/a/index.html"] for tree in ("zh", "en", "bi"))


def test_reference_to_nothing_is_an_error_that_names_what_is_near(tmp_path: Path) -> None:
    write_tree(tmp_path, {"01-a.md": "# 甲\n\n$$\nx \\label{eq-loss}\n$$\n\n见 @eq-los 和 @fig-none、[[nothing]]。\n"})
    found = [str(each) for each in build(tmp_path).diagnostics]
    assert (
        "01-a.md:7:3: error[B308] there is no figure, equation, exercise or section @eq-los; did you mean eq-loss?"
        in found[0]
    )
    assert "01-a.md:7:13: error[B308]" in found[1]
    assert "01-a.md:7:23: error[B301]" in found[2]
    assert len(found) == 3


def test_reference_to_nothing_stands_marked_in_a_lenient_page(tmp_path: Path) -> None:
    from dlcourse.diagnostics import Level

    write_tree(tmp_path, {"01-a.md": "# 甲\n\n见 @fig-none。\n"})
    page = built(tmp_path, level=Level.LENIENT)["zh/a/index.html"]
    assert ">@fig-none</code>" in page


def test_label_of_a_lesson_that_is_not_published_is_unknown(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            "01-a.md": "# 甲\n\n见 @eq-secret。\n",
            "02-b.md": "---\nis_published: false\n---\n# 乙\n\n$$\nx \\label{eq-secret}\n$$\n",
        },
    )
    assert [found.code for found in build(tmp_path).diagnostics] == ["B308"]


def test_reference_of_another_tool_that_leads_nowhere_is_a_warning_in_its_place(tmp_path: Path) -> None:
    write_tree(tmp_path, {"01-a.md": "# 甲\n\n见 :numref:`fig_none` 与 :cite:`Zhang.2021`。\n"})
    result = build(tmp_path)
    assert [(found.code, found.place.line) for found in result.diagnostics] == [("R216", 3), ("R216", 3)]
    assert result.site is not None
