"""The terminal or the pipe: text in, and out it goes as UTF-8, coloured only where a person looks at it."""

import errno
import io
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from dlcourse.diagnostics import Diagnostic, Severity, printable

PROGRESS_AFTER_SECONDS = 1.0
COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
# What writing to a pipe gives when nobody reads it any more: on POSIX, and on Windows.
NOBODY_READS = frozenset({errno.EPIPE, errno.EINVAL})


def prepare() -> None:
    """Make standard output and error UTF-8, whatever the locale: messages and lessons hold Chinese."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def tell(text: str, end: str = "\n") -> None:
    """Write `text` to standard output, to the character. Raises OSError if that is full, not if nobody reads it."""
    _write(sys.stdout, text + end)


def say(text: str) -> None:
    """Write the lines of `text` to standard output, control characters spelled out."""
    tell(_printable_lines(text), end="")


def complain(text: str) -> None:
    """Write the lines of `text` to standard error, control characters spelled out."""
    with suppress(OSError):  # there is no other place to say it
        _write(sys.stderr, _printable_lines(text))


def show(diagnostics: Iterable[Diagnostic]) -> None:
    """Write a line a diagnostic to standard error."""
    if not _is_watched():
        lines = "\n".join(map(str, diagnostics))
        if lines:
            complain(lines)
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import, and needed on terminals alone
    from rich.text import Text  # noqa: PLC0415 - as above

    terminal = Console(stderr=True)
    for found in diagnostics:
        label = f"{found.severity.value}[{found.code}]"
        line = Text.assemble(
            (printable(str(found.place)), "bold"),
            ": ",
            (label, COLOURS[found.severity]),
            printable(f" {found.message}; {found.hint}"),
        )
        terminal.print(line, soft_wrap=True)


@contextmanager
def progress(what: str, after_seconds: float = PROGRESS_AFTER_SECONDS) -> Iterator[Callable[[int, int], None] | None]:
    """Give a function to call with (done, total): it draws a bar, on a terminal and when the work takes long."""
    if not _is_watched():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import, and needed on terminals alone
    from rich.progress import Progress  # noqa: PLC0415 - as above

    # Without a thread of its own: processes are best forked where there is none.
    bar = Progress(console=Console(stderr=True), transient=True, auto_refresh=False)
    task = bar.add_task(what, total=None)
    started = time.monotonic()

    def advance(done: int, total: int) -> None:
        if time.monotonic() - started >= after_seconds:
            bar.start()
            bar.update(task, completed=done, total=total, refresh=True)

    try:
        yield advance
    finally:
        bar.stop()


def finish() -> None:
    """Write out what is still buffered, so that nothing is left to fail, loudly, when the interpreter ends."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            _write(stream, "")


def _printable_lines(text: str) -> str:
    return "".join(f"{printable(line)}\n" for line in text.split("\n"))


def _is_watched() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:  # closed before we were started
        return
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        _silence(stream)
        if error.errno not in NOBODY_READS:
            raise


def _silence(stream: TextIO) -> None:
    """Lead the stream nowhere from now on; else Python tries to write the rest at exit, and complains."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
