"""Texts that know their language: filled in, counted, and written with the `lang` that they need."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from dlcourse.languages import own_name
from dlcourse.model import Language

BETWEEN = " · "
"""What stands between two languages where there is no room for markup: in attributes, in `<title>`."""

ENDED = re.compile(r"[\s。！？：；.!?:;]\Z")
"""How a text ends that needs nothing between it and the next."""

Strings = Mapping[str, str]


class Words(str):
    """A text in one language, or one that says the same in two.

    `parts` are the texts, each with its language. To everything that knows nothing of languages it is a plain text.
    """

    __slots__ = ("parts",)

    parts: tuple[tuple[str, Language], ...]

    def __new__(cls, *parts: tuple[str, Language]) -> "Words":
        """Put `parts` together; of parts that say it in the same letters only the first is kept."""
        kept = {text: language for text, language in reversed(parts) if text}
        ordered = tuple((text, kept.pop(text)) for text, _ in parts if text in kept)
        plain = ordered[0][0] if ordered else ""
        for text, _ in ordered[1:]:
            plain = f"{plain.rstrip()} {text}" if ENDED.search(plain) else plain + BETWEEN + text
        words = super().__new__(cls, plain)
        words.parts = ordered
        return words

    def __getnewargs__(self) -> tuple[tuple[str, Language], ...]:  # type: ignore[override]  # what pickle makes it of
        return self.parts


def join_strings(languages: Sequence[Language], each: Sequence[Strings]) -> Strings:
    """Return the words of the pages' own for readers of two languages: every text in both.

    A text without a letter, such as a comma, is the first language's. A text that only one language has in a form for
    a count of one (`lessons_one`) stands beside the other's only form.
    """
    joined: dict[str, str] = {}
    for key in dict.fromkeys(key for strings in each for key in strings):
        many = key.removesuffix("_one")
        texts = [strings.get(key, strings.get(many, "")) for strings in each]
        if not any(character.isalnum() for character in texts[0]):
            joined[key] = texts[0]
        else:
            joined[key] = Words(*(_part(text, language) for text, language in zip(texts, languages, strict=True)))
    return joined


def _part(text: str, language: Language) -> tuple[str, Language]:
    return text.parts[0] if isinstance(text, Words) and text.parts else (text, language)


def fill(text: str, **values: object) -> str:
    """Put values into a text's `{name}` places; a brace that names no value stays as it is.

    Into a text in two languages goes of each value what it says in that language.
    """
    if isinstance(text, Words):
        return Words(*((_filled(part, language, values), language) for part, language in text.parts))
    return _filled(text, "", values)


def _filled(text: str, language: Language, values: Mapping[str, object]) -> str:
    return re.sub(
        r"\{(\w+)\}", lambda match: _value(values[match[1]], language) if match[1] in values else match[0], text
    )


def _value(value: object, language: Language) -> str:
    if isinstance(value, Words):
        return next((text for text, its_language in value.parts if its_language == language), str(value))
    return str(value)


def counted(count: int, strings: Strings, key: str) -> str:
    """Return "3 lessons", "1 lesson": the text `key`, or `key`_one for a count of one where the language has it."""
    text = strings.get(f"{key}_one", strings[key]) if count == 1 else strings[key]
    return fill(text, count=count)


def duration(minutes: int, strings: Strings) -> str:
    """Return a time to read: minutes, from 100 minutes on hours and minutes, from ten hours on hours."""
    hours, rest = divmod(minutes, 60)
    if minutes < 100:
        time = counted(minutes, strings, "minutes")
    elif hours < 10 and rest:
        time = _side_by_side(counted(hours, strings, "hours"), counted(rest, strings, "minutes"))
    else:
        time = counted(round(minutes / 60), strings, "hours")
    return fill(strings["duration"], time=time)


def _side_by_side(first: str, second: str) -> str:
    if isinstance(first, Words) and isinstance(second, Words):
        return Words(*((f"{text} {_value(second, language)}", language) for text, language in first.parts))
    return f"{first} {second}"


def language_name(strings: Strings, language: Language) -> str:
    """Return what the words in `strings` call `language`, else what it calls itself."""
    primary = language.partition("-")[0]
    return strings.get(f"language_{language}") or strings.get(f"language_{primary}") or own_name(language)


def marked_up(text: str, language: Language) -> Markup:
    """Return `text` as HTML that stands in an element in `language`: another language carries its `lang`."""
    return _marked_up(text.parts, language) if isinstance(text, Words) else escape(text)


@lru_cache(maxsize=4096)  # every page of a module lists the same titles
def _marked_up(parts: tuple[tuple[str, Language], ...], language: Language) -> Markup:
    sides = [f'<span lang="{escape(its)}">{escape(text)}</span>' for text, its in parts]
    if len(parts) > 1:
        return Markup(f'<span class="pair">{" ".join(sides)}</span>')  # noqa: S704  # escaped above
    if parts and parts[0][1] not in ("", language):
        return Markup(sides[0])  # noqa: S704  # escaped above
    return escape(parts[0][0] if parts else "")


@pass_context
def tagged(context: Context, text: str) -> Markup:
    """Return `text` as HTML for a page of the template's `language`: see `marked_up`."""
    return marked_up(text, context["language"])


@pass_context
def lang_attr(context: Context, language: Language) -> Markup:
    """Return ` lang="…"` for a text in `language`, nothing when that is the language of the page."""
    return Markup("") if language == context["language"] else Markup(' lang="{}"').format(escape(language))
