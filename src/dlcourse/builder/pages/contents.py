"""The contents of a page, beside it and where its author asks for them (`[toc]`): headings in, HTML out."""

from collections.abc import Sequence
from html import escape

from dlcourse.model import Heading, Language

DEPTH = 3
"""The lowest level of headings that is listed."""


def contents_html(headings: Sequence[Heading], language: Language) -> str:
    """Return links to `headings`, nested by level, on a page in `language`; "" if there are none."""
    parts: list[str] = []
    levels: list[int] = []
    for heading in headings:
        if heading.level > DEPTH:
            continue
        while levels and levels[-1] > heading.level:
            parts.append("</li>\n</ol>\n")
            levels.pop()
        if levels and levels[-1] == heading.level:
            parts.append("</li>\n")
        else:
            parts.append("\n<ol>\n" if levels else "<ol>\n")
            levels.append(heading.level)
        parts.append(f"<li>{_link(heading, language)}")
    return "".join(parts) + "</li>\n</ol>\n" * len(levels)


def _link(heading: Heading, language: Language) -> str:
    own = "" if heading.language == language else f' lang="{escape(heading.language)}"'
    return f'<a href="#{escape(heading.id)}"{own}>{heading.html}</a>'
