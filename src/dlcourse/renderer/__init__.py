"""One Lesson in, a Document out: HTML per view, headings, links, diagnostics."""
