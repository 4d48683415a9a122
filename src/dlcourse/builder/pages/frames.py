"""What pages have in common that lie in one tree and link alike: made once, however many they are."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from markupsafe import Markup

from dlcourse.builder.edition import Edition
from dlcourse.builder.pages.licences import licence_address
from dlcourse.builder.trees import Tree
from dlcourse.languages import own_name
from dlcourse.renderer.templates import Parts
from dlcourse.renderer.words import Words

RELOAD_SCRIPT = "/_dlcourse/reload.js"

Context = dict[str, Any]
Href = Callable[[PurePosixPath | str], str]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What the pages of a tree share.

    `href` links from them. `site` is what templates know by that name but for its `languages`: those lead elsewhere
    from each page, and have no address here. `feeds` are those that a page names, `shared` is what else every template
    is given, `parts` what was made of that alone. `lessons` and `modules` are rows of lists that were made already, by
    slug and by the first lesson's slug, `items` those of the menu as HTML.
    """

    href: Href
    site: Context
    languages: list[Context]
    feeds: list[Context]
    shared: Context
    parts: Parts
    lessons: dict[str, Context] = field(default_factory=dict)
    modules: dict[str, Context] = field(default_factory=dict)
    items: dict[str, Markup] = field(default_factory=dict)


def frame_at(edition: Edition, tree: Tree, href: Href) -> Frame:
    """Return the frame of the pages of `tree` that link by `href`."""
    site = _site(edition, tree, href)
    shared: Context = {
        "language": tree.language,
        "tree": tree,
        "t": edition.strings[tree.name],
        "asset": cache(lambda name: href(edition.theme.path(name))),
        "logo": edition.theme.drawing("favicon.svg"),
        "live_reload": RELOAD_SCRIPT if edition.options.live_reload else "",
    }
    return Frame(
        href, site, _languages(edition, tree), _feeds(edition, tree, href), shared, Parts(shared | {"site": site})
    )


def site_title(edition: Edition, tree: Tree) -> Words:
    """Return what the course is called in `tree`."""
    untitled = edition.strings[tree.name]["untitled_course"]
    title = edition.words(edition.settings.title, tree)
    return title or (untitled if isinstance(untitled, Words) else Words((untitled, tree.language)))


def _site(edition: Edition, tree: Tree, href: Href) -> Context:
    settings, addresses, name = edition.settings, edition.addresses, tree.name
    return {
        "title": site_title(edition, tree),
        "description": edition.words(settings.description, tree),
        "home": href(addresses.home(name)),
        "glossary": href(addresses.glossary(name)) if edition.course.glossary else "",
        "exercises": href(addresses.exercises(name)) if edition.has_exercises else "",
        "print": href(addresses.handout(name)) if edition.has_handout else "",
        "search": href(PurePosixPath("search", "index.js")).removesuffix("index.js"),
        "authors": list(settings.authors),
        "licence": settings.licence,
        "licence_address": licence_address(settings.licence),
        "repository": settings.repository,
    }


def _languages(edition: Edition, here: Tree) -> list[Context]:
    """Return the trees as readers of one choose among them; `attributes` are those of the link, but for its address."""
    if len(edition.trees) == 1:
        return []
    rows: list[Context] = []
    for tree in edition.trees:
        language, is_current = "" if tree.is_both else tree.language, tree == here
        spoken = {"lang": language, "hreflang": language} if language else {}
        attributes = spoken | {"data-tree": tree.name} | ({"aria-current": "true"} if is_current else {})
        rows.append(
            {
                "code": tree.name,
                "language": language,
                "name": edition.strings[here.name]["both"] if tree.is_both else own_name(tree.language),
                "is_current": is_current,
                "attributes": Markup("").join(Markup(' {}="{}"').format(*each) for each in attributes.items()),
            }
        )
    return rows


def _feeds(edition: Edition, tree: Tree, href: Href) -> list[Context]:
    return [
        {"title": str(site_title(edition, edition.tree(language))), "href": href(edition.addresses.feed(language))}
        for language in tree.languages
        if edition.has_feed(language)
    ]
