"""Much work of one kind in, its results in order out: several processes do it where that is worth their start.

The process that asks works too, and alone at first. Helpers are called as soon as what is left would take it longer
than they cost: forks of itself where that is safe, else new processes.
"""

import os
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from dlcourse.builder.processes.worker import Outcome

Item = TypeVar("Item")
Result = TypeVar("Result")
Shared = TypeVar("Shared")

MOST_JOBS = 8
"""Without being told, no more processes than that: each needs memory."""
FORK_SECONDS, SPAWN_SECONDS = 0.05, 1.0
"""What a helper costs, its start and its first steps: it must have more to do than that."""
PORTION = 8
"""How many items a helper is given at once, at most."""
AHEAD = 2
"""How many portions a helper has in hand, so that it need not wait while the parent works."""
WINDOW = 16 * PORTION
"""How many items for each process may be done or given while an earlier one is not: memory stays flat."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Processes that share work: `jobs` of them, with the one that asks.

    Whether helpers are forks, and what one costs to start, is known; tests may say otherwise.
    """

    jobs: int = 1
    is_fork: bool | None = None
    helper_seconds: float | None = None

    def map(
        self, function: Callable[[Shared, Item], Result], items: Sequence[Item], shared: Shared
    ) -> Generator[Result, None, None]:
        """Yield `function(shared, item)` for each of `items`, in order, whoever did it.

        The first item in order that fails raises its exception, as without helpers. `function` stands in a module;
        `shared`, items and results can be pickled. Helpers end when the generator is closed. Raises CrewError if one
        dies.
        """
        recent: deque[float] = deque(maxlen=9)
        for done, item in enumerate(items):
            helpers, is_fork = self._helpers(len(items) - done, recent)
            if helpers:
                yield from _together(function, items, shared, done=done, helpers=helpers, is_fork=is_fork)
                return
            began = time.perf_counter()
            result = function(shared, item)
            recent.append(time.perf_counter() - began)
            yield result

    def _helpers(self, left: int, recent: Sequence[float]) -> tuple[int, bool]:
        """Return how many helpers are worth it for the `left` items, and whether they may be forks.

        `recent` says how long the last items took, in seconds; the first ones load much, so that the middle counts.
        """
        most = min(self.jobs, left) - 1
        if most < 1 or (self.helper_seconds is None and len(recent) < 3):
            return 0, False
        seconds = left * sorted(recent)[len(recent) // 2] if recent else 0.0
        if self.helper_seconds is None and seconds < FORK_SECONDS:
            return 0, False
        is_fork = _is_fork_safe() if self.is_fork is None else self.is_fork
        cost = (FORK_SECONDS if is_fork else SPAWN_SECONDS) if self.helper_seconds is None else self.helper_seconds
        return min(most, int(seconds / cost)) if cost else most, is_fork


def usable_cores() -> int:
    """Return how many processes a crew has if nobody says: one for each core that this process may use, at most 8."""
    if sys.platform == "linux":
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    return min(cores, MOST_JOBS)


def _is_fork_safe() -> bool:
    """Tell whether a fork would find no lock held by another thread: on Linux, if there is no thread but this one."""
    with suppress(OSError):  # the system's own libraries on macOS do not bear it, and Windows has none
        # All that the system knows: native libraries have threads, too, of which Python knows nothing.
        return sys.platform == "linux" and len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208 - names are enough
    return False


def _together(
    function: Callable[[Shared, Item], Result],
    items: Sequence[Item],
    shared: Shared,
    *,
    done: int,
    helpers: int,
    is_fork: bool,
) -> Generator[Result, None, None]:
    """Yield the results from item `done` on: portions go to the helpers, and between their answers we do some too."""
    from dlcourse.builder.processes.worker import Job, call_workers, wait_for  # noqa: PLC0415 - slow, and not for little work

    job = Job(function, shared, items)
    ready: dict[int, Outcome[Result]] = {}
    given, jobs = done, helpers + 1
    with call_workers(job, helpers, is_fork=is_fork) as workers:
        while done < len(items):
            limit = min(len(items), done + WINDOW * jobs)
            for worker in workers:
                while worker.waiting < AHEAD and given < limit:
                    given = worker.give(given, given + _portion(len(items) - given, jobs))
            if is_ours := given < limit:
                stop = given + _portion(len(items) - given, jobs)
                ready[given] = job.attempt(items[given:stop])
                given = stop
            ready.update(worker.receive() for worker in wait_for(workers, 0 if is_ours else None))
            while done in ready:
                outcome = ready.pop(done)
                yield from outcome.results
                done += len(outcome.results)
                if outcome.failure is not None:
                    raise outcome.failure


def _portion(left: int, jobs: int) -> int:
    """Return how many items to do at once: fewer towards the end, so that all are done at the same time."""
    return max(1, min(PORTION, left // (4 * jobs)))
