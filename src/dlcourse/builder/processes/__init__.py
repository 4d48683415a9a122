"""Work in, results in its order out, by several processes where that is worth their start."""
