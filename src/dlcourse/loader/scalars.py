"""A text of YAML without quotes in, the value that YAML takes it for out.

Nearly all are told without PyYAML, which takes time to import: text, whole numbers, days, true and false.
"""

import datetime
import re

TEXT = "tag:yaml.org,2002:str"

_TRUTH = {
    "true": True,
    "True": True,
    "yes": True,
    "on": True,
    "false": False,
    "False": False,
    "no": False,
    "off": False,
}
_ODD_WORDS = frozenset({"yes", "no", "true", "false", "on", "off", "null"})
"""What may be no text, in some spelling."""
_ODD_STARTS = frozenset("-+.0123456789<=~!&*")
"""What all begin with that may be no text, but for words."""
_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def implied_kind(scalar: str) -> str:
    """Return the tag that YAML gives an unquoted scalar."""
    return TEXT if _is_plain_text(scalar) else _kind_by_yaml(scalar)


def scalar_value(scalar: str) -> object:
    """Return what an unquoted scalar means: text, a number, a date, a truth value or nothing.

    Raises ValueError or OverflowError for one that looks like a date or number and is none.
    """
    if _is_plain_text(scalar):
        return scalar
    if scalar in _TRUTH:
        return _TRUTH[scalar]
    if _WHOLE_NUMBER.fullmatch(scalar):
        return int(scalar)
    if _DAY.fullmatch(scalar):
        return datetime.date.fromisoformat(scalar)
    return _value_by_yaml(scalar)


def _is_plain_text(scalar: str) -> bool:
    return scalar != "" and scalar[0] not in _ODD_STARTS and (len(scalar) > 5 or scalar.lower() not in _ODD_WORDS)


def _kind_by_yaml(scalar: str) -> str:
    import yaml  # noqa: PLC0415 - slow to import, and seldom needed

    resolver = yaml.resolver.Resolver()
    return str(resolver.resolve(yaml.ScalarNode, scalar, (True, False)))  # type: ignore[no-untyped-call]  # in its stubs


def _value_by_yaml(scalar: str) -> object:
    import yaml  # noqa: PLC0415 - as above

    kind = _kind_by_yaml(scalar)
    if kind == TEXT:
        return scalar
    try:
        return yaml.constructor.SafeConstructor().construct_object(yaml.ScalarNode(kind, scalar), deep=True)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None
