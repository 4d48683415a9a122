"""Footnotes inside footnotes, and inside the boxes that footnotes hold."""

import pytest
from factories import a_document, html_of

CALLS = "x[^a] y[^b]\n\n"
NOTES = "[^a]: A\n\n    {opener}\n    [^b]: B\n\n    {middle}\n    C\n    {closer}\n\n    end\n"


def test_note_inside_a_note_is_a_note_of_its_own_and_the_outer_one_is_whole() -> None:
    html = html_of(a_document(CALLS + "[^a]: A\n\n    > [^b]: B\n    >\n    > q\n\n    end\n"))
    assert html.split("<ol>")[1] == (
        '\n<li id="page-note-1"><p>A</p>\n<blockquote>\n<p>q</p>\n</blockquote>\n<p>end '
        '<a class="footnote-backref" href="#page-noteref-1" role="doc-backlink">↩︎</a></p>\n</li>\n'
        '<li id="page-note-2"><p>B <a class="footnote-backref" href="#page-noteref-2" role="doc-backlink">↩︎</a></p>\n'
        "</li>\n</ol>\n</section>\n"
    )


@pytest.mark.parametrize(
    ("opener", "middle", "closer"),
    [("::: tabs\n    == One", "== Two", ":::"), ("::: tip", "", ":::"), ("::: quiz", "- [x] Two", ":::")],
)
def test_note_in_a_box_of_a_note_leaves_the_box_whole(opener: str, middle: str, closer: str) -> None:
    notes = NOTES.format(opener=opener, middle=middle, closer=closer)
    html = html_of(a_document(CALLS + notes))
    assert html.count("<div") == html.count("</div>") > 0
    assert html.startswith('<p>x<sup class="footnote-ref">')
    assert html.index("<ol>") < html.index("<div")


def test_note_called_in_text_that_both_languages_share_is_called_once() -> None:
    body = "::: tip\n共用 $x$[^1]\n\n::: zh\n中文在此。\n:::\n::: en\nEnglish here.\n:::\n:::\n\n[^1]: 注\n"
    html = html_of(a_document(body), "bi")
    assert html.count('id="page-noteref-1"') == 1
    assert html.count("共用") == 1
