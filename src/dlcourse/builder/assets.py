"""Files that pages need: found, named by what they hold, measured; only those that a page asks for are published."""

import hashlib
import io
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from rjsmin import jsmin

from dlcourse.builder.pictures import Pictures, Version
from dlcourse.diagnostics import ConfigError
from dlcourse.filetimes import stamp_of
from dlcourse.lately import Lately
from dlcourse.model import Artifact
from dlcourse.patterns import lazy
from dlcourse.renderer.templates import asset_files

FOLDER = PurePosixPath("assets")
LARGE = 64 * 1024
"""Files above this many bytes are copied from disk, not held in memory."""

# Never published as they are: lessons (published or not, or not taken for one), backups, settings.
SOURCES = lazy(
    r".*\.(?:md|markdown)\b.*|.*~|\#.*\#|.*\.(?:bak|orig)(?:\..*)?|(?:course|module|glossary)\.toml",
    re.IGNORECASE | re.DOTALL,
)
OPEN_SOURCES = frozenset(
    {"LICENSE.md", "LICENCE.md", "CHANGELOG.md", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "SECURITY.md"}
)

CSS_URL = re.compile(r'url\("([^"/:]+)"\)')
CSS_IMPORT = re.compile(r'^@import "(_[^"/:]+\.css)";\n', re.MULTILINE)
CSS_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
CSS_BREAK = re.compile(r"(?<=[{},;])\n|;?\n(?=\})")
INDENT = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)
UNSAFE_IN_NAME = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Asset:
    """A published file: its path below dist/ and, for pictures that can be measured, its size in pixels."""

    path: PurePosixPath
    width: int = 0
    height: int = 0


class ContentAssets:
    """The files beside lessons; each is read once, when a page first asks for it, and again when it has changed.

    Sources are never among them. `withheld` are the lessons that are not published: no other name or link for one of
    them may publish it either.
    """

    def __init__(
        self,
        content: Path,
        withheld: Iterable[PurePosixPath],
        pictures: Pictures | None = None,
        lately: Lately | None = None,
    ) -> None:
        self._content = content
        self._pictures = pictures
        self._lately = lately or Lately()
        self._root = content.resolve()
        self._withheld = frozenset(filter(None, (_identity(content / path) for path in withheld)))
        self._found: dict[PurePosixPath, Asset | None] = {}
        self._contents: dict[PurePosixPath, bytes | Path] = {}

    def find(self, path: PurePosixPath) -> Asset | None:
        """Return the asset at `path` (relative to content/), or None if there is no such file inside content/."""
        if path not in self._found:
            self._found[path] = self._read(path)
        return self._found[path]

    def prepare(self, pictures: Iterable[Asset]) -> None:
        """Make the smaller versions of `pictures`, if any are wanted."""
        if self._pictures:
            self._pictures.prepare({asset.path: self._contents[asset.path] for asset in pictures})

    def versions(self, picture: Asset) -> dict[int, PurePosixPath]:
        """Return where smaller versions of `picture` are published, by their widths."""
        versions = self._pictures.versions(picture.path) if self._pictures else ()
        if not versions:
            return {}
        found = self._lately.made(_versions, str(picture.path), picture, versions)
        self._contents.update((found[version.width], version.data) for version in versions)
        return found

    def artifacts(self) -> Iterable[Artifact]:
        """Return every file that was asked for."""
        return (Artifact(path=path, content=content) for path, content in self._contents.items())

    def _read(self, path: PurePosixPath) -> Asset | None:
        try:
            real = Path(os.path.realpath(self._content / path))  # of links in a circle, `resolve` would raise
            if not real.is_relative_to(self._root) or not real.is_file():
                return None
            if _is_source(real.name) or _identity(real) in self._withheld:
                return None
            stamp = stamp_of(str(real)) or object()  # nothing equals that
            asset, content = self._lately.made(_asset, str(path), path.name, real, stamp)
        except (OSError, ValueError):  # ValueError: a NUL in the path
            return None
        self._contents[asset.path] = content
        return asset


def _asset(name: str, real: Path, _stamp: object) -> tuple[Asset, bytes | Path]:
    data = real.read_bytes() if real.stat().st_size <= LARGE else None
    digest = hashlib.sha256(data).hexdigest() if data is not None else _digest(real)
    width, height = _measure(real if data is None else io.BytesIO(data))
    return Asset(fingerprinted(name, digest), width, height), real if data is None else data


