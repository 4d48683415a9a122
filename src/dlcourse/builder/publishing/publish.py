"""A `Site` in, a folder on disk out: either the whole new site or, whatever happens, the whole old one.

The site is written to a hidden folder beside `out` and then takes its place in one step. Nothing is flushed to the
medium file by file: a killed process loses nothing that way, only a power cut can. Then remove `out`, and build.
"""

import json
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from dlcourse.builder.processes.crew import Crew
from dlcourse.builder.publishing.ledger import folders_of, read_ledger, write_ledger
from dlcourse.builder.publishing.lock import locked
from dlcourse.builder.publishing.staging import MANIFEST, stage
from dlcourse.builder.publishing.swap import keep_spare, old_beside, open_staging, repair, swap, sweep
from dlcourse.diagnostics import PublishError
from dlcourse.model import Site

LOCK_PATIENCE_SECONDS = 10.0
HISTORY = (".git", ".hg", ".svn")
PLAIN = re.compile(r"(?:[\w-][\w.-]*/)*[\w-][\w.-]*", re.ASCII)
"""Nearly all paths; the others get a closer look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """How many files were written, and how many of the old site were kept as they stood.

    `names` are those of all that stands now, from the folder of the site: each has a `/` before it, folders one behind.
    """

    written: int
    kept: int
    names: tuple[str, ...] = field(default=(), compare=False, repr=False)


def publish_site(
    site: Site,
    out: Path,
    sources: Iterable[Path] = (),
    patience_seconds: float = LOCK_PATIENCE_SECONDS,
    *,
    crew: Crew | None = None,
    ledger: Path | None = None,
) -> Published:
    """Make `out` hold exactly `site` and its manifest; on any failure, and after `kill -9`, it is as it was before.

    `sources` are the folders that the course is read from: `out` may lie neither around nor inside them. Waits
    `patience_seconds` for another build that writes to the same place. `crew` follows the recipes. `ledger` is a file
    that tells the next build what this one wrote, one for each `out`: what stands as it was noted there is kept; the
    site from before may be kept as a spare beside it.
    Raises PublishError, CrewError, and what recipes raise.
    """
    _check_paths(site)
    folder = _place(out, sources)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked(folder, out, patience_seconds):
            repair(folder)
            sweep(folder)
            _check_ours(folder, out)
            return _stage_and_swap(site, folder, crew or Crew(), ledger)
    except OSError as error:
        raise PublishError(
            f"{out}: cannot be written ({_reason(error)}); what was there before is untouched"
        ) from error


def check_out(out: Path, sources: Iterable[Path] = ()) -> None:
    """Raise PublishError if `publish_site` would refuse `out`; put back a site that an interrupted swap took away."""
    folder = _place(out, sources)
    try:
        if old_beside(folder).exists():
            with _locked(folder, out, LOCK_PATIENCE_SECONDS):
                repair(folder)
        _check_ours(folder, out)
    except OSError as error:
        raise PublishError(f"{out}: cannot be read ({_reason(error)}); choose another folder with --out") from error


def _check_paths(site: Site) -> None:
    """Refuse paths that no output should ever have made (ValueError: a bug), and names that only differ in case."""
    paths = [str(artifact.path) for artifact in site.artifacts]
    for path in paths:
        if not (PLAIN.fullmatch(path) or _is_safe(path)) or path == MANIFEST:
            raise ValueError(f"an artifact may not be written to {path!r}")
    taken: dict[str, str] = {}
    for path in (MANIFEST, *paths):
        other = taken.setdefault(_folded(path), path)
        if other is not path:
            raise PublishError(
                f"{other} and {path} are one file where upper and lower case count as the same; rename one of them"
            )
    for folder in sorted(folders_of(taken)):
        if (file := taken.get(folder)) is not None:
            inner = next(path for folded, path in taken.items() if folded.startswith(f"{folder}/"))
            raise PublishError(f"{file} cannot be a file and the folder of {inner} at once; rename one of them")


def _is_safe(path: str) -> bool:
    parts = PurePosixPath(path).parts
    is_odd = any(re.search(r"^\.\.$|[\\\x00-\x1f]|^[A-Za-z]:", part) for part in parts)
    return bool(parts) and not path.startswith("/") and not is_odd


def _folded(path: str) -> str:
    return path.lower() if path.isascii() else unicodedata.normalize("NFC", path).casefold()


def _place(out: Path, sources: Iterable[Path]) -> Path:
    """Return the real folder that `out` means (through symlinks), or raise PublishError if it must not be replaced."""
    try:
        folder = out.resolve()
        inputs = [source.resolve() for source in sources]
        # Not Path.home(): that raises where there is no home folder, as in some containers.
        home = Path(os.path.expanduser("~")).resolve()  # noqa: PTH111
        kept = {"the current folder": Path.cwd(), "your home folder": home}
    except (OSError, RuntimeError) as error:
        raise PublishError(f"{out}: cannot be found ({error}); choose another folder with --out") from error
    if folder.parent == folder:
        raise PublishError(f"{out}: the root of a disk is never replaced; choose another folder with --out")
    for name, place in kept.items():
        if _is_within(place, folder):
            raise PublishError(
                f"{out}: this is {name} or holds it, and the site would replace it; choose another --out"
            )
    for source in inputs:
        if _is_within(source, folder) or _is_within(folder, source):
            raise PublishError(
                f"{out}: the site may lie neither in {source.name}/, which it is built from, nor around it; "
                "choose another folder with --out"
            )
    return folder


def _is_within(inner: Path, outer: Path) -> bool:
    """Tell whether `inner` is `outer` or lies below it, on file systems too that ignore case."""
    if not outer.exists():
        return inner.is_relative_to(outer)
    return any(step.exists() and step.samefile(outer) for step in (inner, *inner.parents))


def _check_ours(folder: Path, out: Path) -> None:
    """Raise PublishError unless `folder` is absent, empty, or a site that dlcourse made."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise PublishError(f"{out}: this is a file, and the site needs a folder; choose another name with --out")
    if not any(folder.iterdir()):
        return
    if not _has_manifest(folder):
        raise PublishError(
            f"{out}: dlcourse did not make this folder (it has no {MANIFEST} of ours) and will not replace it; "
            "empty or move it, or choose another folder with --out"
        )
    history = next((name for name in HISTORY if (folder / name).exists()), None)
    if history is not None:
        raise PublishError(
            f"{out}: it holds {history}, which replacing the folder would destroy; "
            "build to another folder with --out and copy the site over"
        )


