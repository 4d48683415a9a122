"""Dates that are written as text in, moments out: the forms that authors bring from other tools."""

import datetime
import re

from dlcourse.patterns import lazy

_CLOCK = (
    r":(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?)?"
    r"(?: ?(?P<zone>Z|[+-](?P<zone_hour>[0-9]{2})(?::?(?P<zone_minute>[0-5][0-9]))?))?"
)
_WHOLE = lazy(rf"(?P<year>[0-9]{{4}})-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})(?:[Tt ](?P<hour>[0-9]{{2}}){_CLOCK})?")
# As in Jekyll, Hexo and Hugo: slashes, and numbers of one digit.
_LOOSE = lazy(
    r"(?P<year>[0-9]{4})(?P<rule>[/-])(?P<month>[0-9]{1,2})(?P=rule)(?P<day>[0-9]{1,2})"
    rf"(?:[Tt ] *(?P<hour>[0-9]{{1,2}}){_CLOCK})?"
)


def whole_moment(text: str) -> datetime.datetime | None:
    """Return the moment that `text` tells in full and beyond doubt: `2018-03-14`, `2018-03-14 14:30:00 +0900`.

    None comes back for any other text; a day or hour that does not exist raises ValueError.
    """
    return _moment(_WHOLE.fullmatch(text.strip()))


def loose_moment(text: str) -> datetime.datetime | None:
    """Return the moment that `text` tells, with `2023/1/2` among the forms that count; else as `whole_moment`."""
    return _moment(_LOOSE.fullmatch(text.strip()))


def _moment(found: re.Match[str] | None) -> datetime.datetime | None:
    if found is None:
        return None
    return datetime.datetime(
        int(found["year"]),
        int(found["month"]),
        int(found["day"]),
        int(found["hour"] or 0),
        int(found["minute"] or 0),
        int(found["second"] or 0),
        int((found["fraction"] or "")[:6].ljust(6, "0")),
        _zone(found),
    )


def _zone(found: re.Match[str]) -> datetime.timezone | None:
    if not found["zone"]:
        return None
    away = datetime.timedelta(hours=int(found["zone_hour"] or 0), minutes=int(found["zone_minute"] or 0))
    return datetime.timezone(-away if found["zone"].startswith("-") else away)
