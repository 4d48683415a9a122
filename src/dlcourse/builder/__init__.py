"""A Course and its Documents in, a Site out, and from there dist/."""
