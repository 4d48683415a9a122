"""A new course: a folder in, a small course that builds at once in it."""

from pathlib import Path

from dlcourse.diagnostics import ConfigError
from dlcourse.shipped import shipped

STARTER = (
    "01-start/module.toml",
    "01-start/01-welcome.zh.md",
    "01-start/01-welcome.en.md",
    "01-start/02-math-and-code.md",
    "01-start/figures/slope.svg",
)
"""What a new course begins with, below the shipped content/. These lessons link only to each other."""

COURSE_TOML = """\
# What the course is called and how it is published. Every key may be left out.

languages = ["zh", "en"]    # the first one is the source language
# authors = ["Your name"]
# licence = "CC BY 4.0"

# The address the site will have. Set it (here or with --base-url) to get a sitemap and canonical links.
# base_url = "https://example.org/my-course/"

[title]
zh = "我的课程"
en = "My Course"
"""
GITIGNORE = """\
# What `dlcourse build` makes
/dist/
/.dist.*
"""


def create_course(folder: Path) -> tuple[Path, ...]:
    """Write a small course into `folder` and return the files written, in order.

    Nothing that is there is replaced: raises ConfigError, before anything is written, if `folder` is a file or
    already holds a content/ that is not empty. A .gitignore that is there stays as it is.
    """
    files = _files(folder)
    taken = _taken(folder)
    if taken:
        shown = ", ".join(path.as_posix() for path in taken[:5]) + (", ..." if len(taken) > 5 else "")
        raise ConfigError(f"{folder.as_posix()}: there is something already: {shown}; name another folder")
    written = []
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.name == ".gitignore" and path.exists():
            continue
        with path.open("xb") as file:
            file.write(content)
        written.append(path)
    return tuple(written)


def _files(folder: Path) -> dict[Path, bytes]:
    source = shipped("content")
    lessons = {folder / "content" / name: (source / name).read_bytes() for name in STARTER}
    return {
        folder / "content" / "course.toml": COURSE_TOML.encode("utf-8"),
        **lessons,
        folder / ".gitignore": GITIGNORE.encode("utf-8"),
    }


def _taken(folder: Path) -> list[Path]:
    """Return what stands where the course would be written."""
    content = folder / "content"
    for place in (folder, content):
        if (place.is_symlink() or place.exists()) and not place.is_dir():
            return [place]
    return sorted(content.iterdir()) if content.is_dir() else []
