"""What any engine could write, and what of it a page gets."""

import re

import pytest

from dlcourse.renderer.diagrams.svg import UnsafeSvgError, clean_svg


def cleaned(inner: str, *, source: str = "", attributes: str = "") -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 20" {attributes}>{inner}</svg>'
    return clean_svg(svg, id="d", source=source, label=" ".join)


@pytest.mark.parametrize(
    "inner",
    [
        "<script>x</script>",
        '<g onclick="x()"><rect width="1" height="1" onload="x()"/></g>',
        '<image href="https://example.org/x.png"/>',
        '<use href="https://example.org/x.svg#a"/>',
        '<a href="javascript:x()"><text>t</text></a>',
        '<a href="data:text/html,x"><text>t</text></a>',
        '<a href="lesson.md"><text>t</text></a>',
        "<style>@import url(https://example.org/x.css); rect{fill:url(https://example.org/x)}</style><rect width='1'/>",
        "<style>rect{background:expression(x)}</style><rect width='1' height='1'/>",
        "<style>rect{fill:red}<b/>@import url(https://example.org/x.css)</style><rect width='1' height='1'/>",
        '<rect width="1" style="fill:url(https://example.org/x)"/>',
        '<foreignObject height="24"><div><iframe src="x"/><input onfocus="x"/>t</div></foreignObject>',
        '<animate attributeName="href" to="javascript:x"/>',
        '<foreignObject height="24"><div style="background:url(https://example.org/x)">t</div></foreignObject>',
    ],
)
def test_what_runs_or_loads_is_left_out(inner: str) -> None:
    try:
        html = cleaned(inner)
    except UnsafeSvgError:
        return
    assert not re.search(r"script|\son\w+=|example\.org|@import|expression|<(?:image|iframe|input|animate|a)\b", html)


@pytest.mark.parametrize(
    "inner",
    [
        '<use href="https://example.org/x.svg#a"/>',
        '<rect width="1" fill="url(https://example.org/x)"/>',
        '<rect width="1" clip-path="url(https://example.org/x)"/>',
        "<g>",
    ],
)
def test_what_cannot_be_left_out_is_refused(inner: str) -> None:
    with pytest.raises(UnsafeSvgError):
        cleaned(inner)


def test_rules_that_match_nothing_go_and_the_others_are_scoped() -> None:
    html = cleaned(
        "<style>#x .a rect,#x .b rect{fill:#112233;font-family:x}#x .a .c{fill:red}/* x */@keyframes k{from{x:0}}"
        '#x [id="m-end"] path{fill:#000}#x #gone{fill:red}#x [id$="-end"]{stroke:#000}</style>'
        '<g class="a unused"><rect width="1" height="1"/></g>'
        '<defs><marker id="m-end"><path d="M0 0"/></marker><marker id="m-unused"/></defs>'
        '<path d="M0 0" id="p" marker-end="url(#m-end)"/>'
    )
    css = re.findall(r"<style>(.*)</style>", html)[0]
    assert css.startswith("#d{")
    assert ".a rect,#d-0 path{fill:var(--mm-text,#1f2328)}" in css  # the engine's own dark is our text colour
    assert "}#d-0{stroke:var(--mm-line,#57606a)}" in css
    assert ".b" not in css
    assert ".c" not in css
    assert "gone" not in css
    assert "keyframes" not in css
    assert '<g class="a">' in html
    assert 'marker-end="url(#d-0)"' in html
    assert "unused" not in html
    assert 'id="p"' not in html


def test_references_by_href_follow_the_new_ids() -> None:
    html = cleaned('<defs><symbol id="s"><path d="M0 0"/></symbol></defs><use href="#s"/><use href="#gone"/>')
    assert '<symbol id="d-0">' in html
    assert '<use href="#d-0"/><use href="#d"/>' in html


def test_the_authors_colours_stay() -> None:
    inner = '<rect width="1" height="1" fill="#333" stroke="#999" style="fill:rgba(0,0,0,0)"/>'
    assert 'fill="#333" stroke="var(--mm-line,#57606a)" style="fill:transparent"' in cleaned(
        inner, source="style A fill:#333"
    )


def test_colours_that_are_none_do_no_harm() -> None:
    assert 'fill="rgb(1)"' in cleaned('<rect width="1" height="1" fill="rgb(1)"/>')


def test_paragraphs_in_labels_become_lines() -> None:
    html = cleaned('<foreignObject height="72"><div><span><p>a</p><p>b<i>c</i></p></span> d</div></foreignObject>')
    assert "<span>a<br>b<i>c</i></span> d" in html


def test_unknown_elements_leave_their_text_in_place() -> None:
    html = cleaned("<text>a<blink>b</blink>c<font><b>d</b>e</font>f</text><text>g<font><b>h</b></font>i</text>")
    assert "<text>abc<b>d</b>ef</text><text>g<b>h</b>i</text>" in html


def test_entities_of_html_are_understood() -> None:
    assert "a\u00a0b &lt; c" in cleaned("<text>a&nbsp;b &lt; c</text>")


def test_labels_aligned_left_stay_so_and_titles_do_not_outgrow_groups() -> None:
    html = cleaned(
        '<foreignObject height="24"><div style="text-align: left; color: #123456">t</div></foreignObject>'
        '<g class="cluster"><rect x="0" width="10" height="9"/><g><foreignObject width="94" height="24"><div>t</div>'
        '</foreignObject></g></g><g class="cluster"><rect width="9" height="9"/></g>'
    )
    assert "justify-content:left;text-align:left" in html
    assert '<rect x="-50" width="110" height="9"/>' in html


def test_a_group_that_only_moves_a_label_becomes_its_box() -> None:
    box = '<foreignObject width="9" height="24"><div>t</div></foreignObject>'
    moved = '<g transform="translate(-4.5, -12)">' + box + "</g>"
    assert '<g><foreignObject x="-4.5" y="-12" width="9" height="24"><div>t</div>' in cleaned(f"<g>{moved}</g>")
    turned = '<g transform="rotate(90)">' + box + "</g>"
    assert '<g transform="rotate(90)"><foreignObject width="9"' in cleaned(f"<g>{turned}</g>")
