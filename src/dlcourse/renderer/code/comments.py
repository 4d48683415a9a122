"""How comments begin and end, in any language: what marks of ours may stand between.

`# x`, `// x`, `-- x`, `% x`, `; x`, `/* x */`, `{/* x */}`, `<!-- x -->`, `(* x *)`, `{- x -}`, `REM x`, `:: x` …
"""

OPENER = r"(?:\{/\*+|/\*+|//+|<!--|<%--|\(\*|\{-|\{\{!(?:--)?|\{#|#+|--+|%+|;+|::|'|\"|@?\b[Rr][Ee][Mm]\b)"
CLOSER = r"(?:\*+/\}?|--%>|-->|\*\)|-\}|(?:--)?\}\}|#\})"
MARKDOWN_OPENER = r"(?:<!--|\{/\*)"
"""Markdown has no other comments: what stands behind `//` there is shown."""
