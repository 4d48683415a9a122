"""Scalars without quotes mean what PyYAML says, though it is asked only about the odd ones."""

import itertools
import math

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.loader.scalars import implied_kind, scalar_value

WORDS = ("yes", "no", "true", "false", "on", "off", "null", "y", "n", "nan", "none", "title", "nullify", "o", "trues")
FORMS = (str.lower, str.title, str.upper, str.swapcase)
NUMBERS = "0 7 00 010 0x1f 0b11 1_000 -1 +1 1.5 .5 1e3 1.0e+3 1:30 .inf -.inf 12345678901234567890 ١٢ 1a".split()
DATES = (
    "2026-01-31 2026-1-31 2026-02-30 0000-01-01 2026-01-31T10:00:00Z 2026-01-31T25:00:00 20260131 2026-01-311".split()
)
ODD = ["", "~", "<<", "=", "!", "&", "*", "-", "+", ".", "<", "a b", "中文", "é"]


def by_yaml(scalar: str) -> tuple[str, object]:
    kind = yaml.resolver.Resolver().resolve(yaml.ScalarNode, scalar, (True, False))  # type: ignore[no-untyped-call]
    try:
        return kind, yaml.constructor.SafeConstructor().construct_object(yaml.ScalarNode(kind, scalar), deep=True)
    except (ValueError, OverflowError, yaml.YAMLError):
        return kind, ValueError


def ours(scalar: str) -> tuple[str, object]:
    try:
        return implied_kind(scalar), scalar_value(scalar)
    except (ValueError, OverflowError):
        return implied_kind(scalar), ValueError


@pytest.mark.parametrize(
    "scalar", [*(form(word) for word, form in itertools.product(WORDS, FORMS)), *NUMBERS, *DATES, *ODD]
)
def test_a_scalar_means_what_yaml_says(scalar: str) -> None:
    (kind, value), (wanted_kind, wanted) = ours(scalar), by_yaml(scalar)
    assert (kind, type(value), value) == (wanted_kind, type(wanted), wanted)


@given(st.text("yesnotrufalYESNO0123456789.-+_:eExXTZ~<=! é中", max_size=12))
def test_any_scalar_means_what_yaml_says(scalar: str) -> None:
    (kind, value), (wanted_kind, wanted) = ours(scalar), by_yaml(scalar)
    assert kind == wanted_kind
    assert value == wanted or (isinstance(value, float) and math.isnan(value))
