"""Addresses with places to fill in (`{path}`), and names of branches, as pydantic types that say what does not fit."""

import re
from typing import Annotated

from pydantic import BeforeValidator

from dlcourse.schema.fieldtypes import check_web_address, misfit, show

PLACES = ("path", "branch", "title", "url")
"""What stands in braces in the address of an editor or of a form for issues."""

_IN_BRACES = re.compile(r"\{([^{}]*)\}")
_BRANCH_UNFIT = re.compile(r"[\s~^:?*\[\\\x7f]|\.\.|@\{|//|^[-/.]|[/.]$|\.lock$")


def _pattern(value: object) -> object:
    """Read an address with places; `false` is "", for no address at all."""
    if value is False:
        return ""
    if isinstance(value, str):
        for place in _IN_BRACES.findall(value):
            if place not in PLACES:
                known = ", ".join(f"{{{each}}}" for each in PLACES)
                raise misfit(f"{{{place}}} is not a place that is filled in", f"there are {known}")
        check_web_address(_IN_BRACES.sub("x", value), value)
    return value


def _edit_url(value: object) -> object:
    if isinstance(value, str) and "{path}" not in value:
        raise misfit(f"{show(value)} does not say where {{path}}, the file of the lesson, belongs")
    return _pattern(value)


def _branch(value: object) -> object:
    if isinstance(value, str) and (_BRANCH_UNFIT.search(value) or len(value) > 200):
        raise misfit(f"{show(value)} is not the name of a branch")
    return value


EditUrl = Annotated[str, BeforeValidator(_edit_url)]
IssuesUrl = Annotated[str, BeforeValidator(_pattern)]
Branch = Annotated[str, BeforeValidator(_branch)]
