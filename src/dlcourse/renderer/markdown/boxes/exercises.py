"""Exercises and their solutions looked over: which solution belongs to which exercise, and what does not fit."""

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from dlcourse.model import label_key
from dlcourse.renderer.markdown.faults import Faults


def use_exercises(md: MarkdownIt) -> None:
    """Make `md` look exercises and solutions over; boxes must be read already."""
    md.core.ruler.after("block", "exercises", _look_over)


def _look_over(state: StateCore) -> None:
    """Report an exercise that asks nothing, and a solution of nothing.

    A solution whose title is the label of an exercise (as MyST has it) is the one of that exercise: its title goes.
    """
    if "open_boxes" not in state.env:
        return
    if not any(token.type == "box_open" and token.info in ("exercise", "solution") for token in state.tokens):
        return
    labels = {
        label_key(str(token.meta["attributes"].id))
        for token in state.tokens
        if token.type == "box_open" and token.info == "exercise" and token.meta["attributes"].id
    }
    kept: list[Token] = []
    faults = Faults(state)
    has_exercise = False
    skipped = 0
    for index, token in enumerate(state.tokens):
        if skipped:
            skipped -= 1
            continue
        kept.append(token)
        if token.type != "box_open":
            continue
        following = state.tokens[index + 1]
        has_exercise |= token.info in ("exercise", "quiz")
        if token.info == "exercise" and following.type == "box_close":
            hint = "write what there is to do behind the name, or below it"
            faults.add(token, "this exercise is empty", hint)
        elif token.info == "solution":
            if not has_exercise:
                hint = "write `::: exercise` before it, or call it `::: details`"
                faults.add(token, "this solution stands before any exercise", hint)
            label = state.tokens[index + 2].content if following.type == "box_title_open" else ""
            if label_key(label) in labels:
                token.meta["exercise"] = label
                skipped = 3
    state.tokens = kept
