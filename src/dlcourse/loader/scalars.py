"""A text of YAML without quotes in, the value that YAML takes it for out."""

import yaml

TEXT = "tag:yaml.org,2002:str"
_RESOLVER = yaml.resolver.Resolver()
_PLAIN = (True, False)


def implied_kind(scalar: str) -> str:
    """Return the tag that YAML gives an unquoted scalar."""
    return str(_RESOLVER.resolve(yaml.ScalarNode, scalar, _PLAIN))  # type: ignore[no-untyped-call]  # so in its stubs


def scalar_value(scalar: str) -> object:
    """Return what an unquoted scalar means: text, a number, a date, a truth value or nothing.

    Raises ValueError, OverflowError or YAMLError for one that looks like a date or number and is none.
    """
    kind = implied_kind(scalar)
    if kind == TEXT:
        return scalar
    return yaml.constructor.SafeConstructor().construct_object(yaml.ScalarNode(kind, scalar), deep=True)
