"""The tools that can be measured: where a tool is found, how it builds and serves, and what it leaves on the disk."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from layouts import DLCOURSE, HUGO, MATERIAL_LAYOUT, MDBOOK, Layout, Lesson

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A site generator. `program` is what comes before the arguments; `{port}` in them is a port of this machine.

    `leaves` are the folders that a build writes, the site first; without them the next build is cold. `pages` are the
    files of one lesson in the site, and `served_under` is where the site lies while it is served. `events` is the
    address of a stream that tells of each new build; without one the page is asked for again and again.
    """

    name: str
    program: tuple[str, ...]
    layout: Layout
    leaves: tuple[str, ...]
    build: tuple[str, ...] = ("build",)
    serve: tuple[str, ...] = ()
    pages: tuple[str, ...] = ("{name}/index.html",)
    served_under: str = "/course/"
    events: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    cores: int | None = None

    def environment_in(self, folder: Path) -> dict[str, str]:
        """Return the variables that the tool needs for a project in `folder`."""
        return {name: value.replace("{folder}", str(folder)) for name, value in self.environment.items()}

    def pages_of(self, lesson: Lesson) -> list[str]:
        """Return the files of `lesson` in the site."""
        return [page.format(name=lesson.name, slug=lesson.slug) for page in self.pages]

    def address_of(self, lesson: Lesson) -> str:
        """Return where `lesson` is while the site is served."""
        return self.served_under + self.pages_of(lesson)[0].removesuffix("index.html")

    def forget(self, folder: Path) -> None:
        """Remove what builds have left in `folder`."""
        for name in self.leaves:
            shutil.rmtree(folder / name, ignore_errors=True)


def this_tool(name: str = "dlcourse", source: Path = ROOT) -> Tool:
    """Return dlcourse as it lies in the checkout `source`, run by a Python that has what it needs."""
    return Tool(
        name=name,
        program=(_python(), "-m", "dlcourse"),
        layout=DLCOURSE,
        leaves=("dist", ".dlcourse"),
        serve=("serve", "--port", "{port}"),
        pages=("zh/{slug}/index.html", "en/{slug}/index.html", "bi/{slug}/index.html"),
        served_under="/",
        events="/_dlcourse/events",
        environment={"PYTHONPATH": str(source / "src"), "PYTHONHASHSEED": "0"},
    )


def _python() -> str:
    own = ROOT / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    return str(own) if own.exists() else sys.executable


PEERS = (
    Tool(
        name="mdbook",
        program=("mdbook",),
        layout=MDBOOK,
        leaves=("book",),
        serve=("serve", "-n", "127.0.0.1", "-p", "{port}"),
        pages=("{name}.html",),
        served_under="/",
    ),
    Tool(
        name="zensical",
        program=("zensical",),
        layout=MATERIAL_LAYOUT,
        leaves=("site", ".cache"),
        serve=("serve", "-a", "localhost:{port}"),
    ),
    Tool(
        name="hugo",
        program=("hugo",),
        layout=HUGO,
        build=(),
        leaves=("public", "resources", "cache"),
        serve=("server", "--bind", "127.0.0.1", "--port", "{port}"),
        pages=("{slug}/index.html",),
        environment={"HUGO_CACHEDIR": "{folder}/cache"},
    ),
    Tool(
        name="mkdocs",
        program=("mkdocs",),
        layout=MATERIAL_LAYOUT,
        leaves=("site",),
        serve=("serve", "-a", "127.0.0.1:{port}"),
        environment={"NO_MKDOCS_2_WARNING": "1"},
    ),
)


def found_peers(chosen: Mapping[str, str]) -> tuple[Tool, ...]:
    """Return the peers that are there: those on the path, or where `chosen` says; `{"hugo": ""}` leaves one out."""
    tools = []
    for peer in PEERS:
        place = chosen.get(peer.name, shutil.which(peer.name) or "")
        if place:
            tools.append(replace(peer, program=(os.fspath(Path(place).absolute()), *peer.program[1:])))
    return tuple(tools)
