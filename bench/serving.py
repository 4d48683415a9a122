"""A tool that serves in, the seconds from saving a lesson to having its new page out."""

import http.client
import os
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from statistics import median

from layouts import Lesson
from measure import CommandError
from rounds import Entry

SAVES = 9
PATIENCE_SECONDS = 600.0
POLL_SECONDS = 0.005
REST_SECONDS = 0.7  # between two saves: an author rests too, and every tool waits a little for more changes


def saved_to_served(entry: Entry, lessons: list[Lesson]) -> float:
    """Save a lesson several times while the tool serves; return the median of the seconds to the new page.

    A tool with a stream of events is asked for the page when the stream tells of a new build, as a browser does; of
    the others the page is asked for all the time, which they cannot do worse with. Raises CommandError.
    """
    tool, lesson = entry.tool, lessons[len(lessons) // 2]
    port = _free_port()
    command = [*tool.program, *(part.format(port=port) for part in tool.serve)]
    log = entry.folder.parent / f"{entry.folder.name}.serve.log"
    with log.open("wb") as said:
        server = subprocess.Popen(
            command,
            cwd=entry.folder,
            env={**os.environ, **tool.environment_in(entry.folder)},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
        try:
            page = _Page(server, port, tool.address_of(lesson), tool.events, log)
            page.wait_for("")
            times = []
            for number in range(SAVES):
                time.sleep(REST_SECONDS)
                words = f"这一段存了第{number + 1}次。"
                edited = lesson.with_paragraph(words)
                page.listen()
                tool.layout.write_lesson(entry.folder, edited)
                begin = time.perf_counter()
                page.wait_for(words)
                times.append(time.perf_counter() - begin)
        finally:
            server.terminate()
            server.wait()
            tool.layout.write_lesson(entry.folder, lesson)
    return median(times)


class _Page:
    """A page of a server, and the stream that tells of new builds."""

    def __init__(self, server: "subprocess.Popen[bytes]", port: int, path: str, events: str | None, log: Path) -> None:
        self._server, self._port, self._path, self._events, self._log = server, port, path, events, log
        self._stream: http.client.HTTPResponse | None = None

    def listen(self) -> None:
        """Open the stream of events, if there is one and it is not open yet, and read how things stand."""
        if self._events and self._stream is None:
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_SECONDS)
            connection.request("GET", self._events)
            self._stream = connection.getresponse()
            self._next_event()

    def wait_for(self, words: str) -> None:
        """Return when the page holds `words`. Raises CommandError when the server ends or nothing happens."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end and self._server.poll() is None:
            if self._stream is not None:
                self._next_event()
            if words in (self._text() or ()):
                return
            if self._stream is None:
                time.sleep(POLL_SECONDS)
        said = self._log.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise CommandError(f"port {self._port}{self._path} never held {words!r}:\n{said}")

    def _next_event(self) -> None:
        assert self._stream is not None  # noqa: S101 -- for the type checker
        while line := self._stream.readline():
            if line.startswith(b"data:"):
                return

    def _text(self) -> str | None:
        connection = http.client.HTTPConnection("localhost", self._port, timeout=PATIENCE_SECONDS)
        with suppress(OSError, http.client.HTTPException):
            connection.request("GET", self._path)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
            return text if response.status == http.client.OK else None
        return None


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
