"""Addresses in a lesson: what an author's `href` or `src` means, without looking at any disk."""

import posixpath
import re
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath
from urllib.parse import unquote

from dlcourse.patterns import lazy

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
SAFE_DATA = lazy(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z", re.IGNORECASE)
# Browsers drop these before they read a scheme, so `java\nscript:` is JavaScript to them.
IGNORED = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")

# What most links are: nothing in them is escaped, or could be anything else.
PLAIN_OUTSIDE = re.compile(r"https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9_./#?=&-]*)?")
PLAIN = re.compile(r"(?!//)[A-Za-z0-9_./-]*(?:#[A-Za-z0-9_\u3400-\u4dbf\u4e00-\u9fff-]*)?")

ROOT = PurePosixPath()


class Kind(Enum):
    """What an address leads to."""

    OUTSIDE = "another site, or mail"
    INSIDE = "a lesson, heading or file of the course"
    DATA = "a picture written out in the address"
    UNSAFE = "something no page may lead to"


@dataclass(frozen=True, slots=True)
class Address:
    """An author's address, read: `href` for what lies outside; `path` below content/ and `fragment` for the rest."""

    kind: Kind
    href: str = ""
    path: PurePosixPath = ROOT
    fragment: str = ""


def read_address(written: str, lesson_path: PurePosixPath) -> Address:
    """Read an address as written in the lesson at `lesson_path` (relative to content/).

    A path is relative to the lesson's folder, or to content/ if it begins with `/`. The result may climb out of
    content/: then its first part is `..`.
    """
    if PLAIN_OUTSIDE.fullmatch(written):
        return Address(Kind.OUTSIDE, written)
    if PLAIN.fullmatch(written):
        path, _, fragment = written.partition("#")
        return Address(Kind.INSIDE, path=_join(path, lesson_path), fragment=fragment)
    bare = IGNORED.sub("", unquote(written))
    scheme = SCHEME.match(bare)
    if scheme:
        name = scheme[0][:-1].lower()
        if name in SAFE_SCHEMES:
            return Address(Kind.OUTSIDE, written.strip())
        return Address(Kind.DATA, bare) if SAFE_DATA.match(bare) else Address(Kind.UNSAFE)
    if bare.startswith(("//", "\\\\", "/\\")):
        return Address(Kind.OUTSIDE, "https:" + bare.replace("\\", "/"))
    path, _, fragment = written.strip().partition("#")
    path = unquote(path.partition("?")[0]).replace("\\", "/")
    return Address(Kind.INSIDE, path=_join(path, lesson_path), fragment=unquote(fragment))


def _join(path: str, lesson_path: PurePosixPath) -> PurePosixPath:
    if not path:
        return lesson_path
    if path.startswith("/"):
        return PurePosixPath(posixpath.normpath(path.lstrip("/") or "."))
    return PurePosixPath(posixpath.normpath(posixpath.join(lesson_path.parent.as_posix(), path)))
