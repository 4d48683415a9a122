"""`dlcourse serve`: what it answers and to whom, and the circle of save, rebuild, reload."""

import contextlib
import datetime
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

import pytest
from watchdog.observers.api import BaseObserver

from dlcourse.builder.translating.stamps import write_stamps
from dlcourse.config import Options, Project
from dlcourse.diagnostics import ConfigError, Diagnostic, Place, Severity
from dlcourse.serve import serve
from dlcourse.serve.responses import event, respond
from dlcourse.serve.server import LiveServer
from dlcourse.serve.watch import Watch
from dlcourse.serve.workshop import State

PORT = 8123
HERE = [f"127.0.0.1:{PORT}"]
NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
PATIENCE_SECONDS = 20.0
LESSON = "# 卷积\n\n第一版。\n"
BROKEN = "---\ntitle: 卷积\n\n坏了。\n"
PROBLEM = Diagnostic(Place("content/1.md", 3), Severity.ERROR, "L103", "<b>never closed</b>", "close it")

on_posix = pytest.mark.skipif(os.name == "nt", reason="needs symlinks or signals as POSIX has them")


def a_state(files: dict[str, bytes | Path] | None = None, **fields: object) -> State:
    pages: dict[str, bytes | Path] = {
        "index.html": b"home",
        "zh/cnn/index.html": "卷积".encode(),
        "404.html": b"lost",
        "assets/卷积 1.svg": b"<svg/>",
    }
    return State(files={**pages, **(files or {})}, **{"build": "run-1", **fields})  # type: ignore[arg-type]  # passed on


def status(target: str, *, method: str = "GET", hosts: list[str] | None = None, port: int = PORT) -> int:
    return respond(a_state(), method, target, HERE if hosts is None else hosts, port).status


# Answers, without a network


@pytest.mark.parametrize(
    ("target", "body"),
    [
        ("/", b"home"),
        ("/index.html", b"home"),
        ("/?query=1#part", b"home"),
        ("/zh/cnn/", "卷积".encode()),
        ("/zh/cnn/index.html?x=/..", "卷积".encode()),
        ("/zh/%63nn/", "卷积".encode()),
        ("/zh%2Fcnn/", "卷积".encode()),
        ("/assets/%E5%8D%B7%E7%A7%AF%201.svg", b"<svg/>"),
        (f"http://127.0.0.1:{PORT}/", b"home"),
        (f"http://LOCALHOST:{PORT}", b"home"),
    ],
)
def test_page_is_found_by_its_address(target: str, body: bytes) -> None:
    response = respond(a_state(), "GET", target, HERE, PORT)
    assert (response.status, response.body) == (200, body)


@pytest.mark.parametrize(
    "target",
    [
        "/%2e%2e/etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/../index.html",
        "/zh/../index.html",
        "/./index.html",
        "//index.html",
        "//zh/cnn",
        "/zh\\cnn\\index.html",
        "/%5c%5cserver/share",
        "/C:/Windows/win.ini",
        "/etc/passwd",
        "/file:///etc/passwd",
        "/%252e%252e/index.html",
        "/index.html/",
        "/zh/",
        "/_dlcourse/",
        "/_dlcourse/../index.html",
    ],
)
def test_what_is_no_name_in_the_site_is_not_found(target: str) -> None:
    response = respond(a_state(), "GET", target, HERE, PORT)
    assert (response.status, response.body) == (404, b"lost")


@pytest.mark.parametrize("target", ["", "*", "index.html", "127.0.0.1:80", "/%ff", "/%00", "/a%00.html"])
def test_what_is_no_address_is_a_bad_request(target: str) -> None:
    assert status(target) == 400


def test_folder_leads_to_its_page_on_this_server() -> None:
    response = respond(a_state({"zh/卷积/index.html": b""}), "GET", "/zh/%E5%8D%B7%E7%A7%AF", HERE, PORT)
    assert response.status == 307
    assert response.headers["Location"] == "/zh/%E5%8D%B7%E7%A7%AF/"


