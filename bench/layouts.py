"""The same lessons in each tool's own layout: a folder of dlcourse lessons in, a project of that tool out.

Every tool gets its usual settings for formulas, diagrams and code, and a menu of all lessons where it makes one.
"""

import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
TITLE = "A course to measure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One file of the corpus: its name without .md, the fields and the text of it, which begins with its heading."""

    name: str
    slug: str
    title: str
    text: str

    def titled(self, title: str) -> "Lesson":
        """Return the same lesson under another title."""
        text = self.text.replace(self.title, title, 2)
        return Lesson(name=self.name, slug=self.slug, title=title, text=text)

    def with_paragraph(self, paragraph: str) -> "Lesson":
        """Return the same lesson with one more paragraph at its end."""
        return Lesson(name=self.name, slug=self.slug, title=self.title, text=f"{self.text}\n{paragraph}\n")

    @property
    def body(self) -> str:
        """The text without its front matter."""
        return self.text.split("\n---\n", 1)[1].lstrip("\n")


def read_lessons(content: Path) -> list[Lesson]:
    """Read the lessons of a corpus, in order."""
    return [_read(path) for path in sorted(content.glob("*.md"))]


def _read(path: Path) -> Lesson:
    text = path.read_text(encoding="utf-8")
    front = text.split("\n---\n", 1)[0]
    fields = dict(re.findall(r'^(title|slug): "?(.*?)"?$', front, re.MULTILINE))
    return Lesson(name=path.stem, slug=fields["slug"], title=fields["title"], text=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a tool wants its lessons: where they lie, what they look like, what else there must be."""

    lessons_folder: str
    as_written: Callable[[Lesson], str]
    frame: Callable[[Path, list[Lesson]], None]

    def write(self, folder: Path, lessons: list[Lesson]) -> None:
        """Write the whole project."""
        (folder / self.lessons_folder).mkdir(parents=True)
        for lesson in lessons:
            self.write_lesson(folder, lesson)
        self.frame(folder, lessons)

    def write_lesson(self, folder: Path, lesson: Lesson) -> None:
        """Write one lesson, as an author saves it."""
        path = folder / self.lessons_folder / f"{lesson.name}.md"
        path.write_text(self.as_written(lesson), encoding="utf-8", newline="\n")


def _dlcourse(folder: Path, lessons: Iterable[Lesson]) -> None:
    # Without an address of the site: with one, a picture would be drawn for every page where Pillow is installed.
    _write(folder / "content" / "course.toml", f'title = "{TITLE}"\n')


def _hugo(folder: Path, lessons: Iterable[Lesson]) -> None:
    shutil.copytree(HERE / "hugo", folder, dirs_exist_ok=True)


def _mdbook(folder: Path, lessons: Iterable[Lesson]) -> None:
    _write(
        folder / "book.toml",
        f'[book]\ntitle = "{TITLE}"\nlanguage = "zh"\n\n[output.html]\nmathjax-support = true\n',
    )
    rows = "".join(f"- [{lesson.title}]({lesson.name}.md)\n" for lesson in lessons)
    _write(folder / "src" / "SUMMARY.md", f"# Summary\n\n{rows}")


def _material(folder: Path, lessons: Iterable[Lesson]) -> None:
    _write(folder / "docs" / "index.md", f"# {TITLE}\n")
    _write(folder / "mkdocs.yml", MATERIAL)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


# Zensical reads the settings of MkDocs Material too, so both get the same.
MATERIAL = f"""\
site_name: {TITLE}
site_url: https://example.org/course/
theme:
  name: material
  language: zh
  font: false
  palette:
    - {{media: "(prefers-color-scheme: light)", scheme: default}}
    - {{media: "(prefers-color-scheme: dark)", scheme: slate}}
  features: [content.code.copy, navigation.footer, search.highlight]
markdown_extensions:
  - attr_list
  - footnotes
  - tables
  - toc: {{permalink: true}}
  - pymdownx.arithmatex: {{generic: true}}
  - pymdownx.highlight: {{pygments_lang_class: true}}
  - pymdownx.inlinehilite
  - pymdownx.superfences:
      custom_fences:
        - name: mermaid
          class: mermaid
          format: !!python/name:pymdownx.superfences.fence_code_format
"""

DLCOURSE = Layout(lessons_folder="content", as_written=lambda lesson: lesson.text, frame=_dlcourse)
HUGO = Layout(lessons_folder="content", as_written=lambda lesson: lesson.text, frame=_hugo)
MDBOOK = Layout(lessons_folder="src", as_written=lambda lesson: lesson.body, frame=_mdbook)
MATERIAL_LAYOUT = Layout(lessons_folder="docs", as_written=lambda lesson: lesson.text, frame=_material)
