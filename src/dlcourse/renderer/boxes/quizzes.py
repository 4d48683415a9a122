"""How quizzes become HTML: questions with choices that do not tell which is right, and answers to be opened."""

from collections.abc import Sequence

from markdown_it.token import Token

from dlcourse.model import Phrase
from dlcourse.renderer.sheet import Rule, Sheet

WORDS = ("check", "correct", "incomplete", "wrong", "none_chosen", "score")
"""What the script says: `quiz_check` and so on in the words of the pages' own."""


def open_quiz(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Write the tag that a quiz begins with, the words for its script, and what it is if its author gave no title."""
    token = tokens[index]
    is_open = " open" if "open" in token.attrs else ""
    tag = f'<{token.tag} class="quiz"{sheet.attributes(token)}{is_open}>\n'
    if tokens[index + 1].type == "box_title_open":
        return tag
    title = "summary" if token.tag == "details" else "p"
    return f'{tag}<{title} class="quiz-title">{sheet.put_aside(Phrase(key="quiz"))}</{title}>\n'


def open_quiz_title(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Write the tag that the title of a quiz begins with."""
    return f'<{tokens[index].tag} class="quiz-title">'


def close_quiz(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Write the place for the score with the words that the script says, and the tag that a quiz ends with."""
    token = tokens[index]
    if not token.meta.get("questions"):
        return f"</{token.tag}>\n"
    phrases = {word: sheet.put_aside(Phrase(key=f"quiz_{word}", is_plain=True)) for word in WORDS}
    data = "".join(f' data-{word.replace("_", "-")}="{phrase}"' for word, phrase in phrases.items())
    score = sheet.put_aside(f'<p class="quiz-score" role="status"{data}></p>')
    return f"{score}\n</{token.tag}>\n"


def _open_text(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    return f'<div class="question-text" id="{tokens[index].meta["name"]}">\n'


def _open_choices(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Write a group of choices. What the sanitiser does not know is put aside."""
    meta = tokens[index].meta
    label = f'aria-label="{sheet.put_aside(Phrase(key="quiz", is_plain=True))}"'
    label = f'aria-labelledby="{meta["name"]}"' if meta["name"] else label
    return sheet.put_aside(f'<div class="choices" role="{meta["role"]}" {label}>') + "\n"


def _close_choices(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    return sheet.put_aside("</div>") + "\n"


def _choice(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    meta = tokens[index].meta
    right = " data-right" if meta["is_right"] else ""
    button = f'<input type="{meta["kind"]}" name="{meta["name"]}"{meta["called"]}{right}>'
    return f"<label>{sheet.put_aside(button)}<span>"


def _open_answers(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    answer, right = (sheet.put_aside(Phrase(key=key)) for key in ("quiz_answer", "quiz_right"))
    marks = sheet.put_aside(Phrase(key="comma")).join(tokens[index].meta["marks"])
    summary = f"<summary>{answer}</summary>"
    return f'<details class="answers">\n{summary}\n<p><span class="label">{right}</span>{marks}</p>\n'


RULES: dict[str, Rule] = {
    "question_open": lambda tokens, index, sheet: '<div class="question">\n',
    "question_close": lambda tokens, index, sheet: "</div>\n",
    "question_text_open": _open_text,
    "question_text_close": lambda tokens, index, sheet: "</div>\n",
    "choices_open": _open_choices,
    "choices_close": _close_choices,
    "choice": _choice,
    "choice_end": lambda tokens, index, sheet: "</span></label>",
    "answers_open": _open_answers,
    "answers_close": lambda tokens, index, sheet: "</details>\n",
}
