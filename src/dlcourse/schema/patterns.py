"""Addresses with places to fill in (`{path}`), and names of branches, as pydantic types that say what does not fit."""

import re
from typing import Annotated

from pydantic import BeforeValidator

from dlcourse.schema.fieldtypes import check_web_address, misfit, show

PLACES = ("path", "branch", "title", "url")
"""What may stand in braces in the address of a form for issues."""
EDITED = ("path", "branch")
"""What may stand in braces in the address of an editor."""

_IN_BRACES = re.compile(r"\{([^{}]*)\}")
_IN_HOST = re.compile(r"https?://[^/?#]*\{", re.IGNORECASE)
_BRANCH_UNFIT = re.compile(r"[\s~^:?*\[\\\x7f]|\.\.|@\{|//|^[-/.]|[/.]$|\.lock$")


def _pattern(value: object, places: tuple[str, ...]) -> object:
    """Read an address with places; `false` is "", for no address at all."""
    if value is False:
        return ""
    if isinstance(value, str):
        for place in _IN_BRACES.findall(value):
            if place not in places:
                known = ", ".join(f"{{{each}}}" for each in places)
                raise misfit(f"{{{place}}} is not a place that is filled in", f"there are {known}")
        check_web_address(_IN_BRACES.sub("x", value), value)
        if _IN_HOST.match(value):
            raise misfit(f"{show(value)} leaves open whose address it is")
    return value


def _issues_url(value: object) -> object:
    return _pattern(value, PLACES)


def _edit_url(value: object) -> object:
    if isinstance(value, str) and "{path}" not in value:
        raise misfit(f"{show(value)} does not say where {{path}}, the file of the lesson, belongs")
    return _pattern(value, EDITED)


def _branch(value: object) -> object:
    if isinstance(value, str) and (_BRANCH_UNFIT.search(value) or len(value) > 200):
        raise misfit(f"{show(value)} is not the name of a branch")
    return value


EditUrl = Annotated[str, BeforeValidator(_edit_url)]
IssuesUrl = Annotated[str, BeforeValidator(_issues_url)]
Branch = Annotated[str, BeforeValidator(_branch)]