def test_site_without_a_404_page_still_answers_404() -> None:
    state = State(files={"index.html": b""}, build="run-1")
    response = respond(state, "GET", "/nothing", HERE, PORT)
    assert (response.status, response.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")


@pytest.mark.parametrize("host", ["127.0.0.1:8123", "localhost:8123", "LocalHost:8123", "[::1]:8123"])
def test_own_names_are_answered(host: str) -> None:
    assert status("/", hosts=[host]) == 200


@pytest.mark.parametrize(
    "hosts",
    [
        [],
        [""],
        ["evil.example:8123"],
        ["127.0.0.1"],
        ["127.0.0.1:80"],
        ["127.0.0.1.evil.example:8123"],
        ["localhost:8123@evil.example"],
        ["0.0.0.0:8123"],
        ["127.0.0.1:8123", "evil.example"],
    ],
)
def test_any_other_host_is_misdirected(hosts: list[str]) -> None:
    assert status("/", hosts=hosts) == 421
    assert status("/_dlcourse/events", hosts=hosts) == 421


@pytest.mark.parametrize(
    "target", ["http://evil.example/", "http://evil.example:8123/", "http://127.0.0.1@evil.example/"]
)
def test_absolute_address_of_another_host_is_misdirected(target: str) -> None:
    assert status(target) == 421


def test_port_80_may_go_without_saying() -> None:
    assert status("/", hosts=["localhost"], port=80) == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"])
def test_only_get_and_head_are_answered(method: str) -> None:
    response = respond(a_state(), method, "/", HERE, PORT)
    assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.html", "text/html; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.SVG", "image/svg+xml"),
        ("a.webp", "image/webp"),
        ("a.avif", "image/avif"),
        ("a.woff2", "font/woff2"),
        ("a.unheard", "application/octet-stream"),
        ("_headers", "application/octet-stream"),
    ],
)
def test_types_are_ours_and_nothing_is_cached_or_guessed(name: str, kind: str) -> None:
    response = respond(a_state({name: b""}), "GET", f"/{name}", HERE, PORT)
    assert response.headers["Content-Type"] == kind
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert not any(header.lower().startswith("access-control") for header in response.headers)


def test_file_that_was_removed_or_became_a_link_is_not_sent(tmp_path: Path) -> None:
    folder = tmp_path.resolve()
    (folder / "secret.txt").write_bytes(b"secret")
    picture = folder / "xor.png"
    picture.write_bytes(b"png")
    state = a_state({"xor.png": picture})
    assert respond(state, "GET", "/xor.png", HERE, PORT).body == picture
    picture.unlink()
    assert respond(state, "GET", "/xor.png", HERE, PORT).status == 404
    if os.name != "nt":
        picture.symlink_to(folder / "secret.txt")
        assert respond(state, "GET", "/xor.png", HERE, PORT).status == 404


def test_before_the_first_good_build_every_page_shows_the_problems() -> None:
    state = State(problems=(PROBLEM,), revision=1)
    response = respond(state, "GET", "/zh/cnn/", HERE, PORT)
    assert response.status == 503
    assert isinstance(response.body, bytes)
    page = response.body.decode("utf-8")
    assert "content/1.md:3" in page
    assert "&lt;b&gt;never closed&lt;/b&gt;; close it" in page
    assert '<script src="/_dlcourse/reload.js" defer>' in page
    assert respond(state, "GET", "/_dlcourse/reload.js", HERE, PORT).status == 200


def test_events_name_the_build_and_carry_the_problems() -> None:
    state = State(build="run-2")
    assert event(state, None) == b'event: ok\ndata: {"build": "run-2"}\n\n'
    assert event(state, "run-2").startswith(b"event: ok\n")
    assert event(state, "run-1") == b'event: reload\ndata: {"build": "run-2"}\n\n'
    name, data = event(State(problems=(PROBLEM,)), None).decode("ascii").splitlines()[:2]
    assert name == "event: problems"
    assert json.loads(data.removeprefix("data: ")) == {
        "build": "none",
        "diagnostics": [
            {
                "file": "content/1.md",
                "line": 3,
                "column": 0,
                "severity": "error",
                "code": "L103",
                "message": "<b>never closed</b>",
                "hint": "close it",
            }
        ],
    }


