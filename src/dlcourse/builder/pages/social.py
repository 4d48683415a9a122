"""What stands for a page where a link to it is shared: the card of a lesson, that of the course, or a static one."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from dlcourse.builder.cards.cards import card_path
from dlcourse.builder.cards.drawing import HEIGHT, WIDTH, Card
from dlcourse.builder.edition import Edition
from dlcourse.builder.keeping.engine import engine_digest
from dlcourse.builder.press import digest_of
from dlcourse.builder.trees import Tree
from dlcourse.model import Artifact, Language, Lesson, Module, Recipe

STATIC = "card.png"
"""The card in templates/assets for pages that none can be drawn for. An author's own stands for all pages."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A published card: its path, its size in pixels, what it shows in words."""

    path: PurePosixPath
    width: int
    height: int
    alt: str


def lesson_picture(edition: Edition, module: Module, lesson: Lesson, language: Language) -> Picture | None:
    """Return the card of a lesson in one of its languages; None without a base URL, as nobody could fetch it."""
    if not _draws(edition):
        return _static(edition, str(edition.title(lesson, edition.tree(language))))
    return _picture(edition, _lesson_card(edition, module, lesson, language), _lesson_name(lesson, language))


def course_picture(edition: Edition, language: Language) -> Picture | None:
    """Return the card of the course in a language; None without a base URL."""
    return _picture(edition, _course_card(edition, language), _course_name(language))


def picture_properties(edition: Edition, picture: Picture | None) -> list[tuple[str, str]]:
    """Return the Open Graph properties (ogp.me) of a card, and how X shows it."""
    if picture is None:
        return []
    return [
        ("og:image", edition.addresses.absolute(picture.path)),
        ("og:image:width", str(picture.width)),
        ("og:image:height", str(picture.height)),
        ("og:image:alt", picture.alt),
        ("twitter:card", "summary_large_image"),
    ]


def card_pictures(edition: Edition) -> Iterator[Artifact]:
    """Return every card that can be drawn, to be made when it is wanted."""
    cards = edition.cards
    if cards is None or not _draws(edition):
        return
    key = cards_key(edition)
    for card, name in _cards(edition):
        if cards.can_draw(card):
            recipe = Recipe(digest_of(engine_digest(), key, card), partial(cards.picture, card))
            yield Artifact(path=card_path(card, name), content=recipe)


def cards_key(edition: Edition) -> str:
    """Return what changes whenever other cards can be drawn, or may look otherwise."""
    if edition.cards is None or not _draws(edition):
        return ""
    return edition.cards.key(edition.languages)


def needs_static(edition: Edition) -> bool:
    """Tell whether the static card stands for at least one page."""
    cards = edition.cards
    if cards is None or not _draws(edition):
        return bool(edition.addresses.base_url)
    return not all(cards.can_draw(card) for card, _ in _cards(edition))


def _draws(edition: Edition) -> bool:
    return edition.cards is not None and bool(edition.addresses.base_url) and not edition.theme.is_own(STATIC)


def _picture(edition: Edition, card: Card, name: str) -> Picture | None:
    if edition.cards and _draws(edition) and edition.cards.can_draw(card):
        return Picture(card_path(card, name), WIDTH, HEIGHT, card.title)
    return _static(edition, card.title)


def _static(edition: Edition, title: str) -> Picture | None:
    if not edition.addresses.base_url:
        return None
    path, width, height = edition.memo.kept("static card", lambda: _measured(edition))
    return Picture(path, width, height, title)


def _measured(edition: Edition) -> tuple[PurePosixPath, int, int]:
    return edition.theme.path(STATIC), *edition.theme.size(STATIC)


def _cards(edition: Edition) -> Iterator[tuple[Card, str]]:
    for language in edition.languages:
        yield _course_card(edition, language), _course_name(language)
    for module in edition.course.modules:
        for lesson in module.lessons:
            for language in edition.outline(lesson).languages:
                yield _lesson_card(edition, module, lesson, language), _lesson_name(lesson, language)


def _lesson_card(edition: Edition, module: Module, lesson: Lesson, language: Language) -> Card:
    tree = edition.tree(language)
    return Card(
        title=str(edition.title(lesson, tree)),
        above=_course_title(edition, tree),
        below=str(edition.words(module.title, tree)),
        site=_site(edition),
        language=language,
    )


def _course_card(edition: Edition, language: Language) -> Card:
    tree = edition.tree(language)
    about = str(edition.words(edition.settings.description, tree))
    return Card(title=_course_title(edition, tree), above="", below=about, site=_site(edition), language=language)


def _lesson_name(lesson: Lesson, language: Language) -> str:
    return f"{lesson.slug[:50]}-{language}"


def _course_name(language: Language) -> str:
    return f"course-{language}"


def _course_title(edition: Edition, tree: Tree) -> str:
    return str(edition.words(edition.settings.title, tree) or edition.strings[tree.name]["untitled_course"])


def _site(edition: Edition) -> str:
    parts = urlsplit(edition.addresses.base_url)
    return (parts.hostname or "").removeprefix("www.") + parts.path.rstrip("/")
