"""Every kind of output, in one list: an edition in, artifacts out. A new output is a function added here."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath

from dlcourse.builder.edition import Edition
from dlcourse.builder.feeds import atom, llms, robots, sitemap
from dlcourse.builder.pages.exercises import exercise_pages
from dlcourse.builder.pages.glossary import glossary_pages
from dlcourse.builder.pages.handout import handout_pages
from dlcourse.builder.pages.home import home_pages
from dlcourse.builder.pages.lessons import lesson_pages, not_found_pages, redirect_pages
from dlcourse.builder.pages.social import STATIC, card_pictures, needs_static
from dlcourse.builder.searchfiles import search_of
from dlcourse.model import Artifact, Later

Output = Callable[[Edition], Iterable[Artifact]]

HEADERS = """\
/assets/*
  Cache-Control: public, max-age=31536000, immutable
/search/words/*
  Cache-Control: public, max-age=31536000, immutable
/*
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
  Content-Security-Policy: frame-ancestors 'self'; script-src 'self'; object-src 'none'; base-uri 'none'
"""


def theme_assets(edition: Edition) -> Iterator[Artifact]:
    """Return the style sheets, scripts, fonts and icons of the templates, but for what no page of this site uses."""
    unused = set()
    if not any(tree.is_both for tree in edition.trees):
        unused.add(edition.theme.path("bilingual.css"))
    if edition.settings.comments is None:
        unused.add(edition.theme.path("comments.js"))
    if not needs_static(edition):
        unused.add(edition.theme.path(STATIC))
    yield from (artifact for artifact in edition.theme.artifacts if artifact.path not in unused)


def hosting(edition: Edition) -> Iterator[Artifact]:
    """Return what static hosts want: `.nojekyll` (GitHub Pages) and `_headers` (Netlify, Cloudflare Pages)."""
    yield Artifact(path=PurePosixPath(".nojekyll"), content=b"")
    yield Artifact(path=PurePosixPath("_headers"), content=HEADERS.encode("utf-8"))


OUTPUTS: tuple[Output, ...] = (
    home_pages,
    handout_pages,
    lesson_pages,
    glossary_pages,
    exercise_pages,
    not_found_pages,
    redirect_pages,
    theme_assets,
    card_pictures,
    sitemap,
    robots,
    atom,
    llms,
    hosting,
)
"""What takes longest is made early, so that no process is left with it at the end."""

LATER: Callable[[Edition], Later] = search_of
"""What `serve` makes only when it is asked for: the index of the search changes with every word."""
