"""One source, aligned views: which blocks of a lesson say the same in two languages, and the pages made of that.

`blocks` (the nouns: Block, Row) <- `detection` (one file) and `alignment` (two files) <- `weave` (any lesson to rows)
<- `layout` (ids, levels, languages), `cells` (every side rendered once), `views` (bodies) <- `document`.
"""
