"""Built sites in a browser: published, opened from the disk or over HTTP, on pages that must not complain."""

import datetime
import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Request

from dlcourse.builder.pipeline import build_site
from dlcourse.builder.publishing.publish import publish_site
from dlcourse.config import Options, Project

REFUSED = """
for (const kind of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, kind, {get() { throw new DOMException("refused", "SecurityError"); }});
"""
"""A script for a browser that stores nothing."""


def publish(content: Path, out: Path) -> Path:
    """Build the course in `content` into `out`."""
    project = Project(content=content, content_name="content", templates=None)
    build = build_site(project, Options(now=datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)))
    assert build.site is not None, build.diagnostics
    publish_site(build.site, out)
    return out


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and keeps the terminal clean."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def over_http(folder: Path) -> Iterator[str]:
    """Serve `folder` on a free port of this machine and yield its address."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def over_file(folder: Path) -> Iterator[str]:
    """Yield the address of `folder` on the disk."""
    yield folder.resolve().as_uri() + "/"


@contextmanager
def a_page(browser: Browser, root: str, *, width: int, has_javascript: bool = True, before: str = "") -> Iterator[Page]:
    """Yield a page that must not complain, must not ask for anything outside of `root`, and whose requests succeed.

    `before` is a script that runs before those of every page.
    """
    faults: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=has_javascript)
    if before:
        context.add_init_script(before)
    page = context.new_page()
    page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda request: faults.append(f"failed: {request.url}") if is_fault(request) else None)
    page.on("response", lambda r: faults.append(f"{r.status}: {r.url}") if r.status >= 400 else None)
    page.on("request", lambda r: faults.append(f"off-site: {r.url}") if not r.url.startswith(root) else None)
    try:
        yield page
    finally:
        context.close()
    assert faults == []


def is_fault(request: Request) -> bool:
    """Tell a request that failed from one that Chromium gave up because the page was left (the icon, mostly)."""
    return request.failure != "net::ERR_ABORTED"


def overflow(page: Page) -> int:
    """Return by how many pixels the page can be scrolled sideways."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider
