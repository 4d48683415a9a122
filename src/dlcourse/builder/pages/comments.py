"""Comments below lessons, by giscus: what the page offers before the reader clicks. Nothing is asked of giscus here."""

from urllib.parse import quote, urlencode

from dlcourse.builder.edition import Edition
from dlcourse.builder.pages.desk import Desk
from dlcourse.builder.pages.frames import Context
from dlcourse.model import Language, Lesson

GISCUS = "https://giscus.app"
# What giscus speaks.
_SPOKEN = frozenset(
    "ar be bg ca cs da de en eo es eu fa fr gr gsw he hu id it ja kh ko nl pl pt ro ru th tr uk uz vi "
    "zh-CN zh-HK zh-TW".split()
)
_NAMED_OTHERWISE = {"zh": "zh-CN", "zh-hans": "zh-CN", "zh-hant": "zh-TW", "zh-mo": "zh-HK", "el": "gr", "km": "kh"}


def has_comments(edition: Edition, lesson: Lesson) -> bool:
    """Tell whether a lesson may be commented: `comments: false` in its front matter says that it may not."""
    return edition.settings.comments is not None and lesson.fields.extra.get("comments") is not False


def comments_of(desk: Desk, lesson: Lesson) -> Context | None:
    """Return what the comments of a page need: the address of their `frame`, and of the `discussions` on GitHub.

    The script adds to `frame` what only the reader's browser knows; the term to look for too, if `mapping` says so.
    """
    table = desk.edition.settings.comments
    if table is None or not has_comments(desk.edition, lesson):
        return None
    is_by_slug = table.mapping == "slug"
    asked = {
        "repo": table.repo,
        "repoId": table.repo_id,
        "category": table.category,
        "categoryId": table.category_id,
        "strict": str(int(table.strict)),
        "reactionsEnabled": str(int(table.reactions)),
        "emitMetadata": "0",
        "inputPosition": table.input_position,
        **({"term": lesson.slug} if is_by_slug else {}),
    }
    discussions = f"https://github.com/{table.repo}/discussions"
    return {
        "frame": f"{GISCUS}/{_spoken(desk.tree.language)}/widget?{urlencode(asked)}",
        "mapping": table.mapping,
        "discussions": f"{discussions}?discussions_q={quote(lesson.slug)}" if is_by_slug else discussions,
    }


def _spoken(language: Language) -> str:
    """Return what giscus calls a language, English where it does not speak it."""
    tags = (language.lower(), language.lower().partition("-")[0])
    known = {each.lower(): each for each in _SPOKEN} | _NAMED_OTHERWISE
    return next((known[tag] for tag in tags if tag in known), "en")
