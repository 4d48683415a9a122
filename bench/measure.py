"""A command in, what it cost out: CPU and wall seconds, peak memory of all its processes together.

CPU is what the system charged the command and every process it waited for. Memory is sampled from /proc where that
exists (shared pages are counted once); elsewhere it is what the largest of the processes had.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from threading import Event, Thread

SAMPLE_SECONDS = 0.05
PROC = Path("/proc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a command needed."""

    cpu_seconds: float
    wall_seconds: float
    peak_mib: float

    @classmethod
    def typical(cls, costs: Sequence["Cost"]) -> "Cost":
        """Return the medians of several runs."""
        rows = [asdict(cost) for cost in costs]
        return cls(**{name: median(row[name] for row in rows) for name in rows[0]})


class CommandError(Exception):
    """A command that was to be measured ended with an error; the text is the end of what it said."""


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], *, cores: int | None = None) -> Cost:
    """Run `command` in `folder` to its end and return its cost. Raises CommandError, with the end of what it said.

    `cores` keeps it to that many cores, where the system can do so.
    """
    log = folder.parent / f"{folder.name}.log"
    with log.open("wb") as said, keep_to_cores(cores):
        begin = time.perf_counter()
        child = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        with MemoryWatch(child.pid) as memory:
            status, cpu, largest = wait(child)
        wall = time.perf_counter() - begin
    if status:
        end = log.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise CommandError(f"{' '.join(map(str, command))} ended with {status}:\n{end}")
    return Cost(cpu_seconds=cpu, wall_seconds=wall, peak_mib=max(largest, memory.peak) / 2**20)


def wait(child: "subprocess.Popen[bytes]") -> tuple[int, float, int]:
    """Wait for the end of `child`; return its exit code, its CPU seconds and the bytes of its largest process."""
    if not hasattr(os, "wait4"):
        return child.wait(), 0.0, 0  # Windows says nothing of what a child has cost
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    return child.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit


class keep_to_cores:  # noqa: N801 -- it is used like a function
    """Processes started inside this `with` run on the first `cores` of the cores at hand; None: on all."""

    def __init__(self, cores: int | None) -> None:
        self._cores = cores if hasattr(os, "sched_setaffinity") else None

    def __enter__(self) -> None:
        if self._cores:
            self._before = os.sched_getaffinity(0)
            os.sched_setaffinity(0, sorted(self._before)[: self._cores])

    def __exit__(self, *_: object) -> None:
        if self._cores:
            os.sched_setaffinity(0, self._before)


class MemoryWatch:
    """Looks, while its `with` lasts, how many bytes a process and all that it started hold together."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._pid = pid
        self._end = Event()
        self._thread = Thread(target=self._look, daemon=True)

    def __enter__(self) -> "MemoryWatch":
        if PROC.is_dir():
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        if self._thread.is_alive():
            self._thread.join()

    def _look(self) -> None:
        while not self._end.wait(SAMPLE_SECONDS):
            self.peak = max(self.peak, sum(_held_bytes(pid) for pid in family(self._pid)))


def family(pid: int) -> Iterator[int]:
    """Yield `pid` and every process below it, as far as the system tells."""
    yield pid
    with suppress(OSError):
        for task in (PROC / str(pid) / "task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from family(int(child))


def _held_bytes(pid: int) -> int:
    with suppress(OSError, IndexError, ValueError):
        rows = (PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii").splitlines()
        return next(int(row.split()[1]) * 1024 for row in rows if row.startswith("Pss:"))
    return 0
