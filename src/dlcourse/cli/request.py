"""What the command line asks of a build: parsed arguments in, all that the site depends on out."""

import argparse
from pathlib import Path

from dlcourse.builder.keeping.inputs import Inputs

TEMPLATES = Path("templates")
"""An author's own templates, below the current folder."""


def templates_here() -> Path | None:
    """Return the folder of the author's own templates, if there is one."""
    return TEMPLATES if TEMPLATES.is_dir() else None


def inputs_of(arguments: argparse.Namespace) -> Inputs:
    """Return all that the site depends on: not the number of processes, the folder of the cache or the format."""
    options = (Path.cwd(), arguments.content, arguments.base_url, arguments.drafts, arguments.level.value)
    return Inputs(arguments.content, templates_here(), (*map(str, options), arguments.url_style))
