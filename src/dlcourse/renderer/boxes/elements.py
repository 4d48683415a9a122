"""How boxes become HTML: their tokens in, tags out, by the name of the box."""

from collections.abc import Sequence

from markdown_it.token import Token

from dlcourse.renderer.boxes import callouts, exercises, quizzes, tabs
from dlcourse.renderer.boxes.names import CALLOUTS
from dlcourse.renderer.sheet import Rule, Sheet

OPENERS: dict[str, Rule] = {
    **dict.fromkeys((*CALLOUTS, "details"), callouts.open_callout),
    "exercise": exercises.open_exercise,
    "solution": exercises.open_solution,
    "quiz": quizzes.open_quiz,
    "tabs": tabs.open_tabs,
    "tab": tabs.open_tab,
}
"""What writes the tags that a box begins with, by its name; any other is a plain `<div>`."""

CLOSERS: dict[str, Rule] = {
    "quiz": quizzes.close_quiz,
    "tabs": tabs.close_tabs,
}
"""What writes the tags that a box ends with, where that is not the end of its own tag alone."""

TITLES: dict[str, Rule] = {
    **dict.fromkeys((*CALLOUTS, "details"), callouts.open_title),
    "exercise": exercises.open_exercise_title,
    "solution": exercises.open_solution_title,
    "quiz": quizzes.open_quiz_title,
    "tab": tabs.open_label,
}
"""What writes the tag that the title of a box begins with."""


def _by_name(rules: dict[str, Rule], otherwise: Rule) -> Rule:
    def rule(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
        return rules.get(tokens[index].info, otherwise)(tokens, index, sheet)

    return rule


def _close(tokens: Sequence[Token], index: int, sheet: Sheet) -> str:
    return f"</{tokens[index].tag}>\n"


RULES: dict[str, Rule] = {
    "box_open": _by_name(OPENERS, callouts.open_plain),
    "box_close": _by_name(CLOSERS, _close),
    "box_title_open": _by_name(TITLES, callouts.open_plain_title),
    "box_title_close": _by_name({"tab": tabs.close_label}, _close),
    **quizzes.RULES,
}
