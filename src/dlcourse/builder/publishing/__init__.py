"""A `Site` in, a folder on disk out: all of it or nothing, and what stands already is not written again."""
