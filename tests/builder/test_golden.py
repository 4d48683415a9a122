"""Whole pages of a small course, to the character: a change of what readers get shows in the diff of these files.

`DLCOURSE_GOLDEN=write` writes them anew. Fingerprints of assets are left out: they change with every style.
"""

import os
import re
from pathlib import Path

import pytest
from factories import built

GOLDEN = Path(__file__).parents[1] / "golden"
PAGES = [
    "index.html",
    "zh/start/index.html",
    "en/start/index.html",
    "bi/start/index.html",
    "en/next/index.html",
    "bi/next/index.html",
    "bi/notes/index.html",
    "zh/notes/index.html",
    "zh/glossary/index.html",
    "old/next/index.html",
    "404.html",
]
FEEDS = ["sitemap.xml", "zh/llms.txt", "en/llms.txt", "en/feed.xml", "robots.txt"]


@pytest.fixture(scope="module")
def site() -> dict[str, str]:
    return built(GOLDEN / "course")


@pytest.mark.parametrize("path", [*PAGES, *FEEDS])
def test_the_page_is_as_it_was(site: dict[str, str], path: str) -> None:
    page = re.sub(r"(assets/[\w-]+)\.[0-9a-f]{10}\.", r"\1.", site[path])
    file = GOLDEN / "expected" / path.replace("/", "--")
    if os.environ.get("DLCOURSE_GOLDEN") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(page, encoding="utf-8", newline="\n")
    assert page == file.read_text(encoding="utf-8")
