"""Requests and answers between the engine of diagrams and us: carried in one piece, the same as number by number."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from dlcourse.renderer.diagrams.ferry import quicken
from dlcourse.renderer.diagrams.mermaid import draw

merman: Any = pytest.importorskip("merman")
REQUESTS = "_UniffiFfiConverterTypeMermanTextMeasureRequest"
ANSWERS = "_UniffiFfiConverterOptionalTypeMermanTextMeasureResult"


def test_the_merman_that_is_installed_is_one_that_we_know() -> None:
    assert quicken(merman)


def request_of(text: str, **others: Any) -> Any:
    fields = {
        "operation": merman.MermanTextMeasurementOperation.WRAPPED,
        "phase": merman.MermanTextMeasurementPhase.WRAP,
        "text": text,
        "font_family": "sans-serif",
        "font_size": 16.0,
        "font_weight": None,
        "font_style": "normal",
        "max_width": 200.0,
        "line_height": 24.0,
        "letter_spacing": 0.0,
        "word_spacing": 0.0,
        "wrap_mode": merman.MermanTextWrapMode.HTML_LIKE,
        "direction": merman.MermanTextDirection.AUTO,
        "white_space": merman.MermanTextWhiteSpace.BREAK_SPACES,
    }
    return merman.MermanTextMeasureRequest(**fields | others)


def requests() -> Iterator[Any]:
    yield from (request_of(text) for text in ("", "a", "梯度下降", "σ\n\0\n", "\U0001f600" * 300))
    for name, kind in (
        ("operation", merman.MermanTextMeasurementOperation),
        ("phase", merman.MermanTextMeasurementPhase),
        ("wrap_mode", merman.MermanTextWrapMode),
        ("direction", merman.MermanTextDirection),
        ("white_space", merman.MermanTextWhiteSpace),
    ):
        yield from (request_of("x", **{name: member}) for member in kind)
    yield request_of("x", font_family=None, font_weight="bold", max_width=None, letter_spacing=-0.5)


@pytest.mark.parametrize("asked", list(requests()))
def test_a_request_arrives_as_it_was_sent(asked: Any) -> None:
    assert quicken(merman)
    converter = getattr(merman.merman_uniffi, REQUESTS)
    assert converter.lift(converter.lower(asked)) == asked


def answers() -> Iterator[Any]:
    yield None
    for kind in merman.MermanTextMeasurementResultKind:
        for extent, raw in ((None, None), (50.24, None), (None, 1e9), (0.0, 0.1)):
            yield merman.MermanTextMeasureResult(
                result_kind=kind,
                width=100.48,
                height=24.0,
                length=0.1 + 0.2,
                line_count=3,
                bbox_left=extent,
                bbox_right=extent,
                raw_width=raw,
            )


@pytest.mark.parametrize("told", list(answers()))
def test_an_answer_arrives_as_it_was_sent(told: Any) -> None:
    assert quicken(merman)
    converter = getattr(merman.merman_uniffi, ANSWERS)
    assert converter.lift(converter.lower(told)) == told


@pytest.mark.parametrize(
    "source",
    [
        "flowchart LR\nA[随机嵌入向量80] -->|量化| B{a label that is long enough to need more than one line of text}\n",
        'sequenceDiagram\nA->>B: 你好\nNote over A: "x"\n',
        'pie title 😀\n"a" : 3\n"b" : 4\n',
        "gitGraph\ncommit\nbranch x\ncommit\n",
    ],
)
def test_a_drawing_is_the_same_by_the_engines_own_way(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert quicken(merman)
    ours = draw(source)
    for name, method in ((REQUESTS, "lift"), (ANSWERS, "lower")):
        monkeypatch.delattr(getattr(merman.merman_uniffi, name), method)
    assert draw(source) == ours


def other_merman(**converters: Any) -> Any:
    """Return a merman with other converters."""
    bindings = SimpleNamespace(**vars(merman.merman_uniffi) | converters)
    return SimpleNamespace(**vars(merman) | {"merman_uniffi": bindings})


def test_a_merman_that_lacks_what_we_replace_stays_as_it_is() -> None:
    assert not quicken(SimpleNamespace())


def test_a_merman_that_asks_in_another_order_stays_as_it_is() -> None:
    class Other(getattr(merman.merman_uniffi, REQUESTS)):  # type: ignore[misc]  # the bindings have no types
        @staticmethod
        def write(value: Any, buffer: Any) -> None:
            buffer.write_double(value.font_size)
            getattr(merman.merman_uniffi, REQUESTS).write(value, buffer)

    assert not quicken(other_merman(**{REQUESTS: Other}))
    assert "lift" not in vars(Other)


def test_a_merman_that_reads_other_answers_stays_as_it_is() -> None:
    class Other(getattr(merman.merman_uniffi, ANSWERS)):  # type: ignore[misc]  # the bindings have no types
        @classmethod
        def read(cls, buffer: Any) -> Any:
            told = super().read(buffer)
            if told:
                told.width += 1
            return told

    assert not quicken(other_merman(**{ANSWERS: Other}))
    assert "lower" not in vars(Other)
