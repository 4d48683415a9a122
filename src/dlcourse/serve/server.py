"""The server of `dlcourse serve`: a project in, pages on the loopback address until it is stopped.

One thread a connection; the thread that calls `LiveServer.run` watches the folders and rebuilds.
"""

import gc
import os
import shutil
import socketserver
import sys
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from dlcourse.builder.memory import Memory
from dlcourse.config import Options, Project
from dlcourse.diagnostics import ConfigError
from dlcourse.serve.responses import Response, event, respond
from dlcourse.serve.watch import Watch
from dlcourse.serve.workshop import Workshop

ADDRESS = "127.0.0.1"
DEFAULT_PORT = 8000
PORTS_TRIED = 20
KEEP_ALIVE_SECONDS = 15.0
IDLE_SECONDS = 30.0
MANY_OBJECTS = 1_000_000
"""So many may be made before garbage is looked for, if there is never a second without changes to do it in."""


def serve(
    project: Project,
    options: Options,
    *,
    templates: Path,
    port: int | None,
    say: Callable[[str], None],
    memory: Memory | None = None,
) -> None:
    """Serve the course, rebuilt on every change, until KeyboardInterrupt.

    `templates` is where the author's templates are or may come to be. `port` None means 8000 or the next free one.
    `say` gets the lines for the terminal; `memory` is what earlier builds left. Raises ConfigError if the port is
    taken.
    """
    with LiveServer(project, options, templates=templates, port=port, say=say, memory=memory) as server:
        say(f"building {project.content_name} ...")
        server.build()
        say(f"serving http://{ADDRESS}:{server.port}/ (Ctrl+C ends it)")
        server.run()


class LiveServer:
    """A server that holds its port from the start and answers after the first `build`; leave its `with` to end it."""

    def __init__(
        self,
        project: Project,
        options: Options,
        *,
        templates: Path,
        port: int | None,
        say: Callable[[str], None],
        memory: Memory | None = None,
    ) -> None:
        self._http = _bind(port)
        self.port: int = self._http.server_address[1]
        # The site's own address while it is served: 404 pages need one, and course.toml names the published one.
        here = replace(options, base_url=f"http://{ADDRESS}:{self.port}/", live_reload=True)
        self._workshop = Workshop(project, here, templates, say, memory)
        self._watch = Watch((project.content, templates), say)
        self._http.workshop, self._http.say = self._workshop, say
        self._garbage = gc.get_threshold()
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> "LiveServer":
        self._watch.__enter__()
        return self

    def build(self) -> None:
        """Build for the first time and begin to answer."""
        self._workshop.rebuild()
        # What there is now stays: to look for garbage in it would take longer than a rebuild. See `Workshop.tidy`.
        gc.freeze()
        gc.set_threshold(MANY_OBJECTS, *self._garbage[1:])
        self._thread.start()

    def run(self) -> None:
        """Rebuild after every change until `stop`."""
        while changed := self._watch.changes(self._workshop.tidy):
            self._workshop.rebuild(changed)

    def stop(self) -> None:
        """Let `run` return. May be called from any thread."""
        self._watch.stop()

    def __exit__(self, *_: object) -> None:
        self._workshop.close()
        self._workshop.tidy()
        gc.set_threshold(*self._garbage)
        gc.unfreeze()
        if self._thread.is_alive():
            self._http.shutdown()
            self._thread.join()
        self._http.server_close()
        self._watch.__exit__()


class _Http(ThreadingHTTPServer):
    """The standard server, bound without asking a name server who we are, and without printing."""

    daemon_threads = True
    # On Windows this option would let two servers share one port.
    allow_reuse_address = os.name == "posix"
    workshop: Workshop
    say: Callable[[str], None]

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = ADDRESS, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):  # a browser that went away is no news
            self.say(f"internal error while answering: {type(error).__name__}: {error}")


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, asks `respond`, writes the answer."""

    server: _Http
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS

    def answer(self) -> None:
        hosts = self.headers.get_all("Host") or []
        workshop = self.server.workshop
        response = respond(workshop.state, self.command, self.path, hosts, self.server.server_port, made=workshop.made)
        if response.is_stream or "Content-Length" in self.headers or "Transfer-Encoding" in self.headers:
            self.close_connection = True  # a body that nobody reads must not pass for the next request
        if response.is_stream:
            self._stream(response)
        else:
            self._send(response)

    # The standard library looks for a method by these names.
    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer  # noqa: N815

    def _send(self, response: Response) -> None:
        if isinstance(response.body, bytes):
            self._begin(response, len(response.body))
            if self.command != "HEAD":
                self.wfile.write(response.body)
            return
        with response.body.open("rb") as file:
            self._begin(response, os.fstat(file.fileno()).st_size)
            if self.command != "HEAD":
                shutil.copyfileobj(file, self.wfile)

    def _begin(self, response: Response, length: int | None) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()

    def _stream(self, response: Response) -> None:
        """Tell of the state now and of every later one, until the browser goes or the server stops."""
        self._begin(response, None)
        if self.command == "HEAD":
            return
        self.wfile.write(b"retry: 500\n\n")  # milliseconds until the browser asks a server that restarts again
        seen, known_build = -1, None
        while True:
            state = self.server.workshop.news(seen, KEEP_ALIVE_SECONDS)
            if state.is_closed:
                return
            is_new = state.revision != seen
            self.wfile.write(event(state, known_build) if is_new else b": still here\n\n")
            self.wfile.flush()
            seen, known_build = state.revision, state.build

    def version_string(self) -> str:
        return "dlcourse"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: one line a rebuild is what an author wants to see."""


def _bind(port: int | None) -> _Http:
    """Open the port asked for, or the first free one from 8000 on. Raises ConfigError if there is none."""
    wanted = range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED) if port is None else (port,)
    for number in wanted:
        try:
            return _Http((ADDRESS, number), _Handler)
        except (OSError, OverflowError) as error:
            reason = error
    raise ConfigError(
        f"port {wanted[-1] if port is not None else f'{wanted[0]} to {wanted[-1]}'} cannot be opened ({reason}); "
        "end the program that has it, or choose another with --port (0: any that is free)"
    )
