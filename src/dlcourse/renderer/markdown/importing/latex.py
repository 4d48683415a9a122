r"""Commands of LaTeX in prose: `\emph{…}`, `\textbf{…}`, `\url{…}`, `\cite{…}` are read, `\newpage` is left out."""

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from dlcourse.patterns import lazy
from dlcourse.renderer.markdown.importing.notices import note, shown
from dlcourse.renderer.markdown.importing.tagspans import leave_out, show_as_code

WITH_TEXT = lazy(
    r"\\(?:(emph|textit|textbf|underline|texttt|url|cite[pt]?)\{([^{}\n]{1,400})\}|(@ref)\(([^()\s]{1,80})\))"
)
LAYOUT = lazy(
    r"\\(?:newpage|pagebreak|clearpage|cleardoublepage|noindent|(?:small|med|big)skip|centering|hfill|vfill"
    r"|[vh]space\*?\{[^{}\n]{1,40}\})(?![A-Za-z])[ \t]?"
)
TAGS = {"emph": "em", "textit": "em", "textbf": "strong", "underline": "u"}


def use_latex(md: MarkdownIt) -> None:
    """Make `md` read a few commands of LaTeX outside of formulas."""
    md.inline.ruler.before("escape", "latex_command", _command)


def _command(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "\\":
        return False
    match = WITH_TEXT.match(state.src, state.pos, state.posMax)
    layout = None if match else LAYOUT.match(state.src, state.pos, state.posMax)
    if not silent and match:
        _write(state, match[1] or match[3], match[2] or match[4], match[0])
    elif not silent and layout:
        token = leave_out(state, layout[0])
        note(token, "LaTeX", f"the command {shown(layout[0])} is for paper: left out", "take it out")
    found = match or layout
    state.pos = found.end() if found else state.pos
    return found is not None


def _write(state: StateInline, name: str, body: str, source: str) -> None:
    offset, count = state.pos, len(state.tokens) + bool(state.pending)
    if name in TAGS:
        state.push(f"{TAGS[name]}_open", TAGS[name], 1)
        state.push("text", "", 0).content = body
        state.push(f"{TAGS[name]}_close", TAGS[name], -1)
    elif name == "texttt":
        show_as_code(state, source, body)
    elif name == "url":
        state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(body)}
        state.push("text", "", 0).content = body
        state.push("link_close", "a", -1)
    elif name == "@ref":
        token = state.push("reference", "", 0)
        token.content, token.meta = body, {"name": body, "form": "number"}
    else:
        keys = [key.strip() for key in body.split(",") if key.strip()]
        parts = [part for key in keys for part in (("", "; "), (key, ""))][1:]
        token = state.push("citation", "", 0)
        token.content, token.meta = "[" + "; ".join(f"@{key}" for key in keys) + "]", {"keys": keys, "parts": parts}
    for token in state.tokens[count:]:
        token.meta.setdefault("offset", offset)
