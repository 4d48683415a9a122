"""What every page of the site needs: the words of its tree, links from where it lies, its head. A page in, HTML out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import PurePosixPath

from markupsafe import Markup

from dlcourse.builder.addresses import INDEX
from dlcourse.builder.edition import Edition
from dlcourse.builder.pages.frames import Context, Frame, Href, frame_at
from dlcourse.builder.pages.social import Picture, course_picture, picture_properties
from dlcourse.builder.trees import Tree
from dlcourse.languages import locale_of
from dlcourse.model import Language
from dlcourse.renderer.words import Strings

ANY_LESSON = "-"
"""A folder that no page lies in: links from it are those from the page of any lesson."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every part of one page needs to know: the edition, the tree and the path of the page, how it links.

    `frame` is what it shares with all pages that link alike.
    """

    edition: Edition
    tree: Tree
    page: PurePosixPath
    href: Href
    frame: Frame

    @property
    def strings(self) -> Strings:
        """The words of the pages' own for the readers of this page."""
        return self.edition.strings[self.tree.name]

    @property
    def is_front(self) -> bool:
        """Tell whether this is the page at the root of the site."""
        return str(self.page) == INDEX


def desk_at(edition: Edition, tree: Tree, page: PurePosixPath, *, is_rooted: bool = False) -> Desk:
    """Return the desk for `page`, whose links are relative, or from the host's root, if that is known."""
    href = partial(edition.addresses.rooted if is_rooted else edition.addresses.href, page)
    return Desk(edition, tree, page, href, frame_at(edition, tree, href))


def lesson_desk(edition: Edition, tree: Tree, slug: str) -> Desk:
    """Return the desk for the page of a lesson: all those of a tree share one frame."""
    page = edition.addresses.lesson(tree.name, slug)
    return Desk(edition, tree, page, partial(edition.addresses.href, page), lesson_frame(edition, tree))


def any_lesson_desk(edition: Edition, tree: Tree) -> Desk:
    """Return a desk as far from other pages as those of lessons are, and in the place of none."""
    return lesson_desk(edition, tree, ANY_LESSON)


def lesson_frame(edition: Edition, tree: Tree) -> Frame:
    """Return the frame of the pages of lessons in `tree`."""
    href = partial(edition.addresses.href, edition.addresses.lesson(tree.name, ANY_LESSON))
    return edition.memo.kept(("frame", tree.name), lambda: frame_at(edition, tree, href))


def page_bytes(desk: Desk, template: str, context: Context) -> bytes:
    """Return what stands in the file of the page that `template` makes of `context`."""
    frame = desk.frame
    given = frame.shared | {"site": site_facts(desk), "parts": frame.parts} | context
    return desk.edition.templates.render(template, given).encode("utf-8")


def site_facts(desk: Desk) -> Context:
    """Return what templates know as `site`."""
    return desk.frame.site | {"languages": [row | {"href": _href(desk, row["code"])} for row in desk.frame.languages]}


def _href(desk: Desk, tree: str) -> str:
    """Return the link to the page that shows in `tree` what this page shows in its own."""
    folder, _, rest = str(desk.page).partition("/")
    if folder == desk.tree.name and desk.page.name == INDEX:
        return desk.href(f"{tree}/{rest}")
    return desk.href(desk.edition.addresses.home(tree))


def page_facts(
    desk: Desk,
    title: str,
    description: str = "",
    *,
    is_indexed: bool = True,
    inline_style: bool = False,
    frames: str = "",
) -> Context:
    """Return what templates know as `page`: the facts of its head. `frames` is the site that it may show a frame of.

    `canonical`, `alternates` and `social` are empty until `with_addresses` fills them in.
    """
    return {
        "title": title,
        "description": description,
        "canonical": "",
        "alternates": [],
        "social": [],
        "feeds": desk.frame.feeds,
        "csp": _csp(inline_style, frames),
        "is_indexed": is_indexed,
        "is_front": desk.is_front,
    }


def with_addresses(
    facts: Context,
    desk: Desk,
    *,
    canonical: PurePosixPath,
    versions: Mapping[Language, PurePosixPath],
    default: PurePosixPath,
    kind: str,
    picture: Picture | None = None,
) -> Context:
    """Return `facts` with where the page is to be found.

    `canonical` is the page that search engines shall show, `versions` are the real pages by language, `default` is the
    one for readers of any other; `kind` is Open Graph's word for what the page is. A page that is shown in place of
    another has no alternates: those of the real ones name each other. It need not ask search engines to leave it out
    once it can name the real one: both at once would contradict each other. `picture` stands for the page where it is
    shared, else that of the course.
    """
    absolute = desk.edition.addresses.absolute
    facts = facts | {"canonical": absolute(canonical)}
    facts["is_indexed"] = facts["is_indexed"] or bool(facts["canonical"])
    if facts["canonical"] and len(versions) > 1 and desk.page == canonical:
        found = [{"language": language, "href": absolute(page)} for language, page in versions.items()]
        facts["alternates"] = [*found, {"language": "x-default", "href": absolute(default)}]
    shown = picture or course_picture(desk.edition, desk.tree.language)
    properties = [*_social(desk, facts, versions, kind), *picture_properties(desk.edition, shown)]
    return facts | {"social": properties}


def _social(desk: Desk, facts: Context, versions: Iterable[Language], kind: str) -> list[tuple[str, str]]:
    """Return the page's Open Graph properties (ogp.me)."""
    site = desk.frame.site
    title, language = str(site["title"]), desk.tree.language
    found = [
        ("og:title", str(facts["title"]) or title),
        ("og:description", str(facts["description"] or site["description"])),
        ("og:type", kind),
        ("og:url", facts["canonical"]),
        ("og:site_name", title),
        ("og:locale", locale_of(language)),
        *(("og:locale:alternate", locale_of(other)) for other in versions if other != language),
    ]
    return [(name, value) for name, value in found if value]


@cache
def _csp(inline_style: bool, frames: str) -> Markup:
    """Return the rules as they stand between double quotes: nothing in them has to be escaped there."""
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self' 'unsafe-inline'" if inline_style else "'self'",
        "img-src": "'self' data:",
        "media-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",  # for `serve`, and for checkers, which fetch robots.txt as the page would
        "base-uri": "'none'",
        "object-src": "'none'",
        "form-action": "'none'",
    }
    if frames:
        rules["frame-src"] = frames
    return Markup("; ".join(f"{name} {value}" for name, value in rules.items()))  # noqa: S704  # constants of ours
