"""The tokens of a quiz arranged as questions: text, choices, explanation.

Each task list in a quiz is a question, if one of its items is checked. What stands before the first list is its text,
what follows the last its explanation. Between two lists, the text of the next question begins behind a rule or with a
heading, else with the last paragraph. Where only a guess tells them apart, a warning says so.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from dlcourse.renderer.boxes.labels import name_of_button
from dlcourse.renderer.sheet import Sheet

LISTS = frozenset({"bullet_list_open", "ordered_list_open"})
BEFORE_TEXT = frozenset({"paragraph_open", "language_open"})
"""What opens a block whose text is that of a choice."""

Blocks = list[list[Token]]


@dataclass(slots=True)
class _Question:
    text: Blocks
    choices: list[Token]
    explanation: Blocks = field(default_factory=list)
    is_guess: bool = False


def with_questions(tokens: Sequence[Token], sheet: Sheet) -> Sequence[Token]:
    """Return `tokens` with what a quiz holds arranged as questions."""
    if "box_open" not in [token.type for token in tokens]:
        return tokens
    arranged: list[Token] = []
    inside: list[list[Token]] = []  # the tokens of each quiz that is open, outermost first
    for token in tokens:
        if token.type == "box_open" and token.info == "quiz":
            inside.append([])
        (inside[-1] if inside else arranged).append(token)
        if token.type == "box_close" and token.info == "quiz" and inside:
            quiz = list(_arranged(inside.pop(), sheet))
            (inside[-1] if inside else arranged).extend(quiz)
    return arranged


def _arranged(quiz: list[Token], sheet: Sheet) -> Iterator[Token]:
    """Yield the tokens of one quiz, its questions arranged."""
    opener, closer = quiz[0], quiz[-1]
    blocks = list(_blocks(quiz[1:-1]))
    head = list(itertools.takewhile(lambda block: block[0].type.startswith("box_title"), blocks))
    blocks = blocks[len(head) :]
    yield opener
    yield from itertools.chain.from_iterable(head)
    for block in filter(_is_task_list, blocks):
        if not _is_question(block):
            hint = "write `- [x]` before what is right"
            sheet.report("R214", sheet.place(block[0]), "none of these choices is right", hint)
    if not any(map(_is_task_list, blocks)):
        hint = "write a list of choices, `- [ ]` before each, `- [x]` before those that are right"
        sheet.report("R214", sheet.place(opener), "this quiz asks nothing that can be answered", hint)
    questions = _questions(blocks)
    _report_guesses(questions, sheet)
    if questions:
        for question in questions:
            yield from _written(question, sheet)
    else:
        yield from itertools.chain.from_iterable(blocks)
    yield replace(closer, meta={**closer.meta, "questions": len(questions)})


def _blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Cut the content of a box into its blocks."""
    block: list[Token] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


def _items(block: Sequence[Token]) -> Iterator[Token]:
    """Yield what opens the items of a list, without those of lists in it."""
    depth = 0
    for token in block:
        if depth == 1 and token.type == "list_item_open":
            yield token
        depth += token.nesting


def _is_task_list(block: Sequence[Token]) -> bool:
    return block[0].type in LISTS and any("checked" in item.meta for item in _items(block))


def _is_question(block: Sequence[Token]) -> bool:
    return block[0].type in LISTS and any(item.meta.get("checked") for item in _items(block))


def _questions(blocks: Sequence[list[Token]]) -> list[_Question]:
    """Return the questions that `blocks` make."""
    questions: list[_Question] = []
    between: Blocks = []
    for block in blocks:
        if not _is_question(block):
            between.append(block)
            continue
        start = _begin_of_text(between) if questions else 0
        if questions:
            questions[-1].explanation = _without_rules(between[:start])
            questions[-1].is_guess = bool(questions[-1].explanation) and not any(map(_is_border, between))
        questions.append(_Question(_without_rules(between[start:]), block))
        between = []
    if questions:
        questions[-1].explanation = between
    return questions


def _report_guesses(questions: Sequence[_Question], sheet: Sheet) -> None:
    """Warn where text became an answer because a question follows it, in a quiz that does not explain its last one."""
    if not questions or questions[-1].explanation:
        return
    for question in questions[:-1]:
        if question.is_guess:
            hint = "write a line `---` before the next question, or `::: solution` around what explains this one"
            place = sheet.place(question.explanation[0][0])
            sheet.report("R214", place, "this is shown as the answer to the question before it", hint)


