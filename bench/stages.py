"""Where the time of a cold build goes: `python stages.py PROJECT` builds the course in that folder under cProfile.

Seconds are added up by room. What the interpreter's own functions cost counts for the room that calls them. The
profile itself costs time too, most where functions are small, so read the shares and not the seconds.
"""

import cProfile
import os
import pstats
import sys
from collections import defaultdict
from pathlib import Path

# The first that stands in a file's name has it.
ROOMS = (
    ("parse", ("dlcourse/renderer/markdown/", "markdown_it/", "mdit_py_plugins/")),
    ("two languages", ("dlcourse/renderer/bilingual/", "dlcourse/renderer/words.py")),
    ("diagrams", ("dlcourse/renderer/diagrams/", "merman", "mmdr")),
    ("formulas", ("dlcourse/renderer/math/", "math_core")),
    ("code", ("dlcourse/renderer/code/", "pygments/")),
    ("other rendering", ("dlcourse/renderer/", "dlcourse/includeforms", "dlcourse/termforms")),
    ("search", ("dlcourse/builder/search/",)),
    ("templates", ("jinja2/", "markupsafe/", "<template>", "templates/")),
    ("what is kept", ("dlcourse/builder/keeping/", "dataclasses.py", "pickle.py", "copyreg.py")),
    ("cards", ("dlcourse/builder/cards/", "PIL/")),
    ("whole course", ("dlcourse/builder/pages/reprint", "dlcourse/builder/pages/handout")),
    ("publish", ("dlcourse/builder/publishing/",)),
    ("other building", ("dlcourse/builder/",)),
    ("load", ("dlcourse/loader/", "dlcourse/schema/", "frontmatter/", "yaml/")),
    ("imports", ("importlib", "<frozen", "importlib.")),
    ("dlcourse, the rest", ("dlcourse/",)),
)

Function = tuple[str, int, str]


def main() -> None:
    """Build and print the rooms, then the functions that cost most."""
    os.chdir(sys.argv[1])
    from dlcourse.cli import main as dlcourse  # noqa: PLC0415 -- what is measured, importing included, begins here

    profile = cProfile.Profile()
    profile.enable()
    code = dlcourse(["build", "--jobs", "1"])
    profile.disable()
    if code:
        sys.exit(code)
    stats = pstats.Stats(profile)
    seconds = by_room(stats)
    whole = sum(seconds.values())
    for room, spent in sorted(seconds.items(), key=lambda row: -row[1]):
        print(f"{room:20} {spent:8.2f} s {spent / whole:6.1%}")
    stats.sort_stats("tottime").print_stats(30)


def by_room(stats: pstats.Stats) -> dict[str, float]:
    """Add up the time that was spent in each room's own functions and in the built-in ones that they call."""
    seconds: defaultdict[str, float] = defaultdict(float)
    table: dict[Function, tuple[int, int, float, float, dict[Function, tuple[int, int, float, float]]]]
    table = stats.stats  # type: ignore[attr-defined]  # it is there, but the stubs do not know it
    for function, (_, _, own, _, callers) in table.items():
        if function[0] != "~":
            seconds[room_of(function[0])] += own
        else:
            for caller, (_, _, part, _) in callers.items():
                seconds[room_of(caller[0])] += part
    return seconds


def room_of(file_name: str) -> str:
    """Name the room that a file belongs to."""
    name = Path(file_name).as_posix()
    return next((room for room, parts in ROOMS if any(part in name for part in parts)), "all else")


if __name__ == "__main__":
    main()