# The server itself


class Serving:
    """A running server over `folder`/content; leave the `with` to end it. `said` holds its lines."""

    def __init__(self, folder: Path, port: int | None = 0, now: datetime.datetime = NOW) -> None:
        self.said: list[str] = []
        project = Project(content=folder / "content", content_name="content", templates=None)
        self._server = LiveServer(
            project, Options(now=now), templates=folder / "templates", port=port, say=self.said.append
        )
        self.port = self._server.port
        self._thread = threading.Thread(target=self._server.run)

    def __enter__(self) -> "Serving":
        self._server.__enter__()
        self._server.build()
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.stop()
        self._thread.join(PATIENCE_SECONDS)
        self._server.__exit__()
        assert not self._thread.is_alive()

    def get(self, target: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, target, headers=headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def text(self, target: str) -> str:
        return self.get(target)[2].decode("utf-8")

    def raw(self, request: bytes) -> bytes:
        """Send `request` as it stands and return all that comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE_SECONDS) as connection:
            connection.sendall(request)
            answer = b""
            while chunk := connection.recv(65536):
                answer += chunk
            return answer

    @contextlib.contextmanager
    def events(self) -> Iterator["Events"]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        connection.request("GET", "/_dlcourse/events")
        answer = connection.getresponse()
        try:
            yield Events(answer)
        finally:
            answer.close()
            connection.close()


class Events:
    """A stream of events, read one by one."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        assert (answer.status, answer.getheader("Content-Type")) == (200, "text/event-stream")
        self._answer = answer

    def next(self) -> tuple[str, dict[str, object]]:
        """Return name and data of the next event; ("end", {}) when the server closed the stream."""
        name, data = "", {}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while line := self._answer.readline():
            assert time.monotonic() < deadline, "only keep-alive comments came"
            text = line.decode("utf-8").rstrip("\n")
            if text.startswith("event: "):
                name = text.removeprefix("event: ")
            elif text.startswith("data: "):
                data = json.loads(text.removeprefix("data: "))
            elif not text and name:
                return name, data
        return "end", {}

    def until(self, wanted: str) -> dict[str, object]:
        """Return the data of the next event of the name `wanted`."""
        while True:
            name, data = self.next()
            assert name != "end"
            if name == wanted:
                return data


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "01-cnn.md").write_text(LESSON, encoding="utf-8")
    return tmp_path.resolve()


@pytest.fixture
def serving(folder: Path) -> Iterator[Serving]:
    with Serving(folder) as running:
        yield running


def wait_for(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_pages_come_over_http_with_the_reload_script_and_dist_is_never_written(serving: Serving, folder: Path) -> None:
    code, headers, body = serving.get("/zh/cnn/")
    assert code == 200
    assert "第一版" in body.decode("utf-8")
    assert b'src="/_dlcourse/reload.js"' in body
    assert headers["Server"] == "dlcourse"
    assert serving.get("/_dlcourse/reload.js")[1]["Content-Type"].startswith("text/javascript")
    assert sorted(path.name for path in folder.iterdir()) == ["content"]


def test_head_has_the_length_and_no_body(serving: Serving) -> None:
    length = serving.get("/zh/cnn/")[1]["Content-Length"]
    answer = serving.raw(f"HEAD /zh/cnn/ HTTP/1.0\r\nHost: 127.0.0.1:{serving.port}\r\n\r\n".encode())
    assert f"Content-Length: {length}\r\n".encode() in answer
    assert answer.endswith(b"\r\n\r\n")
    assert serving.get("/_dlcourse/events", "HEAD")[2] == b""
    assert serving.get("/_dlcourse/reload.js", "HEAD")[2] == b""


def test_one_connection_carries_many_requests(serving: Serving) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=PATIENCE_SECONDS)
    for target, code in [("/", 200), ("/nothing", 404), ("/zh/cnn", 307), ("/zh/cnn/", 200)]:
        connection.request("GET", target)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == code
    connection.close()


