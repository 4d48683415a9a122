"""Small sites to publish, and what lies on the disk then."""

import hashlib
import json
from pathlib import Path, PurePosixPath

from dlcourse.model import Artifact, Recipe, Site

Content = bytes | Path | Recipe


def a_site(**files: Content) -> Site:
    """Make a site of `files`; `__` in a name stands for `/`, `_` for `.`."""
    named = {name.replace("__", "/").replace("_", "."): content for name, content in files.items()}
    return a_site_at(named)


def a_site_at(files: dict[str, Content]) -> Site:
    return Site(first=tuple(Artifact(path=PurePosixPath(p), content=c) for p, c in sorted(files.items())))


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def tree(folder: Path) -> dict[str, bytes]:
    """Return the files of a site by path, but for its manifest, which must tell the truth about them."""
    files = files_in(folder)
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["generator"].startswith("dlcourse ")
    assert manifest["files"] == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return files


def beside(out: Path) -> list[str]:
    return sorted(path.name for path in out.parent.iterdir() if path.name not in {out.name, f".{out.name}.lock"})
