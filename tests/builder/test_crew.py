"""A crew does what one process would do, in the same order, and never hangs."""

import errno
import multiprocessing
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from labour import (
    end_helper,
    leave,
    refuse,
    refuse_elsewhere,
    refuse_oddly,
    return_code,
    send_much,
    slow_times,
    times,
    wait_long,
)

from dlcourse.builder.processes.crew import Crew, usable_cores
from dlcourse.diagnostics import ConfigError, CrewError

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="forks are made on Linux alone")
SPAWNING = Crew(jobs=2, is_fork=False, helper_seconds=0)


PREAMBLE = textwrap.dedent("""\
    import multiprocessing, os, sys, threading, time, warnings
    warnings.simplefilter("error")
    sys.path.insert(0, sys.argv[1])
    from labour import *
    from dlcourse.builder.processes.crew import Crew

    """)


def alone(script: str) -> str:
    """Run `script` in a process of one thread, as this one may have more; return what it printed."""
    command = [sys.executable, "-c", PREAMBLE + textwrap.dedent(script), str(Path(__file__).parents[1])]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout


@pytest.mark.parametrize("count", [0, 1, 2, 3, 100])
def test_results_come_in_order_from_new_processes(count: int) -> None:
    assert list(SPAWNING.map(times, range(count), 3)) == [3 * number for number in range(count)]


@on_linux
def test_results_come_in_order_from_forks() -> None:
    said = alone("""\
        print(list(Crew(4, is_fork=True, helper_seconds=0).map(times, range(1000), 3)) == list(range(0, 3000, 3)))
        print(multiprocessing.active_children() == [])
        """)
    assert said.split() == ["True", "True"]


@on_linux
def test_every_process_works_and_the_parent_too() -> None:
    said = alone("""\
        results = list(Crew(3).map(slow_times, range(90), 0.004))
        print([item for item, _ in results] == list(range(90)))
        print(len({process for _, process in results}), os.getpid() in {process for _, process in results})
        """)
    assert said.split() == ["True", "3", "True"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_little_work_is_done_without_helpers(jobs: int) -> None:
    results = list(Crew(jobs=jobs, helper_seconds=60).map(slow_times, range(20), 0.0))
    assert {process for _, process in results} == {os.getpid()}


def test_work_is_done_without_helpers_where_they_would_cost_more() -> None:
    crew = Crew(jobs=2, is_fork=False)
    assert {process for _, process in crew.map(slow_times, range(20), 0.0)} == {os.getpid()}


def test_much_work_calls_helpers_unasked() -> None:
    crew = Crew(jobs=2, is_fork=False, helper_seconds=0.3)
    results = list(crew.map(slow_times, range(80), 0.02))
    assert [item for item, _ in results] == list(range(80))
    assert len({process for _, process in results}) == 2


@on_linux
def test_process_with_another_thread_is_never_forked() -> None:
    said = alone("""\
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        os.fork = None
        print([item for item, _ in Crew(2).map(slow_times, range(50), 0.01)] == list(range(50)))
        """)
    assert said.split() == ["True"]


@pytest.mark.parametrize("crew", [Crew(), SPAWNING])
def test_first_item_that_fails_raises_its_own_exception_in_its_place(crew: Crew) -> None:
    seen = []
    with pytest.raises(ConfigError, match=r"^30 is too much$"):
        for result in crew.map(refuse, range(100), 30):
            seen.append(result)
    assert seen == list(range(30))


def test_exception_of_a_helper_tells_where_it_happened() -> None:
    with pytest.raises(ConfigError) as caught:
        list(SPAWNING.map(refuse_elsewhere, range(200), os.getpid()))
    assert "in refuse_elsewhere" in caught.value.__notes__[0]


@pytest.mark.parametrize(
    ("function", "word"), [(refuse_oddly, "NeedsTwoError: odd"), (return_code, "cannot be sent back")]
)
def test_what_cannot_be_sent_back_is_an_error_that_says_so(function: Callable[[None, int], object], word: str) -> None:
    with pytest.raises(CrewError, match=word):
        list(SPAWNING.map(function, range(3), None))


@pytest.mark.parametrize(
    ("function", "how"),
    [
        pytest.param(end_helper, "signal 9", marks=pytest.mark.skipif(os.name == "nt", reason="has no signals")),
        (leave, "exit code 3"),
    ],
)
def test_new_process_that_dies_is_an_error_and_no_hang(function: Callable[[int, int], int], how: str) -> None:
    with pytest.raises(CrewError, match=rf"^a process that helped with the build ended early \({how}\)"):
        list(SPAWNING.map(function, range(400), os.getpid()))
    assert multiprocessing.active_children() == []


@on_linux
@pytest.mark.parametrize(("function", "how"), [("end_helper", "signal 9"), ("leave", "exit code 3")])
def test_fork_that_dies_is_an_error_and_no_hang(function: str, how: str) -> None:
    said = alone(f"""\
        try:
            list(Crew(3, is_fork=True, helper_seconds=0).map({function}, range(400), os.getpid()))
        except Exception as error:
            print(f"{{type(error).__name__}}: {{error}}")
        print(multiprocessing.active_children() == [])
        """)
    assert said.startswith(f"CrewError: a process that helped with the build ended early ({how})")
    assert said.endswith("True\n")


def test_results_larger_than_a_pipe_stop_nobody() -> None:
    results = list(SPAWNING.map(send_much, range(40), os.getpid()))
    assert [(result[0], len(result)) for result in results] == [(item, 500_000) for item in range(40)]


def test_helpers_end_at_once_when_nobody_wants_more() -> None:
    began = time.monotonic()
    results = SPAWNING.map(wait_long, range(400), os.getpid())
    next(results)
    results.close()
    assert time.monotonic() - began < 30


@on_linux
def test_helpers_end_when_their_parent_is_killed() -> None:
    script = PREAMBLE + textwrap.dedent("""\
        for item, process in Crew(3, is_fork=True, helper_seconds=0).map(slow_times, range(10_000), 0.01):
            print(process, flush=True)
        """)
    command = [sys.executable, "-c", script, str(Path(__file__).parents[1])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        processes = {int(parent.stdout.readline()) for _ in range(60)}
        parent.kill()
        parent.stdout.read()  # ends when the last of them has ended
    assert len(processes) == 3


@on_linux
def test_work_is_done_alone_where_there_can_be_no_more_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse_fork() -> int:
        raise BlockingIOError(errno.EAGAIN, "too many processes")

    monkeypatch.setattr(os, "fork", refuse_fork)
    assert list(Crew(3, is_fork=True, helper_seconds=0).map(times, range(100), 2)) == list(range(0, 200, 2))


def test_no_more_processes_than_cores_are_used_unasked() -> None:
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)
