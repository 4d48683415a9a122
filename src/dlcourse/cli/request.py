"""What the command line asks of a build: parsed arguments in, all that the site depends on out."""

import argparse
from pathlib import Path

from dlcourse.builder.inputs import Request

TEMPLATES = Path("templates")
"""An author's own templates, below the current folder."""


def templates_here() -> Path | None:
    """Return the folder of the author's own templates, if there is one."""
    return TEMPLATES if TEMPLATES.is_dir() else None


def request_of(arguments: argparse.Namespace) -> Request:
    """Return what the site depends on: not the number of processes, the folder of the cache or the format."""
    words = (Path.cwd(), arguments.content, arguments.base_url, arguments.drafts, arguments.level.value)
    return Request(
        content=arguments.content,
        templates=templates_here(),
        words=(*map(str, words), arguments.url_style),
    )
