"""Measure dlcourse, and beside it those of its peers that are installed, on the same lessons.

    python3 bench/run.py                       1,000 lessons, three rounds, everything
    python3 bench/run.py --lessons 100 --rounds 1 --no-peers
    python3 bench/run.py --profile             where the time of a cold build goes

Needs nothing but Python and a dlcourse that runs: `.venv` of the checkout, or the Python that runs this.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from corpus import write_corpus
from layouts import Lesson, read_lessons
from measure import CommandError
from report import Result, as_json, goals, table
from rounds import COLD, STEPS, Entry, prepare, run_round, say
from serving import saved_to_served
from tools import found_peers, this_tool


def main() -> int:
    """Measure what the command line asks for; return the exit code."""
    options = _arguments()
    with tempfile.TemporaryDirectory(prefix="dlcourse-bench-") as name:
        yard = Path(name).resolve()
        content = options.content or yard / "lessons"
        if not options.content:
            write_corpus(content, options.lessons, is_plain=options.plain)
        lessons = read_lessons(content)
        if options.profile:
            return _profile(yard, lessons)
        result = _measure(options, yard, lessons)
    _print(result, options)
    if options.json:
        options.json.write_text(json.dumps(as_json(result), indent=1) + "\n", encoding="utf-8", newline="\n")
    faults = [entry for entry in result.entries if entry.fault]
    for entry in faults:
        print(f"\n{entry.tool.name} did not come through: {entry.fault}", file=sys.stderr)
    return 1 if any(entry.tool.name.startswith("dlcourse") for entry in faults) else 0


def _measure(options: argparse.Namespace, yard: Path, lessons: list[Lesson]) -> Result:
    entries = _entries(options, yard)
    prepare(entries, lessons)
    for number in range(1, options.rounds + 1):
        say(f"==> round {number} of {options.rounds}")
        for entry in entries:
            if not entry.fault:
                run_round(entry, lessons, number)
    for entry in entries:
        if options.serve and entry.tool.cores is None and not entry.fault:
            say(f"==> saved to served: {entry.tool.name}")
            try:
                entry.served_seconds = saved_to_served(entry, lessons)
            except CommandError as error:
                say(str(error))
    return Result(
        lessons=len(lessons),
        corpus_bytes=sum(len(lesson.text.encode()) for lesson in lessons),
        entries=entries,
        tenfold=_tenfold(yard, 10 * len(lessons), options.plain) if options.tenfold else None,
        is_plain=options.plain,
    )


def _entries(options: argparse.Namespace, yard: Path) -> list[Entry]:
    own = this_tool()
    tools = [own, replace(own, name="dlcourse, 1 core", cores=1)]
    tools += [this_tool(name, Path(place).resolve()) for name, place in options.also]
    if options.peers:
        tools += found_peers(dict(options.tool))
    return [
        Entry(tool=tool, folder=yard / f"project{number}", steps=(COLD,) if tool.cores or options.cold else STEPS)
        for number, tool in enumerate(tools)
        if not options.only or tool.name in options.only
    ]


def _tenfold(yard: Path, count: int, is_plain: bool) -> Entry:
    say(f"==> {count} lessons")
    for project in yard.glob("project*"):
        shutil.rmtree(project, ignore_errors=True)
    content = yard / "tenfold"
    write_corpus(content, count, is_plain=is_plain)
    lessons = read_lessons(content)
    entry = Entry(tool=replace(this_tool(), name="dlcourse, tenfold"), folder=yard / "tenfold-project", steps=(COLD,))
    prepare([entry], lessons)
    run_round(entry, lessons, 1)
    return entry


def _profile(yard: Path, lessons: list[Lesson]) -> int:
    own = this_tool()
    own.layout.write(yard / "project", lessons)
    command = [own.program[0], str(Path(__file__).with_name("stages.py")), str(yard / "project")]
    return subprocess.call(command, env={**os.environ, **own.environment})


def _print(result: Result, options: argparse.Namespace) -> None:
    kind = "no formulas, no diagrams" if options.plain else "all constructs"
    print(
        f"{result.lessons} lessons of {result.corpus_bytes / result.lessons / 1000:.1f} KB, {kind}; medians of "
        f"{options.rounds}; {platform.system()}, Python {platform.python_version()}, {os.cpu_count()} cores\n"
        f"plain markdown-it-py parses a lesson in {result.parse_seconds * 1000:.1f} ms\n"
    )
    print(table(result))
    if result.tenfold and not result.tenfold.fault:
        cost = result.tenfold.typical(COLD)
        if cost:
            print(f"\nten times the lessons: {cost.cpu_seconds:.1f} s CPU, {cost.peak_mib:.0f} MiB")
    print("\n" + "\n".join(goals(result)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lessons", type=int, default=1000, help="how many lessons to make (1000)")
    parser.add_argument("--rounds", type=int, default=3, help="how often everything is measured (3)")
    parser.add_argument("--plain", action="store_true", help="lessons without formulas and diagrams")
    parser.add_argument("--content", type=Path, help="measure with these lessons of dlcourse's layout instead")
    parser.add_argument("--no-peers", dest="peers", action="store_false", help="leave the other tools out")
    parser.add_argument("--only", action="append", metavar="NAME", help="measure this tool (and others named so)")
    parser.add_argument("--cold", action="store_true", help="leave out the builds after a change")
    parser.add_argument("--no-serve", dest="serve", action="store_false", help="leave out saved-to-served")
    parser.add_argument("--tenfold", action="store_true", help="build ten times the lessons too")
    parser.add_argument("--tool", action="append", default=[], type=_named, metavar="NAME=PATH", help="where a peer is")
    parser.add_argument(
        "--also", action="append", default=[], type=_named, metavar="NAME=PATH", help="another checkout"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every single figure there")
    parser.add_argument(
        "--profile", action="store_true", help="show where a cold build spends its time, and nothing else"
    )
    return parser.parse_args()


def _named(text: str) -> tuple[str, str]:
    name, equals, place = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError("write NAME=PATH")
    return name, place


if __name__ == "__main__":
    sys.exit(main())
