"""What was measured in, a table with ratios and the goals out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from rounds import COLD, LESSON, NOTHING, TITLE, Entry

Value = float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """All that one run of the benchmark found out."""

    lessons: int
    corpus_bytes: int
    entries: Sequence[Entry]
    tenfold: Entry | None = None
    is_plain: bool = False

    @property
    def parse_seconds(self) -> float:
        """What a plain parse of a lesson took, typically."""
        return median(parse for entry in self.entries for parse in entry.parses)

    def entry(self, name: str) -> Entry | None:
        """Return the entry of that name, if it took part and came through."""
        return next((entry for entry in self.entries if entry.tool.name == name and not entry.fault), None)

    def cpu(self, name: str, step: str = COLD) -> Value:
        """Return the CPU seconds that a step of a tool typically took."""
        entry = self.entry(name)
        cost = entry.typical(step) if entry else None
        return cost.cpu_seconds if cost else None


def table(result: Result) -> str:
    """Return the costs of every tool as lines of text."""
    heads = "cold CPU s|ms a lesson|x parse|wall s|peak MiB|nothing|one lesson|one title|served ms|site MB|KB a page"
    rows = [["", *heads.split("|")], *(_row(result, entry) for entry in result.entries if not entry.fault)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if index == 0 else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return "\n".join(lines)


def _row(result: Result, entry: Entry) -> list[str]:
    cold = entry.typical(COLD)
    assert cold is not None  # noqa: S101 -- who did not come through is not shown
    a_lesson = cold.cpu_seconds / result.lessons
    steps = [entry.typical(step) for step in (NOTHING, LESSON, TITLE)]
    return [
        entry.tool.name,
        f"{cold.cpu_seconds:.1f}",
        f"{a_lesson * 1000:.1f}",
        f"{a_lesson / median(entry.parses):.2f}",
        f"{cold.wall_seconds:.1f}",
        f"{cold.peak_mib:.0f}",
        *(f"{step.cpu_seconds:.2f}" if step else "-" for step in steps),
        f"{entry.served_seconds * 1000:.0f}" if entry.served_seconds is not None else "-",
        f"{entry.site_bytes / 1e6:.1f}",
        f"{entry.page_bytes / 1e3:.1f}",
    ]


def goals(result: Result) -> Iterator[str]:
    """Yield a line for each goal that this run can judge: what it is, what was found, whether it is reached."""
    for text, limit, find in (*(PLAIN_GOALS if result.is_plain else COLD_GOALS), *GOALS):
        found = find(result)
        if found is not None:
            verdict = "reached" if found <= limit else "MISSED"
            yield f"{verdict:8} {text}: {found:.3g} (at most {limit:g})"


def _ratio(one: Value, other: Value) -> Value:
    return None if one is None or not other else one / other


def _cold_of(result: Result, peer: str) -> Value:
    return _ratio(result.cpu("dlcourse"), result.cpu(peer))


def _step(result: Result, step: str) -> Value:
    return _ratio(result.cpu("dlcourse", step), result.cpu("dlcourse"))


def _parse(result: Result) -> Value:
    own = result.entry("dlcourse")
    return _ratio(result.cpu("dlcourse"), result.lessons * median(own.parses)) if own else None


def _cores(result: Result) -> Value:
    one, all_cores = result.entry("dlcourse, 1 core"), result.entry("dlcourse")
    costs = [entry.typical(COLD) if entry else None for entry in (all_cores, one)]
    return _ratio(*(cost.wall_seconds if cost else None for cost in costs))


def _peak(entry: Entry | None) -> Value:
    cost = entry.typical(COLD) if entry and not entry.fault else None
    return cost.peak_mib if cost else None


def _served(result: Result, peer: str | None = None) -> Value:
    own, other = result.entry("dlcourse"), result.entry(peer or "dlcourse")
    if own is None or other is None or own.served_seconds is None:
        return None
    return _ratio(own.served_seconds, other.served_seconds) if peer else own.served_seconds


def _tenfold(result: Result) -> Value:
    cost = result.tenfold.typical(COLD) if result.tenfold and not result.tenfold.fault else None
    return _ratio(cost.cpu_seconds if cost else None, result.cpu("dlcourse"))


def _page_bytes(result: Result) -> Value:
    own = result.entry("dlcourse")
    return own.page_bytes / 1e3 if own else None


def _site_bytes(result: Result) -> Value:
    own = result.entry("dlcourse")
    return own.site_bytes / 1e6 if own else None


Goal = tuple[str, float, Callable[[Result], Value]]

# What the project promises for 1,000 lessons. Absolute ones hold where a plain parse takes 10 ms.
COLD_GOALS: tuple[Goal, ...] = (
    ("cold CPU to a plain parse", 1.2, _parse),
    ("cold CPU to Zensical", 0.25, lambda result: _cold_of(result, "zensical")),
    ("cold CPU to Hugo", 0.15, lambda result: _cold_of(result, "hugo")),
)
PLAIN_GOALS: tuple[Goal, ...] = (("cold CPU to Hugo", 1.0, lambda result: _cold_of(result, "hugo")),)
GOALS: tuple[Goal, ...] = (
    ("wall time of all cores to one", 0.6, _cores),
    ("nothing changed, CPU s", 0.15, lambda result: result.cpu("dlcourse", NOTHING)),
    ("nothing changed to cold", 0.02, lambda result: _step(result, NOTHING)),
    ("one lesson changed, CPU s", 0.6, lambda result: result.cpu("dlcourse", LESSON)),
    ("one lesson changed to cold", 0.05, lambda result: _step(result, LESSON)),
    ("one title changed to cold", 0.3, lambda result: _step(result, TITLE)),
    ("peak memory, MiB", 200, lambda result: _peak(result.entry("dlcourse"))),
    ("peak memory of ten times the lessons, MiB", 500, lambda result: _peak(result.tenfold)),
    ("cold CPU of ten times the lessons", 11, _tenfold),
    ("saved to served, s", 0.1, _served),
    ("saved to served to Zensical", 0.1, lambda result: _served(result, "zensical")),
    ("saved to served to mdBook", 0.1, lambda result: _served(result, "mdbook")),
    ("a page, KB", 75, _page_bytes),
    ("the site, MB", 250, _site_bytes),
)


def as_json(result: Result) -> dict[str, object]:
    """Return everything that was measured, every single run, as JSON can hold it."""
    entries = [*result.entries, *([result.tenfold] if result.tenfold else [])]
    return {
        "lessons": result.lessons,
        "corpus_bytes": result.corpus_bytes,
        "tools": [
            {
                "name": entry.tool.name,
                "parse_seconds": entry.parses,
                "steps": {step: [asdict(cost) for cost in costs] for step, costs in entry.costs.items()},
                "served_seconds": entry.served_seconds,
                "site_bytes": entry.site_bytes,
                "page_bytes": entry.page_bytes,
                "fault": entry.fault,
            }
            for entry in entries
        ],
    }