def _begin_of_text(between: Blocks) -> int:
    """Return where the text of the next question begins in what stands between two lists of choices."""
    kinds = ["solution" if _is_solution(block) else block[0].type for block in between]
    for kind in ("hr", "heading_open", "paragraph_open"):
        place = _last(kinds, kind)
        if place > _last(kinds, "solution"):
            return place
    return len(kinds)


def _last(kinds: Sequence[str], kind: str) -> int:
    return max((place for place, each in enumerate(kinds) if each == kind), default=-1)


def _without_rules(blocks: Blocks) -> Blocks:
    return [block for block in blocks if block[0].type != "hr"]


def _is_border(block: Sequence[Token]) -> bool:
    """Tell whether the author said with this where an answer ends and a question begins."""
    return block[0].type in ("hr", "heading_open") or _is_solution(block)


def _is_solution(block: Sequence[Token]) -> bool:
    return block[0].type == "box_open" and block[0].info == "solution"


def _tokens(blocks: Blocks) -> Iterator[Token]:
    """Yield the tokens of `blocks`, those of a solution without its box: answers are folded already."""
    for block in blocks:
        if not _is_solution(block):
            yield from block
            continue
        for inner in _blocks(block[1:-1]):
            yield from _as_paragraph(inner) if inner[0].type == "box_title_open" else inner


def _as_paragraph(title: Sequence[Token]) -> list[Token]:
    strong = Token("strong_open", "strong", 1), Token("strong_close", "strong", -1)
    inline = replace(title[1], children=[strong[0], *(title[1].children or ()), strong[1]])
    return [Token("paragraph_open", "p", 1), inline, Token("paragraph_close", "p", -1, block=True)]


def _written(question: _Question, sheet: Sheet) -> Iterator[Token]:
    """Yield the tokens of a question."""
    number = sheet.page.numbers["questions"] = sheet.page.numbers.get("questions", 0) + 1
    name = sheet.id(f"page-question-{number}")
    right = [position for position, item in enumerate(_items(question.choices)) if item.meta.get("checked")]
    is_single = len(right) == 1
    yield Token("question_open", "div", 1)
    if question.text:
        yield Token("question_text_open", "div", 1, meta={"name": name})
        yield from _tokens(question.text)
        yield Token("question_text_close", "div", -1)
    role = "radiogroup" if is_single else "group"
    yield Token("choices_open", "div", 1, meta={"role": role, "name": name if question.text else ""})
    yield from _choices(question.choices, name, "radio" if is_single else "checkbox")
    yield Token("choices_close", "div", -1)
    marks = [_number(question.choices[0], position) for position in right]
    yield Token("answers_open", "details", 1, meta={"marks": marks})
    yield from _tokens(question.explanation)
    yield Token("answers_close", "details", -1)
    yield Token("question_close", "div", -1)


def _choices(block: Sequence[Token], name: str, kind: str) -> Iterator[Token]:
    """Yield the tokens of a task list as choices. One that begins with no text has its button before what it holds."""
    depth = 0
    position = -1
    checked: bool | None = None
    for token in block:
        depth += token.nesting
        if depth == 1 and token.type in LISTS:
            yield replace(token, attrs={key: value for key, value in token.attrs.items() if key != "class"})
        elif depth == 2 and token.type == "list_item_open":
            checked = token.meta.get("checked")
            position += 1
            yield replace(token, meta={key: value for key, value in token.meta.items() if key != "checked"})
        elif checked is None or token.type in BEFORE_TEXT:
            yield token
        else:
            has_text = token.type == "inline"
            number = _number(block[0], position)
            called = name_of_button(token, number) if has_text else f' aria-label="{number}"'
            meta = {"name": name, "kind": kind, "is_right": checked, "called": called}
            text = (token.children or [])[1:-1] if has_text else []
            choice = [Token("choice", "", 0, meta=meta), *text, Token("choice_end", "", 0)]
            yield replace(token, children=choice) if has_text else Token("inline", "", 0, children=choice)
            if not has_text:
                yield token
            checked = None


def _number(opener: Token, position: int) -> str:
    """Return what a choice of the list that `opener` opens is named by: its number, or a letter."""
    if opener.type == "ordered_list_open":
        return str(int(opener.attrs.get("start", 1)) + position)
    return _letters(position)


def _letters(position: int) -> str:
    """Return how style sheets count in letters: A to Z, AA, AB."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