def _versions(picture: Asset, versions: Iterable[Version]) -> dict[int, PurePosixPath]:
    stem = picture.path.name.partition(".")[0]
    return {version.width: _named(f"{stem}-{version.width}.webp", version.data) for version in versions}


class ThemeAssets:
    """The files of templates/assets (the author's over the shipped ones), all of them published but for parts.

    A style sheet is put together from its parts (`@import "_part.css";`, files whose name begins with `_`). Readers get
    neither remarks nor indents; the author's own scripts are theirs to make small.
    """

    def __init__(self, overrides: Path | None) -> None:
        self._contents = {name: path.read_bytes() for name, path in asset_files(overrides)}
        shipped = {name: path.read_bytes() for name, path in asset_files(None)} if overrides else self._contents
        self._own = {name for name, content in self._contents.items() if content != shipped.get(name)}
        published = [name for name in self._contents if not name.startswith("_")]
        self._paths: dict[str, PurePosixPath] = {}
        artifacts: dict[PurePosixPath, bytes] = {}
        for name in sorted(published, key=lambda name: name.endswith(".css")):  # they name the others
            data = self._published(name)
            self._paths[name] = _named(name, data)
            artifacts[self._paths[name]] = data
        self.artifacts = tuple(Artifact(path=path, content=data) for path, data in sorted(artifacts.items()))

    def path(self, name: str) -> PurePosixPath:
        """Return where the asset `name` is published; KeyError if there is none."""
        return self._paths[name]

    def is_own(self, name: str) -> bool:
        """Tell whether the asset `name` is the author's and not the shipped one."""
        return name in self._own

    def drawing(self, name: str) -> str:
        """Return the shipped SVG `name` to stand in a page, which saves a request; nothing for an author's own."""
        return "" if self.is_own(name) else self._text(name).strip()

    def size(self, name: str) -> tuple[int, int]:
        """Return width and height of the picture `name` in pixels."""
        return _measure(io.BytesIO(self._contents[name]))

    def _published(self, name: str) -> bytes:
        if name.endswith(".css"):
            css = CSS_IMPORT.sub(
                lambda part: self._text(part[1]) if part[1] in self._contents else "", self._text(name)
            )
            css = CSS_BREAK.sub("", INDENT.sub("", CSS_REMARK.sub("", css)).lstrip())
            return CSS_URL.sub(self._css_url, css).encode("utf-8")
        if name.endswith(".js") and not self.is_own(name):
            return str(jsmin(self._text(name))).encode("utf-8")
        return self._contents[name]

    def _text(self, name: str) -> str:
        try:
            return self._contents[name].decode("utf-8")
        except UnicodeDecodeError as error:
            raise ConfigError(f"templates/assets/{name}: this is not UTF-8; save it as UTF-8") from error

    def _css_url(self, match: re.Match[str]) -> str:
        path = self._paths.get(match[1])
        return f'url("{path.name}")' if path else match[0]


def _is_source(name: str) -> bool:
    return bool(SOURCES.fullmatch(name)) and name not in OPEN_SOURCES


def _identity(file: Path) -> tuple[int, int] | None:
    """Return what tells a file from all others, whatever name or link it is reached by."""
    try:
        facts = file.stat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino


def fingerprinted(name: str, digest: str) -> PurePosixPath:
    """Return the published path of a file: `assets/stem.digest.suffix`, in ASCII."""
    stem, dot, suffix = name.rpartition(".")
    if not dot or not stem:
        stem, suffix = name, ""
    stem = UNSAFE_IN_NAME.sub("-", stem.lower()).strip("-")[:60] or "file"
    suffix = UNSAFE_IN_NAME.sub("", suffix).lower()[:10]
    return FOLDER / (f"{stem}.{digest[:10]}.{suffix}" if suffix else f"{stem}.{digest[:10]}")


def _named(name: str, data: bytes) -> PurePosixPath:
    return fingerprinted(name, hashlib.sha256(data).hexdigest())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _measure(file: Path | io.BytesIO) -> tuple[int, int]:
    """Return width and height of a picture in pixels, or (0, 0) if it is none or its size cannot be told."""
    import imagesize  # noqa: PLC0415  # lazy: slow to import, and many courses have no pictures

    try:
        width, height = imagesize.get(file)
    except Exception:  # whatever a hostile file makes the reader raise, the picture has no size
        return 0, 0
    return (int(width), int(height)) if width > 0 and height > 0 else (0, 0)
