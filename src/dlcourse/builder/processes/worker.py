"""One process that works beside ours: portions of work go to it, and what came of them comes back."""

import gc
import pickle
import queue
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection, wait
from typing import Generic, TypeVar

from dlcourse.diagnostics import CrewError

Item = TypeVar("Item")
Result = TypeVar("Result")
Shared = TypeVar("Shared")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Result]):
    """What came of a portion: the results up to the first item that failed, and how that failed."""

    results: list[Result]
    failure: Exception | None = None


@dataclass(frozen=True, slots=True)
class Job(Generic[Shared, Item, Result]):
    """What is to be done: `function(shared, item)` for each of `items`."""

    function: Callable[[Shared, Item], Result]
    shared: Shared
    items: Sequence[Item]

    def attempt(self, items: Sequence[Item]) -> Outcome[Result]:
        """Work through `items` until one fails."""
        results: list[Result] = []
        for item in items:
            try:
                results.append(self.function(self.shared, item))
            except Exception as error:  # it is raised again where its result would have stood
                return Outcome(results, error)
        return Outcome(results)


@contextmanager
def call_workers(
    job: Job[Shared, Item, Result], count: int, *, is_fork: bool
) -> "Iterator[list[Worker[Shared, Item, Result]]]":
    """Give `count` processes that were told of `job`, or as many as the system lets us have; they end with the block.

    Forks know what we know. Others are told in one piece, so that what the items have in common is sent once.
    """
    workers: list[Worker[Shared, Item, Result]] = []
    told = job if is_fork else pickle.dumps(job, pickle.HIGHEST_PROTOCOL)
    try:
        with suppress(OSError):  # no memory, or a limit of processes: whoever asks works, too
            for _ in range(count):
                workers.append(Worker(told))
        yield workers
    finally:
        for worker in workers:
            worker.dismiss()


def wait_for(
    workers: "Sequence[Worker[Shared, Item, Result]]", seconds: float | None
) -> "list[Worker[Shared, Item, Result]]":
    """Return those of `workers` that have something to receive; wait for it, with None without an end."""
    ready = set(map(id, wait([worker.connection for worker in workers], seconds))) if workers else set()
    return [worker for worker in workers if id(worker.connection) in ready]


class Worker(Generic[Shared, Item, Result]):
    """A process that was told of a job and takes portions of it. Raises OSError if there can be no process."""

    def __init__(self, told: Job[Shared, Item, Result] | bytes) -> None:
        """Start a fork that knows the job `told`, or a new process that reads it, pickled."""
        self.waiting = 0
        """How many portions it was given that have not come back."""
        self.connection, theirs = Pipe()
        is_fork = not isinstance(told, bytes)
        process = get_context("fork").Process if is_fork else get_context("spawn").Process
        self._process = process(target=_work, args=(theirs, self.connection if is_fork else None, told))
        self._process.daemon = True
        try:
            self._process.start()
        except BaseException:
            self.connection.close()
            raise
        finally:
            theirs.close()

    def give(self, start: int, stop: int) -> int:
        """Let it do the items from `start` to `stop`, and return `stop`. Raises CrewError if it is dead."""
        try:
            self.connection.send((start, stop))
        except OSError:
            raise self._death() from None
        self.waiting += 1
        return stop

    def receive(self) -> tuple[int, Outcome[Result]]:
        """Wait for a portion to come back: where it starts, and its outcome. Raises CrewError if the process died."""
        try:
            start, outcome = pickle.loads(self.connection.recv_bytes())  # noqa: S301 - our own process wrote it
        except (EOFError, OSError):
            raise self._death() from None
        self.waiting -= 1
        return start, outcome

    def dismiss(self) -> None:
        """Let it end, in the midst of its work if it has any."""
        if self.waiting:
            self._process.terminate()
        with suppress(OSError):  # it is dead already
            self.connection.send(None)  # closing would not tell it: forks made later hold this end, too
        self.connection.close()
        self._process.join()

    def _death(self) -> CrewError:
        self._process.join(1.0)
        code = self._process.exitcode
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        return CrewError(
            f"a process that helped with the build ended early ({how}); if memory is short, build with --jobs 1"
        )


def _work(connection: Connection, parents_end: Connection | None, told: Job[Shared, Item, Result] | bytes) -> None:
    """What the process does: take portions until the other end is closed, be it because the parent died."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process; the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if parents_end is not None:
        parents_end.close()  # a fork's copy: with it, it would never see the parent die
    job: Job[Shared, Item, Result] = pickle.loads(told) if isinstance(told, bytes) else told  # noqa: S301 - our own
    gc.freeze()  # collecting garbage would copy the memory that a fork shares
    outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    sender = threading.Thread(target=_send, args=(connection, outbox), daemon=True)
    sender.start()
    with suppress(EOFError, OSError):
        while (portion := connection.recv()) is not None:
            start, stop = portion
            outbox.put(_packed(start, job.attempt(job.items[start:stop])))
    outbox.put(None)
    sender.join()


def _send(connection: Connection, outbox: "queue.SimpleQueue[bytes | None]") -> None:
    """Send what is in `outbox`, in a thread of its own: the next portion need not wait until the parent listens."""
    with suppress(OSError):
        while (message := outbox.get()) is not None:
            connection.send_bytes(message)


def _packed(start: int, outcome: Outcome[Result]) -> bytes:
    """Pickle an outcome; what cannot be pickled comes back as an error that says so."""
    try:
        if outcome.failure is not None:
            outcome.failure.add_note("".join(traceback.format_exception(outcome.failure)))  # the way to it is not sent
        message = pickle.dumps((start, outcome), pickle.HIGHEST_PROTOCOL)
        if outcome.failure is not None:
            pickle.loads(message)  # noqa: S301 - our own; an exception that needs arguments fails only here
    except Exception as error:
        failure = error if outcome.failure is None else outcome.failure
        reason = f"what a helper came to cannot be sent back ({type(failure).__name__}: {failure})"
        return pickle.dumps((start, Outcome([], CrewError(reason))))
    return message
