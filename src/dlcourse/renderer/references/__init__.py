"""References to figures, equations, lessons and works: how they become links, and the list of works."""
