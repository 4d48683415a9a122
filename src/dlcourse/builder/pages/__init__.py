"""The pages people read, each a recipe of HTML: an `Edition` in, the artifacts of one kind of page out."""