def _has_manifest(folder: Path) -> bool:
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(manifest, dict) and str(manifest.get("generator", "")).startswith("dlcourse")


@contextmanager
def _locked(folder: Path, out: Path, patience_seconds: float) -> Iterator[None]:
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(folder.with_name(f".{folder.name}.lock"), patience_seconds))
        except TimeoutError:
            raise PublishError(
                f"{out}: another build is writing there (waited {patience_seconds:g} s for it); "
                "try again when it is done, or choose another folder with --out"
            ) from None
        yield


def _stage_and_swap(site: Site, folder: Path, crew: Crew, ledger: Path | None) -> Published:
    spare = ledger.with_suffix(".spare") if ledger else None
    try:
        staging, found = open_staging(folder, spare)
        known = read_ledger(ledger) if ledger else {}
        staged = stage(site, staging=staging, found=found, old=folder, ledger=known, crew=crew)
        kept = len(staged.outputs) - staged.made
        if staged.is_new:
            replaced = swap(staging, folder)
            if ledger and spare:
                write_ledger(ledger, staged.outputs)
                if kept > staged.made:  # else it would take up much room and save little work
                    keep_spare(replaced, spare)
        elif spare:
            keep_spare(staging, spare)
    finally:
        sweep(folder)
    names = ["/", *(f"/{folder}/" for folder in folders_of(staged.outputs)), *(f"/{path}" for path in staged.outputs)]
    return Published(written=staged.made, kept=kept, names=tuple(sorted(names)))


def _reason(error: OSError) -> str:
    """Say what the system said, with the path as far as it is not hidden from the author."""
    where = f": {error.filename}" if error.filename else ""
    return f"{error.strerror or error}{where}"
