"""A tool and the lessons in, what its builds cost and what they wrote out.

The rounds go through all tools, so that a machine that is slower for a while is so for everybody.
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from layouts import Lesson
from measure import CommandError, Cost, run
from tools import Tool, this_tool

COLD, NOTHING, LESSON, TITLE = STEPS = ("cold", "nothing changed", "one lesson changed", "one title changed")

YARDSTICK = """
import sys, time
from pathlib import Path
from markdown_it import MarkdownIt
parser = MarkdownIt("commonmark").enable("table")
bodies = [p.read_text(encoding="utf-8").split("\\n---\\n", 1)[-1] for p in sorted(Path(sys.argv[1]).glob("*.md"))[:200]]
begin = time.process_time()
for body in bodies:
    parser.parse(body)
print((time.process_time() - begin) / len(bodies))
"""

FIRST = Lesson(
    name="00001-first",
    slug="first",
    title="第一",
    text='---\ntitle: "第一"\nslug: "first"\n---\n\n# 第一 (First)\n\n词 $x$\n\nA word\n\n```python\nprint(1)\n```\n',
)


@dataclass(slots=True, kw_only=True)
class Entry:
    """A tool in the race: its project, its steps, and what has been measured so far.

    `parses` are the seconds that a plain parse of a lesson took, measured before each of its rounds.
    """

    tool: Tool
    folder: Path
    steps: Sequence[str] = STEPS
    costs: dict[str, list[Cost]] = field(default_factory=dict)
    parses: list[float] = field(default_factory=list)
    site_bytes: int = 0
    page_bytes: int = 0
    served_seconds: float | None = None
    fault: str = ""

    def typical(self, step: str) -> Cost | None:
        """Return the medians of what `step` has cost, or None if it was not measured."""
        return Cost.typical(self.costs[step]) if self.costs.get(step) else None


def prepare(entries: Sequence[Entry], lessons: list[Lesson]) -> None:
    """Write the project of every entry, and let every tool build one lesson, so that none is read from a cold disk."""
    for entry in entries:
        tool, first = entry.tool, entry.folder.with_name(f"{entry.folder.name}-first")
        tool.layout.write(first, [FIRST])
        with suppress(CommandError):
            run([*tool.program, *tool.build], first, tool.environment_in(first))
        tool.layout.write(entry.folder, lessons)


def run_round(entry: Entry, lessons: list[Lesson], number: int) -> None:
    """Let a tool build from nothing, again, after an edit and after a new title; a failure takes it out of the race."""
    tool, lesson = entry.tool, lessons[len(lessons) // 2]
    words = f"这一段写于第{number}轮。"
    edited = lesson.with_paragraph(words)
    titled = edited.titled(f"{lesson.title}，又名 {number}")
    edits: dict[str, Callable[[], None]] = {
        COLD: lambda: tool.forget(entry.folder),
        NOTHING: lambda: None,
        LESSON: lambda: tool.layout.write_lesson(entry.folder, edited),
        TITLE: lambda: _retitle(entry, lessons, titled),
    }
    try:
        entry.parses.append(yardstick(entry.folder / tool.layout.lessons_folder))
        say(f"plain parse of a lesson: {entry.parses[-1] * 1000:.2f} ms")
        for step in entry.steps:
            edits[step]()
            _build(entry, step)
            if step == COLD:
                _weigh(entry, lessons)
            if step == LESSON:
                _must_hold(entry, edited, words)
        tool.layout.write_lesson(entry.folder, lesson)
        tool.layout.frame(entry.folder, lessons)
    except CommandError as error:
        entry.fault = str(error)


def yardstick(content: Path) -> float:
    """Return the CPU seconds that plain markdown-it-py needs to parse a lesson, on average."""
    command = [this_tool().program[0], "-c", YARDSTICK, str(content)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def say(text: str) -> None:
    """Tell how far the run is; what was found out goes to the standard output."""
    print(text, file=sys.stderr, flush=True)


def _retitle(entry: Entry, lessons: list[Lesson], titled: Lesson) -> None:
    entry.tool.layout.write_lesson(entry.folder, titled)
    entry.tool.layout.frame(entry.folder, [titled if lesson.name == titled.name else lesson for lesson in lessons])


def _build(entry: Entry, step: str) -> None:
    tool = entry.tool
    say(f"{tool.name}, {step}")
    cost = run([*tool.program, *tool.build], entry.folder, tool.environment_in(entry.folder), cores=tool.cores)
    entry.costs.setdefault(step, []).append(cost)
    say(f"    {cost.cpu_seconds:.2f} s CPU, {cost.wall_seconds:.2f} s wall, {cost.peak_mib:.0f} MiB")


def _weigh(entry: Entry, lessons: list[Lesson]) -> None:
    """Note how large the site is, and a page of a lesson on average."""
    site = entry.folder / entry.tool.leaves[0]
    entry.site_bytes = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    pages = [site / page for lesson in lessons for page in entry.tool.pages_of(lesson)]
    missing = [page for page in pages if not page.is_file()]
    if missing:
        raise CommandError(f"{entry.tool.name} wrote no {missing[0]}")
    entry.page_bytes = round(sum(page.stat().st_size for page in pages) / len(pages))


def _must_hold(entry: Entry, lesson: Lesson, words: str) -> None:
    page = entry.folder / entry.tool.leaves[0] / entry.tool.pages_of(lesson)[0]
    if words not in page.read_text(encoding="utf-8"):
        raise CommandError(f"{page} does not have what was written")
