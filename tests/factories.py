"""Small factories for tests: lessons, sources, courses on disk."""

import datetime
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from dlcourse.builder.pipeline import Build, build_site
from dlcourse.config import Options, Project
from dlcourse.diagnostics import Level
from dlcourse.model import (
    Background,
    Contents,
    Document,
    FrontMatter,
    Image,
    Lesson,
    Mark,
    Phrase,
    Piece,
    Reference,
    Source,
    Target,
    TitleOf,
)
from dlcourse.renderer.lesson import render_lesson

NOON = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000003000000020802000000120f8a1c"
    "0000000d49444154789c63f8ffff3f030005fe02fe0df6a1d00000000049454e44ae426082"
)
"""A PNG of 3 by 2 pixels."""


def a_source(body: str, *, path: str = "01-cnn.md", body_line: int = 1, language: str | None = None) -> Source:
    return Source(
        path=PurePosixPath(path),
        file=f"content/{path}",
        fields=FrontMatter(),
        places={},
        body=body,
        body_line=body_line,
        language=language,
    )


def a_lesson(*sources: Source, slug: str = "cnn", fields: FrontMatter | None = None) -> Lesson:
    return Lesson(slug=slug, sources=sources, fields=fields or FrontMatter())


def a_background(languages: tuple[str, ...] = ("zh", "en"), **given: Any) -> Background:
    return Background(languages=languages, **given)


def a_document(
    body: str,
    *,
    fields: FrontMatter | None = None,
    body_line: int = 1,
    languages: tuple[str, ...] = ("zh", "en"),
) -> Document:
    return render_lesson(a_lesson(a_source(body, body_line=body_line), fields=fields), a_background(languages))


def a_pair(first: str, second: str, languages: tuple[str, str] = ("zh", "en")) -> Document:
    """Render sibling files, the source language's first."""
    bodies = zip((first, second), languages, strict=True)
    sources = [a_source(body, path=f"01-cnn.{language}.md", language=language) for body, language in bodies]
    return render_lesson(a_lesson(*sources), a_background(languages))


def html_of(document: Document, view: str = "") -> str:
    """Return the body of a document's first view (or `view`), links and pictures as their authors wrote them."""
    return "".join(_shown(piece) for piece in document.view(view).body).rstrip("\n") + "\n"


def _shown(piece: Piece) -> str:
    if isinstance(piece, Target):
        return f"→{piece.source}"
    if isinstance(piece, Image):
        asked = [f"{name}={getattr(piece, name)}" for name in ("title", "width", "height", "share", "style_class")]
        dark = [f"dark={piece.dark.source}"] if piece.dark else []
        said = [each for each in asked if not each.endswith(("=", "=None"))]
        return f"<img {' '.join([f'→{piece.target.source} {piece.alt}', *said, *dark])}>"
    if isinstance(piece, Phrase):
        return f"[{piece.key} {piece.language or piece.number}]"
    if isinstance(piece, Reference):
        return f"[{piece.name}]"
    if isinstance(piece, Contents):
        return "[contents]\n"
    if isinstance(piece, TitleOf):
        return f"[title of {piece.target.source}]"
    return "" if isinstance(piece, Mark) else piece


def write_tree(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write `files` (path below `root` -> content) and return `root`."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return root


def build(content: Path, *, level: Level = Level.DEFAULT, templates: Path | None = None, **options: object) -> Build:
    """Build the course in the folder `content`."""
    project = Project(content=content, content_name="content", templates=templates)
    return build_site(project, Options(now=NOON, level=level, **options))  # type: ignore[arg-type]  # passed through


def built(content: Path, **options: object) -> dict[str, str]:
    """Build the course in `content`, which must be publishable, and return its text files by path."""
    result = build(content, **options)  # type: ignore[arg-type]  # passed through
    assert result.site is not None, "\n".join(map(str, result.diagnostics))
    return {
        artifact.path.as_posix(): artifact.read().decode("utf-8", errors="replace")
        for artifact in result.site.artifacts
        if not isinstance(artifact.content, Path)
    }


def spec_cases(file: Path) -> Iterator[tuple[str, str, str]]:
    """Yield title, input and expected output of every case in a fixture file.

    A case is a heading `## title`, a fence `~~~markdown` with the input and a fence `~~~html` with the output.
    """
    pattern = r"^## ([^\n]+)\n+~~~markdown\n(.*?)^~~~\n+~~~html\n(.*?)^~~~$"
    for match in re.finditer(pattern, file.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        yield match[1], match[2], match[3]


def diagram_cases(part: str) -> dict[str, str]:
    """Return the diagrams of a part of tests/cases/mermaid.txt ("Mermaid", "Refused") by the name of their kind."""
    text = (Path(__file__).parent / "cases" / "mermaid.txt").read_text("utf-8")
    wanted = next(piece for piece in re.split(r"^# ", text, flags=re.MULTILINE) if piece.startswith(part))
    return dict(re.findall(r"^## ([^\n]+)\n\n```mermaid\n(.*?)^```$", wanted, re.MULTILINE | re.DOTALL))
