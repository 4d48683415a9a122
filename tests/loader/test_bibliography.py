"""content/references.bib: what is read of it, and what is wrong with it."""

from pathlib import Path

import pytest
from factories import write_tree

from dlcourse.config import Project
from dlcourse.loader.bibliography import MAX_BYTES, read_bibliography
from dlcourse.model import Work


def read(folder: Path, text: str | bytes) -> tuple[dict[str, Work], list[str]]:
    write_tree(folder, {"references.bib": text})
    works, faults = read_bibliography(Project(content=folder, content_name="content", templates=None))
    return dict(works), [str(fault) for fault in faults]


def test_course_without_the_file_has_no_works(tmp_path: Path) -> None:
    assert read_bibliography(Project(content=tmp_path, content_name="content", templates=None)) == ({}, ())


def test_entry_is_read_with_its_latex_and_its_names(tmp_path: Path) -> None:
    text = r"""
% a comment
@string{jmlr = "Journal of Machine Learning Research"}
@Article{müller2020,
  Author = {M{\"u}ller, {\'E}va and Ada Lovelace and {The Team}},
  title = {Learning in {B}ayesian \& other nets: $n^2$},
  journal = jmlr, year = 2020, volume = {7}, number = 2, pages = {1--10},
  doi = {https://doi.org/10.1000/a(b)},
}
"""
    works, faults = read(tmp_path, text)
    work = works["müller2020"]
    assert faults == []
    assert work.authors == ("Éva Müller", "Ada Lovelace", "The Team")
    assert work.title == "Learning in Bayesian & other nets: $n^2$"
    assert (work.container, work.year, work.volume, work.number) == (
        "Journal of Machine Learning Research",
        "2020",
        "7",
        "2",
    )
    assert work.pages == "1–10"
    assert work.address == "https://doi.org/10.1000/a(b)"
    assert str(work.place) == "content/references.bib:4"


def test_chinese_names_are_written_without_a_space(tmp_path: Path) -> None:
    works, _ = read(tmp_path, "@book{z, author = {周, 志华 and 李航}, title = {书}, publisher = {清华}}\n")
    assert works["z"].authors == ("周志华", "李航")
    assert works["z"].publisher == "清华"


@pytest.mark.parametrize(
    ("fields", "address", "container"),
    [
        ("url = {https://example.org/a}", "https://example.org/a", ""),
        ("url = {javascript:alert(1)}", "", ""),
        ("eprint = {1706.03762}", "https://arxiv.org/abs/1706.03762", "arXiv:1706.03762"),
        ("howpublished = {Lecture notes}, date = {2021-05-01}", "", "Lecture notes"),
    ],
)
def test_where_a_work_is_found(tmp_path: Path, fields: str, address: str, container: str) -> None:
    works, _ = read(tmp_path, f"@misc{{a, title = {{x}}, {fields}}}\n")
    assert (works["a"].address, works["a"].container) == (address, container)


def test_every_faulty_entry_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    text = "@book{a, title={x}}\n@book{b, title={never closed\n@book{c, title={y}}\n@book{c, title={z}}\n"
    works, faults = read(tmp_path, text)
    assert sorted(works) == ["a", "c"]
    assert [fault.split(";")[0] for fault in faults] == [
        "content/references.bib:2: error[L118] this entry cannot be read",
        "content/references.bib:4: error[L118] there is a second entry c",
    ]


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ("title={x}, title={y}", "this entry has title twice; keep one of them"),
        (
            "author={A, B, C, D}",
            'the name "A, B, C, D" cannot be taken apart; '
            "write each person as `Family, Given`, and join several by `and`",
        ),
    ],
)
def test_entry_that_says_too_much_is_told_what(tmp_path: Path, fields: str, fault: str) -> None:
    assert read(tmp_path, f"@book{{a, {fields}}}\n")[1] == [f"content/references.bib:1: error[L118] {fault}"]


def test_nothing_is_said_but_our_own_diagnostics(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    faulty = "@book{\x1b[31ma, title={never closed\n@book{b, title={\\frac{1}}, Title={y}}\n"
    assert read(tmp_path, faulty)[1]
    assert not caplog.records


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"@book{a,\ntitle={\xff}}", "content/references.bib:2: error[L118] this is not UTF-8"),
        (b"x" * (MAX_BYTES + 1), "content/references.bib: error[L118] it is larger than 1024 KiB"),
    ],
)
def test_file_that_cannot_be_read_is_an_error(tmp_path: Path, data: bytes, fault: str) -> None:
    assert [found.split(";")[0] for found in read(tmp_path, data)[1]] == [fault]


def test_folder_or_link_in_its_place_is_an_error(tmp_path: Path) -> None:
    outside = tmp_path / "outside.bib"
    outside.write_text("@book{a, title={x}}", encoding="utf-8")
    content = tmp_path / "content"
    (content / "references.bib").mkdir(parents=True)
    project = Project(content=content, content_name="content", templates=None)
    assert "this is no file" in str(read_bibliography(project)[1][0])
    (content / "references.bib").rmdir()
    (content / "references.bib").symlink_to(outside)
    assert "leads out of content" in str(read_bibliography(project)[1][0])
    (content / "references.bib").unlink()
    (content / "references.bib").symlink_to("references.bib")
    assert "cannot be read" in str(read_bibliography(project)[1][0])


def test_file_with_a_byte_order_mark_and_windows_lines_is_read(tmp_path: Path) -> None:
    assert sorted(read(tmp_path, b"\xef\xbb\xbf@book{a,\r\n title={x}\r\n}\r\n")[0]) == ["a"]


def test_large_file_is_read_in_linear_time(tmp_path: Path) -> None:
    works, faults = read(tmp_path, "@book{a, title={" * 20_000)
    assert not works
    assert faults
