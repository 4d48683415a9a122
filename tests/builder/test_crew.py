"""A crew does what one process would do, in the same order, and never hangs."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from labour import refuse, slow_times, times

from dlcourse.builder.crew import Crew, usable_cores
from dlcourse.diagnostics import ConfigError, CrewError

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="forks are made on Linux alone")
SPAWNING = Crew(jobs=2, is_fork=False, helper_seconds=0)


def forked(function: str, *, items: int, shared: object, jobs: int = 3) -> tuple[int, str]:
    """Let a process of one thread do the work with forks: what it printed, as this process may have threads."""
    script = textwrap.dedent(f"""\
        import json, sys, warnings
        warnings.simplefilter("error")
        sys.path.insert(0, {str(Path(__file__).parents[1])!r})
        import os
        from labour import *
        from dlcourse.builder.crew import Crew
        crew = Crew(jobs={jobs}, is_fork=True, helper_seconds=0)
        shared = os.getpid() if {shared!r} == "parent" else {shared!r}
        try:
            print(json.dumps(list(crew.map({function}, range({items}), shared))))
        except Exception as error:
            print(f"{{type(error).__name__}}: {{error}}")
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            pass
        else:
            print("a child is left")
        """)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout.strip() + done.stderr


@pytest.mark.parametrize("count", [0, 1, 2, 3, 100])
def test_results_come_in_order_from_new_processes(count: int) -> None:
    assert list(SPAWNING.map(times, range(count), 3)) == [3 * number for number in range(count)]


@on_linux
def test_results_come_in_order_from_forks() -> None:
    code, said = forked("times", items=1000, shared=3, jobs=4)
    assert (code, json.loads(said)) == (0, [3 * number for number in range(1000)])


@on_linux
def test_every_process_works_and_the_parent_too() -> None:
    code, said = forked("slow_times", items=90, shared=0.003, jobs=3)
    results = json.loads(said)
    assert code == 0
    assert [item for item, _ in results] == list(range(90))
    assert len({process for _, process in results}) == 3


@pytest.mark.parametrize("jobs", [1, 2])
def test_little_work_is_done_without_helpers(jobs: int) -> None:
    results = list(Crew(jobs=jobs).map(slow_times, range(20), 0.0))
    assert {process for _, process in results} == {os.getpid()}


def test_much_work_calls_helpers_unasked() -> None:
    crew = Crew(jobs=2, helper_seconds=0.05)
    results = list(crew.map(slow_times, range(60), 0.03))
    assert [item for item, _ in results] == list(range(60))
    assert len({process for _, process in results}) == 2


def test_first_item_that_fails_raises_its_own_exception() -> None:
    seen = []
    with pytest.raises(ConfigError, match="^30 is too much$"):
        for result in SPAWNING.map(refuse, range(100), 30):
            seen.append(result)  # noqa: PERF402 - what came before the exception counts
    assert seen == list(range(30))
