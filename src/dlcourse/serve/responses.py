"""One HTTP request and a `State` in, one `Response` out. Touches the disk only for files that the site names."""

import html
import json
import re
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from dlcourse.diagnostics import Diagnostic, DlcourseError
from dlcourse.model import Recipe
from dlcourse.report import as_fields
from dlcourse.serve.workshop import Content, State, problem

EVENTS_PATH = "_dlcourse/events"
SCRIPT_PATH = "_dlcourse/reload.js"
SCRIPT = Path(__file__).with_name("reload.js")

# A table of our own: what a machine's registry says about .js or .woff2 differs from one to the next.
TYPES = {
    "": "application/octet-stream",
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".gif": "image/gif",
    ".htm": "text/html; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".ipynb": "application/json",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".m4a": "audio/mp4",
    ".md": "text/markdown; charset=utf-8",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".py": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What to send back. A `body` that is a Path is a file to send; `is_stream` asks for the stream of events."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Path = b""
    is_stream: bool = False


Maker = Callable[[Recipe], bytes]


def _made(recipe: Recipe) -> bytes:
    return recipe.make()


def respond(state: State, method: str, target: str, hosts: list[str], port: int, *, made: Maker = _made) -> Response:
    """Answer `method target` as it stood in the request line; `hosts` are all values of the Host header.

    `made` gives what a recipe makes; what it raises on an author's broken template is told on a page.
    """
    if method not in {"GET", "HEAD"}:
        return _text(405, "Only GET and HEAD are answered here.", {"Allow": "GET, HEAD"})
    host, path = _split(target, hosts)
    if host is None or not _is_here(host, port):
        # Another site's name that was made to point to this machine must not read an author's drafts.
        return _text(421, f"Only http://127.0.0.1:{port}/ and http://localhost:{port}/ are served here.")
    name = _site_path(path)
    if name is None:
        return _text(400, "This is not an address.")
    if name == EVENTS_PATH:
        return Response(status=200, headers={**ALWAYS, "Content-Type": "text/event-stream"}, is_stream=True)
    if name == SCRIPT_PATH:
        return _file(200, name, SCRIPT, state)
    try:
        return _page(state, made, name)
    except DlcourseError as error:
        return _problems_page(replace(state, problems=problem(str(error))))


def event(state: State, known_build: str | None) -> bytes:
    """Return the event that tells a page of `state`, if the last one told it of `known_build`.

    `problems` with the diagnostics, while the course cannot be built; else `reload` when there is another site, and
    `ok` when there is not. Each names the build, so that a page knows whether it is of that build itself.
    """
    facts: dict[str, object] = {"build": _build_name(state)}
    name = "ok" if known_build in (None, state.build) else "reload"
    if state.problems:
        name = "problems"
        facts["diagnostics"] = [as_fields(found) for found in state.problems]
    return f"event: {name}\ndata: {json.dumps(facts)}\n\n".encode("ascii")


def _build_name(state: State) -> str:
    return state.build or "none"


def _split(target: str, hosts: list[str]) -> tuple[str | None, str]:
    """Return the host that a request means and its path, still encoded, without query or fragment."""
    host = hosts[0] if len(hosts) == 1 else None
    absolute = re.match(r"https?://([^/?#]*)(.*)", target, re.IGNORECASE | re.DOTALL)
    if absolute and host is not None:
        host, target = absolute[1], absolute[2] or "/"
    return host, re.split(r"[?#]", target, maxsplit=1)[0]


def _is_here(host: str, port: int) -> bool:
    names = ("localhost", "127.0.0.1", "[::1]")
    return host.lower() in {f"{name}:{port}" for name in names} or (port == 80 and host.lower() in names)


def _site_path(path: str) -> str | None:
    """Decode `path` (once) to a name in the site: `zh/index.html`; None if it is not a path at all."""
    if not path.startswith("/"):
        return None
    try:
        decoded = urllib.parse.unquote(path, errors="strict")
    except UnicodeDecodeError:
        return None
    return None if "\0" in decoded else decoded.removeprefix("/")


def _page(state: State, made: Maker, name: str) -> Response:
    if not state.build:
        return _problems_page(state)
    # Looked up, never resolved: what is not a name in the site is not found, whatever dots and slashes it holds.
    if name == "" or name.endswith("/"):
        name += "index.html"
    elif f"{name}/index.html" in state.files:
        return Response(status=307, headers={**ALWAYS, "Location": "/" + urllib.parse.quote(name) + "/"})
    if name in state.files:
        return _file(200, name, _content(state.files[name], made), state)
    if "404.html" in state.files:
        return _file(404, "404.html", _content(state.files["404.html"], made), state)
    return _text(404, "There is no such page.")


def _content(content: Content, made: Maker) -> bytes | Path:
    return made(content) if isinstance(content, Recipe) else content


def _file(status: int, name: str, content: bytes | Path, state: State) -> Response:
    if isinstance(content, Path) and (content.resolve() != content or not content.is_file()):
        # Since the build it was removed, or made a link to somewhere else.
        return _text(404, "This file is no longer there.")
    headers = {
        **ALWAYS,
        "Content-Type": TYPES.get(PurePosixPath(name).suffix.lower(), TYPES[""]),
        # Tells the page's own script which build the page is of.
        "Server-Timing": f'build;desc="{_build_name(state)}"',
    }
    return Response(status=status, headers=headers, body=content)


def _text(status: int, text: str, headers: Mapping[str, str] | None = None) -> Response:
    kind = {"Content-Type": "text/plain; charset=utf-8"}
    return Response(status=status, headers={**ALWAYS, **kind, **(headers or {})}, body=f"{text}\n".encode())


def _problems_page(state: State) -> Response:
    """Return the page that stands for a course that could not be built yet; it reloads when it can."""
    rows = "\n".join(f"<li>{_problem(found)}</li>" for found in state.problems)
    page = f"""\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>dlcourse: not built yet</title>
<script src="/{SCRIPT_PATH}" defer></script>
<h1>The course cannot be built yet</h1>
<p lang="zh">课程还不能生成：改好下面的问题并保存，本页会自动刷新。</p>
<p>Mend what follows and save; this page then reloads.</p>
<ul>
{rows}
</ul>
"""
    headers = {
        **ALWAYS,
        "Content-Type": TYPES[".html"],
        "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'",
        "Server-Timing": f'build;desc="{_build_name(state)}"',
    }
    return Response(status=503, headers=headers, body=page.encode("utf-8", "backslashreplace"))


def _problem(found: Diagnostic) -> str:
    place, text = html.escape(str(found.place)), html.escape(f"{found.message}; {found.hint}")
    return f"<strong>{place}</strong>: {found.severity.value}[{html.escape(found.code)}] {text}"