def test_body_of_a_request_never_passes_for_the_next_request(serving: Serving) -> None:
    hidden = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{serving.port}\r\n\r\n"
    for method in ("POST", "GET"):
        head = f"{method} / HTTP/1.1\r\nHost: 127.0.0.1:{serving.port}\r\nContent-Length: {len(hidden)}\r\n\r\n"
        answer = serving.raw((head + hidden).encode())
        assert answer.count(b"HTTP/1.1") == 1
        assert b"Connection: close\r\n" in answer


def test_strange_requests_are_refused_and_the_server_lives_on(serving: Serving) -> None:
    host = f"Host: 127.0.0.1:{serving.port}\r\n"
    for request, code in [
        ("GET /../../etc/passwd HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", b" 404 "),
        ("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", b" 421 "),
        ("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", b" 421 "),
        ("BREW / HTTP/1.1\r\n" + host + "\r\n", b" 501 "),
        ("GET / HTTP/1.1\r\n" + host + "X: " + "x" * 70_000 + "\r\n\r\n", b" 431 "),
        ("GET / HTTP/1.1\r\n" + host + "X: y\r\n" * 200 + "\r\n", b" 431 "),
        ("GET /" + "x" * 70_000 + " HTTP/1.1\r\n" + host + "\r\n", b" 414 "),
        ("nonsense\r\n\r\n", b"400"),
    ]:
        with contextlib.suppress(ConnectionError):  # it may hang up while we are still talking
            answer = serving.raw(request.encode())
            assert not answer or code in answer.splitlines()[0] or code in answer
    assert serving.get("/")[0] == 200
    assert not any("internal error" in line for line in serving.said)


def test_reader_that_hangs_up_is_no_news(serving: Serving) -> None:
    with socket.create_connection(("127.0.0.1", serving.port)) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.sendall(b"GET / HTTP")
    assert serving.get("/")[0] == 200
    assert len(serving.said) == 1


