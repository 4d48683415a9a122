"""One source, aligned views: which blocks of a lesson say the same in two languages.

`blocks` (the nouns: Block, Row) <- `detect` (one file) and `align` (two files) <- `weave` (any lesson to rows).
"""
