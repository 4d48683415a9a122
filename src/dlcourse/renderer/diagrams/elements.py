"""How diagrams become HTML: a fence in, an inline SVG out, in a figure of its own or in the one with its caption."""

from markdown_it.token import Token

from dlcourse.renderer.faults import faulty_block, report_fault
from dlcourse.renderer.sheet import Sheet


def diagram_html(token: Token, sheet: Sheet) -> str:
    """Return the drawing of a fence in Mermaid, or its source, marked, where it cannot be drawn."""
    from dlcourse.renderer.diagrams.diagram import DiagramError, render_diagram  # noqa: PLC0415  (few lessons draw)

    sheet.page.diagrams += 1
    try:
        svg = render_diagram(token.content, id=f"page-diagram-{sheet.page.diagrams}")
    except DiagramError as error:
        lines = token.content.split("\n")
        offset = sum(len(line) + 1 for line in lines[: error.line - 1]) + error.column - 1
        place = sheet.place(token, min(max(offset, 0), len(token.content)))
        report_fault(sheet, "R202", place, f"diagram: {error.message}")
        return faulty_block(token, error.message, sheet)
    sheet.has_inline_style = True
    attributes = sheet.attributes(token)
    if token.meta.get("is_in_figure"):
        return sheet.put_aside(f'<div class="diagram"{attributes} tabindex="0">{svg}</div>') + "\n"
    return sheet.put_aside(f'<figure{attributes}><div class="diagram" tabindex="0">{svg}</div></figure>') + "\n"