def test_picture_beside_a_lesson_is_sent(folder: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>'
    (folder / "content/xor.svg").write_text(svg, encoding="utf-8")
    (folder / "content/01-cnn.md").write_text(LESSON + "\n![x](xor.svg)\n", encoding="utf-8")
    with Serving(folder) as serving:
        page = serving.text("/zh/cnn/")
        found = re.search(r'src="[./]*([^"]*xor[^"]*\.svg)"', page)
        assert found
        code, headers, body = serving.get(f"/{found[1]}")
        assert (code, headers["Content-Type"], body.decode()) == (200, "image/svg+xml", svg)


# Ports


def test_taken_port_is_an_error_if_it_was_asked_for(serving: Serving, folder: Path) -> None:
    with pytest.raises(ConfigError, match=f"port {serving.port} cannot be opened .*--port"):
        Serving(folder, serving.port)


def test_next_free_port_is_taken_if_none_was_asked_for(folder: Path) -> None:
    with Serving(folder, None) as one, Serving(folder, None) as other:
        assert 8000 <= one.port < other.port < 8020
        assert other.get("/")[0] == 200


# Save, rebuild, reload


def test_saved_lesson_is_rendered_again_alone_and_the_page_told_to_reload(serving: Serving, folder: Path) -> None:
    with serving.events() as events:
        name, first = events.next()
        assert name == "ok"
        (folder / "content/02-rnn.md").write_text("# 循环\n\n正文。\n", encoding="utf-8")
        events.until("reload")
        (folder / "content/01-cnn.md").write_text(LESSON.replace("第一版", "第二版"), encoding="utf-8")
        second = events.until("reload")
        assert first["build"] != second["build"]
        assert "第二版" in serving.text("/zh/cnn/")
        assert serving.get("/zh/cnn/")[1]["Server-Timing"] == f'build;desc="{second["build"]}"'
    wait_for(lambda: any("01-cnn.md" in line for line in serving.said))
    assert "content/01-cnn.md: 1 of 2 lessons rendered" in next(line for line in serving.said if "01-cnn.md" in line)


def test_the_search_of_a_saved_lesson_finds_its_new_words(serving: Serving, folder: Path) -> None:
    with serving.events() as events:
        events.next()
        assert "第二版" not in serving.text("/zh/cnn/text.js")
        (folder / "content/01-cnn.md").write_text(LESSON.replace("第一版", "第二版"), encoding="utf-8")
        events.until("reload")
        assert "第二版" in serving.text("/zh/cnn/text.js")
        index = serving.text("/search/index.js")
        piece = index.rpartition('"pieces":')[2].split('"')[3]
        assert "第二" in serving.text(f"/search/words/{piece}.js")
        assert serving.get("/search/words/none.js")[0] == 404


def test_broken_lesson_shows_problems_over_the_last_good_page_and_mending_it_reloads(
    serving: Serving, folder: Path
) -> None:
    lesson = folder / "content/01-cnn.md"
    with serving.events() as events:
        events.next()
        lesson.write_text(BROKEN, encoding="utf-8")
        problems = events.until("problems")
        assert "L103" in json.dumps(problems["diagnostics"])
        assert "第一版" in serving.text("/zh/cnn/")
        with serving.events() as late:
            assert late.next()[0] == "problems"
        lesson.write_text(LESSON.replace("第一版", "改好了"), encoding="utf-8")
        events.until("reload")
        assert "改好了" in serving.text("/zh/cnn/")
    wait_for(lambda: any("the last good pages stay" in line for line in serving.said))


def test_mending_to_what_it_was_is_ok_without_a_reload(serving: Serving, folder: Path) -> None:
    lesson = folder / "content/01-cnn.md"
    with serving.events() as events:
        _, first = events.next()
        lesson.write_text(BROKEN, encoding="utf-8")
        events.until("problems")
        lesson.write_text(LESSON, encoding="utf-8")
        assert events.next() == ("ok", first)
    wait_for(lambda: "the site is as it was" in serving.said[-1])


def test_broken_first_build_shows_a_page_that_reloads_when_mended(folder: Path) -> None:
    lesson = folder / "content/01-cnn.md"
    lesson.write_text(BROKEN, encoding="utf-8")
    with Serving(folder) as serving:
        code, _, body = serving.get("/")
        assert code == 503
        assert b"L103" in body
        with serving.events() as events:
            assert events.next()[0] == "problems"
            lesson.write_text(LESSON, encoding="utf-8")
            events.until("reload")
        assert serving.get("/zh/cnn/")[0] == 200
    assert "nothing to show yet" in serving.said[1]


def test_faulty_course_toml_and_template_are_problems_too(serving: Serving, folder: Path) -> None:
    with serving.events() as events:
        events.next()
        (folder / "content/course.toml").write_text("title = [", encoding="utf-8")
        assert "course.toml" in json.dumps(events.until("problems"))
        (folder / "content/course.toml").unlink()
        events.until("ok")
        (folder / "templates").mkdir()
        (folder / "templates/404.html").write_text("{% if %}", encoding="utf-8")
        assert "404.html" in json.dumps(events.until("problems"))
        (folder / "templates/404.html").write_text("<p>mine</p>", encoding="utf-8")
        events.until("reload")
        assert "mine" in serving.text("/nothing-here")


def test_warnings_are_said_and_do_not_stop_the_page(serving: Serving, folder: Path) -> None:
    with serving.events() as events:
        events.next()
        (folder / "content/01-cnn.md").write_text(LESSON + "\n<blink>x</blink>\n", encoding="utf-8")
        events.until("reload")
    wait_for(lambda: any("warning[R203]" in line for line in serving.said))


def test_fault_of_dlcourse_in_a_rebuild_does_not_end_the_session(folder: Path) -> None:
    no_clock: datetime.datetime = None  # type: ignore[assignment]  # a bug of the caller, as any might be
    with Serving(folder, now=no_clock) as serving, serving.events() as events:
        assert "internal error: AttributeError" in json.dumps(events.until("problems"))
        (folder / "content/01-cnn.md").write_text(LESSON + "\n变了。\n", encoding="utf-8")
        assert "internal error: AttributeError" in json.dumps(events.until("problems"))
        assert serving.get("/")[0] == 503


def test_editors_that_save_by_renaming_are_heard(serving: Serving, folder: Path) -> None:
    content = folder / "content"
    with serving.events() as events:
        events.next()
        for word in ("改一", "改二"):
            (content / "4913").write_bytes(b"")
            (content / "4913").unlink()
            (content / "01-cnn.md").rename(content / "01-cnn.md~")
            (content / "01-cnn.md").write_text(LESSON.replace("第一版", word), encoding="utf-8")
            events.until("reload")
            assert word in serving.text("/zh/cnn/")
        (content / ".new.tmp").write_text(LESSON.replace("第一版", "改三"), encoding="utf-8")
        (content / ".new.tmp").replace(content / "01-cnn.md")
        events.until("reload")
        assert "改三" in serving.text("/zh/cnn/")


@on_posix
def test_lock_links_of_editors_are_survived(serving: Serving, folder: Path) -> None:
    content = folder / "content"
    (content / ".#01-cnn.md").symlink_to("someone@host.1234:5678")
    with serving.events() as events:
        events.next()
        (content / "01-cnn.md").write_text(LESSON.replace("第一版", "第二版"), encoding="utf-8")
        events.until("reload")
        (content / ".#01-cnn.md").unlink()
    assert "第二版" in serving.text("/zh/cnn/")


def test_content_folder_that_vanishes_and_returns_is_survived(serving: Serving, folder: Path) -> None:
    with serving.events() as events:
        events.next()
        (folder / "content").rename(folder / "away")
        events.until("problems")
        assert "第一版" in serving.text("/zh/cnn/")
        (folder / "away").rename(folder / "content")
        events.until("ok")
        (folder / "content/01-cnn.md").write_text(LESSON.replace("第一版", "回来了"), encoding="utf-8")
        events.until("reload")
    assert "回来了" in serving.text("/zh/cnn/")


def test_streams_and_their_threads_end_with_the_server(folder: Path) -> None:
    before = threading.active_count()
    with Serving(folder) as serving, serving.events() as events:
        events.next()
        serving.__exit__()
        assert events.next() == ("end", {})
        serving.__enter__ = lambda: serving  # type: ignore[method-assign]  # ended already
        serving.__exit__ = lambda *_: None  # type: ignore[method-assign]  # ended already
        wait_for(lambda: threading.active_count() <= before)


# Watching


class Watching:
    """A watch over `folders` whose changes are gathered in `seen`."""

    def __init__(self, *folders: Path) -> None:
        self.said: list[str] = []
        self.seen: list[tuple[str, ...]] = []
        self._watch = Watch(folders, self.said.append)
        self._thread = threading.Thread(target=self._gather)

    def __enter__(self) -> "Watching":
        self._watch.__enter__()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._watch.stop()
        self._thread.join(PATIENCE_SECONDS)
        self._watch.__exit__()

    def _gather(self) -> None:
        while changed := self._watch.changes():
            self.seen.append(changed)

    def names(self) -> set[str]:
        return {name for names in self.seen for name in names}


def test_storm_of_changes_is_one_rebuild_and_reading_is_none(folder: Path) -> None:
    with Watching(folder / "content") as watching:
        for number in range(100):
            (folder / f"content/{number}.md").write_bytes(b"x")
        wait_for(lambda: len(watching.names()) == 100)
        rounds = len(watching.seen)
        assert rounds <= 5
        for path in (folder / "content").iterdir():
            path.read_bytes()
        list((folder / "content").rglob("*"))
        (folder / "content/last.md").write_bytes(b"x")
        wait_for(lambda: "content/last.md" in watching.names())
        assert set(watching.seen[-1]) == {"content/last.md"}
        assert len(watching.seen) == rounds + 1


def test_changes_that_never_pause_do_not_starve_the_rebuild(folder: Path) -> None:
    with Watching(folder / "content") as watching:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not watching.seen:
            assert time.monotonic() < deadline
            (folder / "content/01-cnn.md").write_bytes(b"x")
            time.sleep(0.01)


def test_stamps_on_translations_are_heard_though_they_are_hidden(folder: Path) -> None:
    content = folder / "content"
    project = Project(content=content, content_name="content", templates=None)
    with Watching(content) as watching:
        for count in (1, 2):
            write_stamps(project, {"en": {"aaaa": {"bbbb": count}}})
            wait_for(lambda: "content/.dlcourse/translations.json" in watching.names())
            watching.seen.clear()


def test_hidden_files_backups_and_swap_files_are_not_heard(folder: Path) -> None:
    content = folder / "content"
    noise = [".hidden.md", "a.md~", "#a.md#", ".a.md.swp", "4913", "__pycache__/a.pyc", ".dlcourse/x.json"]
    with Watching(content) as watching:
        for name in noise:
            (content / name).parent.mkdir(exist_ok=True)
            (content / name).write_bytes(b"x")
        (content / "sub").mkdir()
        (content / "sub/b.md").write_bytes(b"x")
        wait_for(lambda: "content/sub/b.md" in watching.names())
        assert watching.names() <= {"content/sub/b.md", "content/sub"}


def test_deleted_and_moved_files_are_heard(folder: Path) -> None:
    content = folder / "content"
    with Watching(content) as watching:
        (content / "01-cnn.md").rename(content / "02-cnn.md")
        wait_for(lambda: "content/02-cnn.md" in watching.names())
        (content / "02-cnn.md").unlink()
        wait_for(lambda: any("content/02-cnn.md" in names for names in watching.seen[1:]))


def test_folder_that_is_not_there_yet_is_watched_when_it_comes(folder: Path) -> None:
    with Watching(folder / "content", folder / "templates") as watching:
        (folder / "templates").mkdir()
        wait_for(lambda: "templates" in watching.names())
        (folder / "templates/base.html").write_bytes(b"x")
        wait_for(lambda: "templates/base.html" in watching.names())
        shutil.rmtree(folder / "templates")
        seen = len(watching.seen)
        wait_for(lambda: "templates" in {name for names in watching.seen[seen - 1 :] for name in names})


@pytest.mark.skipif(sys.platform != "linux", reason="asks for the limits of inotify")
@pytest.mark.parametrize("when", ["start", "schedule"])
def test_folders_are_polled_where_the_system_has_no_watches_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    from watchdog.observers.inotify import InotifyObserver

    def refuse(*_: object, **__: object) -> None:
        raise OSError(24, "inotify instance limit reached")

    monkeypatch.setattr(InotifyObserver, when, refuse)
    with Watching(folder / "content") as watching:
        assert "inotify instance limit reached" in watching.said[0]
        assert "every second" in watching.said[0]
        (folder / "content/01-cnn.md").write_bytes(b"changed, and longer")
        wait_for(lambda: "content/01-cnn.md" in watching.names())


def test_error_of_polling_too_is_not_swallowed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no watching at all")

    monkeypatch.setattr(BaseObserver, "schedule", refuse)
    with pytest.raises(OSError, match="no watching at all"):
        Watch([folder], print).__enter__()


# The command


def test_lines_name_the_address_and_an_interrupt_ends_it(folder: Path) -> None:
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        if line.startswith("serving"):
            raise KeyboardInterrupt

    project = Project(content=folder / "content", content_name="content", templates=None)
    with pytest.raises(KeyboardInterrupt):
        serve(project, Options(now=NOW), templates=folder / "templates", port=0, say=say)
    assert said[0] == "building content ..."
    assert re.search(r"1 of 1 lesson rendered, \d+ pages in \d+\.\d\d s$", said[1])
    assert re.fullmatch(r"serving http://127\.0\.0\.1:\d+/ \(Ctrl\+C ends it\)", said[2])


@on_posix
def test_command_serves_until_it_is_interrupted(folder: Path) -> None:
    # Where tests run in the background, interrupts may be ignored, which children inherit.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    child = subprocess.Popen(
        [sys.executable, "-m", "dlcourse", "serve", "--port", "0"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    signal.signal(signal.SIGINT, handler)
    assert child.stdout is not None
    lines = [child.stdout.readline() for _ in range(3)]
    address = lines[2].split()[1]
    assert address.startswith("http://127.0.0.1:")
    port = int(address.rstrip("/").rsplit(":", 1)[1])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    connection.request("GET", "/zh/cnn/")
    assert connection.getresponse().status == 200
    connection.close()
    child.send_signal(2)
    assert child.wait(PATIENCE_SECONDS) == 130
    assert child.communicate()[1] == ""
