"""Which language a lesson is written in."""

from dlcourse.model import Language
from dlcourse.renderer.reading import count_han, count_words


def language_of(text: str, languages: tuple[Language, ...]) -> Language:
    """Return the language of the prose `text`, one of the course's `languages`.

    Only Chinese and English are told apart, by script: Chinese if at least 35 % of its weight is Han (a Latin word
    weighs as much as 1.6 characters). In a course with other languages it is the first.
    """
    primary = {language.partition("-")[0]: language for language in reversed(languages)}
    if "zh" not in primary or "en" not in primary:
        return languages[0]
    han, words = count_han(text), count_words(text)
    if not han and not words:
        return languages[0]
    return primary["zh"] if han / (han + 1.6 * words) >= 0.35 else primary["en"]
