"""What stands inside sentences beyond plain Markdown (keys, abbreviations), lists of definitions, contents."""
