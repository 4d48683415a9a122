"""Lists of texts that authors write (objectives, tags): a list in, what the readers of a tree see of it out."""

from collections.abc import Sequence

from dlcourse.builder.edition import Edition
from dlcourse.builder.trees import Tree
from dlcourse.model import Language, Lesson, LocalTexts
from dlcourse.renderer.bilingual.scripts import language_of
from dlcourse.renderer.words import Words


def lesson_texts(edition: Edition, lesson: Lesson, tree: Tree, key: str) -> list[Words]:
    """Return the texts of a front matter's list (`objectives`, `tags`) that the readers of `tree` see."""
    shown = edition.face(lesson, tree).language
    languages = tree.languages if tree.name == edition.face(lesson, tree).name else (shown,)
    return _joined([_own_texts(edition, lesson, language, key) for language in languages])


def course_texts(edition: Edition, texts: LocalTexts, tree: Tree) -> list[Words]:
    """Return the texts of a list in course.toml or module.toml for readers of `tree`.

    They are in each of their languages, else in one that there is.
    """
    known = {language: each for language, each in texts.items() if language and each}
    found = [[Words((text, language)) for text in known[language]] for language in tree.languages if language in known]
    if found:
        return _joined(found)
    bare = [Words((text, language_of(text, edition.settings.languages))) for text in texts.get("", ())]
    return bare or [Words((text, language)) for language, each in list(known.items())[:1] for text in each]


def _joined(lists: Sequence[Sequence[Words]]) -> list[Words]:
    """Lists of the same length in two languages say the same, one by one; else those of both languages are joined."""
    if len(lists) == 2 and len(lists[0]) == len(lists[1]):
        return [Words(*first.parts, *second.parts) for first, second in zip(*lists, strict=True)]
    return list(dict.fromkeys(words for each in lists for words in each))


def _own_texts(edition: Edition, lesson: Lesson, language: Language, key: str) -> list[Words]:
    source = edition.source(lesson, language)
    texts: Sequence[str] = getattr(source.fields, key)
    if source.language or len(edition.outline(lesson).languages) == 1:
        return [Words((text, language)) for text in texts]
    return [Words((text, language_of(text, edition.outline(lesson).languages))) for text in texts]
