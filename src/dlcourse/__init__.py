"""dlcourse: a folder of Markdown lessons in, a static bilingual course site out."""

__version__ = "0.1.0"
