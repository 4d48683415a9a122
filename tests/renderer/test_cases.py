"""Every construct as its fixture says: what an author writes, and the HTML of the page's body."""

from pathlib import Path

import pytest
from factories import a_document, html_of, spec_cases

FILES = sorted((Path(__file__).parents[1] / "cases").glob("*.md"))
CASES = [(file.stem, *case) for file in FILES for case in spec_cases(file)]


@pytest.mark.parametrize(
    ("markdown", "html"), [case[2:] for case in CASES], ids=[": ".join(case[:2]) for case in CASES]
)
def test_construct_comes_out_as_its_fixture_says(markdown: str, html: str) -> None:
    assert html_of(a_document(markdown, languages=("zh",))) == html
