"""How exercises and solutions become HTML: an exercise has a number, a solution is closed until a reader opens it."""

from collections.abc import Sequence

from markdown_it.token import Token

from dlcourse.model import Phrase, label_key
from dlcourse.renderer.sheet import Sheet


def open_exercise(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Write the tag that an exercise begins with; where its author gave no title, its number too."""
    token = tokens[index]
    is_open = " open" if "open" in token.attrs else ""
    tag = f'<{token.tag} class="exercise"{sheet.attributes(token)}{is_open}>\n'
    if tokens[index + 1].type == "box_title_open":
        return tag
    title = "summary" if token.tag == "details" else "p"
    return f'{tag}<{title} class="exercise-title">{_number(token, sheet)}</{title}>\n'


def open_exercise_title(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Write the tag that the title of an exercise begins with, and its number."""
    return f'<{tokens[index].tag} class="exercise-title">{_number(tokens[index - 1], sheet)} '


def open_solution(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Write the tag that a solution begins with; where its author gave no title, what it is."""
    token = tokens[index]
    is_open = " open" if "open" in token.attrs else ""
    tag = f'<{token.tag} class="solution"{sheet.attributes(token)}{is_open}>\n'
    if tokens[index + 1].type == "box_title_open":
        return tag
    label = sheet.page.labels.get(label_key(token.meta.get("exercise", "")))
    phrase = Phrase(key="solution_number", number=label.number) if label else Phrase(key="solution")
    title = "summary" if token.tag == "details" else "p"
    return f'{tag}<{title} class="solution-title">{sheet.put_aside(phrase)}</{title}>\n'


def open_solution_title(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    """Write the tag that the title of a solution begins with."""
    return f'<{tokens[index].tag} class="solution-title">'


def _number(exercise: Token, sheet: Sheet) -> str:
    number = str(exercise.meta.get("number", ""))
    phrase = Phrase(key="exercise_number", number=number) if number else Phrase(key="exercise")
    return f'<span class="exercise-number">{sheet.put_aside(phrase)}</span>'
