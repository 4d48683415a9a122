"""Readers of paths of the site, addresses on the web, those with places to fill in (`{path}`), and branches."""

import re
from urllib.parse import unquote, urlsplit

from dlcourse.patterns import lazy
from dlcourse.schema.fieldtypes import UNWANTED, MisfitError, Surroundings, WrongKindError, text
from dlcourse.schema.showing import show

PLACES = ("path", "branch", "title", "url")
"""What may stand in braces in the address of a form for issues."""
EDITED = ("path", "branch")
"""What may stand in braces in the address of an editor."""

_SITE_PATH_UNFIT = lazy(r'[\\?#:*"<>|\u2028-\u202e\u2066-\u2069]')
# Names that no system or host serves well: hidden ones, those ending in a dot or space, Windows' devices.
_SEGMENT_UNFIT = lazy(r"\..*|.*[. ]|(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_IN_BRACES = lazy(r"\{([^{}]*)\}")
_IN_HOST = lazy(r"https?://[^/?#]*\{", re.IGNORECASE)
_BRANCH_UNFIT = lazy(r"[\s~^:?*\[\\\x7f]|\.\.|@\{|//|^[-/.]|[/.]$|\.lock$")


def site_path(value: object, around: Surroundings) -> str:
    """Read a path from the root of the site, of names that any system and host can serve."""
    path = text(value, around)
    plain = unquote(path)
    is_climbing = any(part in {".", ".."} for part in plain.split("/"))
    if not path.startswith("/") or path.startswith("//") or is_climbing:
        raise MisfitError(f"{show(path)} is not a path from the root of the site")
    segments = plain.strip("/").split("/")
    is_unfit = any(_SEGMENT_UNFIT.fullmatch(segment) or len(segment.encode()) > 200 for segment in segments)
    if is_unfit or _SITE_PATH_UNFIT.search(plain) or UNWANTED.search(plain) or "\n" in plain or len(plain) > 500:
        raise MisfitError(f"{show(path)} is too long or holds characters that a file cannot have")
    return path


def web_address(value: object, around: Surroundings) -> str:
    """Read an address on the web, http or https."""
    return _checked(text(value, around))


def base_url(value: object, around: Surroundings) -> str:
    """Read the address of a site; it ends in `/`."""
    address = web_address(value, around)
    if "?" in address or "#" in address:
        raise MisfitError(f"{show(address)} has a query or a fragment", "end it with the folder of the site")
    return address if address.endswith("/") else address + "/"


def issues_url(value: object, around: Surroundings) -> str:
    """Read the address of a form for issues."""
    return _pattern(value, PLACES)


def edit_url(value: object, around: Surroundings) -> str:
    """Read the address of an editor."""
    if isinstance(value, str) and "{path}" not in value:
        raise MisfitError(f"{show(value)} does not say where {{path}}, the file of the lesson, belongs")
    return _pattern(value, EDITED)


def branch(value: object, around: Surroundings) -> str:
    """Read the name of a branch."""
    if not isinstance(value, str):
        raise WrongKindError
    if _BRANCH_UNFIT.search(value) or len(value) > 200:
        raise MisfitError(f"{show(value)} is not the name of a branch")
    return value


def _pattern(value: object, places: tuple[str, ...]) -> str:
    """Read an address with places; `false` is "", for no address at all."""
    if value is False:
        return ""
    if not isinstance(value, str):
        raise WrongKindError
    for place in _IN_BRACES.findall(value):
        if place not in places:
            known = ", ".join(f"{{{each}}}" for each in places)
            raise MisfitError(f"{{{place}}} is not a place that is filled in", f"there are {known}")
    _checked(_IN_BRACES.sub("x", value), value)
    if _IN_HOST.match(value):
        raise MisfitError(f"{show(value)} leaves open whose address it is")
    return value


def _checked(address: str, written: str = "") -> str:
    """Return `address`, which a fault calls as it was `written`. Raises `MisfitError` if it is not on the web."""
    try:
        parts = urlsplit(address)
        is_fit = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_fit = False
    if not is_fit or re.search(r"""[\s"'<>\\]""", address) or "@" in parts.netloc:
        raise MisfitError(f"{show(written or address)} is not an http or https address")
    return address
